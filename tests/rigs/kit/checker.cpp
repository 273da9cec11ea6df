#include "rigs/kit/checker.hpp"

#include "rigs/kit/desk/desk_books.hpp"
#include "rigs/kit/rows.hpp"
#include "rigs/kit/within.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace vacancy::rigs {
namespace {

namespace json = boost::json;

struct Question {
    const char* what;
    const char* sql;
};

constexpr Question at_rest[] = {
    {"saga", "SELECT count(*) FROM saga WHERE finished = 0"},
    {"pending booking", "SELECT count(*) FROM booking WHERE state = 'pending'"},
    {"hold", "SELECT count(*) FROM reservation WHERE status = 'tentative'"},
    {"held night", "SELECT count(*) FROM inventory_night WHERE held <> 0"},
    {"message", "SELECT count(*) FROM outbox WHERE state <> 'delivered'"},
    // Who is in the house has money reserved until the check-out.
    {"payment",
     "SELECT count(*) FROM payment WHERE status = 'intended' OR (status = 'authorized'"
     " AND reference NOT IN (SELECT id FROM reservation WHERE status = 'in_house'))"},
    {"busy stay", "SELECT count(*) FROM stay WHERE busy_with <> ''"},
    {"unsettled key", "SELECT count(*) FROM room_key WHERE state <> 'made'"},
    {"letter", "SELECT count(*) FROM interface_letter"},
    {"refund", "SELECT count(*) FROM payment_refund WHERE done = 0"},
};

json::array items_of(const Answer& answer) {
    return json::parse(answer.body).at("items").as_array();
}

std::int64_t whole(const std::string& text) { return text.empty() ? 0 : std::stoll(text); }

std::string word(const json::value& item, std::string_view name) {
    return std::string(item.at(name).as_string());
}

}  // namespace

Findings Checker::stuck() const {
    Findings found;
    for (const auto& [what, sql] : at_rest) {
        const auto count = number(town_.url(), sql);
        if (count > 0) found.push_back(fmt::format("stuck: {} {}(s)", count, what));
    }
    std::set<std::string> in_house;
    for (const Row& r : rows(town_.url(), "SELECT id FROM reservation WHERE status = 'in_house'"))
        in_house.insert(r[0]);
    for (const auto& line : items_of(town_.sandbox().get("/ledger")))
        if (word(line, "status") == "authorized" && !in_house.contains(word(line, "reference")))
            found.push_back("stuck: money reserved by " + word(line, "payment_id"));
    return found;
}

Findings Checker::wait_for_rest(std::chrono::seconds limit) const {
    Findings found;
    (void)within(limit, [&] {
        found = stuck();
        return found.empty();
    });
    return found;
}

Checker::Bookings Checker::read_bookings() const {
    Bookings found;
    for (const Row& r : rows(town_.url(),
                             "SELECT b.booking_id, b.reservation_id, b.guest_email, b.state,"
                             " b.arrival, b.departure, b.confirmation_code, b.total_minor,"
                             " b.cancel_fee_minor, b.version, r.status, r.arrival, r.departure,"
                             " COALESCE(m.number, '')"
                             " FROM booking b LEFT JOIN reservation r ON r.id = b.reservation_id"
                             " LEFT JOIN stay s ON s.reservation_id = r.id"
                             " LEFT JOIN room m ON m.id = s.room_id"))
        found[r[2]].push_back({.id = r[0],
                               .reservation = r[1],
                               .email = r[2],
                               .state = r[3],
                               .arrival = r[4],
                               .departure = r[5],
                               .code = r[6],
                               .total = whole(r[7]),
                               .fee = whole(r[8]),
                               .version = static_cast<int>(whole(r[9])),
                               .stay_status = r[10],
                               .stay_arrival = r[11],
                               .stay_departure = r[12],
                               .room = r[13]});
    return found;
}

