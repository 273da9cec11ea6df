// Sentences of the rack and of stays: moves, longer and shorter stays, walk-ins, sharers, what is
// taken back.

#include "stories/told/sentences.hpp"

#include <algorithm>

namespace vacancy::testing {
namespace {

namespace json = boost::json;

const std::string because = R"({"reason":"a mistake at the desk"})";
const std::string card =
    R"("payment":{"method":"card","token":"tok_approved","card_last_four":"4242"})";

std::string room_of(Teller& teller, const std::string& name) {
    return text_at(teller.known(name).arrival, "/room");
}

void now_in(Teller& teller, const std::string& name, const std::string& room) {
    teller.known(name).earlier_room = room_of(teller, name);
    teller.known(name).arrival.as_object()["room"] = room;
}

/// The property's room types from the simplest to the best.
std::vector<std::string> room_types(Teller& teller) {
    const json::value all = teller.must("agent", "GET", "/room-types");
    std::vector<std::string> ids;
    for (const json::value& type : all.at("items").as_array())
        ids.push_back(text_at(type, "/room_type_id"));
    return ids;
}

/// Of the type that the guest has, or of the next better one.
std::string another_room(Teller& teller, const std::string& name, bool better) {
    const auto types = room_types(teller);
    auto type = std::ranges::find(types, text_at(teller.known(name).arrival, "/room_type_id"));
    expect(type != types.end(), "the guest has a room of no type");
    if (better) type = types.end() - 1;
    return teller.free_room(*type);
}

void move_to(Teller& teller, const std::string& name, const std::string& room,
             const std::string& more = {}) {
    const Answer& answer =
        teller.ask("agent", "POST", stay_of(teller, name, "/move"),
                   R"({"room_number":")" + room + R"(","reason":"noise")" + more + "}");
    if (answer.status == 200) now_in(teller, name, room);
}

void swap(Teller& teller, const std::string& one, const std::string& two) {
    const std::string first = room_of(teller, one);
    const std::string second = room_of(teller, two);
    const Answer& answer = teller.ask(
        "agent", "POST", "/rooms/swap",
        R"({"room_numbers":[")" + first + R"(",")" + second + R"("],"reason":"the view"})");
    if (answer.status != 200) return;
    now_in(teller, one, second);
    now_in(teller, two, first);
}

/// The date so many nights after tonight, when everybody arrives.
std::string nights_on(Teller& teller, const std::string& nights) {
    return teller.town().wish(std::stoi(nights)).check_in;
}

/// The guest leaves so many nights after the arrival.
void change_stay(Teller& teller, const Words& w, const std::string& more = {}) {
    const std::string until = nights_on(teller, w[1]);
    teller.ask("agent", "POST", stay_of(teller, w[0], "/stay"),
               R"({"check_out":")" + until + "\"" + more + "}");
}

/// Nothing of it was sold before: price and plan are those of `like`.
void walk_in(Teller& teller, const std::string& name, const std::string& like,
             const std::string& more) {
    const json::value& booking = teller.known(like).booking;
    const Answer& answer = teller.ask(
        "agent", "POST", "/walk-ins",
        "{" + seen_well + "," + card + R"(,"room_type_id":")" + text_at(booking, "/room_type_id") +
            R"(","rate_plan_id":")" + text_at(booking, "/rate_plan_id") + R"(","guest":{"name":")" +
            name + R"( Invented","email":"walker@guest.example"},)" + more + "}");
    Teller::Guest& guest = teller.guest(name);
    if (answer.status != 201) return;
    guest.arrival = answer.json();
    guest.booking = answer.json();
}

void walk_in_for_night(Teller& teller, const Words& w) {
    const std::string until = nights_on(teller, "1");
    walk_in(teller, w[0], w[1], R"("check_out":")" + until + "\"");
}

void share(Teller& teller, const Words& w) {
    const Answer& answer =
        teller.ask("agent", "POST", stay_of(teller, w[1], "/sharers"),
                   "{" + seen_well + R"(,"guest":{"name":")" + w[0] + R"( Invented"}})");
    Teller::Guest& guest = teller.guest(w[0]);
    if (answer.status == 201) guest.arrival = guest.booking = answer.json();
}

void give_room(Teller& teller, const std::string& name) {
    const Answer& answer = teller.ask("agent", "PUT", stay_of(teller, name, "/room"), "{}");
    if (answer.status == 200)
        teller.known(name).promised_room = text_at(answer.json(), "/room_number");
}

void reinstate(Teller& teller, const std::string& name) {
    teller.ask("agent", "POST", stay_of(teller, name, "/reinstate"), because);
}

