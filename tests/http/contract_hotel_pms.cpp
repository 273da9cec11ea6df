// The telemetry contract of the front desk, held against a running server: every way a check-in and
// a check-out end, all that arrives at a collector, and the tables in
// tests/support/contract_hotel_pms.cpp.

#include "support/contract_hotel_pms.hpp"

#include "support/contract_checker.hpp"
#include "support/contract_flows.hpp"

#include <doctest/doctest.h>

#include <memory>

using namespace vacancy::testing;
using namespace vacancy::testing::contract;

namespace {

namespace json = boost::json;

const std::string seen = R"("identity":{"kind":"passport","verified_by":"agent at desk 1"})";

class DeskDay {
public:
    DeskDay() : town_(exporting_to("http/protobuf", collector.http_url())) {
        registry = town_.guest().get("/v1/telemetry/registry").json();
        const json::value kept = arrives("tok_approved");
        whole_stay(kept);
        identity_fails();
        check_in(std::string("0000000-0000000"), "{" + seen + "}", 404);
        card_is_declined();
        upgrade();
        somebody_waits();
        CHECK(eventually([&] { return is_quiet(town_); }));
        const std::string reading = town_.guest().get("/metrics").body;
        for (const char* operation : {"check_in", "check_out"})
            counted[operation] = sum_of(reading, "pms_operations_total{",
                                        std::string("pms_operation=\"") + operation + "\"");
        exit_status = town_.stop();
    }

    Collector collector;
    json::value registry;
    std::map<std::string, double> counted;
    std::map<std::string, int> asked;
    int exit_status = -1;

private:
    [[nodiscard]] std::string house() const { return "/v1/properties/" + town_.wish().property; }
    json::value arrives(const std::string& token, const std::string& room_type = {}) {
        BookingWish wish = town_.wish(0, 1);
        wish.token = token;
        wish.room_type = room_type;
        const Answer answer = town_.book(wish);
        REQUIRE_MESSAGE(answer.status == 201, answer.body);
        return answer.json();
    }
    json::value check_in(const std::string& code, const std::string& body, int status) {
        const Answer answer =
            town_.as("agent").post(house() + "/reservations/" + code + "/check-in", body);
        REQUIRE_MESSAGE(answer.status == status, answer.body);
        ++asked["check_in"];
        return answer.json();
    }
    json::value check_in(const json::value& booking, const std::string& body, int status) {
        return check_in(text_at(booking, "/confirmation_code"), body, status);
    }
    void whole_stay(const json::value& booking) {
        const json::value in = check_in(booking, "{" + seen + "}", 200);
        const std::string folio = house() + "/folios/" + text_at(in, "/folio_id");
        const Answer posted = town_.as("agent").post(
            folio + "/postings", R"({"kind":"charge","code":"minibar","amount":{"amount":400,)"
                                 R"("currency":")" +
                                     town_.wish().currency + "\"}}");
        REQUIRE_MESSAGE(posted.status == 201, posted.body);
        const Answer out =
            town_.as("agent").post(house() + "/rooms/" + text_at(in, "/room") + "/check-out", "{}");
        REQUIRE_MESSAGE(out.status == 200, out.body);
        ++asked["check_out"];
    }
    void identity_fails() {
        check_in(arrives("tok_approved"),
                 R"({"identity":{"kind":"passport","verified_by":"desk 1","verified":false}})",
                 409);
    }
    void card_is_declined() { check_in(arrives("tok_declined_later"), "{" + seen + "}", 402); }

