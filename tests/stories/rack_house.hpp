#pragma once
// RackHouse: a demo town as the desk sees it: guests who come, rooms, the rack, traces.

#include "base/time.hpp"
#include "support/desk_agent.hpp"

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace vacancy::testing {

namespace json = boost::json;

inline const std::string seen(DeskAgent::seen_passport);

class RackHouse {
public:
    explicit RackHouse(const Variables& variables = {}) : town_(variables), desk_(town_) {}
    DemoTown& town() { return town_; }
    [[nodiscard]] std::string path(const std::string& rest) const { return desk_.house() + rest; }
    json::value books(int nights = 2, int days = 0, const std::string& token = "tok_approved") {
        BookingWish wish = town_.wish(days, nights);
        wish.token = token;
        const Answer answer = town_.book(wish);
        CAPTURE(answer.body);
        REQUIRE(answer.status == 201);
        return answer.json();
    }
    [[nodiscard]] std::string stay(const json::value& booking, const std::string& rest) const {
        return path("/reservations/" + text_at(booking, "/confirmation_code") + rest);
    }
    Answer post(const std::string& path, const std::string& body) {
        return town_.as("agent").post(path, body);
    }
    Answer send(const std::string& method, const std::string& path, const std::string& body) {
        return town_.as("agent").send(method, path, body, {{"Content-Type", "application/json"}});
    }
    Answer get(const std::string& path) { return town_.as("agent").get(path); }
    json::value checks_in(const json::value& booking) {
        const Answer answer = desk_.check_in(booking);
        CAPTURE(answer.body);
        REQUIRE(answer.status == 200);
        return answer.json();
    }
    json::value room(const std::string& number) const { return desk_.room_numbered(number); }
    json::value rack(const std::string& from, const std::string& until) {
        const Answer answer = get(path("/rack?from=" + from + "&until=" + until));
        CAPTURE(answer.body);
        REQUIRE(answer.status == 200);
        return answer.json();
    }
    /// Who has the room on that night by the rack; empty: nobody.
    std::string guest_on(const std::string& number, const json::value& booking) {
        const json::value all = rack(text_at(booking, "/check_in"), text_at(booking, "/check_out"));
        for (const json::value& line : all.at("items").as_array()) {
            if (text_at(line, "/room_number") != number) continue;
            const auto& stays = line.at("stays").as_array();
            return stays.empty() ? "" : text_at(stays.front(), "/confirmation_code");
        }
        return "";
    }
    /// A vacant, ready room of that type other than `but`.
    std::string free_room(const std::string& type, const std::string& but = {}) {
        const json::value rooms = get(path("/rooms")).json();
        for (const json::value& room : rooms.at("items").as_array()) {
            const std::string number = text_at(room, "/room_number");
            const std::string state = text_at(room, "/housekeeping");
            const bool ready = state == "clean" || state == "inspected";
            if (ready && text_at(room, "/occupancy") == "vacant" && number != but &&
                text_at(room, "/room_type_id") == type)
                return number;
        }
        FAIL("no room of that type is ready");
        return {};
    }
    std::vector<std::string> steps_of(const std::string& trace_id) const {
        return desk_.steps_of(trace_id);
    }
    std::int64_t held(const json::value& booking) {
        std::int64_t sum = 0;
        for (const json::value& line : town_.ledger(text_at(booking, "/reservation_id")))
            if (text_at(line, "/status") == "authorized") sum += number_at(line, "/authorized");
        return sum;
    }
    bool rests() {
        const Answer answer = town_.as("manager").get("/v1/ops/sagas");
        return answer.status == 200 && answer.json().at("items").as_array().empty();
    }

private:
    DemoTown town_;
    DeskAgent desk_;
};

inline std::string quoted(const std::string& name, const std::string& value) {
    return "\"" + name + "\":\"" + value + "\"";
}

inline std::string move_to(const std::string& number, const std::string& more = {}) {
    return "{" + quoted("room_number", number) + "," + quoted("reason", "noise") + more + "}";
}

/// The date so many days after.
inline std::string later(const std::string& date, int days) {
    return (vacancy::LocalDate::parse(date).value() + days).text();
}

}  // namespace vacancy::testing
