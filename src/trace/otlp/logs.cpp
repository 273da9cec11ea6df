#include "trace/names.hpp"
#include "trace/otlp/encode.hpp"
#include "trace/otlp/fields.hpp"

#include <google/protobuf/arena.h>
#include <opentelemetry/proto/collector/logs/v1/logs_service.pb.h>
#include <opentelemetry/proto/logs/v1/logs.pb.h>

namespace vacancy::trace::otlp {

namespace {

namespace proto = opentelemetry::proto::logs::v1;
using Request = opentelemetry::proto::collector::logs::v1::ExportLogsServiceRequest;
using LogGroups = Groups<Request, decltype([](Request& r) { return r.add_resource_logs(); }),
                         decltype([](proto::ResourceLogs& r) { return r.add_scope_logs(); })>;

const char* severity_text(std::uint8_t number) {
    if (number >= 17) return "ERROR";
    if (number >= 13) return "WARN";
    if (number >= 9) return "INFO";
    return "DEBUG";
}

void put_record(const LogRecord& record, proto::LogRecord& to) {
    to.set_time_unix_nano(static_cast<std::uint64_t>(record.at_unix_ns));
    to.set_observed_time_unix_nano(static_cast<std::uint64_t>(record.at_unix_ns));
    to.set_severity_number(static_cast<proto::SeverityNumber>(record.severity));
    to.set_severity_text(severity_text(record.severity));
    to.mutable_body()->set_string_value(record.body.data(), record.body.size());
    put_attributes(record.attributes, to);
    if (record.trace_id == TraceId{}) return;
    put_id(record.trace_id, *to.mutable_trace_id());
    put_id(record.span_id, *to.mutable_span_id());
    to.set_flags(1);
}

}  // namespace

std::string encode_logs(std::span<const std::shared_ptr<const LogRecord>> records,
                        const Resources& resources) {
    google::protobuf::Arena arena;
    auto& request = *google::protobuf::Arena::CreateMessage<Request>(&arena);
    LogGroups groups(request, resources);
    for (const auto& record : records) {
        const ScopeDef& scope = record->scope != nullptr ? *record->scope : scope::vacancy;
        put_record(*record, *groups.of(scope).add_log_records());
    }
    return request.SerializeAsString();
}

}  // namespace vacancy::trace::otlp