std::int64_t held(Teller& teller, const std::string& name) {
    std::int64_t sum = 0;
    const std::string id = text_at(teller.known(name).booking, "/reservation_id");
    for (const json::value& line : teller.town().ledger(id))
        if (text_at(line, "/status") == "authorized") sum += number_at(line, "/authorized");
    return sum;
}

void check_held(Teller& teller, const std::string& name, bool wanted) {
    const std::int64_t now = held(teller, name);
    expect((now > 0) == wanted, "the gateway holds " + std::to_string(now));
}

void check_raised(Teller& teller) {
    const json::value changed = teller.last().json();
    expect(number_at(changed, "/difference/amount") > 0, "it costs no more");
    expect(changed.at("authorization").at("raised").as_bool(), "no more is authorized");
}

void check_cheaper(Teller& teller) {
    const std::int64_t difference = number_at(teller.last().json(), "/difference/amount");
    expect(difference < 0, "it costs " + std::to_string(difference) + " more");
}

void check_left_room(Teller& teller, const std::string& name, const std::string& wanted) {
    Teller::Guest& guest = teller.known(name);
    const std::string now = room_of(teller, name);
    guest.arrival.as_object()["room"] = guest.earlier_room;
    const json::value room = teller.room_of(name);
    guest.arrival.as_object()["room"] = now;
    const std::string is = text_at(room, "/occupancy") + " and " + text_at(room, "/housekeeping");
    expect(is == wanted, "the room that was left is " + is);
}

std::vector<Sentence> what_happens() {
    return {
        TELL("the agent gives {} a room in advance", give_room(t, w[0])),
        TELL("the agent moves {} to another room", move_to(t, w[0], another_room(t, w[0], false))),
        TELL("the agent moves {} to a better room for the difference",
             move_to(t, w[0], another_room(t, w[0], true),
                     R"(,"upgrade":true,"rate_difference":"charge")")),
        TELL("the agent moves {} to a better room without saying so",
             move_to(t, w[0], another_room(t, w[0], true))),
        TELL("the agent moves {} to the room of {}", move_to(t, w[0], room_of(t, w[1]))),
        TELL("{} and {} take each other's room", swap(t, w[0], w[1])),
        TELL("the agent asks what {} nights in all would cost {}",
             change_stay(t, {w[1], w[0]}, R"(,"quote_only":true)")),
        TELL("{} stays {} nights in all", change_stay(t, w)),
        TELL("{} walks in and wants a night like {}", walk_in_for_night(t, w)),
        TELL("{} walks in for the day, as {} would for {}",
             walk_in(t, w[0], w[1], R"("day_use":true,"rate":)" + t.money(std::stoll(w[2])))),
        TELL("{} moves in with {}", share(t, w)),
        TELL("the agent takes the check-in of {} back",
             t.ask("agent", "POST", stay_of(t, w[0], "/revert-check-in"), because)),
        TELL("the agent takes the check-out of {} back", reinstate(t, w[0])),
        TELL("the agent checks {} out by name",
             t.ask("agent", "POST", stay_of(t, w[0], "/check-out"), "{}")),
        TELL("{} leaves without coming to the desk",
             t.ask("agent", "POST", stay_of(t, w[0], "/check-out"), R"({"express":true})")),
        TELL("the gateway declines a higher authorization",
             t.town().fault(R"({"target":"payments","kind":"refuse","times":1,)"
                            R"("match":"increment_authorization"})")),
    };
}

std::vector<Sentence> what_is_so() {
    return {
        TELL("{} has the room that was given in advance",
             expect(room_of(t, w[0]) == t.known(w[0]).promised_room, "it is another one")),
        TELL("the room that {} left is {}", check_left_room(t, w[0], w[1])),
        TELL("{} and {} have the same room",
             expect(room_of(t, w[0]) == room_of(t, w[1]), "they have two")),
        TELL("{} has new keys",
             expect(number_at(t.last().json(), "/keys/count") > 0, "there are none")),
        TELL("it costs more, and more is authorized", check_raised(t)),
        TELL("it costs less", check_cheaper(t)),
        TELL("the stay ends {} nights after {} came",
             expect(text_at(t.last().json(), "/check_out") == nights_on(t, w[0]),
                    "it ends on " + text_at(t.last().json(), "/check_out"))),
        TELL("money of {} is held", check_held(t, w[0], true)),
        TELL("no money of {} is held", check_held(t, w[0], false)),
        TELL("{} was charged for the better room",
             expect(number_at(t.last().json(), "/charged/amount") > 0, "it was a gift")),
    };
}

}  // namespace

std::vector<Sentence> stay_sentences() {
    std::vector<Sentence> all = what_happens();
    for (Sentence& one : what_is_so()) all.push_back(std::move(one));
    return all;
}

}  // namespace vacancy::testing