void Checker::check_nights(Findings& found) const {
    std::map<std::pair<std::string, std::string>, std::int64_t> live;
    for (const Row& r : rows(town_.url(),
                             "SELECT COALESCE(s.taken_type_id, r.room_type_id), d.night"
                             " FROM reservation r JOIN calendar_day d"
                             " ON r.arrival <= d.night AND d.night < r.departure"
                             " LEFT JOIN stay s ON s.reservation_id = r.id"
                             // Who left on the first day gives the other nights back.
                             " WHERE r.status IN ('confirmed', 'in_house')"
                             " OR (r.status = 'checked_out' AND d.night = r.arrival)"))
        ++live[{r[0], r[1]}];
    for (const Row& r : rows(town_.url(),
                             "SELECT room_type_id, night, sold, held, capacity + overbooking"
                             " FROM inventory_night WHERE sold <> 0 OR held <> 0")) {
        if (whole(r[2]) + whole(r[3]) > whole(r[4]))
            found.push_back("double: " + r[0] + " is sold above its capacity on " + r[1]);
        const auto counted = live.extract({r[0], r[1]});
        const std::int64_t stays = counted.empty() ? 0 : counted.mapped();
        if (stays != whole(r[2]))
            found.push_back(fmt::format("{}: {} stays on {}, {} sold of {}",
                                        stays > whole(r[2]) ? "double" : "lost", stays, r[1], r[2],
                                        r[0]));
    }
    for (const auto& [night, stays] : live)
        found.push_back(fmt::format("double: {} stays on {}, none sold", stays, night.second));
}

/// Whether the reservation is where the shop and the desk said that it is.
void Checker::check_stay(const Told& told, const Booking& b, Findings& found) {
    const std::string due = told.stay.empty() ? b.state : told.stay;
    const bool is_at_desk = b.stay_status == "in_house" || b.stay_status == "checked_out";
    if (b.stay_status != due && !(told.wants_desk && is_at_desk))
        found.push_back(
            fmt::format("lost: the stay of {} is {}, {} due", told.code, b.stay_status, due));
    if (b.stay_arrival != b.arrival || b.stay_departure != b.departure)
        found.push_back("lost: the reservation of " + told.code + " is another");
    const bool is_known = told.stay == "in_house" && !told.wants_desk;
    if (is_known && b.room != told.room)
        found.push_back(
            fmt::format("lost: {} is in room {}, told {}", told.code, b.room, told.room));
}

void Checker::check_told(const Told& told, const std::vector<Booking>& bookings,
                         Findings& found) const {
    std::vector<const Booking*> made;
    for (const Booking& b : bookings)
        if (b.state != "failed") made.push_back(&b);
    if (made.size() > 1) found.push_back("double: two bookings of " + told.email);
    if (told.code.empty()) {
        if (told.refused && !made.empty())
            found.push_back("double: a booking for the refused " + told.email);
        return;
    }
    const auto same = [&](const Booking* b) { return b->code == told.code; };
    const auto at = std::ranges::find_if(made, same);
    if (at == made.end()) return found.push_back("lost: booking " + told.code);
    const Booking& b = **at;
    if (told.canceled && b.state != "canceled")
        found.push_back("lost: the cancellation of " + told.code);
    if (!told.canceled && !told.wants_change && b.state != "confirmed")
        found.push_back("lost: " + told.code + " is " + b.state);
    if (b.version < told.version) found.push_back("lost: a change of " + told.code);
    const bool same_stay = b.arrival == told.check_in && b.departure == told.check_out;
    if (!told.wants_change && (!same_stay || b.total != told.total))
        found.push_back(fmt::format("lost: {} is {} to {} for {}, told {} to {} for {}", told.code,
                                    b.arrival, b.departure, b.total, told.check_in, told.check_out,
                                    told.total));
    check_stay(told, b, found);
    const Answer page = town_.guest().get("/v1/bookings/" + told.code);
    if (page.status != 200 || testing::text_at(page.json(), "/status") != b.state)
        found.push_back(
            fmt::format("lost: the page of {} answers {} {}", told.code, page.status, page.body));
}

/// What the house may keep of a booking: its price, its fee, or what the stay came to.
std::int64_t Checker::due_of(const Booking& booking, const DeskBooks& desk) {
    if (booking.state == "canceled") return booking.fee;
    if (booking.state != "confirmed") return 0;
    const auto guest = desk.guests.find(booking.reservation);
    const bool has_left = guest != desk.guests.end() && guest->second.status == "checked_out";
    return has_left ? guest->second.charges : booking.total;
}

