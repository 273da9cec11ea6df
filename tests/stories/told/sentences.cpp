// Sentences of the desk: check-in and check-out, accounts, cleaning, the queue.

#include "stories/told/sentences.hpp"

#include <algorithm>
#include <optional>

namespace vacancy::testing {
namespace {

namespace json = boost::json;

void check_in(Teller& teller, const std::string& name, const std::string& body) {
    const Answer& answer = teller.ask("agent", "POST", stay_of(teller, name, "/check-in"), body);
    if (answer.status == 200) teller.known(name).arrival = answer.json();
}

void check_out(Teller& teller, const std::string& name, const std::string& body) {
    const std::string room = text_at(teller.known(name).arrival, "/room");
    teller.ask("agent", "POST", "/rooms/" + room + "/check-out", body);
}

std::string account(Teller& teller, const std::string& name) {
    return "/folios/" + text_at(teller.known(name).arrival, "/folio_id");
}

void charge(Teller& teller, const Words& w) {
    const json::value item =
        teller.must("agent", "POST", account(teller, w[0]) + "/postings",
                    R"({"kind":"charge","code":")" + w[2] + R"(","quantity":)" + w[1] +
                        R"(,"amount":)" + teller.money(std::stoll(w[3])) + "}");
    teller.known(w[0]).postings[w[2]] = text_at(item, "/posting_id");
}

void company_pays(Teller& teller, const Words& w) {
    const json::value made =
        teller.must("manager", "POST", "/companies", R"({"name":")" + w[0] + "\"}");
    const std::string id = teller.companies[w[0]] = text_at(made, "/company_id");
    teller.must("agent", "PUT", stay_of(teller, w[1], "/folios"),
                R"({"windows":[{"window":2,"company_id":")" + id +
                    R"("}],"routes":[{"code":"room","window":2}]})");
}

void move_item(Teller& teller, const Words& w) {
    const std::string item = teller.known(w[1]).postings[w[0]];
    teller.ask("agent", "POST", account(teller, w[1]) + "/split",
               R"({"payer":"a friend","items":[")" + item + "\"]}");
    const json::value folio = teller.folio_of(w[1]);
    for (const json::value& line : folio.at("items").as_array())
        if (text_at(line, "/kind") == "transfer") teller.moved_by = text_at(line, "/posting_id");
    teller.companies["last mover"] = w[1];
}

void move_half(Teller& teller, const Words& w) {
    teller.known(w[0]).owed = number_at(teller.folio_of(w[0]), "/balance/amount") +
                              number_at(teller.folio_of(w[0], 2), "/balance/amount");
    teller.ask("agent", "POST", account(teller, w[0]) + "/split",
               R"({"payer":"a friend","percent_bp":5000})");
}

void take_back(Teller& teller, const std::string& name, const std::string& posting) {
    teller.ask("agent", "POST", account(teller, name) + "/postings/" + posting + "/void",
               R"({"reason":"it was wrong"})");
}

void check_together(Teller& teller, const Words& w) {
    const std::int64_t now = number_at(teller.folio_of(w[0]), "/balance/amount") +
                             number_at(teller.folio_of(w[0], 2), "/balance/amount");
    expect(now == teller.known(w[0]).owed, "together they owe " + std::to_string(now));
}

void check_state(Teller& teller, const std::string& name, const std::string& field,
                 const std::string& wanted) {
    const std::string is = text_at(teller.room_of(name), "/" + field);
    expect(is == wanted, "the room is " + is);
}

void check_balance(Teller& teller, const std::string& name, int window, std::int64_t wanted) {
    const std::int64_t owed = number_at(teller.folio_of(name, window), "/balance/amount");
    expect(owed == wanted, "it owes " + std::to_string(owed));
}

void check_status(Teller& teller, const std::string& name, const std::string& wanted) {
    const std::string is = text_at(teller.folio_of(name), "/status");
    expect(is == wanted, "the account is " + is);
}

void check_charged(Teller& teller, const std::string& name, std::int64_t beside_the_room,
                   bool room) {
    const std::int64_t price =
        room ? number_at(teller.known(name).booking, "/total_price/amount") : 0;
    const std::int64_t charged = number_at(teller.last().json(), "/total_charged/amount");
    expect(charged == price + beside_the_room, "charged were " + std::to_string(charged));
}

