#include "support/contract_flows.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include <barrier>
#include <thread>

namespace vacancy::testing::contract {
namespace {

namespace json = boost::json;

std::string booking_path(const Answer& made, const std::string& verb) {
    return "/v1/bookings/" + text_at(made.json(), "/confirmation_code") + "/" + verb;
}

/// All at once, as well as threads can.
std::vector<Answer> together(int guests, const std::function<Answer()>& ask) {
    std::vector<Answer> answers(static_cast<std::size_t>(guests));
    std::barrier start(guests);
    std::vector<std::jthread> threads;
    for (Answer& answer : answers) {
        threads.emplace_back([&] {
            start.arrive_and_wait();
            answer = ask();
        });
    }
    threads.clear();
    return answers;
}

}  // namespace

Variables exporting_to(const std::string& protocol, const std::string& endpoint) {
    return {{"OTEL_EXPORTER_OTLP_PROTOCOL", protocol}, {"OTEL_EXPORTER_OTLP_ENDPOINT", endpoint},
            {"OTEL_TRACES_SAMPLER", "always_on"},      {"OTEL_BSP_SCHEDULE_DELAY", "200"},
            {"OTEL_BSP_MAX_QUEUE_SIZE", "100000"},     {"OTEL_METRIC_EXPORT_INTERVAL", "2000"},
            {"VACANCY_METRICS_OPEN", "true"},          {"VACANCY_TELEMETRY_PERSONAL_DATA", "raw"}};
}

Answer Flows::book(const BookingWish& wish, const std::string& source) {
    json::value body = json::parse(wish.json());
    body.at("source") = source;
    return town_.guest().post("/v1/bookings", json::serialize(body));
}

void Flows::succeed() {
    for (const char* source : {"web", "mobile", "api"}) {
        REQUIRE(book(town_.wish(next_day_++), source).status == 201);
        ++attempts_["success"];
    }
}

void Flows::search() {
    const BookingWish wish = town_.wish(next_day_);
    const Answer found = town_.guest().get("/v1/availability?property_id=" + wish.property +
                                           "&check_in=" + wish.check_in +
                                           "&check_out=" + wish.check_out + "&guests=2");
    REQUIRE(found.status == 200);
}

void Flows::decline() {
    BookingWish wish = town_.wish(next_day_++);
    wish.token = "tok_insufficient_funds";
    REQUIRE(book(wish).status == 402);
    ++attempts_["failed"];
}

void Flows::leave_one_room(const std::string& room_type, const BookingWish& wish) const {
    const json::object change{{"room_type_id", room_type},
                              {"from", wish.check_in},
                              {"to", wish.check_in},
                              {"sell_limit", 1}};
    const Answer answer =
        town_.as("manager").send("PUT", "/v1/properties/" + wish.property + "/inventory",
                                 json::serialize(change), {{"Content-Type", "application/json"}});
    INFO(answer.body);
    REQUIRE(answer.status == 200);
}

void Flows::sell_out() {
    BookingWish wish = town_.wish(next_day_++, 1);
    const Answer inventory =
        town_.as("manager").get("/v1/properties/" + wish.property +
                                "/inventory?from=" + wish.check_in + "&to=" + wish.check_in);
    REQUIRE(inventory.status == 200);
    wish.room_type = text_at(inventory.json(), "/items/2/room_type_id");
    leave_one_room(wish.room_type, wish);
    REQUIRE(book(wish).status == 201);
    ++attempts_["success"];
    const Answer late = book(wish);
    REQUIRE(late.status == 409);
    CHECK(text_at(late.json(), "/code") == "sold_out");
    ++attempts_["failed"];
}

void Flows::contend() {
    constexpr int guests = 8;
    for (int round = 0; round < 30; ++round) {
        BookingWish wish = town_.wish(100 + round, 1);
        const Answer found = town_.guest().get("/v1/availability?property_id=" + wish.property +
                                               "&check_in=" + wish.check_in +
                                               "&check_out=" + wish.check_out + "&guests=2");
        wish.room_type = text_at(found.json(), "/items/0/room_type_id");
        leave_one_room(wish.room_type, wish);
        int lost = 0;
        int won = 0;
        for (const Answer& answer : together(guests, [&] { return town_.book(wish); })) {
            won += answer.status == 201 ? 1 : 0;
            ++attempts_[answer.status == 201 ? "success" : "failed"];
            if (answer.status == 201) continue;
            REQUIRE(answer.status == 409);
            lost += text_at(answer.json(), "/code") == "room_no_longer_available" ? 1 : 0;
        }
        REQUIRE(won == 1);
        if (lost > 0) return;
    }
    FAIL("nobody ever lost a room at the lock");
}

void Flows::ask_for_an_unknown_property() {
    BookingWish wish = town_.wish(next_day_++);
    wish.property = "00000000-0000-8000-8000-00000000000a";
    REQUIRE(book(wish).status == 404);
    ++attempts_["failed"];
}

void Flows::fail_at_the_gateway() {
    town_.fault(R"({"target":"payments","kind":"drop_after","match":"tok_approved","times":3})");
    const Answer answer = book(town_.wish(next_day_++));
    INFO(answer.body);
    REQUIRE(answer.status == 503);
    CHECK(text_at(answer.json(), "/code") == "payment_error");
    town_.no_faults();
    ++attempts_["failed"];
}

void Flows::retry_at_the_gateway() {
    BookingWish wish = town_.wish(next_day_++);
    wish.token = "tok_drop_before";
    REQUIRE(book(wish).status == 201);
    ++attempts_["success"];
}

void Flows::cancel() {
    const Answer made = book(town_.wish(90));
    REQUIRE(made.status == 201);
    ++attempts_["success"];
    const Answer quote =
        town_.guest().post(booking_path(made, "cancel"), R"({"quote_only": true})");
    REQUIRE(quote.status == 200);
    REQUIRE(town_.guest().post(booking_path(made, "cancel"), "{}").status == 200);
    const Answer seen =
        town_.guest().get("/v1/bookings/" + text_at(made.json(), "/confirmation_code"));
    REQUIRE(seen.status == 200);
}

void Flows::modify() {
    const Answer made = book(town_.wish(92));
    REQUIRE(made.status == 201);
    ++attempts_["success"];
    for (const int nights : {3, 1}) {
        const json::object change{{"check_out", town_.wish(92, nights).check_out}};
        const Answer changed =
            town_.guest().post(booking_path(made, "modify"), json::serialize(change));
        INFO(changed.body);
        REQUIRE(changed.status == 200);
    }
}

void Flows::fail_to_confirm() {
    BookingWish wish = town_.wish(next_day_++);
    wish.token = "tok_slow_2s";
    const Answer answer = book(wish);
    INFO(answer.body);
    REQUIRE(answer.status == 503);
    CHECK(text_at(answer.json(), "/code") == "confirmation_failed");
    ++attempts_["failed"];
}

void Flows::run_out_of_time() {
    BookingWish wish = town_.wish(next_day_++);
    wish.token = "tok_slow_6s";
    const Answer answer = book(wish);
    INFO(answer.body);
    REQUIRE(answer.status == 202);  // the gateway has not told yet; recovery settles it
    CHECK(text_at(answer.json(), "/code") == "outcome_unknown");
    ++attempts_["timeout"];
}

bool is_quiet(const DemoTown& town) {
    const Answer sagas = town.as("manager").get("/v1/ops/sagas");
    const Answer metrics = town.guest().get("/metrics");
    if (sagas.status != 200 || metrics.status != 200) return false;
    if (!sagas.json().at("items").as_array().empty()) return false;
    std::size_t at = 0;
    while ((at = metrics.body.find("\nvacancy_outbox_waiting{", at)) != std::string::npos) {
        const std::size_t end = metrics.body.find('\n', ++at);
        if (!metrics.body.substr(at, end - at).ends_with(" 0")) return false;
    }
    return true;
}

double metric(const DemoTown& town, const std::string& series) {
    return sum_of(town.guest().get("/metrics").body, series);
}

double sum_of(const std::string& metrics_text, const std::string& series,
              const std::string& label) {
    const std::string body = "\n" + metrics_text;
    double sum = 0;
    for (std::size_t at = body.find("\n" + series); at != std::string::npos;
         at = body.find("\n" + series, at + 1)) {
        const std::size_t end = body.find('\n', at + 1);
        std::string line = body.substr(at + 1, end - at - 1);
        line = line.substr(0, line.find(" # "));  // an exemplar may follow
        if (!line.contains(label)) continue;
        sum += std::stod(line.substr(line.rfind(' ') + 1));
    }
    return sum;
}

}  // namespace vacancy::testing::contract
