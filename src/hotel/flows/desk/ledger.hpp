#pragma once
// Writing to the books, for all flows of the desk.

#include "hotel/desk/front_desk.hpp"
#include "hotel/model/desk/stay.hpp"
#include "hotel/model/folio/folio.hpp"
#include "payments/api.hpp"

namespace vacancy::hotel {

/// Where and by whom something is entered.
struct Entry {
    const Property& property;
    const Actor& actor;
    std::string trace_id;
};

/// The folios that a posting has lines on.
[[nodiscard]] std::vector<FolioId> folios_in(const Posting& posting);
/// Others who write to these folios wait, in one order for all; folio_closed when one is.
Result<void> lock_folios(db::Tx& tx, std::vector<FolioId> folios);

/// A posting of the property's business date; one without an id gets one. False: its reference is
/// there already.
Result<bool> post(db::Tx& tx, const Entry& entry, Posting posting);

/// The item that this reference made, on the folio it went to; already_exists when it made none.
Result<std::optional<FolioItem>> item_referenced(db::Tx& tx, const PropertyId& property,
                                                 std::string_view reference);

/// The folio of a guest who never came is closed, and the card forgotten, when nothing is owed any
/// more; any other stays as it is.
Result<void> close_when_settled(db::Tx& tx, const Folio& folio);

/// Where a fee is charged and what for.
struct ChargedFee {
    FolioId folio;
    std::string_view code;
    Money amount;
};
/// The lines of a fee: the taxes that the property's charge code names are inside of it.
Result<std::vector<PostingLine>> fee_lines(db::Tx& tx, const PropertyId& property,
                                           const ChargedFee& fee);

struct Deposit {
    ReservationId reservation;
    Money paid;
};
/// What was paid ahead of the stay becomes a payment on the folio, once.
Result<void> post_deposit(db::Tx& tx, const Entry& entry, const FolioId& folio,
                          const Deposit& deposit);

/// What makes the room charge of a night once.
[[nodiscard]] std::string night_reference(const ReservationId& reservation, LocalDate night);

/// The room charges of the stay's nights before `until`, each once, on the window that takes them;
/// how many were posted now.
Result<int> post_nights(db::Tx& tx, const Entry& entry, const Reservation& reservation,
                        LocalDate until);

/// The card that further money is asked of: the last one that was not declined, otherwise the last
/// one named. Without a token: none is known.
payments::Means card_of(const std::vector<payments::Payment>& payments);

}  // namespace vacancy::hotel
