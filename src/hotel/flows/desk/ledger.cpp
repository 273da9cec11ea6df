#include "hotel/flows/desk/ledger.hpp"

#include "base/canary.hpp"
#include "hotel/model/night/charges.hpp"
#include "hotel/store/desk/folios.hpp"
#include "hotel/store/paper/charge_codes.hpp"
#include "hotel/store/reservations.hpp"

#include <fmt/format.h>

#include <algorithm>

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

std::vector<FolioId> folios_in(const Posting& posting) {
    std::vector<FolioId> folios;
    for (const PostingLine& line : posting.lines)
        if (line.folio) folios.push_back(*line.folio);
    return folios;
}

Result<void> lock_folios(db::Tx& tx, std::vector<FolioId> folios) {
    std::ranges::sort(folios);
    for (const FolioId& folio : folios) TRY_VOID(store::touch_folio(tx, folio));
    return {};
}

Result<bool> post(db::Tx& tx, const Entry& entry, Posting posting) {
    if (posting.id == PostingId{}) posting.id = PostingId::make(tx.now());
    posting.property = entry.property.id;
    posting.business_date = entry.property.business_date;
    posting.actor = entry.actor.id;
    posting.trace_id = entry.trace_id;
    TRY_VOID(lock_folios(tx, folios_in(posting)));
    return store::add_posting(tx, posting);
}

Result<std::optional<FolioItem>> item_referenced(db::Tx& tx, const PropertyId& property,
                                                 std::string_view reference) {
    TRY(const auto known, store::posting_referenced(tx, property, reference));
    if (!known) return std::nullopt;
    TRY(const auto posting, store::find_posting(tx, *known));
    must(posting.has_value());
    for (const FolioId& folio : folios_in(*posting)) {
        TRY(const auto items, store::items_of(tx, folio));
        const auto found = std::ranges::find(items, *known, &FolioItem::posting);
        if (found != items.end()) return *found;
    }
    return fail(ErrorCode::already_exists, fmt::format("the reference {} is taken", reference));
}

Result<void> close_when_settled(db::Tx& tx, const Folio& folio) {
    TRY(const auto reservation, store::find_reservation(tx, folio.reservation));
    must(reservation.has_value());
    if (reservation->status != Status::no_show) return {};
    TRY(const auto view, store::view_folio(tx, folio.property, folio.id));
    if (!view.folio.open || !view.totals.balance.is_zero()) return {};
    TRY_VOID(store::close_folio(tx, folio.id));
    TRY_VOID(payments::forget_idle_means(tx, folio.reservation.text()));
    return {};
}

Result<std::vector<PostingLine>> fee_lines(db::Tx& tx, const PropertyId& property,
                                           const ChargedFee& fee) {
    TRY(auto known, store::find_charge_code(tx, property, fee.code));
    std::vector<TaxPart> taxes;
    if (known && known->active) taxes = taxes_inside(fee.amount, std::move(known->taxes));
    return charge_lines(fee.folio, fee.code, fee.amount, taxes);
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

std::string night_reference(const ReservationId& reservation, LocalDate night) {
    return fmt::format("night:{}:{}", reservation.text(), night.text());
}

Result<int> post_nights(db::Tx& tx, const Entry& entry, const Reservation& r, LocalDate until) {
    TRY(const Folio folio, folio_for(tx, r.id, code::room));
    TRY(const std::string sold, store::sold_nights(tx, r.id));
    int posted = 0;
    for (const NightCharge& charge : charges_of(r, sold)) {
        if (charge.night >= until) break;
        std::string reference = night_reference(r.id, charge.night);
        if (canary::planted("night_posted_twice"))
            reference += "/" + PostingId::make(tx.now()).text();
        TRY(const auto known, store::posting_referenced(tx, r.property, reference));
        if (known) continue;
        TRY(const bool is_new,
            post(tx, entry,
                 {.kind = PostingKind::charge,
                  .code = std::string(code::room),
                  .description = "Night of " + charge.night.text(),
                  .reference = reference,
                  .lines = charge_lines(folio.id, code::room, charge.gross, charge.taxes)}));
        posted += is_new ? 1 : 0;
    }
    return posted;
}

payments::Means card_of(const std::vector<payments::Payment>& payments) {
    payments::Means card;
    bool is_good = false;
    for (const payments::Payment& payment : payments) {
        const bool good = payment.status != payments::LedgerStatus::declined;
        if (payment.means.token.empty() || (is_good && !good)) continue;
        card = payment.means;
        is_good = good;
    }
    return card;
}

}  // namespace vacancy::hotel
