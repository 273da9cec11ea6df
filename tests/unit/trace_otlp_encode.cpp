#include "support/collector.hpp"
#include "support/kept_traces.hpp"
#include "trace/otlp/encode.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace vacancy::trace;
using namespace vacancy::testing;
namespace proto = opentelemetry::proto;

namespace {

const otlp::Identity identity{.instance_id = "instance",
                              .host_name = "host",
                              .architecture = "amd64",
                              .executable = "vacancy",
                              .process_id = 42};

using ByKey = std::map<std::string, std::string>;

ByKey texts(const google::protobuf::RepeatedPtrField<proto::common::v1::KeyValue>& attributes) {
    ByKey all;
    for (const auto& one : attributes) all[one.key()] = one.value().string_value();
    return all;
}

TraceRequest encoded(const std::vector<std::shared_ptr<KeptTrace>>& traces,
                     const ExportSettings& settings = {}) {
    std::vector<otlp::SpanSlice> slices;
    for (const auto& trace : traces) slices.push_back({trace, 0, trace->spans.size()});
    TraceRequest request;
    const otlp::Resources resources(settings, identity);
    otlp::TraceEncoder encoder(resources);
    REQUIRE(request.ParseFromString(std::string(encoder.encode(slices))));
    return request;
}

}  // namespace

