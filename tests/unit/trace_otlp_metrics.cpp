#include "support/collector.hpp"
#include "trace/names.hpp"
#include "trace/otlp/encode.hpp"

#include <doctest/doctest.h>

using namespace vacancy::trace;
using vacancy::testing::MetricsRequest;
namespace proto = opentelemetry::proto::metrics::v1;

namespace {

const otlp::Resources resources({}, {.instance_id = "instance"});

/// A state of affairs: so many attempts, bookings that took so long, and requests right now.
Snapshot at(std::int64_t when, std::int64_t attempts, std::uint64_t slow, std::int64_t active) {
    Snapshot snapshot{.start_unix_ns = 1, .at_unix_ns = when};
    Point counted{.integer = attempts};
    counted.attributes.push_back({.key = "booking.status", .text = "success"});
    snapshot.metrics.push_back({&metric::booking_attempts, {counted}});
    Point measured{.count = slow, .sum = 9.0 * static_cast<double>(slow)};
    measured.buckets.assign(metric::booking_duration_ms.buckets.size() + 1, 0);
    measured.buckets[1] = slow;
    measured.exemplars.push_back(
        {.value = 9, .at_unix_ns = when - 1, .trace_id = {}, .span_id = {}});
    snapshot.metrics.push_back({&metric::booking_duration_ms, {measured}});
    snapshot.metrics.push_back({&metric::http_server_active_requests, {Point{.integer = active}}});
    snapshot.metrics.push_back({&metric::otel_sdk_span_started, {Point{.integer = attempts}}});
    return snapshot;
}

std::map<std::string, proto::Metric> by_name(const std::string& message) {
    MetricsRequest request;
    REQUIRE(request.ParseFromString(message));
    std::map<std::string, proto::Metric> all;
    for (const auto& resource : request.resource_metrics())
        for (const auto& scope : resource.scope_metrics())
            for (const auto& one : scope.metrics()) all[one.name()] = one;
    return all;
}

}  // namespace

TEST_SUITE("trace: OTLP messages of metrics") {
    TEST_CASE("cumulative values count from the start, however often they are sent") {
        otlp::MetricEncoder encoder(Temporality::cumulative, true);
        by_name(encoder.encode(at(100, 3, 1, 2), resources));
        encoder.delivered();
        auto second = by_name(encoder.encode(at(200, 5, 4, 1), resources));
        const auto& sum = second.at("booking.attempts").sum();
        CHECK(sum.aggregation_temporality() == proto::AGGREGATION_TEMPORALITY_CUMULATIVE);
        CHECK(sum.is_monotonic());
        CHECK(sum.data_points(0).as_int() == 5);
        CHECK(sum.data_points(0).start_time_unix_nano() == 1);
        CHECK(second.at("booking.duration_ms").histogram().data_points(0).count() == 4);
    }

    TEST_CASE("deltas count from the last delivery") {
        otlp::MetricEncoder encoder(Temporality::delta, true);
        auto first = by_name(encoder.encode(at(100, 3, 1, 2), resources));
        CHECK(first.at("booking.attempts").sum().data_points(0).as_int() == 3);
        encoder.delivered();
        auto second = by_name(encoder.encode(at(200, 5, 4, 1), resources));
        const auto& sum = second.at("booking.attempts").sum();
        CHECK(sum.aggregation_temporality() == proto::AGGREGATION_TEMPORALITY_DELTA);
        CHECK(sum.data_points(0).as_int() == 2);
        CHECK(sum.data_points(0).start_time_unix_nano() == 100);
        CHECK(sum.data_points(0).time_unix_nano() == 200);
        const auto& histogram = second.at("booking.duration_ms").histogram().data_points(0);
        CHECK(histogram.count() == 3);
        CHECK(histogram.sum() == 27);
        CHECK(histogram.bucket_counts(1) == 3);
    }

    TEST_CASE("a delta that did not arrive is told again with the next") {
        otlp::MetricEncoder encoder(Temporality::delta, true);
        by_name(encoder.encode(at(100, 3, 1, 2), resources));
        auto second = by_name(encoder.encode(at(200, 5, 4, 1), resources));
        CHECK(second.at("booking.attempts").sum().data_points(0).as_int() == 5);
    }

    TEST_CASE("up-down counters are cumulative in every preference") {
        for (const Temporality preference : {Temporality::delta, Temporality::low_memory}) {
            otlp::MetricEncoder encoder(preference, true);
            by_name(encoder.encode(at(100, 3, 1, 2), resources));
            encoder.delivered();
            auto second = by_name(encoder.encode(at(200, 5, 4, 1), resources));
            const auto& sum = second.at("http.server.active_requests").sum();
            CHECK(sum.aggregation_temporality() == proto::AGGREGATION_TEMPORALITY_CUMULATIVE);
            CHECK_FALSE(sum.is_monotonic());
            CHECK(sum.data_points(0).as_int() == 1);
        }
    }

    TEST_CASE("low memory makes deltas of what is counted and not of what is observed") {
        otlp::MetricEncoder encoder(Temporality::low_memory, true);
        by_name(encoder.encode(at(100, 3, 1, 2), resources));
        encoder.delivered();
        auto second = by_name(encoder.encode(at(200, 5, 4, 1), resources));
        CHECK(second.at("booking.attempts").sum().data_points(0).as_int() == 2);
        CHECK(second.at("otel.sdk.span.started").sum().data_points(0).as_int() == 5);
    }

    TEST_CASE("exemplars are sent once and only where they are wanted") {
        otlp::MetricEncoder encoder(Temporality::cumulative, true);
        auto first = by_name(encoder.encode(at(100, 3, 1, 2), resources));
        CHECK(first.at("booking.duration_ms").histogram().data_points(0).exemplars_size() == 1);
        encoder.delivered();
        auto again = by_name(encoder.encode(at(100, 3, 1, 2), resources));
        CHECK(again.at("booking.duration_ms").histogram().data_points(0).exemplars_size() == 0);
        otlp::MetricEncoder silent(Temporality::cumulative, false);
        auto none = by_name(silent.encode(at(100, 3, 1, 2), resources));
        CHECK(none.at("booking.duration_ms").histogram().data_points(0).exemplars_size() == 0);
    }

    TEST_CASE("name, unit, description and bounds are those of the registry") {
        otlp::MetricEncoder encoder(Temporality::cumulative, true);
        auto all = by_name(encoder.encode(at(100, 3, 1, 2), resources));
        const auto& metric = all.at("booking.duration_ms");
        CHECK(metric.unit() == "ms");
        CHECK(metric.description() == "Time taken to complete a booking in milliseconds");
        const auto& point = metric.histogram().data_points(0);
        CHECK(point.explicit_bounds_size() + 1 == point.bucket_counts_size());
    }

    TEST_CASE("nothing to say makes no message") {
        otlp::MetricEncoder encoder(Temporality::cumulative, true);
        CHECK(encoder.encode({}, resources).empty());
    }
}
