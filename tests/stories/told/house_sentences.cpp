// Sentences of the house: who is found, what the desk asks for, rooms that are closed, keys,
// papers, the night.

#include "stories/told/sentences.hpp"

#include <algorithm>

namespace vacancy::testing {
namespace {

namespace json = boost::json;

bool lists(const json::value& page, const std::string& field, const std::string& wanted) {
    return std::ranges::any_of(page.at("items").as_array(), [&](const json::value& line) {
        const auto* value = line.as_object().if_contains(field);
        return value != nullptr && value->is_string() && value->as_string() == wanted;
    });
}

void check_found(Teller& teller, const std::string& name, std::string query) {
    for (auto gap = query.find(' '); gap != std::string::npos; gap = query.find(' '))
        query.replace(gap, 1, "%20");
    const json::value page = teller.must("agent", "GET", "/reservations?limit=200&" + query);
    const std::string code = text_at(teller.known(name).booking, "/confirmation_code");
    expect(lists(page, "confirmation_code", code), "nobody like that is found by " + query);
}

std::string arriving(Teller& teller, const std::string& name) {
    return "arriving=" + text_at(teller.known(name).booking, "/check_in");
}

std::string room_of(Teller& teller, const std::string& name) {
    return text_at(teller.known(name).arrival, "/room");
}

/// For this night.
void close_room(Teller& teller, const std::string& number) {
    const std::string today = teller.town().wish(0).check_in;
    const std::string tomorrow = teller.town().wish(1).check_in;
    teller.closed_room = number;
    const Answer& answer =
        teller.ask("agent", "POST", "/room-blocks",
                   R"({"kind":"out_of_order","reason":"water damage","room_number":")" + number +
                       R"(","from":")" + today + R"(","until":")" + tomorrow + "\"}");
    if (answer.status == 201) teller.block = text_at(answer.json(), "/block/block_id");
}

void check_closed_room(Teller& teller, const std::string& wanted) {
    const std::string is = text_at(teller.room_numbered(teller.closed_room), "/housekeeping");
    expect(is == wanted, "it is " + is);
}

void report(Teller& teller, const std::string& name, const std::string& occupancy) {
    teller.ask("housekeeper", "POST", "/rooms/" + room_of(teller, name) + "/report",
               R"({"occupancy":")" + occupancy + "\"}");
}

void check_discrepancies(Teller& teller, const std::string& name, bool wanted) {
    const json::value all = teller.must("housekeeper", "GET", "/housekeeping?discrepancies=true");
    expect(lists(all, "room_number", room_of(teller, name)) == wanted,
           "housekeeping's list says otherwise");
}

void leave_to_company(Teller& teller, const std::string& name, const std::string& company) {
    teller.ask("agent", "POST", "/rooms/" + room_of(teller, name) + "/check-out",
               R"({"city_ledger":")" + company + "\"}");
}

void new_company(Teller& teller, const std::string& name) {
    const json::value made =
        teller.must("manager", "POST", "/companies", R"({"name":")" + name + "\"}");
    teller.companies[name] = text_at(made, "/company_id");
}

std::int64_t owed_by(Teller& teller, const std::string& company) {
    const json::value account =
        teller.must("agent", "GET", "/companies/" + teller.companies[company]);
    return number_at(account, "/balance/amount");
}

void pay_by_company(Teller& teller, const std::string& company) {
    const std::int64_t owed = owed_by(teller, company);
    teller.ask("agent", "POST", "/companies/" + teller.companies[company] + "/payments",
               R"({"code":"bank","amount":)" + teller.money(owed) + "}");
}

void issue(Teller& teller, const std::string& kind, const std::string& name) {
    const std::string folio = text_at(teller.known(name).arrival, "/folio_id");
    const Answer& answer =
        teller.ask("agent", "POST", "/folios/" + folio + "/papers", R"({"kind":")" + kind + "\"}");
    if (answer.status == 201) teller.paper = answer.json();
}

void correct(Teller& teller, const std::string& company) {
    teller.ask("agent", "POST", "/papers/" + text_at(teller.paper, "/paper_id") + "/correct",
               R"({"reason":"for the company","reissue_to":{"name":")" + company + "\"}}");
}

void check_credit_note(Teller& teller) {
    const json::value both = teller.last().json();
    expect(
        number_at(both, "/credit_note/total/amount") == -number_at(teller.paper, "/total/amount"),
        "the credit note is of another amount");
    expect(number_at(both, "/invoice/number") == number_at(teller.paper, "/number") + 1,
           "there is a gap between the numbers");
}

