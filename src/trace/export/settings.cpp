#include "trace/export/settings.hpp"

#include "trace/propagation/propagators.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

namespace vacancy::trace {

namespace {

using std::chrono::milliseconds;

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

std::string_view trimmed(std::string_view text) {
    const auto blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

std::optional<int> hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return std::nullopt;
}

std::string percent_decoded(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            const auto high = hex_digit(text[i + 1]);
            const auto low = hex_digit(text[i + 2]);
            if (high && low) {
                plain += static_cast<char>(*high * 16 + *low);
                i += 2;
                continue;
            }
        }
        plain += text[i];
    }
    return plain;
}

/// Reads variables one by one and collects what is wrong with them.
class Reader {
public:
    Reader(const std::map<std::string, std::string>& variables, ExportSettings& settings)
        : variables_(variables), settings_(settings) {}

    [[nodiscard]] std::string text(const std::string& name) const {
        const auto found = variables_.find(name);
        return found == variables_.end() ? std::string() : std::string(trimmed(found->second));
    }
    /// The signal's own variable, or the one for all signals.
    [[nodiscard]] std::string text_for(std::string_view signal, std::string_view what) const {
        const std::string own = text(fmt::format("EXPORTER_OTLP_{}_{}", signal, what));
        return own.empty() ? text(fmt::format("EXPORTER_OTLP_{}", what)) : own;
    }
    void warn(std::string_view name, std::string_view problem) {
        settings_.warnings.push_back(fmt::format("OTEL_{}: {}", name, problem));
    }
    template <class Number>
    void number(const std::string& name, Number& value) {
        if (const auto parsed = whole(name, text(name))) value = static_cast<Number>(*parsed);
    }
    /// Milliseconds; nought means no limit.
    void duration(const std::string& name, milliseconds& value) {
        const auto parsed = whole(name, text(name));
        if (parsed) value = limit_of(*parsed);
    }
    void duration_for(std::string_view signal, std::string_view what, milliseconds& value) {
        const std::string name = fmt::format("EXPORTER_OTLP_{}", what);
        if (const auto parsed = whole(name, text_for(signal, what))) value = limit_of(*parsed);
    }

private:
    static milliseconds limit_of(std::int64_t ms) {
        constexpr std::int64_t day = 86'400'000;
        return milliseconds(ms == 0 ? day : std::min(ms, day));
    }
    std::optional<std::int64_t> whole(std::string_view name, const std::string& given) {
        if (given.empty()) return std::nullopt;
        std::int64_t parsed = 0;
        const auto [end, code] = std::from_chars(given.data(), given.data() + given.size(), parsed);
        if (code == std::errc{} && end == given.data() + given.size() && parsed >= 0) return parsed;
        warn(name, "not a whole number, the default is used");
        return std::nullopt;
    }

    const std::map<std::string, std::string>& variables_;
    ExportSettings& settings_;
};

struct SignalNames {
    std::string_view upper;  ///< TRACES
    std::string_view path;   ///< v1/traces
};

/// How the URL's scheme reads: whether it is there, is encrypted, and asks for gRPC.
struct Scheme {
    std::size_t length = 0;
    bool tls = false;
    bool grpc = false;
};

Scheme scheme_of(std::string_view url) {
    if (url.starts_with("https://")) return {8, true, false};
    if (url.starts_with("http://")) return {7, false, false};
    if (url.starts_with("grpc://")) return {7, false, true};
    if (url.starts_with("grpcs://")) return {8, true, true};
    return {};
}

void read_protocol(Reader& reader, std::string_view signal, Destination& to) {
    const std::string asked = reader.text_for(signal, "PROTOCOL");
    if (asked == "grpc") {
        to.protocol = Protocol::grpc;
    } else if (!asked.empty() && asked != "http/protobuf") {
        reader.warn("EXPORTER_OTLP_PROTOCOL", "only http/protobuf and grpc are spoken here");
    }
}

/// The base endpoint gets the signal's path, the signal's own endpoint is taken as it is.
void read_endpoint(Reader& reader, const SignalNames& signal, Destination& to) {
    std::string own = reader.text(fmt::format("EXPORTER_OTLP_{}_ENDPOINT", signal.upper));
    std::string url = own.empty() ? reader.text("EXPORTER_OTLP_ENDPOINT") : own;
    if (url.empty()) return;
    to.to = Destination::To::otlp;
    const Scheme scheme = scheme_of(url);
    if (scheme.grpc) to.protocol = Protocol::grpc;
    to.tls = scheme.tls;
    if (to.protocol == Protocol::grpc) {
        const std::string insecure = lower(reader.text_for(signal.upper, "INSECURE"));
        if (scheme.length == 0) to.tls = insecure != "true";
        to.url = url.substr(scheme.length);
        to.url.resize(std::min(to.url.size(), to.url.find('/')));
        return;
    }
    if (scheme.length == 0) {
        reader.warn("EXPORTER_OTLP_ENDPOINT", "has no http:// or https://, http is assumed");
        url.insert(0, "http://");
    }
    if (own.empty()) {
        if (!url.ends_with('/')) url += '/';
        url += signal.path;
    }
    to.url = std::move(url);
}