TEST_SUITE("trace: OTLP messages of spans and logs") {
    TEST_CASE("each scope is its own logical service where no service name is set") {
        auto mixed = kept_trace(1, 2);
        mixed->spans[0].scope = &scope::vacancy;
        const TraceRequest request = encoded({mixed});
        REQUIRE(request.resource_spans_size() == 2);
        const ByKey ours = texts(request.resource_spans(0).resource().attributes());
        const ByKey booking = texts(request.resource_spans(1).resource().attributes());
        CHECK(ours.at("service.name") == "vacancy");
        CHECK(booking.at("service.name") == "booking-service");
        CHECK(booking.at("service.version") == "2.1.0");
        CHECK(booking.at("service.domain") == "reservations");
        CHECK_FALSE(ours.contains("service.domain"));
        for (const char* same : {"service.instance.id", "host.name", "host.arch"})
            CHECK(ours.at(same) == booking.at(same));
    }

    TEST_CASE("one service name makes one resource with a scope each") {
        auto mixed = kept_trace(1, 3);
        mixed->spans[0].scope = &scope::vacancy;
        ExportSettings settings;
        settings.service_name = "my-hotel";
        settings.resource_attributes = {{"deployment.environment.name", "test"},
                                        {"host.name", "other"}};
        const TraceRequest request = encoded({mixed}, settings);
        REQUIRE(request.resource_spans_size() == 1);
        const ByKey resource = texts(request.resource_spans(0).resource().attributes());
        CHECK(resource.at("service.name") == "my-hotel");
        CHECK(resource.at("deployment.environment.name") == "test");
        CHECK(resource.at("host.name") == "other");
        REQUIRE(request.resource_spans(0).scope_spans_size() == 2);
        CHECK(request.resource_spans(0).scope_spans(1).scope().name() == "booking-service");
        CHECK(request.resource_spans(0).scope_spans(1).scope().version() == "2.1.0");
        CHECK(request.resource_spans(0).scope_spans(1).spans_size() == 2);
    }

    TEST_CASE("spans of several traces share the groups of a message") {
        const TraceRequest request = encoded({kept_trace(1, 2), kept_trace(2, 3)});
        REQUIRE(request.resource_spans_size() == 1);
        REQUIRE(request.resource_spans(0).scope_spans_size() == 1);
        CHECK(request.resource_spans(0).scope_spans(0).spans_size() == 5);
    }

    TEST_CASE("a span keeps all that was recorded") {
        auto trace = kept_trace(1, 1);
        KeptSpan& span = trace->spans[0];
        span.parent.bytes[0] = 9;
        span.is_parent_remote = true;
        span.kind = Kind::client;
        span.status = StatusCode::error;
        span.status_message = "Room no longer available";
        span.dropped_attributes = 3;
        span.attributes = {{.key = "a.text", .text = "t"},
                           {.key = "a.int", .type = Attribute::Type::integer, .integer = -7},
                           {.key = "a.real", .type = Attribute::Type::real, .real = 1.5},
                           {.key = "a.bool", .type = Attribute::Type::boolean, .boolean = true},
                           {.key = "a.none", .type = Attribute::Type::none}};
        span.events.push_back({.name = "lock_contention", .at_unix_ns = 77, .attributes = {}});
        KeptLink link{.trace_id = {}, .span_id = {}, .attributes = {}};
        link.trace_id.bytes[3] = 1;
        span.links.push_back(std::move(link));
        const auto request = encoded({trace});
        const auto& made = request.resource_spans(0).scope_spans(0).spans(0);
        CHECK(made.trace_id().size() == 16);
        CHECK(made.span_id().size() == 8);
        CHECK(made.parent_span_id().size() == 8);
        CHECK(made.flags() == 0x301);
        CHECK(made.kind() == proto::trace::v1::Span::SPAN_KIND_CLIENT);
        CHECK(made.status().code() == proto::trace::v1::Status::STATUS_CODE_ERROR);
        CHECK(made.status().message() == "Room no longer available");
        CHECK(made.dropped_attributes_count() == 3);
        REQUIRE(made.attributes_size() == 4);
        CHECK(made.attributes(1).value().int_value() == -7);
        CHECK(made.attributes(2).value().double_value() == 1.5);
        CHECK(made.attributes(3).value().bool_value());
        CHECK(made.events(0).name() == "lock_contention");
        CHECK(made.events(0).time_unix_nano() == 77);
        CHECK(made.links(0).trace_id()[3] == 1);
    }

    TEST_CASE("a root has no parent and an unset status stays unset") {
        const auto request = encoded({kept_trace(1, 1)});
        const auto& made = request.resource_spans(0).scope_spans(0).spans(0);
        CHECK(made.parent_span_id().empty());
        CHECK_FALSE(made.has_status());
    }

    TEST_CASE("spans are encoded byte for byte as the message classes do") {
        auto trace = kept_trace(1, 40);
        trace->tracestate = "rojo=00f067aa0ba902b7";
        for (std::size_t i = 0; i < trace->spans.size(); ++i) {
            KeptSpan& span = trace->spans[i];
            const auto n = static_cast<std::int64_t>(i);
            if (i % 3 == 0) span.scope = &scope::vacancy;
            span.status = static_cast<StatusCode>(i % 3);
            span.status_message = i % 2 == 0 ? "" : "Payment declined";
            span.kind = static_cast<Kind>(i % 5);
            const std::string_view long_text = trace->texts.keep(std::string(i * 37, 'x'));
            span.attributes = {
                {.key = "a.text", .text = long_text},
                {.key = "a.int", .type = Attribute::Type::integer, .integer = -n},
                {.key = "b.int", .type = Attribute::Type::integer, .integer = n << n},
                {.key = "a.real", .type = Attribute::Type::real, .real = 0.5 * n},
                {.key = "a.bool", .type = Attribute::Type::boolean}};
            span.events.push_back({.name = "e", .at_unix_ns = n, .attributes = span.attributes});
            span.links.push_back({.trace_id = trace->id,
                                  .span_id = span.id,
                                  .tracestate = trace->tracestate,
                                  .attributes = span.attributes});
        }
        const std::vector<otlp::SpanSlice> slices{{trace, 0, 40}};
        const otlp::Resources resources({}, identity);
        otlp::TraceEncoder encoder(resources);
        const std::string bytes(encoder.encode(slices));
        TraceRequest request;
        REQUIRE(request.ParseFromString(bytes));
        CHECK(request.resource_spans_size() == 2);
        CHECK((request.SerializeAsString() == bytes));
        CHECK((encoder.encode(slices) == bytes));
    }

    TEST_CASE("a log record keeps its ids, severity and words") {
        const auto record = log_record("the gateway does not answer");
        record->trace_id.bytes[0] = 1;
        const std::array<std::shared_ptr<const LogRecord>, 1> records{record};
        LogsRequest request;
        REQUIRE(request.ParseFromString(otlp::encode_logs(records, otlp::Resources({}, identity))));
        const auto& made = request.resource_logs(0).scope_logs(0).log_records(0);
        CHECK(made.severity_number() == proto::logs::v1::SEVERITY_NUMBER_ERROR);
        CHECK(made.severity_text() == "ERROR");
        CHECK(made.body().string_value() == "the gateway does not answer");
        CHECK(made.trace_id().size() == 16);
        CHECK(texts(request.resource_logs(0).resource().attributes()).at("service.name") ==
              "booking-service");
    }
}
