// The telemetry contract of the booking service, held against a running server: every flow, all
// that arrives at a collector over OTLP/HTTP and over OTLP/gRPC, and the tables in
// tests/support/contract_booking_service.cpp.

#include "support/contract_checker.hpp"
#include "support/contract_flows.hpp"

#include <doctest/doctest.h>

#include <memory>

using namespace vacancy::testing;
using namespace vacancy::testing::contract;

namespace {

/// All flows, in two towns: one as it is, one whose holds and deadlines are short.
struct Exported {
    Collector collector;
    Collector hurried_collector;
    boost::json::value registry;
    std::map<std::string, int> attempts;
    std::map<std::string, double> counted;  ///< booking.attempts by booking.status, before the end
    double dropped = 0;
    int exit_status = -1;
    int hurried_exit_status = -1;

    explicit Exported(const std::string& protocol) : protocol_(protocol) {
        usual_day();
        short_of_time();
    }

private:
    [[nodiscard]] Variables variables(const Collector& to) const {
        return exporting_to(protocol_, protocol_ == "grpc" ? to.grpc_url() : to.http_url());
    }
    void usual_day() {
        DemoTown town(variables(collector));
        registry = town.guest().get("/v1/telemetry/registry").json();
        Flows flows(town);
        flows.search();
        flows.succeed();
        flows.decline();
        flows.sell_out();
        flows.contend();
        flows.ask_for_an_unknown_property();
        flows.fail_at_the_gateway();
        flows.retry_at_the_gateway();
        flows.cancel();
        flows.modify();
        CHECK(eventually([&] { return is_quiet(town); }));
        attempts = flows.attempts();
        const std::string reading = town.guest().get("/metrics").body;
        for (const char* status : {"success", "failed"})
            counted[status] = sum_of(reading, "booking_attempts_total{",
                                     std::string("booking_status=\"") + status + "\"");
        dropped = metric(town, "vacancy_trace_spans_dropped_total");
        exit_status = town.stop();
    }
    void short_of_time() {
        Variables short_ones = variables(hurried_collector);
        short_ones["VACANCY_HOLD_TTL_S"] = "1";
        short_ones["VACANCY_BOOKING_DEADLINE_S"] = "4";
        DemoTown town(short_ones);
        Flows flows(town);
        flows.fail_to_confirm();
        flows.run_out_of_time();
        CHECK(eventually([&] { return is_quiet(town); }));
        hurried_exit_status = town.stop();
    }

    std::string protocol_;
};

const Exported& exported(const std::string& protocol) {
    static std::map<std::string, std::unique_ptr<Exported>> all;
    auto& one = all[protocol];
    if (!one) one = std::make_unique<Exported>(protocol);
    return *one;
}

/// Everything held against the tables.
Checker checked(const Exported& town) {
    Checker checker(town.registry);
    const auto spans = spans_of(town.collector);
    checker.check_spans(spans);
    checker.check_metrics(metrics_of(town.collector));
    checker.check_logs(spans, logs_of(town.collector));
    const auto hurried = spans_of(town.hurried_collector);
    checker.check_spans(hurried, {.lock_ttl_ms = "1000"});
    checker.check_metrics(metrics_of(town.hurried_collector));
    checker.check_logs(hurried, logs_of(town.hurried_collector));
    return checker;
}

std::string lines(const std::set<std::string>& all) {
    std::string text;
    for (const std::string& one : all) text += "\n  " + one;
    return text;
}

const Received* parent_of(const std::vector<Received>& spans, const Received& child) {
    for (const Received& one : spans) {
        if (one.span.trace_id() == child.span.trace_id() &&
            one.span.span_id() == child.span.parent_span_id())
            return &one;
    }
    return nullptr;
}

std::string instance_of(const Received& one) { return one.resource.at("service.instance.id"); }

void check_everything(const std::string& protocol) {
    const Checker checker = checked(exported(protocol));
    INFO("contradicts the contract:", lines(checker.problems()));
    CHECK(checker.problems().empty());
}

void check_nothing_is_missing(const std::string& protocol) {
    const std::set<std::string> missing = checked(exported(protocol)).missing();
    INFO("never seen:", lines(missing));
    CHECK(missing.empty());
}

}  // namespace

TEST_CASE("what arrives over OTLP/HTTP is what the contract of the booking service says") {
    check_everything("http/protobuf");
}

TEST_CASE("every item of the booking service's contract is seen over OTLP/HTTP") {
    check_nothing_is_missing("http/protobuf");
}

TEST_CASE("what arrives over OTLP/gRPC is what the contract of the booking service says") {
    check_everything("grpc");
}

TEST_CASE("every item of the booking service's contract is seen over OTLP/gRPC") {
    check_nothing_is_missing("grpc");
}

TEST_CASE("booking.attempts counts every attempt by its outcome, whatever is sampled") {
    const Exported& town = exported("http/protobuf");
    for (const auto& [status, count] : town.attempts)
        CHECK_MESSAGE(town.counted.at(status) == count, status);
}

TEST_CASE("no span is lost on the way to a collector that takes them") {
    CHECK(exported("http/protobuf").dropped == 0);
    CHECK(exported("grpc").dropped == 0);
}

TEST_CASE("the server ends in order after all that") {
    CHECK(exported("http/protobuf").exit_status == 0);
    CHECK(exported("http/protobuf").hurried_exit_status == 0);
    CHECK(exported("grpc").exit_status == 0);
    CHECK(exported("grpc").hurried_exit_status == 0);
}

TEST_CASE("the payment gateway's own spans continue the trace of the booking") {
    const auto spans = spans_of(exported("http/protobuf").collector);
    int continued = 0;
    for (const Received& one : spans) {
        if (one.span.name() != "POST /v1/payment_intents") continue;
        const Received* call = parent_of(spans, one);
        REQUIRE(call != nullptr);
        CHECK(kind_of(call->span) == "CLIENT");
        CHECK(instance_of(*call) != instance_of(one));
        const Received* step = parent_of(spans, *call);
        REQUIRE(step != nullptr);
        CHECK(step->scope == scope_name);
        continued += step->span.name() == "booking.process_payment" ? 1 : 0;
    }
    CHECK(continued > 0);
}

TEST_CASE("a confirmation is delivered in the trace of the booking it confirms") {
    const auto spans = spans_of(exported("http/protobuf").collector);
    int delivered = 0;
    for (const Received& one : spans) {
        if (one.span.name() != "booking.send_confirmation" || kind_of(one.span) != "CONSUMER")
            continue;
        const Received* produced = parent_of(spans, one);
        REQUIRE(produced != nullptr);
        CHECK(kind_of(produced->span) == "PRODUCER");
        CHECK(text_of(produced->span.attributes(), "messaging.message.id") ==
              text_of(one.span.attributes(), "messaging.message.id"));
        ++delivered;
    }
    CHECK(delivered > 0);
}