void read_exporter(Reader& reader, std::string_view signal, Destination& to) {
    const std::string name = fmt::format("{}_EXPORTER", signal);
    const std::string asked = lower(reader.text(name));
    if (asked == "none") {
        to.to = Destination::To::nowhere;
    } else if (asked == "console" || asked == "logging") {
        to.to = Destination::To::console;
    } else if (!asked.empty() && asked != "otlp" && asked != "prometheus") {
        reader.warn(name, "not otlp, console or none; otlp is assumed");
    }
}

void read_destination(Reader& reader, const SignalNames& signal, Destination& to) {
    read_protocol(reader, signal.upper, to);
    read_endpoint(reader, signal, to);
    read_exporter(reader, signal.upper, to);
    const std::string packed = lower(reader.text_for(signal.upper, "COMPRESSION"));
    to.gzip = packed == "gzip";
    if (!packed.empty() && packed != "gzip" && packed != "none")
        reader.warn("EXPORTER_OTLP_COMPRESSION", "only gzip and none are known here");
    reader.duration_for(signal.upper, "TIMEOUT", to.timeout);
    for (auto& [name, value] : parse_pairs(reader.text_for(signal.upper, "HEADERS")))
        to.headers.emplace_back(lower(name), Secret(std::move(value)));
    to.certificate = reader.text_for(signal.upper, "CERTIFICATE");
    to.client_key = reader.text_for(signal.upper, "CLIENT_KEY");
    to.client_certificate = reader.text_for(signal.upper, "CLIENT_CERTIFICATE");
}

void read_metric_settings(Reader& reader, ExportSettings& settings) {
    reader.duration("METRIC_EXPORT_INTERVAL", settings.metric_interval);
    reader.duration("METRIC_EXPORT_TIMEOUT", settings.metric_timeout);
    const std::string preference =
        lower(reader.text("EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE"));
    if (preference == "delta") {
        settings.temporality = Temporality::delta;
    } else if (preference == "lowmemory") {
        settings.temporality = Temporality::low_memory;
    } else if (!preference.empty() && preference != "cumulative") {
        reader.warn("EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
                    "not cumulative, delta or lowmemory; cumulative is used");
    }
    settings.exemplars = lower(reader.text("METRICS_EXEMPLAR_FILTER")) != "always_off";
}

void read_batching(Reader& reader, ExportSettings& settings) {
    reader.number("BSP_MAX_QUEUE_SIZE", settings.queue_spans);
    reader.number("BSP_MAX_EXPORT_BATCH_SIZE", settings.batch_spans);
    reader.number("BLRP_MAX_QUEUE_SIZE", settings.queue_logs);
    std::int64_t delay_ms = settings.schedule_delay.count();
    reader.number("BSP_SCHEDULE_DELAY", delay_ms);
    settings.schedule_delay = milliseconds(std::clamp<std::int64_t>(delay_ms, 1, 86'400'000));
    reader.duration("BSP_EXPORT_TIMEOUT", settings.export_timeout);
    if (settings.queue_spans == 0) settings.queue_spans = 1;
    if (settings.batch_spans == 0 || settings.batch_spans > settings.queue_spans) {
        reader.warn("BSP_MAX_EXPORT_BATCH_SIZE", "must be from 1 to the queue size");
        settings.batch_spans = settings.queue_spans;
    }
}

void read_resource(Reader& reader, ExportSettings& settings) {
    settings.resource_attributes = parse_pairs(reader.text("RESOURCE_ATTRIBUTES"));
    settings.service_name = reader.text("SERVICE_NAME");
    std::erase_if(settings.resource_attributes, [&](const auto& pair) {
        if (pair.first != "service.name") return false;
        if (settings.service_name.empty()) settings.service_name = pair.second;
        return true;
    });
}

}  // namespace

std::vector<std::pair<std::string, std::string>> parse_pairs(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> pairs;
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        const std::string_view part = trimmed(text.substr(0, comma));
        text.remove_prefix(std::min(comma + 1, text.size()));
        const std::size_t equals = part.find('=');
        if (equals == std::string_view::npos || trimmed(part.substr(0, equals)).empty()) continue;
        pairs.emplace_back(trimmed(part.substr(0, equals)),
                           percent_decoded(trimmed(part.substr(equals + 1))));
    }
    return pairs;
}

ExportSettings read_export_settings(const std::map<std::string, std::string>& variables) {
    ExportSettings settings;
    Reader reader(variables, settings);
    read_destination(reader, {"TRACES", "v1/traces"}, settings.traces);
    read_destination(reader, {"METRICS", "v1/metrics"}, settings.metrics);
    read_destination(reader, {"LOGS", "v1/logs"}, settings.logs);
    if (lower(reader.text("SDK_DISABLED")) == "true")
        settings.traces.to = settings.metrics.to = settings.logs.to = Destination::To::nowhere;
    read_batching(reader, settings);
    read_metric_settings(reader, settings);
    read_resource(reader, settings);
    static_cast<void>(read_propagators(reader.text("PROPAGATORS"), settings.warnings));
    return settings;
}

}  // namespace vacancy::trace
