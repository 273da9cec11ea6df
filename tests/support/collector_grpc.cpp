#include "support/collector_state.hpp"

#include <google/protobuf/any.pb.h>
#include <google/protobuf/duration.pb.h>
#include <grpcpp/grpcpp.h>
#include <opentelemetry/proto/collector/logs/v1/logs_service.grpc.pb.h>
#include <opentelemetry/proto/collector/metrics/v1/metrics_service.grpc.pb.h>
#include <opentelemetry/proto/collector/trace/v1/trace_service.grpc.pb.h>

namespace vacancy::testing {

namespace {

namespace otlp = opentelemetry::proto::collector;

/// google.rpc.Status with one google.rpc.RetryInfo, as in grpc-status-details-bin.
std::string retry_details(int code, int seconds) {
    google::protobuf::Duration delay;
    delay.set_seconds(seconds);
    const std::string duration = delay.SerializeAsString();
    google::protobuf::Any any;
    any.set_type_url("type.googleapis.com/google.rpc.RetryInfo");
    std::string info = "\x0a";  // field 1, length-delimited
    info += static_cast<char>(duration.size());
    any.set_value(info + duration);
    const std::string detail = any.SerializeAsString();
    std::string status = "\x08";  // field 1, varint
    status += static_cast<char>(code);
    status += "\x1a";  // field 3, length-delimited
    status += static_cast<char>(detail.size());
    return status + detail;
}

grpc::StatusCode code_of(int http_status) {
    if (http_status == 429) return grpc::StatusCode::RESOURCE_EXHAUSTED;
    if (http_status >= 502 && http_status <= 504) return grpc::StatusCode::UNAVAILABLE;
    return grpc::StatusCode::INVALID_ARGUMENT;
}

/// gRPC has taken the compression off before anybody sees the message: `gzip` stays false.
Call call_of(const grpc::ServerContext& context, const std::string& body, std::string target) {
    Call call{.protocol = "grpc", .target = std::move(target), .body = body};
    for (const auto& [name, value] : context.client_metadata())
        call.headers[std::string(name.data(), name.size())] =
            std::string(value.data(), value.size());
    return call;
}

struct Door {
    Inbox& inbox;
    Signal signal;
    const char* target;
};

template <class Request, class Reject>
grpc::Status take(Door door, grpc::ServerContext* context, const Request& request, Reject reject) {
    Call call = call_of(*context, request.SerializeAsString(), door.target);
    const Verdict verdict =
        door.inbox.receive(door.signal, std::move(call), [&] { return context->IsCancelled(); });
    if (verdict.stopping) return {grpc::StatusCode::CANCELLED, "the collector is going away"};
    if (verdict.accepted) {
        if (verdict.rejected != 0) reject(verdict.rejected);
        return grpc::Status::OK;
    }
    const grpc::StatusCode code = code_of(verdict.status);
    if (verdict.retry_after_s < 0) return {code, "not now"};
    return {code, "not now", retry_details(code, verdict.retry_after_s)};
}

class Traces final : public otlp::trace::v1::TraceService::Service {
public:
    explicit Traces(Inbox& inbox) : inbox_(inbox) {}
    grpc::Status Export(grpc::ServerContext* context,
                        const otlp::trace::v1::ExportTraceServiceRequest* request,
                        otlp::trace::v1::ExportTraceServiceResponse* response) override {
        return take(
            {inbox_, Signal::traces, "TraceService/Export"}, context, *request,
            [&](std::int64_t n) { response->mutable_partial_success()->set_rejected_spans(n); });
    }

private:
    Inbox& inbox_;
};

class Metrics final : public otlp::metrics::v1::MetricsService::Service {
public:
    explicit Metrics(Inbox& inbox) : inbox_(inbox) {}
    grpc::Status Export(grpc::ServerContext* context,
                        const otlp::metrics::v1::ExportMetricsServiceRequest* request,
                        otlp::metrics::v1::ExportMetricsServiceResponse* response) override {
        return take({inbox_, Signal::metrics, "MetricsService/Export"}, context, *request,
                    [&](std::int64_t n) {
                        response->mutable_partial_success()->set_rejected_data_points(n);
                    });
    }

private:
    Inbox& inbox_;
};

class Logs final : public otlp::logs::v1::LogsService::Service {
public:
    explicit Logs(Inbox& inbox) : inbox_(inbox) {}
    grpc::Status Export(grpc::ServerContext* context,
                        const otlp::logs::v1::ExportLogsServiceRequest* request,
                        otlp::logs::v1::ExportLogsServiceResponse* response) override {
        return take({inbox_, Signal::logs, "LogsService/Export"}, context, *request,
                    [&](std::int64_t n) {
                        response->mutable_partial_success()->set_rejected_log_records(n);
                    });
    }

private:
    Inbox& inbox_;
};

}  // namespace

struct GrpcDoor::Services {
    explicit Services(Inbox& in) : inbox(in), traces(in), metrics(in), logs(in) {}
    Inbox& inbox;
    Traces traces;
    Metrics metrics;
    Logs logs;
    int port = 0;
    std::unique_ptr<grpc::Server> server;
};

GrpcDoor::GrpcDoor(Inbox& inbox) : services_(std::make_unique<Services>(inbox)) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &services_->port);
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    builder.RegisterService(&services_->traces);
    builder.RegisterService(&services_->metrics);
    builder.RegisterService(&services_->logs);
    services_->server = builder.BuildAndStart();
}

GrpcDoor::~GrpcDoor() {
    services_->inbox.stop();
    services_->server->Shutdown(std::chrono::system_clock::now());
    services_->server->Wait();
}

int GrpcDoor::port() const { return services_->port; }

}  // namespace vacancy::testing
