#include "support/collector_state.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cctype>

namespace vacancy::testing {

namespace {

/// Reads more into `buffered`; false when the peer is gone or the collector stops.
bool read_more(int connection, std::string& buffered, const Inbox& inbox) {
    while (!inbox.stopping()) {
        pollfd waiting{.fd = connection, .events = POLLIN, .revents = 0};
        if (::poll(&waiting, 1, 20) == 0) continue;
        char chunk[65536];
        const ssize_t got = ::recv(connection, chunk, sizeof chunk, 0);
        if (got <= 0) return false;
        buffered.append(chunk, static_cast<std::size_t>(got));
        return true;
    }
    return false;
}

bool peer_is_gone(int connection) {
    char byte = 0;
    const ssize_t got = ::recv(connection, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
}

std::string gunzip(const std::string& packed) {
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 16) != Z_OK) return {};
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    std::string plain;
    int outcome = Z_OK;
    while (outcome == Z_OK) {
        char chunk[65536];
        stream.next_out = reinterpret_cast<Bytef*>(chunk);
        stream.avail_out = sizeof chunk;
        outcome = inflate(&stream, Z_NO_FLUSH);
        plain.append(chunk, sizeof chunk - stream.avail_out);
    }
    inflateEnd(&stream);
    return plain;
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

Call parse_head(const std::string& head) {
    Call call{.protocol = "http"};
    std::size_t at = head.find("\r\n");
    const std::string first = head.substr(0, at);
    const std::size_t blank = first.find(' ');
    call.target = first.substr(blank + 1, first.rfind(' ') - blank - 1);
    while (at + 2 < head.size()) {
        const std::size_t begin = at + 2;
        at = std::min(head.find("\r\n", begin), head.size());
        const std::size_t colon = head.find(':', begin);
        if (colon >= at) continue;
        const std::size_t value = head.find_first_not_of(' ', colon + 1);
        call.headers[lower(head.substr(begin, colon - begin))] = head.substr(value, at - value);
    }
    return call;
}

std::string success_body(Signal signal, std::int64_t rejected) {
    using namespace opentelemetry::proto::collector;
    if (rejected == 0) return {};
    if (signal == Signal::traces) {
        trace::v1::ExportTraceServiceResponse answer;
        answer.mutable_partial_success()->set_rejected_spans(rejected);
        answer.mutable_partial_success()->set_error_message("some were not welcome");
        return answer.SerializeAsString();
    }
    if (signal == Signal::metrics) {
        metrics::v1::ExportMetricsServiceResponse answer;
        answer.mutable_partial_success()->set_rejected_data_points(rejected);
        return answer.SerializeAsString();
    }
    logs::v1::ExportLogsServiceResponse answer;
    answer.mutable_partial_success()->set_rejected_log_records(rejected);
    return answer.SerializeAsString();
}

std::optional<Signal> signal_of(const std::string& target) {
    if (target.ends_with("/traces")) return Signal::traces;
    if (target.ends_with("/metrics")) return Signal::metrics;
    if (target.ends_with("/logs")) return Signal::logs;
    return std::nullopt;
}

std::string answer_text(int status, const std::string& body, int retry_after_s) {
    std::string text = "HTTP/1.1 " + std::to_string(status) + " Answer\r\n";
    text += "content-type: application/x-protobuf\r\n";
    if (retry_after_s >= 0) text += "retry-after: " + std::to_string(retry_after_s) + "\r\n";
    return text + "content-length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

bool send_all(int connection, const std::string& text) {
    return ::send(connection, text.data(), text.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(text.size());
}

}  // namespace

HttpDoor::HttpDoor(Inbox& inbox) : inbox_(inbox) {
    const BoundSocket bound = bind_loopback();
    listener_ = bound.descriptor;
    port_ = bound.port;
    ::listen(listener_, 128);
    acceptor_ = std::thread([this] { accept_connections(); });
}

HttpDoor::~HttpDoor() {
    inbox_.stop();
    acceptor_.join();
    ::close(listener_);
    for (std::thread& thread : threads_) thread.join();
}

void HttpDoor::accept_connections() {
    while (!inbox_.stopping()) {
        pollfd waiting{.fd = listener_, .events = POLLIN, .revents = 0};
        if (::poll(&waiting, 1, 20) <= 0) continue;
        const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection >= 0) threads_.emplace_back([this, connection] { serve(connection); });
    }
}

void HttpDoor::serve(int connection) {
    std::string buffered;
    while (answer_one(connection, buffered)) {
    }
    ::close(connection);
}

bool HttpDoor::answer_one(int connection, std::string& buffered) {
    std::size_t end = 0;
    while ((end = buffered.find("\r\n\r\n")) == std::string::npos)
        if (!read_more(connection, buffered, inbox_)) return false;
    Call call = parse_head(buffered.substr(0, end));
    buffered.erase(0, end + 4);
    if (call.headers.contains("expect") && !send_all(connection, "HTTP/1.1 100 Continue\r\n\r\n"))
        return false;
    const std::string length = call.headers["content-length"];
    const std::size_t size = length.empty() ? 0 : std::stoul(length);
    while (buffered.size() < size)
        if (!read_more(connection, buffered, inbox_)) return false;
    call.body = buffered.substr(0, size);
    buffered.erase(0, size);
    call.gzip = call.headers["content-encoding"] == "gzip";
    if (call.gzip) call.body = gunzip(call.body);

    const std::optional<Signal> signal = signal_of(call.target);
    if (!signal) return send_all(connection, answer_text(404, "", -1));
    const Verdict verdict =
        inbox_.receive(*signal, std::move(call), [&] { return peer_is_gone(connection); });
    if (verdict.stopping) return false;
    const std::string body = verdict.accepted ? success_body(*signal, verdict.rejected) : "";
    return send_all(connection, answer_text(verdict.status, body, verdict.retry_after_s));
}

}  // namespace vacancy::testing