void check_company(Teller& teller, const Words& w) {
    const json::value owes = teller.must("agent", "GET", "/companies/" + teller.companies[w[0]]);
    const std::int64_t price = number_at(teller.known(w[1]).booking, "/total_price/amount");
    expect(number_at(owes, "/balance/amount") == price, "it owes something else");
}

void check_mail(Teller& teller, const std::string& name) {
    const bool came = eventually([&] {
        const json::value inbox = teller.town().sandbox().get("/inbox").json();
        return std::ranges::any_of(inbox.at("items").as_array(), [&](const json::value& mail) {
            return text_at(mail, "/to").contains(name + "@guest.example") &&
                   text_at(mail, "/subject").starts_with("Your receipt");
        });
    });
    expect(came, "no receipt came");
}

void check_task(Teller& teller, const std::string& name, bool wanted) {
    const json::value room = teller.room_of(name);
    expect(room.at("task").is_null() != wanted, "housekeeping thinks otherwise");
}

std::size_t waiting(Teller& teller) {
    return teller.must("agent", "GET", "/queue").at("items").as_array().size();
}

void check_waiting(Teller& teller, const std::string& wanted) {
    const std::size_t now = waiting(teller);
    expect(std::to_string(now) == wanted, std::to_string(now) + " wait");
}

void check_room_type(Teller& teller, const std::string& name, bool better) {
    const Teller::Guest& guest = teller.known(name);
    const bool same =
        text_at(guest.arrival, "/room_type_id") == text_at(guest.booking, "/room_type_id");
    expect(same != better, "the room is of another type");
}

std::vector<Sentence> what_happens() {
    return {
        TELL("{} has booked a room for tonight", book(t, w[0], 1)),
        TELL("{} has booked a room for {} nights", book(t, w[0], std::stoi(w[1]))),
        TELL("{} has booked a room for tonight with a card that is declined at the desk",
             book(t, w[0], 1, "tok_declined_later")),
        TELL("no room of the type that {} booked is ready",
             t.set_rooms("dirty", text_at(t.known(w[0]).booking, "/room_type_id"))),
        TELL("no room is ready", t.set_rooms("dirty")),
        TELL("all rooms are cleaned", t.set_rooms("clean")),
        TELL("the agent checks {} in", check_in(t, w[0], "{" + seen_well + "}")),
        TELL("the agent checks {} in with another card",
             check_in(t, w[0],
                      "{" + seen_well + R"(,"payment":{"method":"card","token":"tok_approved"}})")),
        TELL("the agent sees that {} is not who they say",
             check_in(t, w[0],
                      R"({"identity":{"kind":"passport","verified_by":"me","verified":false}})")),
        TELL("the agent checks {} out", check_out(t, w[0], "{}")),
        TELL("the agent checks {} out with a card that is declined",
             check_out(t, w[0], R"({"payment":{"method":"card","token":"tok_do_not_honor"}})")),
        TELL("the agent checks {} out with another card",
             check_out(t, w[0], R"({"payment":{"method":"card","token":"tok_approved"}})")),
        TELL("{} takes {} of {} for {}", charge(t, w)),
        TELL("the company {} pays the room of {}", company_pays(t, w)),
        TELL("the agent moves the {} of {} to a friend", move_item(t, w)),
        TELL("the agent moves half of what {} owes to a friend", move_half(t, w)),
        TELL("the agent takes the {} of {} back", take_back(t, w[1], t.known(w[1]).postings[w[0]])),
        TELL("the agent takes the move back", take_back(t, t.companies["last mover"], t.moved_by)),
        TELL("nobody waits at the desk", check_waiting(t, "0")),
        TELL("{} comes to the desk to {}",
             t.guest(w[0]).ticket = text_at(
                 t.must("agent", "POST", "/queue", R"({"operation":")" + w[1] + "\"}"), "/ticket")),
        TELL("{} is served", t.must("agent", "DELETE", "/queue/" + t.known(w[0]).ticket)),
        TELL("the housekeeper cleans {}'s room",
             t.must("housekeeper", "PATCH", "/rooms/" + text_at(t.known(w[0]).arrival, "/room"),
                    R"({"housekeeping":"clean"})")),
    };
}

