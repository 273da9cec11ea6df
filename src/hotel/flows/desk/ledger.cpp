#include "hotel/flows/desk/ledger.hpp"

#include "hotel/store/desk/folios.hpp"

#include <fmt/format.h>

namespace vacancy::hotel {
namespace {

Result<Folio> folio_for(db::Tx& tx, const ReservationId& reservation, std::string_view code) {
    TRY(const int window, store::window_for(tx, reservation, code));
    TRY(const auto folios, store::folios_of(tx, reservation));
    for (const Folio& folio : folios)
        if (folio.window == window) return folio;
    return fail(ErrorCode::folio_not_found);
}

}  // namespace

Result<bool> post(db::Tx& tx, const Entry& entry, Posting posting) {
    if (posting.id == PostingId{}) posting.id = PostingId::make(tx.now());
    posting.property = entry.property.id;
    posting.business_date = entry.property.business_date;
    posting.actor = entry.actor.id;
    posting.trace_id = entry.trace_id;
    for (const PostingLine& line : posting.lines)
        if (line.folio) TRY_VOID(store::touch_folio(tx, *line.folio));
    return store::add_posting(tx, posting);
}

Result<void> post_deposit(db::Tx& tx, const Entry& entry, const FolioId& folio,
                          const Deposit& deposit) {
    TRY_VOID(post(tx, entry,
                  {.kind = PostingKind::payment,
                   .code = std::string(code::deposit),
                   .description = "Paid ahead of the stay",
                   .reference = "deposit:" + deposit.reservation.text(),
                   .lines = payment_lines(folio, "card", deposit.paid)}));
    return {};
}

Result<int> post_nights(db::Tx& tx, const Entry& entry, const Reservation& r, LocalDate until) {
    TRY(const Folio folio, folio_for(tx, r.id, code::room));
    const auto prices = night_prices(r);
    int posted = 0;
    for (LocalDate night = r.stay.arrival; night < r.stay.departure && night < until; ++night) {
        const Money& price = prices.at(static_cast<std::size_t>(night - r.stay.arrival));
        TRY(const bool is_new,
            post(tx, entry,
                 {.kind = PostingKind::charge,
                  .code = std::string(code::room),
                  .description = "Night of " + night.text(),
                  .reference = fmt::format("night:{}:{}", r.id.text(), night.text()),
                  .lines = charge_lines(folio.id, code::room, price)}));
        posted += is_new ? 1 : 0;
    }
    return posted;
}

}  // namespace vacancy::hotel
