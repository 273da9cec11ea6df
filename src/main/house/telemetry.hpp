#pragma once
// The recorder and the exporter as the configuration and the OTEL_* variables ask for them.

#include "base/config/config.hpp"
#include "trace/export/exporter.hpp"
#include "trace/recorder.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <string>

namespace vacancy {

using Variables = std::map<std::string, std::string>;

/// `variables`: the environment's OTEL_… without their prefix. A sampler or limit that makes no
/// sense is refused: a server that records something else than was asked for is worse than none.
[[nodiscard]] Result<trace::RecorderOptions> recorder_options(const Config& config,
                                                              const Variables& variables);

class Telemetry {
public:
    Telemetry(trace::RecorderOptions options, const Variables& variables);
    Telemetry(const Telemetry&) = delete;
    Telemetry& operator=(const Telemetry&) = delete;
    ~Telemetry();

    [[nodiscard]] trace::Recorder& recorder() { return recorder_; }
    [[nodiscard]] trace::Exporter& exporter() { return *exporter_; }
    /// Everything that ended is sent or given up within the deadline.
    void stop(std::chrono::milliseconds deadline);

private:
    trace::Recorder recorder_;
    std::shared_ptr<trace::Exporter> exporter_;
    bool stopped_ = false;
};

}  // namespace vacancy