void Checker::check_money(const Bookings& bookings, const DeskBooks& desk, Findings& found) const {
    using Amounts = std::tuple<std::string, std::string, std::int64_t, std::int64_t>;
    std::map<std::string, Amounts> ledger;
    std::map<std::string, std::int64_t> kept;  // by reservation
    for (const auto& line : items_of(town_.sandbox().get("/ledger"))) {
        const auto captured = line.at("captured").to_number<std::int64_t>();
        const auto refunded = line.at("refunded").to_number<std::int64_t>();
        ledger[word(line, "payment_id")] = {word(line, "reference"), word(line, "status"), captured,
                                            refunded};
        kept[word(line, "reference")] += captured - refunded;
    }
    for (const Row& r : rows(town_.url(),
                             "SELECT transaction_id, reference, status, captured_minor,"
                             " refunded_minor FROM payment")) {
        if (r[0].empty()) continue;
        const auto theirs = ledger.extract(r[0]);
        const Amounts ours{r[1], r[2], whole(r[3]), whole(r[4])};
        if (theirs.empty() || theirs.mapped() != ours)
            found.push_back(fmt::format("money: {} is {} {}/{} here, {} there", r[0], r[2], r[3],
                                        r[4],
                                        theirs.empty() ? "nothing" : std::get<1>(theirs.mapped())));
    }
    for (const auto& [payment, amounts] : ledger) {
        const auto& [reference, status, captured, refunded] = amounts;
        if (status != "voided" && status != "declined")
            found.push_back(fmt::format("money: {} is {} there and unknown here", payment, status));
    }
    for (const auto& [email, made] : bookings) {
        for (const Booking& b : made) {
            const auto due = due_of(b, desk);
            if (kept[b.reservation] != due)
                found.push_back(fmt::format("money: {} is {}, {} kept, {} due", b.code, b.state,
                                            kept[b.reservation], due));
        }
    }
}

void Checker::check_mails(const std::string& email, const std::vector<Booking>& bookings,
                          Findings& found) const {
    std::size_t due = 0;
    for (const Booking& b : bookings) {
        if (b.state != "failed") due += static_cast<std::size_t>(b.version);
        if (b.stay_status == "checked_out") ++due;  // the receipt
    }
    std::set<std::string> ids;
    for (const auto& mail : items_of(town_.sandbox().get("/inbox?to=" + email)))
        ids.insert(word(mail, "message_id"));
    if (ids.size() != due)
        found.push_back(fmt::format("{}: {} has {} mails, {} due",
                                    ids.size() > due ? "double" : "lost", email, ids.size(), due));
}

void Checker::take_partner_events() {
    for (const auto& event : items_of(town_.sandbox().get("/webhooks"))) {
        if (!webhook_ids_.insert(word(event, "webhook_id")).second) continue;
        const auto& data = event.at("body").at("data");
        told_[word(data, "booking_id")].push_back(
            std::to_string(data.at("version").to_number<int>()));
    }
    (void)town_.sandbox().send("DELETE", "/webhooks", "", {});
}

void Checker::check_partner(const Booking& booking, Findings& found) const {
    const auto at = told_.find(booking.id);
    std::vector<std::string> due;
    if (booking.state != "failed")
        for (int i = 1; i <= booking.version; ++i) due.push_back(std::to_string(i));
    const auto heard = at != told_.end() ? at->second : std::vector<std::string>{};
    if (heard == due) return;
    std::string text;
    for (const auto& version : heard) text += " " + version;
    found.push_back(fmt::format("{}: the partner was told of {}:{}, {} due",
                                heard.size() > due.size() ? "double" : "lost", booking.code, text,
                                due.size()));
}

Findings Checker::check(const std::map<std::string, Told>& told) {
    Findings found;
    const Bookings bookings = read_bookings();
    check_nights(found);
    const DeskBooks desk(town_);
    check_money(bookings, desk, found);
    for (std::string& text : check_desk(desk)) found.push_back(std::move(text));
    take_partner_events();
    for (const auto& [email, word_of] : told) {
        const auto at = bookings.find(email);
        const auto made = at != bookings.end() ? at->second : std::vector<Booking>{};
        std::string now =
            fmt::format("{} {} {} {} {} {} {}", email, word_of.code, word_of.version,
                        word_of.canceled, word_of.wants_change, word_of.stay, word_of.room);
        for (const Booking& b : made)
            now += b.code + b.state + std::to_string(b.version) + b.stay_status + b.room;
        if (rested_.contains(now)) continue;
        const auto before = found.size();
        check_told(word_of, made, found);
        check_mails(email, made, found);
        for (const Booking& b : made) check_partner(b, found);
        if (found.size() == before) rested_.insert(now);
    }
    return found;
}

}  // namespace vacancy::rigs
