#include "trace/otlp/sender.hpp"

#include <fmt/format.h>
#include <google/protobuf/any.pb.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/empty.pb.h>
#include <google/protobuf/unknown_field_set.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <opentelemetry/proto/collector/trace/v1/trace_service.pb.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace vacancy::trace::otlp {

namespace {

using std::chrono::milliseconds;
namespace pb = google::protobuf;

const char* method_of(Signal signal) {
    if (signal == Signal::traces)
        return "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    if (signal == Signal::metrics)
        return "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
    return "/opentelemetry.proto.collector.logs.v1.LogsService/Export";
}

/// An unreadable file reads as empty; the handshake then says what is missing.
std::string content_of(const std::string& file) {
    if (file.empty()) return {};
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::shared_ptr<grpc::ChannelCredentials> credentials_of(const Destination& to) {
    if (!to.tls) return grpc::InsecureChannelCredentials();
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = content_of(to.certificate);
    options.pem_private_key = content_of(to.client_key);
    options.pem_cert_chain = content_of(to.client_certificate);
    return grpc::SslCredentials(options);
}

/// The delay of a google.rpc.RetryInfo, whose classes are not packaged; read field by field.
std::optional<milliseconds> delay_of(const pb::Any& detail) {
    if (!detail.type_url().ends_with("google.rpc.RetryInfo")) return std::nullopt;
    pb::Empty info;
    pb::Duration delay;
    if (!info.ParseFromString(detail.value())) return std::nullopt;
    const pb::UnknownFieldSet& fields = info.GetReflection()->GetUnknownFields(info);
    for (int i = 0; i < fields.field_count(); ++i)
        if (fields.field(i).number() == 1 &&
            fields.field(i).type() == pb::UnknownField::TYPE_LENGTH_DELIMITED &&
            delay.ParseFromString(fields.field(i).length_delimited()))
            return milliseconds(std::clamp<std::int64_t>(
                delay.seconds() * 1000 + delay.nanos() / 1'000'000, 0, 3'600'000));
    return milliseconds(0);
}

/// The RetryInfo among the details of a google.rpc.Status.
std::optional<milliseconds> retry_info(const std::string& details) {
    pb::Empty status;
    if (details.empty() || !status.ParseFromString(details)) return std::nullopt;
    const pb::UnknownFieldSet& fields = status.GetReflection()->GetUnknownFields(status);
    for (int i = 0; i < fields.field_count(); ++i) {
        pb::Any detail;
        if (fields.field(i).number() != 3 ||
            fields.field(i).type() != pb::UnknownField::TYPE_LENGTH_DELIMITED ||
            !detail.ParseFromString(fields.field(i).length_delimited()))
            continue;
        if (const auto delay = delay_of(detail)) return delay;
    }
    return std::nullopt;
}

/// The retryable codes of the OTLP specification; RESOURCE_EXHAUSTED only with RetryInfo.
bool is_retryable(grpc::StatusCode code, bool has_retry_info) {
    switch (code) {
        case grpc::StatusCode::CANCELLED:
        case grpc::StatusCode::DEADLINE_EXCEEDED:
        case grpc::StatusCode::ABORTED:
        case grpc::StatusCode::OUT_OF_RANGE:
        case grpc::StatusCode::UNAVAILABLE:
        case grpc::StatusCode::DATA_LOSS: return true;
        case grpc::StatusCode::RESOURCE_EXHAUSTED: return has_retry_info;
        default: return false;
    }
}

gpr_timespec after(milliseconds wait) {
    return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                        gpr_time_from_millis(wait.count(), GPR_TIMESPAN));
}

std::string joined(const grpc::ByteBuffer& buffer) {
    std::vector<grpc::Slice> slices;
    std::string text;
    if (!buffer.Dump(&slices).ok()) return text;
    for (const grpc::Slice& slice : slices)
        text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
    return text;
}

class GrpcSender final : public Sender {
public:
    GrpcSender(Signal signal, const Destination& to) : signal_(signal), to_(to) {
        grpc::ChannelArguments arguments;
        arguments.SetUserAgentPrefix(std::string(user_agent()));
        arguments.SetMaxReceiveMessageSize(1 << 20);
        // The exporter's own back-off decides when to try again.
        arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
        arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 100);
        arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
        arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
        channel_ = grpc::CreateCustomChannel(to_.url, credentials_of(to_), arguments);
        stub_ = std::make_unique<grpc::GenericStub>(channel_);
    }
    ~GrpcSender() override {
        completions_.Shutdown();
        void* tag = nullptr;
        bool ok = false;
        while (completions_.Next(&tag, &ok)) {
        }
    }
    GrpcSender(const GrpcSender&) = delete;
    GrpcSender& operator=(const GrpcSender&) = delete;

    Answer send(std::string_view message, const Patience& patience) override {
        grpc::ClientContext context;
        context.set_deadline(after(to_.timeout));
        if (to_.gzip) context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
        for (const auto& [name, value] : to_.headers) context.AddMetadata(name, value.reveal());
        const grpc::Slice slice(message.data(), message.size());
        const grpc::ByteBuffer request(&slice, 1);
        const auto call =
            stub_->PrepareUnaryCall(&context, method_of(signal_), request, &completions_);
        grpc::ByteBuffer response;
        grpc::Status status;
        call->StartCall();
        call->Finish(&response, &status, &response);
        wait(context, patience);
        return judge(status, response);
    }

private:
    /// Waits in slices; a call whose time is over is canceled, which completes it.
    void wait(grpc::ClientContext& context, const Patience& patience) {
        void* tag = nullptr;
        bool ok = false;
        bool canceled = false;
        for (;;) {
            const auto state = completions_.AsyncNext(&tag, &ok, after(milliseconds(20)));
            if (state != grpc::CompletionQueue::TIMEOUT) return;
            if (patience.is_over() && !std::exchange(canceled, true)) context.TryCancel();
        }
    }

    [[nodiscard]] Answer judge(const grpc::Status& status, const grpc::ByteBuffer& response) const {
        if (status.ok()) return {.rejected = rejected_items(joined(response))};
        const auto wait_for = retry_info(status.error_details());
        const bool again = is_retryable(status.error_code(), wait_for.has_value());
        return {.outcome = again ? Answer::Outcome::try_again : Answer::Outcome::refused,
                .retry_after = wait_for,
                .why = fmt::format("gRPC status {}", static_cast<int>(status.error_code()))};
    }

    Signal signal_;
    Destination to_;
    std::shared_ptr<grpc::Channel> channel_;
    std::unique_ptr<grpc::GenericStub> stub_;
    grpc::CompletionQueue completions_;
};

}  // namespace

std::unique_ptr<Sender> make_grpc_sender(Signal signal, const Destination& to) {
    return std::make_unique<GrpcSender>(signal, to);
}

std::unique_ptr<Sender> make_sender(Signal signal, const Destination& to) {
    return to.protocol == Protocol::grpc ? make_grpc_sender(signal, to) : make_http_sender(to);
}

std::int64_t rejected_items(std::string_view response) {
    // The answers of the three services have the same fields; one class reads all.
    opentelemetry::proto::collector::trace::v1::ExportTraceServiceResponse answer;
    if (!answer.ParseFromArray(response.data(), static_cast<int>(response.size()))) return 0;
    return answer.partial_success().rejected_spans();
}

}  // namespace vacancy::trace::otlp