std::vector<Sentence> what_is_so() {
    return {
        TELL("it is done", expect(t.last().status / 100 == 2, "it was refused: " + t.last().body)),
            TELL("it is refused: {}",
                 expect(t.last().status >= 400 && text_at(t.last().json(), "/code") == w[0],
                        "it was answered " + t.last().body)),
            TELL("{} has a room of the booked type", check_room_type(t, w[0], false)),
            TELL("{} has a better room", check_room_type(t, w[0], true)),
            TELL("{} has {} keys",
                 expect(std::to_string(number_at(t.known(w[0]).arrival, "/keys/count")) == w[1],
                        "there are others")),
            TELL("{}'s room is occupied", check_state(t, w[0], "occupancy", "occupied")),
            TELL("{}'s room is vacant and {}", check_state(t, w[0], "occupancy", "vacant");
                 check_state(t, w[0], "housekeeping", w[1])),
            TELL("{}'s account is {}", check_status(t, w[0], w[1])),
            TELL("{}'s account is {} and owes {}", check_status(t, w[0], w[1]);
                 check_balance(t, w[0], 1, std::stoll(w[2]))),
            TELL("the friend of {} owes {}", check_balance(t, w[0], 2, std::stoll(w[1]))),
            TELL("both together owe what {} owed", check_together(t, w)),
            TELL("{} paid the room and {}", check_charged(t, w[0], std::stoll(w[1]), true)),
            TELL("{} paid {}", check_charged(t, w[0], std::stoll(w[1]), false)),
            TELL("the company {} owes the room of {}", check_company(t, w)),
            TELL("{} gets a receipt by mail", check_mail(t, w[0])),
            TELL("housekeeping has to clean {}'s room", check_task(t, w[0], true)),
            TELL("housekeeping has nothing to do in {}'s room", check_task(t, w[0], false)),
            TELL("{} guests wait at the desk", check_waiting(t, w[0])),
    };
}

/// The words in the places of the pattern, each without a full stop or an end of clause; nothing
/// when the sentence is another one.
std::optional<Words> words_in(std::string_view sentence, std::string_view pattern) {
    Words words;
    for (auto place = pattern.find("{}"); place != std::string_view::npos;
         place = pattern.find("{}")) {
        if (!sentence.starts_with(pattern.substr(0, place))) return std::nullopt;
        sentence.remove_prefix(place);
        pattern.remove_prefix(place + 2);
        const std::string_view next = pattern.substr(0, pattern.find("{}"));
        const auto end = next.empty() ? sentence.size() : sentence.find(next);
        if (end == std::string_view::npos || end == 0) return std::nullopt;
        words.emplace_back(sentence.substr(0, end));
        sentence.remove_prefix(end);
    }
    if (sentence != pattern) return std::nullopt;
    return words;
}

}  // namespace

std::vector<Sentence> desk_sentences() {
    std::vector<Sentence> all = what_happens();
    for (Sentence& one : what_is_so()) all.push_back(std::move(one));
    return all;
}

std::string stay_of(Teller& teller, const std::string& name, const std::string& rest) {
    return "/reservations/" + text_at(teller.known(name).booking, "/confirmation_code") + rest;
}

void book(Teller& teller, const std::string& name, int nights, const std::string& token) {
    BookingWish wish = teller.town().wish(0, nights);
    wish.token = token;
    wish.name = name + " Invented";
    wish.email = name + "@guest.example";
    const Answer answer = teller.town().book(wish);
    expect(answer.status == 201, "the booking was refused: " + answer.body);
    teller.guest(name).booking = answer.json();
}

void live(Teller& teller, const std::string& sentence) {
    // The longer pattern says more: it is asked first.
    static const std::vector<Sentence> sentences = [] {
        std::vector<Sentence> all = desk_sentences();
        for (Sentence& one : stay_sentences()) all.push_back(std::move(one));
        for (Sentence& one : house_sentences()) all.push_back(std::move(one));
        for (Sentence& one : money_sentences()) all.push_back(std::move(one));
        std::ranges::sort(all, std::ranges::greater{},
                          [](const Sentence& one) { return one.pattern.size(); });
        return all;
    }();
    for (const Sentence& one : sentences) {
        const auto words = words_in(sentence, one.pattern);
        if (words) return one.act(teller, *words);
    }
    throw StoryError{"no such sentence"};
}

}  // namespace vacancy::testing
