#include "rigs/kit/clients.hpp"

#include "base/time.hpp"
#include "rigs/kit/within.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <set>

namespace vacancy::rigs {
namespace {

namespace json = boost::json;

std::string moved(const std::string& day, int days) {
    return (LocalDate::parse(day).value() + days).text();
}

std::string code_in(const Answer& answer) {
    try {
        return testing::text_at(answer.json(), "/code");
    } catch (const std::exception&) {
        return {};
    }
}

bool is_of_desk(const Errand& errand) {
    static const std::set<std::string> kinds{"check_in", "move", "check_out"};
    return kinds.contains(errand.kind);
}

/// A booking that was undone says the same why for ever; the next try needs a new key. The desk
/// begins anew each time.
bool was_undone(const Errand& errand) {
    static const std::set<std::string> passing{"", "store_unavailable", "overloaded", "internal"};
    return !is_of_desk(errand) && errand.last.status >= 500 &&
           !passing.contains(code_in(errand.last));
}

}  // namespace

bool Errand::is_settled() const {
    if (last.status == 0 || last.status == 202 || last.status == 429) return false;
    if (last.status == 409)
        return code_in(last) != "idempotency_in_progress" && !last.body.contains("try again");
    return last.status < 500;
}

std::string Clients::book(const std::string& token) {
    return make_booking({.first_night = 2 + count_ % 80, .token = token});
}

std::string Clients::book_tonight() {
    return make_booking({.token = "tok_approved", .room_type = town_.double_room()});
}

std::string Clients::make_booking(const Wish& wish) {
    const std::string email = name_ + std::to_string(++count_) + "@guest.example";
    Told& told = told_[email];
    told.email = email;
    told.check_in = moved(town_.first_day(), wish.first_night);
    told.check_out = moved(told.check_in, 2);
    json::object search{{"property_id", town_.property()},
                        {"check_in", told.check_in},
                        {"check_out", told.check_out},
                        {"guests", 2}};
    if (!wish.room_type.empty()) search["room_type_id"] = wish.room_type;
    const json::object body{{"user_id", "user-1"},
                            {"source", "api"},
                            {"search", std::move(search)},
                            {"guest", {{"name", "Ada Example"}, {"email", email}}},
                            {"payment",
                             {{"method", "card"},
                              {"token", wish.token},
                              {"card_last_four", "4242"},
                              {"currency", town_.currency()}}}};
    run({.kind = "create",
         .email = email,
         .path = "/v1/bookings",
         .body = json::serialize(body),
         .key = "book-" + email});
    return email;
}

void Clients::modify(const std::string& email, int more_nights) {
    Told& told = told_[email];
    told.wants_change = true;
    const json::object body{{"check_out", moved(told.check_out, more_nights)}};
    run({.kind = "modify",
         .email = email,
         .path = "/v1/bookings/" + told.code + "/modify",
         .body = json::serialize(body),
         .key = "modify-" + std::to_string(++changes_) + "-" + email});
}

void Clients::cancel(const std::string& email) {
    Told& told = told_[email];
    told.wants_change = true;
    run({.kind = "cancel",
         .email = email,
         .path = "/v1/bookings/" + told.code + "/cancel",
         .body = "{}",
         .key = "cancel-" + email});
}

void Clients::check_in(const std::string& email) {
    const std::string room = town_.fresh_room();
    if (room.empty()) return;
    at_desk("check_in", email, "/reservations/" + told_[email].code + "/check-in",
            R"({"identity":{"kind":"passport","verified_by":"agent at desk 1"},"room_number":")" +
                room + R"("})");
}

void Clients::move(const std::string& email) {
    const std::string room = town_.fresh_room();
    if (room.empty()) return;
    at_desk("move", email, "/reservations/" + told_[email].code + "/move",
            R"({"reason":"noise","room_number":")" + room + R"("})");
}

