#pragma once
// Collector: an OTLP collector inside the test. It takes traces, metrics and logs by OTLP/HTTP
// (protobuf, also gzip) and by OTLP/gRPC on loopback ports of the system's choice, keeps what it
// decoded, and misbehaves on request. Its own threads receive; every public function may be called
// by any thread.

#include <opentelemetry/proto/collector/logs/v1/logs_service.pb.h>
#include <opentelemetry/proto/collector/metrics/v1/metrics_service.pb.h>
#include <opentelemetry/proto/collector/trace/v1/trace_service.pb.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace vacancy::testing {

using TraceRequest = opentelemetry::proto::collector::trace::v1::ExportTraceServiceRequest;
using MetricsRequest = opentelemetry::proto::collector::metrics::v1::ExportMetricsServiceRequest;
using LogsRequest = opentelemetry::proto::collector::logs::v1::ExportLogsServiceRequest;

/// What the collector does with a call.
struct Behavior {
    enum class Mode { accept, hang, fail };
    Mode mode = Mode::accept;
    /// fail: this HTTP status; by gRPC 503, 502 and 504 are UNAVAILABLE, 429 RESOURCE_EXHAUSTED,
    /// anything else INVALID_ARGUMENT.
    int status = 503;
    /// fail: seconds of Retry-After, or of RetryInfo by gRPC; below zero: none.
    int retry_after_s = -1;
    /// Waits that long before it answers.
    std::chrono::milliseconds delay{0};
    /// Answers success but says that so many items were rejected.
    std::int64_t rejected = 0;
    /// Only the next so many calls; then it accepts again. Below zero: all calls.
    int times = -1;
};

/// One call as it arrived, also when it was answered with a failure.
struct Call {
    std::string protocol{};                        ///< "http" or "grpc"
    std::string target{};                          ///< "/v1/traces", or the gRPC method
    std::map<std::string, std::string> headers{};  ///< names lower case
    std::string body{};                            ///< the decoded protobuf bytes
    bool gzip = false;
};

class Collector {
public:
    Collector();
    ~Collector();
    Collector(const Collector&) = delete;
    Collector& operator=(const Collector&) = delete;

    [[nodiscard]] std::string http_url() const;  ///< http://127.0.0.1:43210
    [[nodiscard]] std::string grpc_url() const;

    void behave(const Behavior& behavior);

    /// What was accepted, in order of arrival.
    [[nodiscard]] std::vector<TraceRequest> traces() const;
    [[nodiscard]] std::vector<MetricsRequest> metrics() const;
    [[nodiscard]] std::vector<LogsRequest> logs() const;
    [[nodiscard]] std::vector<Call> calls() const;
    /// All spans accepted, out of their envelopes.
    [[nodiscard]] std::vector<opentelemetry::proto::trace::v1::Span> spans() const;
    /// Every byte that arrived, decompressed, for scans.
    [[nodiscard]] std::string bytes() const;
    void forget();

    /// Waits until `enough` (called again after each arrival) is true; false after the limit.
    bool wait_until(const std::function<bool()>& enough,
                    std::chrono::milliseconds limit = std::chrono::seconds(20)) const;

    struct State;

private:
    std::unique_ptr<State> state_;
};

/// A loopback port that is taken but refuses every connection.
class RefusingPort {
public:
    RefusingPort();
    ~RefusingPort();
    RefusingPort(const RefusingPort&) = delete;
    RefusingPort& operator=(const RefusingPort&) = delete;
    [[nodiscard]] std::string url() const;

private:
    int socket_;
};

}  // namespace vacancy::testing
