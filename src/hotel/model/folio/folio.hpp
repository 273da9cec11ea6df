#pragma once
// A folio: the guest's account of one stay, or a window of it for who pays the rest. Its balance is
// the sum of its items; it closes at zero. Plain values and pure rules.

#include "hotel/model/folio/posting.hpp"

namespace vacancy::hotel {

struct Folio {
    FolioId id;
    PropertyId property;
    ReservationId reservation;
    int window = 1;  ///< 1 is the guest's own
    std::string payer{};
    std::optional<CompanyId> company{};  ///< whose account takes the rest at check-out
    Currency currency{};
    bool open = true;
    Instant opened_at{};
    std::optional<Instant> closed_at{};
    std::int64_t version = 1;
};

/// Later charges of that code go to that window; "*" stands for every other code.
struct FolioRoute {
    std::string code;
    int window = 1;
};

/// A posting as one folio sees it.
struct FolioItem {
    PostingId posting;
    LocalDate business_date;
    PostingKind kind = PostingKind::charge;
    std::string code{};
    std::string description{};
    int quantity = 1;
    Money amount{};  ///< plus: owed; minus: paid or given up
    std::optional<PostingId> corrects{};
    bool corrected = false;  ///< a later posting took it back
    bool moved = false;      ///< a later transfer took it to another folio
    std::optional<PostingId> moves{};
    std::optional<PostingId> origin{};  ///< of a transfer of a single item
    std::optional<Tender> tender{};
    std::string actor{};
    Instant created_at{};
    FolioId folio{};
};

struct FolioTotals {
    Money charges{};     ///< all charges and allowances, corrections taken off
    Money room{};        ///< of the charges: the room and its taxes
    Money incidental{};  ///< of the charges: the rest
    Money paid{};        ///< what was paid, less what went back
    Money balance{};     ///< charges - paid; what is still owed
};
/// A correction counts where what it corrects counted; a transfer is a charge on the folio it
/// came to and less of one on the folio it left.
[[nodiscard]] FolioTotals totals_of(std::span<const FolioItem> items, const Currency& currency);

struct FolioView {
    Folio folio;
    std::vector<FolioItem> items{};
    FolioTotals totals{};
};

/// How much of the folio's balance goes to another window. Exactly one of the three.
struct SplitRule {
    std::optional<Money> amount{};
    std::optional<BasisPoints> percent{};  ///< of the balance, 0 to 10,000
    std::vector<PostingId> items{};
};
/// One part of what is moved: a whole item, or a sum without one.
struct MovedPart {
    Money amount;
    std::optional<FolioItem> item{};
};
/// What is to be moved: a sum is never more than is owed, an item goes whole and once.
/// invalid_request says what is wrong.
[[nodiscard]] Result<std::vector<MovedPart>> parts_to_move(const FolioView& view,
                                                           const SplitRule& rule);

}  // namespace vacancy::hotel
