#include "main/simulate/audit/auditors.hpp"

#include "main/simulate/town.hpp"

#include <algorithm>
#include <set>

namespace vacancy::simulate {
namespace {

using namespace std::chrono_literals;

/// The sweeper comes every half minute at the latest.
constexpr auto sweeping = 60s;

/// Whether the night is sold to that stay. Who has left keeps the nights the room was theirs, who
/// did not come the first.
bool sleeps(const Evidence& e, const StayRow& stay, LocalDate night) {
    if (stay.status == "confirmed" || stay.status == "in_house") return stay.stay.covers(night);
    if (stay.status == "no_show") return stay.stay.arrival == night;
    const auto claims = e.books.claims.find(stay.id);
    return stay.status == "checked_out" && claims != e.books.claims.end() &&
           stay.stay.arrival <= night && night < stay.stay.arrival + claims->second;
}

void audit_nights(const Evidence& e, Witness& witness) {
    for (const NightRow& night : e.books.nights) {
        const int type = night.type == type_id(1).text() ? 1 : 0;
        const int capacity = e.hotel.capacity()[static_cast<std::size_t>(type)];
        const auto over = [&](const StayRow& stay) {
            return stay.type == night.type && stay.stay.covers(night.night);
        };
        const auto held = std::ranges::count_if(e.books.stays, [&](const StayRow& stay) {
            return over(stay) && stay.status == "tentative";
        });
        const auto sold = std::ranges::count_if(e.books.stays, [&](const StayRow& stay) {
            return stay.type == night.type && sleeps(e, stay, night.night);
        });
        if (night.sold + night.held > capacity)
            witness.broken(fmt::format("night {} of type {} is sold above its capacity",
                                       night.night.text(), type));
        if (night.sold != sold || night.held != held)
            witness.broken(
                fmt::format("night {} of type {} counts {} sold and {} held, not {} "
                            "and {}",
                            night.night.text(), type, night.sold, night.held, sold, held));
    }
}

void audit_holds(const Evidence& e, Witness& witness) {
    if (e.now - e.up_since < sweeping) return;
    for (const StayRow& stay : e.books.stays)
        if (stay.status == "tentative" && stay.expires_at + sweeping < e.now)
            witness.broken("a hold is alive past its time: " + stay.id);
}

const outside::LedgerEntry* entry_of(const Bank& bank, const std::string& transaction) {
    const auto at =
        std::ranges::find(bank.entries(), transaction, &outside::LedgerEntry::payment_id);
    return at == bank.entries().end() ? nullptr : &*at;
}

void audit_money(const Evidence& e, Witness& witness) {
    for (const PaymentRow& ours : e.books.payments) {
        if (ours.refunded > ours.captured || ours.captured > ours.authorized)
            witness.broken("money is not conserved in payment of " + ours.reference);
        if (ours.transaction.empty()) continue;
        const auto* theirs = entry_of(e.bank, ours.transaction);
        if (theirs == nullptr || ours.captured > theirs->captured ||
            ours.refunded > theirs->refunded || ours.authorized > theirs->authorized)
            witness.broken("our ledger claims more than the bank's for " + ours.transaction);
    }
}

bool has_room_in(const std::string& status) {
    return status == "confirmed" || status == "in_house" || status == "checked_out" ||
           status == "no_show";
}

void audit_confirmations(const Evidence& e, Witness& witness) {
    for (const BookingRow& booking : e.books.bookings) {
        const auto stay = std::ranges::find(e.books.stays, booking.reservation, &StayRow::id);
        const auto mails = e.books.mails.find(booking.id);
        const int letters = mails == e.books.mails.end() ? 0 : mails->second.confirmations;
        const bool was_confirmed = booking.state == "confirmed" || booking.state == "canceled";
        const bool has_room = stay != e.books.stays.end() && has_room_in(stay->status);
        if (letters != (was_confirmed ? 1 : 0))
            witness.broken(fmt::format("{} is {} and has {} confirmations", booking.key,
                                       booking.state, letters));
        if (has_room != (booking.state == "confirmed"))
            witness.broken(fmt::format("{} is {} and its room is {}", booking.key, booking.state,
                                       has_room ? "confirmed" : "not confirmed"));
        // Once somebody is in the house the desk may give them more nights, or fewer.
        const bool came = has_room && (stay->status == "in_house" || stay->status == "checked_out");
        const bool fits =
            has_room && stay->type == booking.type &&
            (came ? stay->stay.arrival == booking.stay.arrival : stay->stay == booking.stay);
        if (has_room && !fits)
            witness.broken(fmt::format("{} has another room than it says", booking.key));
    }
}

std::int64_t kept_for(const Bank& bank, const std::string& reservation) {
    std::int64_t sum = 0;
    for (const outside::LedgerEntry& entry : bank.entries())
        if (entry.reference == reservation) sum += entry.captured - entry.refunded;
    return sum;
}

void audit_settlement(const Evidence& e, Witness& witness) {
    for (const BookingRow& booking : e.books.bookings) {
        if (e.books.folios.contains(booking.reservation))
            continue;  // the desk's auditor sees to it
        const std::int64_t due = booking.state == "confirmed"  ? booking.total
                                 : booking.state == "canceled" ? booking.fee
                                                               : 0;
        const std::int64_t kept = kept_for(e.bank, booking.reservation);
        if (kept != due)
            witness.broken(fmt::format("the bank keeps {} for {}, which is {} and owes {}", kept,
                                       booking.key, booking.state, due));
    }
    for (const PaymentRow& ours : e.books.payments) {
        const auto* theirs = entry_of(e.bank, ours.transaction);
        if (theirs == nullptr) continue;
        if (ours.captured != theirs->captured || ours.refunded != theirs->refunded ||
            ours.status != theirs->status)
            witness.broken(fmt::format("{} is {} with us and {} at the bank", ours.transaction,
                                       ours.status, theirs->status));
    }
    for (const outside::LedgerEntry& entry : e.bank.entries())
        if (entry.captured > entry.refunded &&
            std::ranges::find(e.books.payments, entry.payment_id, &PaymentRow::transaction) ==
                e.books.payments.end())
            witness.broken("the bank took money that our ledger does not know: " +
                           entry.payment_id);
}

void audit_guests(const Evidence& e, Witness& witness) {
    if (static_cast<int>(e.post.events()) != e.books.partner_events)
        witness.broken(fmt::format("the partner was told {} of {} events", e.post.events(),
                                   e.books.partner_events));
    for (const Guest& guest : e.guests.all()) {
        const auto row = std::ranges::find(e.books.bookings, guest.key, &BookingRow::key);
        reference::Found found;
        if (row != e.books.bookings.end())
            found = {.state = row->state,
                     .total = row->total,
                     .fee = row->fee,
                     .stay = as_wish(row->type, row->plan, row->stay, row->guests)};
        const std::string wrong = e.hotel.settle(guest.booking, found);
        if (!wrong.empty()) witness.broken(fmt::format("{}: {}", guest.key, wrong));
        if (row == e.books.bookings.end()) continue;
        const auto mails = e.books.mails.find(row->id);
        const auto folio = e.books.folios.find(row->reservation);
        const auto receipts = folio == e.books.folios.end() ? 0 : folio->second.receipts;
        const auto sent = receipts + (mails == e.books.mails.end() ? 0 : mails->second.all);
        const auto had = static_cast<int>(e.post.letters_to(guest.email));
        if (sent != had) witness.broken(fmt::format("{} got {} of {} mails", guest.key, had, sent));
    }
}

/// A failed booking shows what gave it back: as its saga's table promises. A crash takes the spans
/// with it that were not exported yet.
void audit_undoing(const Evidence& e, Witness& witness) {
    for (const BookingRow& booking : e.books.bookings) {
        if (booking.state != "failed") continue;
        const bool met_crash = std::ranges::any_of(e.crashes, [&](Instant crash) {
            return booking.created_at <= crash && crash <= booking.updated_at + 1s;
        });
        if (met_crash) continue;
        const auto& spans = witness.spans_of(booking.reservation);
        const bool was_authorized =
            std::ranges::any_of(e.bank.entries(), [&](const outside::LedgerEntry& entry) {
                return entry.reference == booking.reservation && entry.authorized > 0;
            });
        std::vector<std::string_view> wanted{span::booking_rollback.name,
                                             span::booking_release_lock.name};
        if (was_authorized) wanted.push_back(span::booking_refund_payment.name);
        for (const std::string_view name : wanted)
            if (!spans.contains(std::string(name)))
                witness.broken(fmt::format("{} failed without the span {}", booking.key, name));
    }
}

}  // namespace

void audit_step(const Evidence& evidence, Witness& witness) {
    audit_nights(evidence, witness);
    audit_holds(evidence, witness);
    audit_money(evidence, witness);
    audit_confirmations(evidence, witness);
    audit_desk_step(evidence, witness);
    audit_night_step(evidence, witness);
}

std::string unrest(const Evidence& e) {
    const auto tentative =
        std::ranges::count(e.books.stays, std::string("tentative"), &StayRow::status);
    const auto pending =
        std::ranges::count(e.books.bookings, std::string("pending"), &BookingRow::state);
    const auto reserved =
        std::ranges::count_if(e.bank.entries(), [&](const outside::LedgerEntry& entry) {
            const auto stay = std::ranges::find(e.books.stays, entry.reference, &StayRow::id);
            const bool in_house = stay != e.books.stays.end() && stay->status == "in_house";
            return entry.status == "authorized" && !in_house;
        });
    const auto sum = tentative + pending + reserved + e.books.open_sagas + e.books.open_messages +
                     e.books.dead_messages + e.books.open_letters +
                     static_cast<std::int64_t>(e.guests.waiting()) +
                     static_cast<std::int64_t>(e.desk_guests.waiting());
    if (sum == 0) return {};
    return fmt::format(
        "{} holds, {} pending bookings, {} authorizations, {} sagas, {} messages, {} dead letters, "
        "{} guests",
        tentative, pending, reserved, e.books.open_sagas, e.books.open_messages,
        e.books.dead_messages, e.guests.waiting() + e.desk_guests.waiting());
}

bool is_at_rest(const Evidence& evidence) { return unrest(evidence).empty(); }

void audit_rest(const Evidence& evidence, Witness& witness) {
    audit_step(evidence, witness);
    audit_settlement(evidence, witness);
    audit_guests(evidence, witness);
    audit_undoing(evidence, witness);
    audit_desk_rest(evidence, witness);
    audit_night_rest(evidence, witness);
}

}  // namespace vacancy::simulate
