#pragma once
// ExportSettings: where telemetry goes, as the OTEL_* variables say. They mean what the
// OpenTelemetry specification says (Environment Variable Specification, OTLP Exporter
// Configuration), with one addition of this house: where no endpoint is configured, nothing is
// sent. A value that makes no sense is replaced by its default and becomes a warning, as the
// specification asks.

#include "base/guarded.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vacancy::trace {

enum class Signal : std::uint8_t { traces, metrics, logs };
enum class Protocol : std::uint8_t { http_protobuf, grpc };
enum class Temporality : std::uint8_t { cumulative, delta, low_memory };

/// Where one signal goes.
struct Destination {
    enum class To : std::uint8_t { nowhere, otlp, console };
    To to = To::nowhere;
    Protocol protocol = Protocol::http_protobuf;
    std::string url{};  ///< http: complete; grpc: host:port
    bool tls = false;
    bool gzip = false;
    std::chrono::milliseconds timeout{10'000};
    std::vector<std::pair<std::string, Secret>> headers{};  ///< names lower case
    std::string certificate{};         ///< file with the authorities to trust; empty: the system's
    std::string client_key{};          ///< file
    std::string client_certificate{};  ///< file
};

struct ExportSettings {
    Destination traces{};
    Destination metrics{};
    Destination logs{};

    std::size_t queue_spans = 2048;
    std::size_t queue_bytes = std::size_t{64} << 20;
    std::size_t queue_logs = 2048;
    std::size_t batch_spans = 512;
    std::chrono::milliseconds schedule_delay{5'000};
    std::chrono::milliseconds export_timeout{30'000};
    std::chrono::milliseconds metric_interval{60'000};
    std::chrono::milliseconds metric_timeout{30'000};
    Temporality temporality = Temporality::cumulative;
    bool exemplars = true;

    std::string service_name{};  ///< empty: each scope is a logical service of its own
    std::vector<std::pair<std::string, std::string>> resource_attributes{};
    std::vector<std::string> warnings{};
};

/// Reads the variables, names without their OTEL_ prefix; an empty value counts as not set.
[[nodiscard]] ExportSettings read_export_settings(
    const std::map<std::string, std::string>& variables);

/// "a=1,b=two%20words" as OTEL_RESOURCE_ATTRIBUTES and OTEL_EXPORTER_OTLP_HEADERS write it; parts
/// without '=' are left out.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> parse_pairs(std::string_view text);

}  // namespace vacancy::trace
