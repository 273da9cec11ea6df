#include "support/openmetrics_checker.hpp"
#include "trace/export/openmetrics.hpp"
#include "trace/names.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace vacancy::trace;
using vacancy::testing::Exposition;
using vacancy::testing::read_open_metrics;

namespace {

constexpr ScopeDef front_desk{"hotel.pms", "", "hotel-pms", "", ""};
constexpr std::array bounds{5.0, 10.0, 2500.0};

MetricDef metric_named(std::string_view name, Instrument instrument, std::string_view unit) {
    return {.name = name,
            .scope = &front_desk,
            .instrument = instrument,
            .floating = false,
            .unit = unit,
            .description = "What it says",
            .buckets = bounds,
            .attributes = {},
            .series_limit = 10};
}

std::string family_of(std::string_view name, Instrument instrument, std::string_view unit) {
    return family_name(metric_named(name, instrument, unit));
}

otlp::Resources resources() {
    return {ExportSettings{}, {.instance_id = "one", .host_name = "host", .process_id = 7}};
}

Snapshot one_metric(const MetricDef& def, Point point) {
    Snapshot snapshot{.start_unix_ns = 1, .at_unix_ns = 2};
    snapshot.metrics.push_back({&def, {std::move(point)}});
    return snapshot;
}

Point three_checkins() {
    Point point{.count = 3, .sum = 20.5, .buckets = {1, 1, 0, 1}};
    Exemplar exemplar{.value = 7, .at_unix_ns = 1'500'000'000};
    exemplar.trace_id.bytes[0] = 0xab;
    point.exemplars.push_back(exemplar);
    return point;
}

}  // namespace

TEST_SUITE("trace: metrics as text") {
    TEST_CASE("names are translated as the standard says") {
        CHECK(family_of("pms.checkin_duration_ms", Instrument::histogram, "ms") ==
              "pms_checkin_duration_ms_milliseconds");
        CHECK(family_of("booking.duration_ms", Instrument::histogram, "ms") ==
              "booking_duration_ms_milliseconds");
        CHECK(family_of("http.server.request.duration", Instrument::histogram, "s") ==
              "http_server_request_duration_seconds");
        CHECK(family_of("process.memory.usage", Instrument::observable_gauge, "By") ==
              "process_memory_usage_bytes");
        CHECK(family_of("http.server.active_requests", Instrument::up_down_counter, "{request}") ==
              "http_server_active_requests");
        CHECK(family_of("reservation.no_show_rate", Instrument::histogram, "%") ==
              "reservation_no_show_rate_percent");
    }

    TEST_CASE("one trailing _total of a counter is stripped, so that none stands twice") {
        CHECK(family_of("pms.operations_total", Instrument::counter, "") == "pms_operations");
        CHECK(family_of("booking.attempts", Instrument::counter, "") == "booking_attempts");
        CHECK(family_of("odd_total_total", Instrument::counter, "") == "odd_total");
    }

    TEST_CASE("a unit that the name has already is not repeated") {
        CHECK(family_of("queue.seconds", Instrument::observable_gauge, "s") == "queue_seconds");
    }

    TEST_CASE("units become words") {
        CHECK(unit_word("ms") == "milliseconds");
        CHECK(unit_word("{request}") == "");
        CHECK(unit_word("By/s") == "bytes_per_second");
        CHECK(unit_word("{request}/s") == "per_second");
        CHECK(unit_word("1") == "");
    }

    TEST_CASE("a counter is read back by a strict reader") {
        const MetricDef def = metric_named("pms.operations_total", Instrument::counter, "");
        Point point{.integer = 12};
        point.attributes.push_back({.key = "pms.operation", .text = "check \"in\"\\\n"});
        const Exposition read = read_open_metrics(
            metrics_text(one_metric(def, point), resources(), TextFormat::open_metrics));
        CHECK(read.problems == std::vector<std::string>{});
        REQUIRE(read.of("pms_operations_total").size() == 1);
        const auto sample = read.of("pms_operations_total")[0];
        CHECK(sample.value == 12);
        CHECK(sample.labels.at("pms_operation") == "check \"in\"\\\n");
        CHECK(sample.labels.at("otel_scope_name") == "hotel.pms");
        CHECK(read.types.at("pms_operations") == "counter");
    }

    TEST_CASE("a histogram is cumulative, has its unit and carries exemplars") {
        const MetricDef def = metric_named("pms.checkin_duration_ms", Instrument::histogram, "ms");
        const Exposition read = read_open_metrics(
            metrics_text(one_metric(def, three_checkins()), resources(), TextFormat::open_metrics));
        CHECK(read.problems == std::vector<std::string>{});
        const auto buckets = read.of("pms_checkin_duration_ms_milliseconds_bucket");
        REQUIRE(buckets.size() == 4);
        CHECK(buckets[1].labels.at("le") == "10.0");
        CHECK(buckets[1].value == 2);
        CHECK(buckets[3].labels.at("le") == "+Inf");
        CHECK(buckets[3].value == 3);
        CHECK(buckets[0].exemplar.empty());
        CHECK(buckets[1].exemplar.at("trace_id").starts_with("ab00"));
        CHECK(read.units.at("pms_checkin_duration_ms_milliseconds") == "milliseconds");
        CHECK(read.of("pms_checkin_duration_ms_milliseconds_sum").at(0).value == 20.5);
    }

    TEST_CASE("each logical service has a target_info of its own") {
        const Exposition read =
            read_open_metrics(metrics_text({}, resources(), TextFormat::open_metrics));
        CHECK(read.problems == std::vector<std::string>{});
        CHECK(read.types.at("target") == "info");
        bool found = false;
        for (const auto& sample : read.of("target_info")) {
            CHECK(sample.labels.at("service_instance_id") == "one");
            found = found || sample.labels.at("service_name") == "booking-service";
        }
        CHECK(found);
    }

    TEST_CASE("two scopes may have a metric of the same name") {
        const MetricDef ours = metric_named("pms.arrivals", Instrument::counter, "");
        MetricDef theirs = ours;
        theirs.scope = &scope::booking_service;
        Snapshot snapshot = one_metric(ours, {.integer = 1});
        snapshot.metrics.push_back({&theirs, {Point{.integer = 2}}});
        const Exposition read =
            read_open_metrics(metrics_text(snapshot, resources(), TextFormat::open_metrics));
        CHECK(read.problems == std::vector<std::string>{});
        CHECK(read.of("pms_arrivals_total").size() == 2);
    }

    TEST_CASE("a counter whose twin has the same name as text is shown once") {
        MetricDef twin = metric_named("pms.operations", Instrument::counter, "{operation}");
        MetricDef def = metric_named("pms.operations_total", Instrument::counter, "");
        def.twin = &twin;
        Snapshot snapshot = one_metric(twin, {.integer = 3});
        snapshot.metrics.push_back({&def, {Point{.integer = 3}}});
        const Exposition read =
            read_open_metrics(metrics_text(snapshot, resources(), TextFormat::open_metrics));
        CHECK(read.problems == std::vector<std::string>{});
        CHECK(read.of("pms_operations_total").size() == 1);
    }

    TEST_CASE("the older text format has neither exemplars nor an end") {
        const MetricDef def = metric_named("pms.checkin_duration_ms", Instrument::histogram, "ms");
        const std::string text =
            metrics_text(one_metric(def, three_checkins()), resources(), TextFormat::prometheus);
        CHECK(text.find("# EOF") == std::string::npos);
        CHECK(text.find("# {") == std::string::npos);
        CHECK(text.find("# UNIT") == std::string::npos);
        CHECK(text.find("le=\"10\"}") != std::string::npos);
        CHECK(text.find("# TYPE target_info gauge\n") != std::string::npos);
    }

    TEST_CASE("the older text format names counters with _total") {
        const MetricDef def = metric_named("pms.operations_total", Instrument::counter, "");
        const std::string text =
            metrics_text(one_metric(def, {.integer = 1}), resources(), TextFormat::prometheus);
        CHECK(text.find("# TYPE pms_operations_total counter\n") != std::string::npos);
        CHECK(text.find("pms_operations_total{otel_scope_name=\"hotel.pms\"} 1\n") !=
              std::string::npos);
    }

    TEST_CASE("the Accept header chooses the format") {
        CHECK(text_format_for("") == TextFormat::open_metrics);
        CHECK(text_format_for("*/*") == TextFormat::open_metrics);
        CHECK(text_format_for("text/plain") == TextFormat::prometheus);
        CHECK(text_format_for("application/openmetrics-text;version=1.0.0;q=0.5,"
                              "text/plain;version=0.0.4;q=0.3,*/*;q=0.1") ==
              TextFormat::open_metrics);
        CHECK(text_format_for("application/openmetrics-text;q=0.2, text/plain;q=0.9") ==
              TextFormat::prometheus);
    }

    TEST_CASE("the strict reader catches what the standard forbids") {
        CHECK_FALSE(read_open_metrics("# TYPE a counter\na_total 1\n").problems.empty());
        CHECK_FALSE(read_open_metrics("# TYPE a counter\na 1\n# EOF\n").problems.empty());
        CHECK_FALSE(
            read_open_metrics("# TYPE a_total counter\na_total_total 1\n# EOF\n").problems.empty());
        CHECK_FALSE(
            read_open_metrics("# TYPE a gauge\n# UNIT a seconds\na 1\n# EOF\n").problems.empty());
        CHECK_FALSE(read_open_metrics("# TYPE a histogram\na_bucket{le=\"1.0\"} 3\n"
                                      "a_bucket{le=\"+Inf\"} 2\na_count 2\na_sum 1\n# EOF\n")
                        .problems.empty());
        CHECK_FALSE(read_open_metrics("# TYPE a gauge\na{b=\"1\"} 1\na{b=\"1\"} 2\n# EOF\n")
                        .problems.empty());
    }
}
