#include "trace/log.hpp"

#include "base/time.hpp"
#include "trace/names.hpp"
#include "trace/recording/state.hpp"
#include "trace/step.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cmath>
#include <iterator>
#include <mutex>

namespace vacancy::trace {
namespace {

std::string_view name_of(std::uint8_t severity) {
    if (severity >= 17) return "error";
    if (severity >= 13) return "warn";
    return severity >= 9 ? "info" : "debug";
}

void add_json_text(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
        } else {
            out += c;
        }
    }
    out += '"';
}

void add_json_value(std::string& out, const Attribute& attribute) {
    switch (attribute.type) {
        case Attribute::Type::text: return add_json_text(out, attribute.text);
        case Attribute::Type::integer: out += std::to_string(attribute.integer); return;
        case Attribute::Type::real:
            out += std::isfinite(attribute.real) ? fmt::format("{}", attribute.real) : "null";
            return;
        case Attribute::Type::boolean: out += attribute.boolean ? "true" : "false"; return;
        case Attribute::Type::none: out += "null"; return;
    }
}

std::string line_of(const LogRecord& record) {
    std::string line = "{\"time\":\"" + Instant{record.at_unix_ns / 1000}.text() +
                       "\",\"severity\":\"" + std::string(name_of(record.severity)) +
                       "\",\"message\":";
    add_json_text(line, record.body);
    if (record.trace_id != TraceId{}) {
        line += ",\"trace_id\":\"" + record.trace_id.text() + "\",\"span_id\":\"" +
                record.span_id.text() + "\"";
    }
    for (const Attribute& attribute : record.attributes) {
        line += ',';
        add_json_text(line, attribute.key);
        line += ':';
        add_json_value(line, attribute);
    }
    line += '}';
    return line;
}

/// One write a line, so that lines of several processes do not mix. When stderr is gone there is
/// nobody left to tell.
void to_stderr(std::string_view line) {
    std::string whole(line);
    whole += '\n';
    std::size_t at = 0;
    while (at < whole.size()) {
        const ssize_t written = ::write(STDERR_FILENO, whole.data() + at, whole.size() - at);
        if (written <= 0) return;
        at += static_cast<std::size_t>(written);
    }
}

}  // namespace

struct Log::State {
    RecorderState& recorder;
    std::atomic<std::uint8_t> threshold{static_cast<std::uint8_t>(Severity::info)};
    std::mutex guard;
    std::function<void(std::string_view)> out = to_stderr;
};

Log::Log(RecorderState& recorder) : state_(new State{.recorder = recorder}) {}
Log::~Log() = default;

void Log::set_threshold(Severity least) { state_->threshold = static_cast<std::uint8_t>(least); }

void Log::write_to(std::function<void(std::string_view)> out) {
    const std::scoped_lock lock(state_->guard);
    state_->out = std::move(out);
}

void Log::write_record(const LogRecord& record) {
    if (record.severity < state_->threshold) return;
    const std::string line = line_of(record);
    const std::scoped_lock lock(state_->guard);
    state_->out(line);
}

void Log::write(Severity severity, std::string_view message,
                std::initializer_list<Attribute> attributes) {
    write(Step::silent(), severity, message, attributes);
}

void Log::write(const Step& step, Severity severity, std::string_view message,
                std::initializer_list<Attribute> attributes) {
    if (static_cast<std::uint8_t>(severity) < state_->threshold) return;
    RecorderState& recorder = state_->recorder;
    auto record = std::make_shared<LogRecord>();
    record->at_unix_ns = recorder.unix_now_ns();
    record->severity = static_cast<std::uint8_t>(severity);
    record->scope = &scope::vacancy;
    record->body = masked(message, record->texts);
    if (step.is_recording()) {
        const SpanContext context = step.context();
        record->trace_id = context.trace_id;
        record->span_id = context.span_id;
    }
    for (const Attribute& attribute : attributes)
        record->attributes.push_back(recorder.policy.released(attribute, record->texts));
    write_record(*record);
    if (severity == Severity::error && !recorder.queue(record))
        recorder.metrics.add(metric::vacancy_log_records_dropped, 1);
}

}  // namespace vacancy::trace
