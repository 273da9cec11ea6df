#pragma once
// Exporter: the one thread that encodes and sends telemetry. It takes kept traces and ERROR records
// from the recorder, reads the metrics periodically, and repeats what a collector could not take
// just now. Nothing it does can hold up a request: its queue is bounded and what does not fit is
// dropped and counted. Owned by the House; made after the Recorder, ended before it.

#include "trace/export/settings.hpp"
#include "trace/otlp/resource.hpp"
#include "trace/recorder.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string_view>

namespace vacancy::trace {

struct ExporterOptions {
    ExportSettings settings{};
    otlp::Identity identity{};
    /// Where `console` exporters write their lines; the only door to stdout is not ours.
    std::function<void(std::string_view line)> console{};
    /// The first pause before a message is repeated; it doubles up to the longest.
    std::chrono::milliseconds first_pause{500};
    std::chrono::milliseconds longest_pause{5000};
};

/// Where the exporter's part of the spans is: accepted = exported + dropped + waiting.
struct ExportCounts {
    std::uint64_t accepted = 0;
    std::uint64_t exported = 0;
    std::uint64_t queue_full = 0;
    std::uint64_t refused = 0;   ///< the collector would not, or could not in time
    std::uint64_t shutdown = 0;  ///< there was no time left
    std::uint64_t waiting = 0;
    [[nodiscard]] std::uint64_t dropped() const { return queue_full + refused + shutdown; }
};

class Exporter final : public KeptTraceSink {
public:
    /// Nothing is started when there is nowhere to send to.
    Exporter(Recorder& recorder, ExporterOptions options);
    ~Exporter() override;  ///< `shutdown` within a second, if nobody did
    Exporter(const Exporter&) = delete;
    Exporter& operator=(const Exporter&) = delete;

    void accept(std::shared_ptr<const KeptTrace> trace) override;
    void accept(std::shared_ptr<const LogRecord> record) override;

    /// Everything accepted so far has been sent or dropped, and the metrics too; false when the
    /// deadline passed first.
    bool flush(std::chrono::milliseconds deadline);
    /// Sends what waits until the deadline, counts the rest as dropped and ends the thread,
    /// whatever the collector does. What arrives later is dropped and counted.
    void shutdown(std::chrono::milliseconds deadline);

    [[nodiscard]] ExportCounts counts() const;
    [[nodiscard]] bool is_active() const;  ///< sends something somewhere
    [[nodiscard]] const otlp::Resources& resources() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Reads the OTEL_* variables, logs their warnings, and makes the exporter the recorder's sink.
[[nodiscard]] std::shared_ptr<Exporter> start_exporter(Recorder& recorder, ExporterOptions options);
/// Settles the recorder's traces and shuts the exporter down, both within the deadline.
void stop_exporter(Recorder& recorder, Exporter& exporter, std::chrono::milliseconds deadline);

}  // namespace vacancy::trace
