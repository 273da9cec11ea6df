#include "rigs/kit/desk/desk_books.hpp"

#include "rigs/kit/rows.hpp"

#include <boost/json/array.hpp>
#include <fmt/format.h>

namespace vacancy::rigs {
namespace {

constexpr const char* all_guests =
    "SELECT r.id, r.status, COALESCE(s.room_id, ''), COALESCE(m.number, ''),"
    " (SELECT count(*) FROM calendar_day d WHERE d.night >= r.arrival AND d.night < r.departure),"
    " (SELECT count(*) FROM room_night n WHERE n.reservation_id = r.id AND n.room_id = s.room_id)"
    " FROM reservation r LEFT JOIN stay s ON s.reservation_id = r.id"
    " LEFT JOIN room m ON m.id = s.room_id WHERE r.status IN ('in_house', 'checked_out')";

// The first window; nobody has another one here.
constexpr const char* all_folios =
    "SELECT f.reservation_id, f.status,"
    " COALESCE(SUM(CASE WHEN p.kind IN ('charge', 'correction', 'allowance')"
    " THEN l.amount_minor ELSE 0 END), 0), COALESCE(SUM(l.amount_minor), 0)"
    " FROM folio f LEFT JOIN posting_line l ON l.folio_id = f.id"
    " LEFT JOIN posting p ON p.id = l.posting_id GROUP BY f.id, f.reservation_id, f.status";

// Nobody gives a room in advance here: who is not in the house has no night that is still to come.
constexpr const char* rooms_of_strangers =
    "SELECT DISTINCT m.number FROM room_night n JOIN room m ON m.id = n.room_id"
    " LEFT JOIN reservation r ON r.id = n.reservation_id"
    " LEFT JOIN stay s ON s.reservation_id = r.id"
    " WHERE r.id IS NULL OR r.status NOT IN ('in_house', 'checked_out') OR s.room_id <> n.room_id"
    " OR (r.status = 'checked_out' AND n.night > r.arrival)";

constexpr const char* unbalanced_postings =
    "SELECT count(*) FROM (SELECT posting_id FROM posting_line GROUP BY posting_id"
    " HAVING sum(amount_minor) <> 0) AS unbalanced";

void read_guests(const Town& town, DeskBooks& books) {
    for (const Row& r : rows(town.url(), all_guests))
        books.guests[r[0]] = {.reservation = r[0],
                              .status = r[1],
                              .room_id = r[2],
                              .room = r[3],
                              .nights = std::stoi(r[4]),
                              .claimed = std::stoi(r[5])};
    for (const Row& r : rows(town.url(), all_folios)) {
        const auto guest = books.guests.find(r[0]);
        if (guest == books.guests.end()) continue;
        guest->second.has_folio = true;
        guest->second.is_open = r[1] == "open";
        guest->second.charges = std::stoll(r[2]);
        guest->second.balance = std::stoll(r[3]);
    }
}

/// What the gateway and the encoder of the sandbox believe.
void ask_outside(const Town& town, DeskBooks& books) {
    const auto ledger = town.sandbox().get("/ledger").json();
    for (const auto& line : ledger.at("items").as_array())
        if (testing::text_at(line, "/status") == "authorized")
            ++books.reserved[testing::text_at(line, "/reference")];
    const auto keys = town.sandbox().get("/keys").json();
    for (const auto& key : keys.at("items").as_array())
        if (!key.at("deleted").as_bool())
            books.keys[testing::text_at(key, "/room_number")] = testing::text_at(key, "/guest");
}

using Findings = std::vector<std::string>;

void check_rooms(const DeskBooks& books, Findings& found) {
    std::map<std::string, int> guests_in;
    for (const auto& [id, guest] : books.guests) {
        if (guest.status != "in_house") continue;
        ++guests_in[guest.room];
        if (guest.room.empty() || guest.claimed != guest.nights)
            found.push_back(fmt::format("lost: a guest in the house has {} of {} nights of room {}",
                                        guest.claimed, guest.nights, guest.room));
        if (!books.occupied.contains(guest.room))
            found.push_back("lost: room " + guest.room + " has a guest and counts as vacant");
    }
    for (const auto& [room, guests] : guests_in)
        if (guests > 1) found.push_back(fmt::format("double: {} guests in room {}", guests, room));
    for (const auto& [room, id] : books.occupied)
        if (!guests_in.contains(room))
            found.push_back("double: room " + room + " counts as occupied and has no guest");
    for (const std::string& room : books.strangers)
        found.push_back("stuck: a night of room " + room + " is claimed for nobody");
}

void check_keys(const DeskBooks& books, Findings& found) {
    std::map<std::string, std::string> due;
    for (const auto& [id, guest] : books.guests)
        if (guest.status == "in_house") due[guest.room] = DeskBooks::number_of(id);
    for (const auto& [room, guest] : books.keys) {
        const auto at = due.find(room);
        if (at == due.end() || at->second != guest)
            found.push_back("double: keys of room " + room + " open to who does not live there");
    }
    for (const auto& [room, guest] : due)
        if (!books.keys.contains(room))
            found.push_back("lost: the guest of room " + room + " has no keys");
}

void check_accounts(const DeskBooks& books, Findings& found) {
    if (books.unbalanced != 0)
        found.push_back(fmt::format("money: {} posting(s) do not sum to zero", books.unbalanced));
    for (const auto& [id, guest] : books.guests) {
        const bool has_left = guest.status == "checked_out";
        if (!guest.has_folio || guest.is_open == has_left)
            found.push_back(fmt::format("lost: a guest who {} has {} account",
                                        has_left ? "left" : "is in the house",
                                        !guest.has_folio ? "no"
                                        : guest.is_open  ? "an open"
                                                         : "a closed"));
        if (has_left && guest.balance != 0)
            found.push_back(
                fmt::format("money: {} is owed by who left room {}", guest.balance, guest.room));
        const auto at = books.reserved.find(id);
        const int reserved = at != books.reserved.end() ? at->second : 0;
        if (reserved != (has_left ? 0 : 1))
            found.push_back(fmt::format("money: {} authorizations for who {} room {}", reserved,
                                        has_left ? "left" : "is in", guest.room));
    }
}

}  // namespace

DeskBooks::DeskBooks(const Town& town) {
    read_guests(town, *this);
    for (const Row& r : rows(town.url(), "SELECT number, id FROM room WHERE occupied = 1"))
        occupied[r[0]] = r[1];
    for (const Row& r : rows(town.url(), rooms_of_strangers)) strangers.push_back(r[0]);
    unbalanced = number(town.url(), unbalanced_postings);
    ask_outside(town, *this);
}

std::string DeskBooks::number_of(const std::string& reservation) { return reservation.substr(24); }

std::vector<std::string> check_desk(const DeskBooks& books) {
    Findings found;
    check_rooms(books, found);
    check_keys(books, found);
    check_accounts(books, found);
    return found;
}

}  // namespace vacancy::rigs
