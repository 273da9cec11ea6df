#include "main/house/telemetry.hpp"

#include "main/console.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace vacancy {
namespace {

const std::string* find(const Variables& variables, const std::string& name) {
    const auto found = variables.find(name);
    return found == variables.end() || found->second.empty() ? nullptr : &found->second;
}

Result<void> take_limit(const Variables& variables, const std::string& name, std::uint32_t& limit) {
    const std::string* text = find(variables, name);
    if (text == nullptr) return {};
    std::uint32_t value = 0;
    const auto [end, code] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (code != std::errc{} || end != text->data() + text->size())
        return fail(ErrorCode::invalid_request,
                    fmt::format("OTEL_{} must be a whole number, not \"{}\"", name, *text));
    limit = value;
    return {};
}

/// The general limits first, so that those of spans override them.
Result<void> take_limits(const Variables& variables, trace::SpanLimits& limits) {
    const std::pair<const char*, std::uint32_t*> known[] = {
        {"ATTRIBUTE_COUNT_LIMIT", &limits.attributes},
        {"ATTRIBUTE_VALUE_LENGTH_LIMIT", &limits.value_length},
        {"SPAN_ATTRIBUTE_COUNT_LIMIT", &limits.attributes},
        {"SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", &limits.value_length},
        {"SPAN_EVENT_COUNT_LIMIT", &limits.events},
        {"SPAN_LINK_COUNT_LIMIT", &limits.links},
        {"EVENT_ATTRIBUTE_COUNT_LIMIT", &limits.event_attributes},
        {"LINK_ATTRIBUTE_COUNT_LIMIT", &limits.link_attributes},
    };
    for (const auto& [name, limit] : known) TRY_VOID(take_limit(variables, name, *limit));
    return {};
}

/// Thousandths of "0.25", rounded down; the ratio is a double only inside the recorder.
Result<double> ratio_of(const Variables& variables) {
    const std::string* text = find(variables, "TRACES_SAMPLER_ARG");
    if (text == nullptr) return 1.0;
    double ratio = 0;
    const auto [end, code] = std::from_chars(text->data(), text->data() + text->size(), ratio);
    if (code != std::errc{} || end != text->data() + text->size() || ratio < 0 || ratio > 1)
        return fail(ErrorCode::invalid_request,
                    fmt::format("OTEL_TRACES_SAMPLER_ARG must be from 0 to 1, not \"{}\"", *text));
    return ratio;
}

/// Beside the SQLite database unless a place was given; nowhere for a database in memory.
std::string trace_file(const Config& config) {
    constexpr std::string_view sqlite = "sqlite:";
    if (!config.trace_store.empty() || !config.db.starts_with(sqlite)) return config.trace_store;
    const std::string path = config.db.substr(sqlite.size());
    return path.starts_with(':') ? "" : path + ".traces";
}

}  // namespace

Result<trace::RecorderOptions> recorder_options(const Config& config, const Variables& variables) {
    trace::RecorderOptions options;
    const std::string* disabled = find(variables, "SDK_DISABLED");
    options.disabled = disabled != nullptr && *disabled == "true";
    std::vector<std::string> warnings;  // the exporter's settings hold them too, and say them
    const std::string* propagators = find(variables, "PROPAGATORS");
    options.propagators =
        trace::read_propagators(propagators != nullptr ? *propagators : "", warnings);
    const std::string* sampler = find(variables, "TRACES_SAMPLER");
    TRY(options.sampler, trace::parse_sampler(sampler != nullptr ? *sampler : ""));
    if (options.sampler == trace::Sampler::tail) {
        options.ratio = static_cast<double>(config.trace_keep_permille) / 1000;
    } else {
        TRY(options.ratio, ratio_of(variables));
    }
    options.slow = std::chrono::milliseconds{config.trace_slow_ms};
    TRY(options.personal_data, trace::parse_personal_data(config.telemetry_personal_data));
    TRY_VOID(take_limits(variables, options.limits));
    options.metric_twins = config.seconds_twins;
    options.store.path = trace_file(config);
    options.store.max_traces = static_cast<std::size_t>(config.trace_store_count);
    options.store.max_bytes = static_cast<std::size_t>(config.trace_store_mib) << 20;
    return options;
}

Telemetry::Telemetry(trace::RecorderOptions options, const Variables& variables)
    : recorder_(std::move(options)) {
    trace::ExporterOptions exporting;
    exporting.settings = trace::read_export_settings(variables);
    exporting.console = [](std::string_view line) { say_line(line); };
    exporter_ = trace::start_exporter(recorder_, std::move(exporting));
}

Telemetry::~Telemetry() { stop(std::chrono::seconds{1}); }

void Telemetry::stop(std::chrono::milliseconds deadline) {
    if (std::exchange(stopped_, true)) return;
    trace::stop_exporter(recorder_, *exporter_, deadline);
}

}  // namespace vacancy
