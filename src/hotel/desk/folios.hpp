#pragma once
// What staff does with a guest's account. Postings are only ever added; what was wrong is corrected
// by a posting of the opposite lines. A closed folio takes nothing more.

#include "hotel/desk/front_desk.hpp"
#include "hotel/model/folio/folio.hpp"
#include "payments/api.hpp"
#include "trace/step.hpp"
#include "trace/task.hpp"

namespace vacancy::hotel {

struct FolioQuery {
    PropertyId property;
    FolioId folio;
};
/// folio_not_found, also for a folio of another property.
Task<Result<FolioView>> find_folio(Step& step, FrontDesk& front, const FolioQuery& query);

struct PostCommand {
    FolioQuery folio;
    PostingKind kind = PostingKind::charge;  ///< charge, payment (cash, bank) or allowance
    std::string code;
    std::string description;
    std::optional<Money> amount{};  ///< above zero, of one piece; nothing: the code's own price
    int quantity = 1;
    std::string reference{};         ///< makes it once; empty: none
    std::optional<Tender> tender{};  ///< a payment in another currency; makes the amount
    /// Of a payment with the code "card"; nothing: the card on file.
    std::optional<payments::Means> means{};
    std::string request_key{};  ///< the same for every repetition of the request; may be empty
    Actor actor;
};
/// The item as the folio shows it; the charge goes to the window that takes its code, split into
/// revenue and taxes as the property's charge code says.
/// folio_closed; a reference that is there already answers the item it made.
///
/// A payment with the code "card" is taken by the till: authorized, captured and posted, or nothing
/// of it; without an amount it is all that is owed. payment_declined, payment_error (nothing was
/// taken), outcome_unknown (it is being found out), illegal_transition (somebody is at this stay).
Task<Result<FolioItem>> post_to_folio(Step& step, FrontDesk& front, const PostCommand& command);

struct VoidCommand {
    FolioQuery folio;
    PostingId posting;
    std::string reason;
    Actor actor;
};
/// A posting of the opposite lines; illegal_transition when it was taken back or moved before or is
/// a payment by card, which the till returns.
Task<Result<FolioItem>> void_posting(Step& step, FrontDesk& front, const VoidCommand& command);

struct SplitCommand {
    FolioQuery folio;
    SplitRule rule;
    int to_window = 2;          ///< opened when it is not there
    std::string payer{};        ///< of a window that is opened
    bool routes_codes = false;  ///< later charges of the items' codes go there too
    Actor actor;
};
/// Moves a part of what is owed to another window, items one by one; both together owe what they
/// did before.
Task<Result<FolioView>> split_folio(Step& step, FrontDesk& front, const SplitCommand& command);

struct TransferCommand {
    FolioQuery folio;
    FolioId to;
    SplitRule rule;
    std::string reason;
    Actor actor;
};
/// The same to a folio of another stay in the house.
Task<Result<FolioView>> transfer(Step& step, FrontDesk& front, const TransferCommand& command);

}  // namespace vacancy::hotel
