#include "support/kept.hpp"

#include <doctest/doctest.h>

#include <thread>

namespace vacancy::trace {
namespace {

/// All points of one metric.
std::vector<Point> points_of(Metrics& metrics, const MetricDef& def) {
    for (auto& metric : metrics.snapshot(1).metrics) {
        if (metric.def == &def) return std::move(metric.points);
    }
    return {};
}

TEST_CASE("a counter adds up by series") {
    Metrics metrics;
    metrics.add(metric::booking_attempts, 2, {"success", "web"});
    metrics.add(metric::booking_attempts, 1, {"failed", "web"});
    metrics.add(metric::booking_attempts, 3, {"success", "web"});
    const auto points = points_of(metrics, metric::booking_attempts);
    REQUIRE(points.size() == 2);
    CHECK(points[0].integer == 5);
    CHECK(points[0].attributes.at(0).key == "booking.status");
    CHECK(points[0].attributes.at(0).text == "success");
    CHECK(points[1].integer == 1);
}

TEST_CASE("binding the same values twice gives the same cell") {
    Metrics metrics;
    std::string web = "web";
    Cell& first = metrics.bind(metric::booking_attempts, {"success", web});
    web = "gone";
    CHECK(&first == &metrics.bind(metric::booking_attempts, {"success", "web"}));
    CHECK(&first != &metrics.bind(metric::booking_attempts, {"success", "api"}));
}

TEST_CASE("an absent value leaves its attribute out") {
    Metrics metrics;
    metrics.record(metric::http_server_request_duration, 0.1, {"GET", "/healthz", 200, {}, {}, {}});
    const auto points = points_of(metrics, metric::http_server_request_duration);
    REQUIRE(points.at(0).attributes.size() == 3);
    CHECK(points[0].attributes[2].type == Attribute::Type::integer);
    CHECK(points[0].attributes[2].integer == 200);
}

TEST_CASE("bounds of buckets are inclusive") {
    Metrics metrics;
    for (const double value : {4.9, 5.0, 5.1, 10'000.0, 10'001.0})
        metrics.record(metric::booking_duration_ms, value, {"success"});
    const auto points = points_of(metrics, metric::booking_duration_ms);
    REQUIRE(points.at(0).buckets.size() == 15);
    CHECK(points[0].buckets[0] == 2);
    CHECK(points[0].buckets[1] == 1);
    CHECK(points[0].buckets[13] == 1);
    CHECK(points[0].buckets[14] == 1);
    CHECK(points[0].count == 5);
}

TEST_CASE("a duration in milliseconds feeds its twin in seconds") {
    Metrics metrics;
    metrics.record(metric::booking_duration_ms, 250, {"success"});
    CHECK(points_of(metrics, metric::booking_create_duration).at(0).sum == doctest::Approx(0.25));
}

TEST_CASE("twins can be switched off") {
    Metrics metrics({.twins = false});
    metrics.record(metric::booking_duration_ms, 250, {"success"});
    CHECK(points_of(metrics, metric::booking_create_duration).empty());
    CHECK(points_of(metrics, metric::booking_duration_ms).at(0).count == 1);
}

TEST_CASE("series beyond the limit share one that says so") {
    Metrics metrics;
    const int limit = static_cast<int>(metric::vacancy_booking_contention.series_limit);
    for (int i = 0; i < limit + 100; ++i)
        metrics.add(metric::vacancy_booking_contention, 1, {"property " + std::to_string(i)});
    const auto points = points_of(metrics, metric::vacancy_booking_contention);
    REQUIRE(static_cast<int>(points.size()) == limit + 1);
    CHECK(points.back().integer == 100);
    REQUIRE(points.back().attributes.size() == 1);
    CHECK(points.back().attributes[0].key == "otel.metric.overflow");
    CHECK(points.back().attributes[0].boolean);
}

TEST_CASE("a gauge is asked at every collection and forgets what it no longer says") {
    Metrics metrics;
    int round = 0;
    const auto registration = metrics.observe(metric::vacancy_db_queue_length, [&](Observer& to) {
        to.observe(std::int64_t{++round}, {"writer"});
        if (round == 1) to.observe(std::int64_t{9}, {"readers"});
    });
    CHECK(points_of(metrics, metric::vacancy_db_queue_length).size() == 2);
    const auto points = points_of(metrics, metric::vacancy_db_queue_length);
    REQUIRE(points.size() == 1);
    CHECK(points[0].integer == 2);
    metrics.forget(registration);
    CHECK(points_of(metrics, metric::vacancy_db_queue_length).empty());
}

TEST_CASE("threads that record at once lose nothing") {
    Metrics metrics;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 10'000; ++i) {
                metrics.add(metric::booking_attempts, 1, {"success", std::to_string(i % 50)});
                metrics.record(metric::booking_duration_ms, 1, {"success"});
            }
        });
    }
    for (auto& thread : threads) thread.join();
    std::int64_t sum = 0;
    for (const auto& point : points_of(metrics, metric::booking_attempts)) sum += point.integer;
    CHECK(sum == 40'000);
    CHECK(points_of(metrics, metric::booking_duration_ms).at(0).sum == 40'000);
}

TEST_CASE("the duration of a span is measured with the span's attributes") {
    ManualClock clock(Instant{1'700'000'000'000'000});
    RecorderOptions options = keep_all();
    options.clock = &clock;
    Watched watched(options);
    Step root = watched.recorder.root(span::booking_create);
    root.set(attr::booking_status, "success");
    clock.advance(std::chrono::milliseconds(80));
    root.close(nullptr);
    const auto points = points_of(watched.recorder.metrics(), metric::booking_duration_ms);
    REQUIRE(points.size() == 1);
    CHECK(points[0].sum == doctest::Approx(80));
    CHECK(points[0].attributes.at(0).text == "success");
}

TEST_CASE("a measurement in a kept trace becomes the exemplar of its bucket") {
    Watched watched;
    Step root = watched.recorder.root(span::vacancy_job);
    root.record(metric::vacancy_db_queue_wait, 0.002, {"writer"});
    const SpanContext context = root.context();
    root.close(nullptr);
    CHECK(watched.settled().size() == 1);
    const auto points = points_of(watched.recorder.metrics(), metric::vacancy_db_queue_wait);
    REQUIRE(points.at(0).exemplars.size() == 1);
    CHECK(points[0].exemplars[0].trace_id == context.trace_id);
    CHECK(points[0].exemplars[0].span_id == context.span_id);
    CHECK(points[0].exemplars[0].value == doctest::Approx(0.002));
}

TEST_CASE("the recorder counts what it keeps by reason") {
    Watched watched;
    watched.recorder.root(span::vacancy_job).close(nullptr);
    CHECK(watched.settled().size() == 1);
    const auto points = points_of(watched.recorder.metrics(), metric::vacancy_trace_kept);
    CHECK(points.at(0).attributes.at(0).text == "ratio");
    CHECK(points_of(watched.recorder.metrics(), metric::otel_sdk_span_started).at(0).integer == 1);
    CHECK(points_of(watched.recorder.metrics(), metric::process_memory_usage).at(0).integer > 0);
}

}  // namespace
}  // namespace vacancy::trace
