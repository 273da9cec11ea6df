#include "trace/export/console.hpp"

#include <google/protobuf/util/json_util.h>
#include <opentelemetry/proto/collector/logs/v1/logs_service.pb.h>
#include <opentelemetry/proto/collector/metrics/v1/metrics_service.pb.h>
#include <opentelemetry/proto/collector/trace/v1/trace_service.pb.h>

namespace vacancy::trace {

namespace {

namespace proto = opentelemetry::proto::collector;

template <class Request>
std::string line_of(std::string_view message) {
    Request request;
    std::string line;
    if (!request.ParseFromArray(message.data(), static_cast<int>(message.size()))) return line;
    if (!google::protobuf::util::MessageToJsonString(request, &line).ok()) line.clear();
    return line;
}

class ConsoleSender final : public otlp::Sender {
public:
    ConsoleSender(Signal signal, std::function<void(std::string_view)> write)
        : signal_(signal), write_(std::move(write)) {}

    otlp::Answer send(std::string_view message, const otlp::Patience&) override {
        if (write_) write_(text(message));
        return {};
    }

private:
    [[nodiscard]] std::string text(std::string_view message) const {
        switch (signal_) {
            case Signal::traces:
                return line_of<proto::trace::v1::ExportTraceServiceRequest>(message);
            case Signal::metrics:
                return line_of<proto::metrics::v1::ExportMetricsServiceRequest>(message);
            case Signal::logs: return line_of<proto::logs::v1::ExportLogsServiceRequest>(message);
        }
        return {};
    }

    Signal signal_;
    std::function<void(std::string_view)> write_;
};

}  // namespace

std::unique_ptr<otlp::Sender> make_console_sender(Signal signal,
                                                  std::function<void(std::string_view)> write) {
    return std::make_unique<ConsoleSender>(signal, std::move(write));
}

}  // namespace vacancy::trace
