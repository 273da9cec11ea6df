// Sentences of money besides the bill at the desk, of fees by the clock, and of housekeeping's
// sheets.

#include "stories/told/sentences.hpp"

#include <boost/json/serialize.hpp>

namespace vacancy::testing {
namespace {

namespace json = boost::json;

std::string account(Teller& teller, const std::string& name) {
    return "/folios/" + text_at(teller.known(name).arrival, "/folio_id");
}

/// From now on, for whoever comes before a minute to midnight.
void charge_early_guests(Teller& teller, const std::string& minor) {
    json::value property = teller.must("agent", "GET", "");
    property.as_object()["check_in_from"] = "23:59";
    teller.must("manager", "PUT", "", json::serialize(property));
    teller.must("manager", "PUT", "/desk-rules",
                R"({"early_check_in_fee":)" + teller.money(std::stoll(minor)) + "}");
}

void check_posted(Teller& teller, const std::string& name, const std::string& code,
                  std::int64_t wanted) {
    const json::value folio = teller.folio_of(name);
    std::int64_t sum = 0;
    for (const json::value& item : folio.at("items").as_array())
        if (text_at(item, "/code") == code) sum += number_at(item, "/amount/amount");
    expect(sum == wanted, "it comes to " + std::to_string(sum));
}

void set_late_fee(Teller& teller, const std::string& minor) {
    json::value property = teller.must("agent", "GET", "");
    property.as_object()["check_out_until"] = "00:00";
    property.as_object()["business_date"] = teller.town().wish(-1).check_in;
    teller.must("manager", "PUT", "", json::serialize(property));
    teller.must("manager", "PUT", "/desk-rules",
                R"({"late_check_out_grace_min":0,"late_check_out_fee":)" +
                    teller.money(std::stoll(minor)) + "}");
}

/// A night that was not on sale yet: the hotel's day was set back to it.
void book_yesterday(Teller& teller, const std::string& name) {
    const auto first = [&](const std::string& list, const std::string& id) {
        const json::value all = teller.must("agent", "GET", list);
        return text_at(all.at("items").as_array().front(), id);
    };
    BookingWish wish = teller.town().wish(-1, 1);
    wish.guests = 1;
    wish.room_type = first("/room-types", "/room_type_id");
    wish.rate_plan = first("/rate-plans", "/rate_plan_id");
    wish.name = name + " Invented";
    const std::string night = R"("from":")" + wish.check_in + R"(","to":")" + wish.check_in + "\"";
    teller.must("manager", "PUT", "/inventory",
                R"({"room_type_id":")" + wish.room_type + R"(","capacity":5,)" + night + "}");
    teller.must(
        "manager", "PUT", "/rates",
        R"({"rate_plan_id":")" + wish.rate_plan + R"(","amount_minor":10000,)" + night + "}");
    const Answer answer = teller.town().book(wish);
    expect(answer.status == 201, "the booking was refused: " + answer.body);
    teller.guest(name).booking = answer.json();
}

void give_allowance(Teller& teller, const Words& w) {
    teller.ask("agent", "POST", account(teller, w[1]) + "/postings",
               R"({"kind":"allowance","code":")" + w[2] + R"(","amount":)" +
                   teller.money(std::stoll(w[0])) + "}");
}

void pay_in_yen(Teller& teller, const Words& w) {
    teller.ask("agent", "POST", account(teller, w[0]) + "/postings",
               R"({"kind":"payment","code":"cash","tendered":{"amount":{"amount":)" + w[1] +
                   R"(,"currency":"JPY"},"rate":")" + w[2] + "\"}}");
}

void transfer(Teller& teller, const Words& w) {
    const std::string& item = teller.known(w[1]).postings[w[0]];
    teller.ask("agent", "POST", account(teller, w[1]) + "/transfer",
               R"({"items":[")" + item + R"("],"reason":"they eat together","to_folio_id":")" +
                   text_at(teller.known(w[2]).arrival, "/folio_id") + "\"}");
}

void cancel(Teller& teller, const std::string& name, const std::string& body) {
    const std::string code = text_at(teller.known(name).booking, "/confirmation_code");
    teller.ask("agent", "POST", "/v1/bookings/" + code + "/cancel", body);
}

void check_waived(Teller& teller) {
    const json::value answer = teller.last().json();
    expect(number_at(answer, "/fee/amount") == 0, "there is a fee");
    expect(number_at(answer, "/waived/amount") > 0, "nothing was given up");
}

void check_deposit(Teller& teller, const std::string& name) {
    const json::value folio = teller.folio_of(name);
    std::int64_t sum = 0;
    for (const json::value& item : folio.at("items").as_array())
        if (text_at(item, "/code") == "deposit") sum += number_at(item, "/amount/amount");
    expect(sum < 0, "it shows none");
}

void deal_out(Teller& teller, const Words& w) {
    teller.ask("housekeeper", "POST", "/housekeeping/sheets",
               R"({"attendants":[")" + w[0] + R"(",")" + w[1] + "\"]}");
}

void check_on_sheet(Teller& teller, const Words& w) {
    const json::value task = teller.room_of(w[0]).at("task");
    const std::string who = text_at(task, "/attendant");
    expect(who == w[1] || who == w[2], "it is for " + who);
}

void do_work(Teller& teller, const std::string& name) {
    const std::string id = text_at(teller.room_of(name).at("task"), "/task_id");
    teller.must("housekeeper", "PATCH", "/housekeeping/tasks/" + id, R"({"state":"started"})");
    teller.ask("housekeeper", "PATCH", "/housekeeping/tasks/" + id,
               R"({"state":"done","inspected":true})");
}

}  // namespace

std::vector<Sentence> money_sentences() {
    return {
        TELL("who comes early pays {}", charge_early_guests(t, w[0])),
        TELL("who leaves late pays {}, and the hotel's day is yesterday", set_late_fee(t, w[0])),
        TELL("{} has booked last night", book_yesterday(t, w[0])),
        TELL("the agent gives {} back to {} for the {}", give_allowance(t, w)),
        TELL("{} pays {} yen at {}", pay_in_yen(t, w)),
        TELL("the agent transfers the {} of {} to {}", transfer(t, w)),
        TELL("the agent cancels the booking of {}, and asks for no fee because {}",
             cancel(t, w[0], R"({"waive_fee":true,"reason":")" + w[1] + "\"}")),
        TELL("the agent cancels the booking of {} and gives the fee up without a reason",
             cancel(t, w[0], R"({"waive_fee":true})")),
        TELL("the work is dealt out to {} and {}", deal_out(t, w)),
        TELL("the attendant cleans {}'s room and a second pair of eyes has seen it",
             do_work(t, w[0])),
        TELL("{}'s account shows {} of {}", check_posted(t, w[0], w[2], std::stoll(w[1]))),
        TELL("{}'s account shows a deposit", check_deposit(t, w[0])),
        TELL("the fee of the cancellation was given up", check_waived(t)),
        TELL("{}'s room is on the sheet of {} or {}", check_on_sheet(t, w)),
    };
}

}  // namespace vacancy::testing