void close_night(Teller& teller) {
    const Answer& answer = teller.ask("agent", "POST", "/night-audit", "{}");
    if (answer.status == 200) teller.night = answer.json();
}

void check_report(Teller& teller, const std::string& what, const std::string& wanted) {
    const std::int64_t is = number_at(teller.night, "/report/house/" + what);
    expect(std::to_string(is) == wanted, "it tells of " + std::to_string(is));
}

std::vector<Sentence> what_happens() {
    return {
        TELL("{} calls from {}", t.must("agent", "PATCH", stay_of(t, w[0], "/stay-facts"),
                                        R"({"vip_level":3,"company":")" + w[1] + "\"}")),
        TELL("the agent closes {}'s room, which is damaged", close_room(t, room_of(t, w[0]))),
        TELL("the agent closes a room that nobody has, which is damaged",
             close_room(t, t.free_room())),
        TELL("the room is mended", t.must("agent", "DELETE", "/room-blocks/" + t.block)),
        TELL("the key encoder is busy for a moment",
             t.town().fault(R"({"target":"keys","times":1,"match":"KR","kind":"refuse"})")),
        TELL("{} has lost the keys and gets {} new ones",
             t.ask("agent", "POST", stay_of(t, w[0], "/keys"), R"({"count":)" + w[1] + "}")),
        TELL("the housekeeper finds {}'s room {}", report(t, w[0], w[1])),
        TELL("the company {} has an account", new_company(t, w[0])),
        TELL("the company {} pays what it owes", pay_by_company(t, w[0])),
        TELL("{} leaves the bill to the company {}", leave_to_company(t, w[0], w[1])),
        TELL("the agent issues an invoice to {}", issue(t, "invoice", w[0])),
        TELL("the agent issues a pro forma invoice to {}", issue(t, "pro_forma", w[0])),
        TELL("the invoice is taken back and issued to {}", correct(t, w[0])),
        TELL("the night audit closes the day", close_night(t)),
        TELL("{} does not come", t.ask("agent", "POST", stay_of(t, w[0], "/no-show"), "{}")),
        TELL("{} does not come, and is not charged because {}",
             t.ask("agent", "POST", stay_of(t, w[0], "/no-show"),
                   R"({"waive_fee":true,"reason":")" + w[1] + "\"}")),
    };
}

std::vector<Sentence> what_is_so() {
    return {
        TELL("{} is found by the code",
             check_found(t, w[0], "q=" + text_at(t.known(w[0]).booking, "/confirmation_code"))),
            TELL("{} is found as {}", check_found(t, w[0], "q=" + w[1])),
            TELL("{} is among the arrivals", check_found(t, w[0], arriving(t, w[0]))),
            TELL("{} is in the house", check_found(t, w[0], "in_house=true")),
            TELL("{} is among the departures",
                 check_found(t, w[0], "departing=" + text_at(t.known(w[0]).booking, "/check_out"))),
            TELL("that room is {}", check_closed_room(t, w[0])),
            TELL("it is a {}", expect(text_at(t.last().json(), "/discrepancy") == w[0],
                                      "it was answered " + t.last().body)),
            TELL("{}'s room is on the list of discrepancies", check_discrepancies(t, w[0], true)),
            TELL("{}'s room is not on the list of discrepancies",
                 check_discrepancies(t, w[0], false)),
            TELL("the company {} owes something", expect(owed_by(t, w[0]) > 0, "it owes nothing")),
            TELL("the company {} owes nothing", expect(owed_by(t, w[0]) == 0, "it owes something")),
            TELL("a credit note takes the first invoice back, and the second has the next number",
                 check_credit_note(t)),
            TELL("the report tells of {} rooms sold", check_report(t, "rooms_sold", w[0])),
            TELL("the report tells of {} arrivals", check_report(t, "arrivals", w[0])),
            TELL("the report tells of {} no-shows", check_report(t, "no_shows", w[0])),
            TELL("the fee was given up and everything paid is back",
                 expect(number_at(t.last().json(), "/waived/amount") > 0, "nothing was given up");
                 expect(number_at(t.last().json(), "/owed/amount") == 0, "something is owed")),
            TELL("the fee was taken",
                 expect(number_at(t.last().json(), "/fee/amount") > 0, "there is no fee");
                 expect(number_at(t.last().json(), "/owed/amount") == 0, "it is owed")),
            TELL("the day is closed once",
                 expect(t.last().json() == t.night, "the second answer is another one")),
    };
}

}  // namespace

std::vector<Sentence> house_sentences() {
    std::vector<Sentence> all = what_happens();
    for (Sentence& one : what_is_so()) all.push_back(std::move(one));
    return all;
}

}  // namespace vacancy::testing
