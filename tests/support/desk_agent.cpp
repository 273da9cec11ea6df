#include "support/desk_agent.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace vacancy::testing {

namespace json = boost::json;

DeskAgent::DeskAgent(const DemoTown& town)
    : town_(town), house_("/v1/properties/" + town.wish().property) {}

json::value DeskAgent::arrives_today(const std::string& token, const std::string& email) const {
    BookingWish wish = town_.wish(0, 2);
    wish.token = token;
    wish.email = email;
    const Answer answer = town_.book(wish);
    CAPTURE(answer.body);
    REQUIRE(answer.status == 201);
    return answer.json();
}

Answer DeskAgent::check_in(const json::value& booking, const std::string& more) const {
    return check_in_with(booking, "{" + std::string(seen_passport) + more + "}");
}

Answer DeskAgent::check_in_with(const json::value& booking, const std::string& body) const {
    return browser().post(
        house_ + "/reservations/" + text_at(booking, "/confirmation_code") + "/check-in", body);
}

Answer DeskAgent::check_out(const std::string& room, const std::string& body) const {
    return browser().post(house_ + "/rooms/" + room + "/check-out", body);
}

json::value DeskAgent::folio(const std::string& id) const {
    const Answer answer = browser().get(house_ + "/folios/" + id);
    CAPTURE(answer.body);
    REQUIRE(answer.status == 200);
    return answer.json();
}

Answer DeskAgent::charge(const json::value& booking, const std::string& folio_id,
                         const std::string& what) const {
    return browser().post(house_ + "/folios/" + folio_id + "/postings",
                          R"({"kind":"charge","amount":{"currency":")" +
                              text_at(booking, "/total_price/currency") + R"(",)" + what + "}");
}

json::value DeskAgent::room_numbered(const std::string& number) const {
    const Answer answer = browser().get(house_ + "/rooms");
    REQUIRE(answer.status == 200);
    for (const json::value& room : answer.json().at("items").as_array())
        if (text_at(room, "/room_number") == number) return room;
    FAIL("there is no room " << number);
    return {};
}

std::vector<std::string> DeskAgent::steps_of(const std::string& trace_id) const {
    Answer answer;
    REQUIRE(eventually([&] {
        answer = town_.as("manager").get("/v1/ops/traces/" + trace_id);
        return answer.status == 200;
    }));
    std::vector<std::pair<std::int64_t, std::string>> found;
    const json::value trace = answer.json();
    for (const json::value& span : trace.at("spans").as_array())
        if (text_at(span, "/scope") == "hotel.pms")
            found.emplace_back(span.at("start_unix_nano").to_number<std::int64_t>(),
                               text_at(span, "/name"));
    std::ranges::sort(found);
    std::vector<std::string> names;
    for (const auto& [start, name] : found) names.push_back(name);
    return names;
}

std::int64_t DeskAgent::money_kept(const json::value& booking) const {
    std::int64_t kept = 0;
    for (const json::value& line : town_.ledger(text_at(booking, "/reservation_id")))
        kept += number_at(line, "/captured") - number_at(line, "/refunded");
    return kept;
}

}  // namespace vacancy::testing