void Clients::check_out(const std::string& email) {
    at_desk("check_out", email, "/rooms/" + told_[email].room + "/check-out", "{}");
}

void Clients::at_desk(const std::string& kind, const std::string& email, const std::string& path,
                      const std::string& body) {
    told_[email].wants_desk = true;
    run({.kind = kind,
         .email = email,
         .path = town_.house() + path,
         .body = body,
         .key = kind + "-" + std::to_string(++changes_) + "-" + email});
}

std::vector<std::string> Clients::wait_for_encoder() const {
    const auto is_live = [&] {
        const Answer answer = town_.staff().get(town_.house() + "/interfaces/keys");
        return answer.status == 200 && testing::text_at(answer.json(), "/link/state") == "live";
    };
    if (within(std::chrono::seconds(30), is_live)) return {};
    return {"stuck: the key encoder does not come back"};
}

void Clients::ask(Errand& errand) {
    const Browser asker = is_of_desk(errand) ? town_.staff() : town_.guest();
    errand.last = asker.post(errand.path, errand.body, {{"Idempotency-Key", errand.key}});
    if (!errand.is_settled()) errand.was_lost = true;
}

void Clients::run(Errand errand) {
    ask(errand);
    if (!errand.is_settled()) {
        open_.push_back(std::move(errand));
        return;
    }
    remember(errand);
    settled_.push_back(std::move(errand));
}

/// What was refused after a lost answer may have been done by who recovered it: then the refusal
/// says that there is nothing left to do.
void Clients::remember_desk(const Errand& errand) {
    Told& told = told_[errand.email];
    if (errand.last.status != 200) {
        told.wants_desk = errand.was_lost;
        return;
    }
    ++acknowledged_;
    told.wants_desk = false;
    told.stay = errand.kind == "check_out" ? "checked_out" : "in_house";
    if (errand.kind != "check_out") told.room = testing::text_at(errand.last.json(), "/room");
}

void Clients::remember(const Errand& errand) {
    if (is_of_desk(errand)) return remember_desk(errand);
    Told& told = told_[errand.email];
    const int status = errand.last.status;
    if (errand.kind == "create") {
        told.refused = status != 201;
    } else {
        told.wants_change = false;
    }
    if (status >= 300) return;
    ++acknowledged_;
    const auto answer = errand.last.json();
    told.code = testing::text_at(answer, "/confirmation_code");
    told.version = static_cast<int>(testing::number_at(answer, "/version"));
    if (errand.kind == "cancel") {
        told.canceled = true;
        return;
    }
    told.check_in = testing::text_at(answer, "/check_in");
    told.check_out = testing::text_at(answer, "/check_out");
    told.total = testing::number_at(answer, "/total_price/amount");
}

std::vector<std::string> Clients::settle() {
    std::vector<std::string> findings;
    for (Errand& errand : open_) {
        int asked = 0;
        const bool heard = within(std::chrono::seconds(75), [&] {
            ask(errand);
            return errand.is_settled() || (++asked > 3 && was_undone(errand));
        });
        if (!heard) {
            findings.push_back("stuck: no last word for " + errand.key + ": " +
                               std::to_string(errand.last.status) + " " + errand.last.body);
            continue;
        }
        remember(errand);
        settled_.push_back(errand);
    }
    open_.clear();
    return findings;
}

std::vector<std::string> Clients::replay() {
    std::vector<std::string> findings;
    for (const Errand& errand : settled_) {
        if (errand.last.status >= 500) continue;  // told anew each time
        Errand again = errand;
        ask(again);
        if (again.last.status != errand.last.status || again.last.body != errand.last.body)
            findings.push_back("double: " + errand.key + " was answered " +
                               std::to_string(errand.last.status) + " " + errand.last.body +
                               " and then " + std::to_string(again.last.status) + " " +
                               again.last.body);
    }
    settled_.clear();
    return findings;
}

}  // namespace vacancy::rigs