    /// No room of the booked type is ready, and the next better one has none to sell: the third is
    /// tried after the second was.
    void upgrade() {
        const json::value types = town_.as("manager").get(house() + "/room-types").json();
        const auto& all = types.at("items").as_array();
        REQUIRE(all.size() >= 4);
        const std::string booked = text_at(all[1], "/room_type_id");
        const json::value booking = arrives("tok_approved", booked);
        for (const json::value& room :
             town_.as("manager").get(house() + "/rooms").json().at("items").as_array())
            if (text_at(room, "/room_type_id") == booked)
                change("PATCH", "/rooms/" + text_at(room, "/room_number"),
                       R"({"housekeeping":"dirty"})");
        const std::string today = text_at(booking, "/check_in");
        change("PUT", "/inventory",
               R"({"room_type_id":")" + text_at(all[2], "/room_type_id") + R"(","from":")" + today +
                   R"(","to":")" + today + R"(","sell_limit":0,"allow_oversold":true})");
        const json::value in = check_in(booking, "{" + seen + "}", 200);
        CHECK(in.at("upgraded").as_bool());
    }
    void change(const std::string& method, const std::string& path, const std::string& body) {
        const Answer answer = town_.as("manager").send(method, house() + path, body,
                                                       {{"Content-Type", "application/json"}});
        REQUIRE_MESSAGE(answer.status == 200, answer.body);
    }
    void somebody_waits() {
        const Answer joined =
            town_.as("agent").post(house() + "/queue", R"({"operation":"check_in"})");
        REQUIRE(joined.status == 201);
        CHECK(eventually([&] { return metric(town_, "pms_front_desk_queue_length{") == 1; }));
        const std::size_t before = metrics_of(collector).size();
        // What is observed reaches the collector with the next reading.
        CHECK(eventually([&] { return metrics_of(collector).size() > before; }));
    }

    DemoTown town_;
};

const DeskDay& day() {
    static const DeskDay day;
    return day;
}

Checker checked() {
    Checker checker(day().registry, hotel_pms());
    const auto spans = spans_of(day().collector);
    checker.check_spans(spans);
    checker.check_metrics(metrics_of(day().collector));
    return checker;
}

std::string lines(const std::set<std::string>& all) {
    std::string text;
    for (const std::string& one : all) text += "\n  " + one;
    return text;
}

/// Spans of that name, with the value of an attribute.
std::vector<const Received*> spans_with(const std::vector<Received>& spans, std::string_view name,
                                        std::string_view attribute, std::string_view value) {
    std::vector<const Received*> found;
    for (const Received& one : spans)
        if (one.span.name() == name && text_of(one.span.attributes(), attribute) == value)
            found.push_back(&one);
    return found;
}

}  // namespace

TEST_CASE("what arrives is what the contract of the front desk says") {
    const Checker checker = checked();
    INFO("contradicts the contract:", lines(checker.problems()));
    CHECK(checker.problems().empty());
}

TEST_CASE("every item of the front desk's contract is seen") {
    const std::set<std::string> missing = checked().missing();
    INFO("never seen:", lines(missing));
    CHECK(missing.empty());
}

TEST_CASE("a check-in that was refused leaves its entry span without an error") {
    const auto spans = spans_of(day().collector);
    for (const char* result : {"payment_failed", "not_found", "identity_failed"}) {
        const auto found = spans_with(spans, "pms.check_in", "pms.checkin_result", result);
        REQUIRE(found.size() == 1);
        CHECK(found.front()->span.status().code() == 0);
        CHECK(text_of(found.front()->span.attributes(), "pms.checkin_duration_ms").empty());
    }
}

TEST_CASE("a check-in that succeeded says how long it took") {
    const auto spans = spans_of(day().collector);
    for (const Received* one : spans_with(spans, "pms.check_in", "pms.checkin_result", "success"))
        CHECK(!text_of(one->span.attributes(), "pms.checkin_duration_ms").empty());
}

TEST_CASE("the attempts of a room's assignment are on its span when there were several") {
    const auto spans = spans_of(day().collector);
    const auto upgraded = spans_with(spans, "pms.assign_room", "pms.upgrade_given", "true");
    REQUIRE(upgraded.size() == 1);
    CHECK(std::stoi(text_of(upgraded.front()->span.attributes(), "pms.assignment_attempts")) > 1);
    for (const Received* one : spans_with(spans, "pms.assign_room", "pms.upgrade_given", "false"))
        CHECK(text_of(one->span.attributes(), "pms.assignment_attempts").empty());
}

TEST_CASE("operations are counted by kind, whatever came of them") {
    for (const auto& [operation, count] : day().asked)
        CHECK_MESSAGE(day().counted.at(operation) == count, operation);
}

TEST_CASE("the server ends in order after a day at the desk") { CHECK(day().exit_status == 0); }
