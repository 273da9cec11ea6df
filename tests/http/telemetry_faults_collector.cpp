// A collector that fails in every way it can: bookings do not notice, the server ends in order,
// and every span is accounted for.

#include "support/collector.hpp"
#include "support/contract_flows.hpp"

#include <doctest/doctest.h>

#include <csignal>

using namespace vacancy::testing;
using contract::metric;

namespace {

constexpr int bookings = 12;

Variables faulty(const std::string& protocol, const std::string& endpoint) {
    return {{"OTEL_EXPORTER_OTLP_PROTOCOL", protocol}, {"OTEL_EXPORTER_OTLP_ENDPOINT", endpoint},
            {"OTEL_BSP_SCHEDULE_DELAY", "100"},        {"OTEL_BSP_MAX_QUEUE_SIZE", "256"},
            {"OTEL_METRIC_EXPORT_INTERVAL", "1000"},   {"VACANCY_TRACE_KEEP_PERMILLE", "600"},
            {"VACANCY_METRICS_OPEN", "true"}};
}

/// started = exported + dropped + sampled out + waiting; but for the span of the request that asks,
/// which may have been counted as started already.
bool is_accounted_for(const DemoTown& town) {
    const std::string reading = town.guest().get("/metrics").body;
    const double settled = contract::sum_of(reading, "otel_sdk_exporter_span_exported_total") +
                           contract::sum_of(reading, "vacancy_trace_spans_dropped_total") +
                           contract::sum_of(reading, "vacancy_trace_spans_sampled_out_total") +
                           contract::sum_of(reading, "otel_sdk_processor_span_queue_size");
    const double started = contract::sum_of(reading, "otel_sdk_span_started_total");
    return settled > 0 && (started == settled || started == settled + 1);
}

void book_all(const DemoTown& town) {
    for (int i = 0; i < bookings; ++i) {
        const Answer answer = town.book(town.wish(20 + i));
        INFO(answer.body);
        CHECK(answer.status == 201);
    }
}

enum class Losing { must, may };

/// A day of bookings, and an orderly end; ten seconds are there to catch one that never comes.
void survive(const Variables& variables, Losing losing) {
    DemoTown town(variables);
    book_all(town);
    CHECK(eventually([&] { return contract::is_quiet(town); }));
    if (losing == Losing::must)
        CHECK(eventually([&] { return metric(town, "vacancy_trace_spans_dropped_total") > 0; }));
    CHECK(eventually([&] { return is_accounted_for(town); }));
    CHECK(metric(town, "vacancy_trace_spans_sampled_out_total") > 0);
    town.process().signal(SIGTERM);
    CHECK(town.process().wait(std::chrono::seconds(10)) == 0);
}

/// Both protocols meet the same collector.
void survive_both(Collector& collector, Losing losing) {
    survive(faulty("http/protobuf", collector.http_url()), losing);
    survive(faulty("grpc", collector.grpc_url()), losing);
    CHECK_FALSE(collector.calls().empty());
}

}  // namespace

TEST_CASE("a collector that refuses connections harms no booking and no span is unaccounted for") {
    const RefusingPort port;
    survive(faulty("http/protobuf", port.url()), Losing::must);
    survive(faulty("grpc", port.url()), Losing::must);
}

TEST_CASE("a collector that hangs harms no booking and no span is unaccounted for") {
    Collector collector;
    collector.behave({.mode = Behavior::Mode::hang});
    survive_both(collector, Losing::must);
}

TEST_CASE("a slow collector harms no booking and no span is unaccounted for") {
    Collector collector;
    collector.behave({.delay = std::chrono::milliseconds(1500)});
    survive_both(collector, Losing::may);
}

TEST_CASE("a collector that answers 503 harms no booking and no span is unaccounted for") {
    Collector collector;
    collector.behave({.mode = Behavior::Mode::fail, .status = 503});
    survive_both(collector, Losing::must);
}

TEST_CASE("a collector that asks for patience with 429 harms no booking and loses no account") {
    Collector collector;
    collector.behave({.mode = Behavior::Mode::fail, .status = 429, .retry_after_s = 1});
    survive_both(collector, Losing::must);
}

TEST_CASE("what a collector could not take for a while arrives when it can") {
    Collector collector;
    collector.behave({.mode = Behavior::Mode::fail, .status = 503, .retry_after_s = 0, .times = 3});
    DemoTown town(contract::exporting_to("http/protobuf", collector.http_url()));
    book_all(town);
    CHECK(eventually([&] { return contract::is_quiet(town); }));
    CHECK(town.stop() == 0);
    int created = 0;
    for (const auto& span : collector.spans()) created += span.name() == "booking.create" ? 1 : 0;
    CHECK(created == bookings);
}
