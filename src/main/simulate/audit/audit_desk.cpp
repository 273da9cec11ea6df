// What must be true of the desk: rooms, keys, accounts and the money that is reserved for them.

#include "main/simulate/audit/auditors.hpp"

#include <algorithm>

namespace vacancy::simulate {
namespace {

const StayRow* stay_of(const Evidence& e, const std::string& reservation) {
    const auto at = std::ranges::find(e.books.stays, reservation, &StayRow::id);
    return at == e.books.stays.end() ? nullptr : &*at;
}

void audit_rooms(const Evidence& e, Witness& witness) {
    std::map<std::string, int> guests_in;
    for (const StayRow& stay : e.books.stays) {
        if (stay.status != "in_house") continue;
        const auto room = e.books.room_of.find(stay.id);
        const int ahead = stay.stay.departure - std::max(stay.stay.arrival, e.books.business_date);
        const auto claimed = e.books.claims.find(stay.id);
        const int claims = claimed == e.books.claims.end() ? 0 : claimed->second;
        // Who moves has two rooms for a while.
        const bool has_room = room != e.books.room_of.end() && claims >= 1 && claims >= ahead;
        if (!has_room || claims > 2 * stay.stay.nights())
            witness.broken("a guest in the house has no room for every night: " + stay.id);
        else
            ++guests_in[room->second];
    }
    for (const RoomRow& room : e.books.rooms) {
        const int guests = guests_in[room.number];
        if (guests > 1) witness.broken("two guests in room " + room.number);
        if (room.is_occupied != (guests == 1))
            witness.broken(fmt::format("room {} is {} and has {} guests", room.number,
                                       room.is_occupied ? "occupied" : "vacant", guests));
    }
}

void audit_accounts(const Evidence& e, Witness& witness) {
    if (e.books.unbalanced_postings != 0) witness.broken("a posting does not sum to zero");
    for (const auto& [reservation, folio] : e.books.folios) {
        const StayRow* stay = stay_of(e, reservation);
        const bool has_left = stay != nullptr && stay->status == "checked_out";
        if (has_left && (folio.is_open || folio.balance != 0))
            witness.broken("a guest has left and still has an account: " + reservation);
    }
}

/// The keys of a room open to whoever lives in it, and to nobody when it is empty.
void audit_keys(const Evidence& e, Witness& witness) {
    for (const auto& [room, reservation] : e.locks.open_to()) {
        const StayRow* stay = stay_of(e, reservation);
        if (stay == nullptr || stay->status != "in_house")
            witness.broken(
                fmt::format("keys of {} open to somebody who is not in the house", room));
        const auto lives_in = e.books.room_of.find(reservation);
        if (lives_in != e.books.room_of.end() && lives_in->second != room)
            witness.broken(
                fmt::format("keys of {} open to who lives in {}", room, lives_in->second));
    }
    for (const auto& [reservation, room] : e.books.room_of) {
        const StayRow* stay = stay_of(e, reservation);
        const auto keys = e.locks.open_to().find(room);
        if (stay != nullptr && stay->status == "in_house" &&
            (keys == e.locks.open_to().end() || keys->second != reservation))
            witness.broken("a guest in the house has no keys to room " + room);
    }
}

/// The till believes of every room what is true of it.
void audit_till(const Evidence& e, Witness& witness) {
    constexpr std::size_t number_at = 24;  // the last twelve digits of the id
    std::map<std::string, std::string> in_room;
    for (const StayRow& stay : e.books.stays)
        if (stay.status == "in_house" && e.books.room_of.contains(stay.id))
            in_room[e.books.room_of.at(stay.id)] = stay.id.substr(number_at);
    for (const auto& [room, guest] : in_room)
        if (!e.cable.in_room().contains(room) || e.cable.in_room().at(room) != guest)
            witness.broken("the till was not told who is in room " + room);
    for (const auto& [room, guest] : e.cable.in_room())
        if (!in_room.contains(room))
            witness.broken("the till was not told who has left room " + room);
}

void audit_bills(const Evidence& e, Witness& witness) {
    for (const auto& [reservation, folio] : e.books.folios) {
        std::int64_t kept = 0;
        std::int64_t reserved = 0;
        for (const outside::LedgerEntry& entry : e.bank.entries()) {
            if (entry.reference != reservation) continue;
            kept += entry.captured - entry.refunded;
            reserved += entry.status == "authorized" ? 1 : 0;
        }
        const StayRow* stay = stay_of(e, reservation);
        const bool is_in_house = stay != nullptr && stay->status == "in_house";
        const bool has_left = stay != nullptr && stay->status == "checked_out";
        if (!is_in_house && kept != folio.charges)
            witness.broken(
                fmt::format("the bank keeps {} of a stay that cost {}", kept, folio.charges));
        if (is_in_house && reserved != 1)
            witness.broken(fmt::format("{} authorizations for a guest in the house", reserved));
        if (folio.receipts != (has_left ? 1 : 0))
            witness.broken(fmt::format("{} receipts for {}", folio.receipts, reservation));
    }
}

/// What the bank holds of a guest in the house covers the stay and its incidentals.
void audit_authorization(const Evidence& e, const DeskGuest& guest, Witness& witness) {
    const auto owed = e.desk.to_be_held(guest.number);
    if (!owed) return;
    std::int64_t held = 0;
    for (const outside::LedgerEntry& entry : e.bank.entries())
        if (entry.reference == guest.guest->reservation && entry.status == "authorized")
            held += entry.authorized;
    if (held < *owed)
        witness.broken(fmt::format("{} of {} is held for {}", held, *owed, guest.guest->key));
}

}  // namespace

void audit_desk_step(const Evidence& evidence, Witness& witness) {
    audit_rooms(evidence, witness);
    audit_accounts(evidence, witness);
}

void audit_desk_rest(const Evidence& e, Witness& witness) {
    if (e.books.busy_stays != 0) witness.broken("somebody is still at a stay");
    audit_keys(e, witness);
    audit_bills(e, witness);
    if (e.has_till) audit_till(e, witness);
    for (const DeskGuest& guest : e.desk_guests.all()) {
        const StayRow* stay = stay_of(e, guest.guest->reservation);
        audit_authorization(e, guest, witness);
        const auto account = e.desk.account(guest.number);
        const auto folio = e.books.folios.find(guest.guest->reservation);
        if (account && folio != e.books.folios.end() && folio->second.charges != *account)
            witness.broken(fmt::format("the account of {} is {}, not {}", guest.guest->key,
                                       folio->second.charges, *account));
        const std::string wrong = e.desk.settle(guest.number, stay != nullptr ? stay->status : "");
        if (!wrong.empty()) witness.broken(guest.guest->key + ": " + wrong);
    }
}

}  // namespace vacancy::simulate
