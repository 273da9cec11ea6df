#include "support/collector.hpp"

#include "support/collector_state.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace vacancy::testing {

BoundSocket bind_loopback() {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    if (descriptor < 0 || ::bind(descriptor, raw, size) != 0 ||
        ::getsockname(descriptor, raw, &size) != 0)
        throw std::runtime_error("the test collector found no loopback port");
    return {descriptor, ntohs(address.sin_port)};
}

namespace {

std::string url_of(int port) { return "http://127.0.0.1:" + std::to_string(port); }

}  // namespace

void Inbox::behave(const Behavior& behavior) {
    const std::lock_guard lock(mutex_);
    behavior_ = behavior;
    changed_.notify_all();
}

std::optional<Behavior> Inbox::take_behavior() {
    const Behavior now = behavior_;
    if (now.times == 0) return std::nullopt;
    if (behavior_.times > 0) --behavior_.times;
    return now;
}

bool Inbox::keep(Signal signal, const std::string& body) {
    if (signal == Signal::traces) return traces.emplace_back().ParseFromString(body);
    if (signal == Signal::metrics) return metrics.emplace_back().ParseFromString(body);
    return logs.emplace_back().ParseFromString(body);
}

bool Inbox::pause(const Behavior& behavior, const std::function<bool()>& gone) {
    const auto until = std::chrono::steady_clock::now() + behavior.delay;
    const bool hangs = behavior.mode == Behavior::Mode::hang;
    while (hangs || std::chrono::steady_clock::now() < until) {
        if (stopping_ || gone()) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

Verdict Inbox::receive(Signal signal, Call call, const std::function<bool()>& gone) {
    std::unique_lock lock(mutex_);
    const std::string body = call.body;
    calls.push_back(std::move(call));
    changed_.notify_all();
    const Behavior behavior = take_behavior().value_or(Behavior{});
    lock.unlock();
    if (!pause(behavior, gone)) return {.accepted = false, .stopping = true};
    lock.lock();
    if (behavior.mode == Behavior::Mode::fail)
        return {
            .accepted = false, .status = behavior.status, .retry_after_s = behavior.retry_after_s};
    if (!keep(signal, body)) return {.accepted = false, .status = 400};
    changed_.notify_all();
    return {.rejected = behavior.rejected};
}

void Inbox::stop() {
    stopping_ = true;
    const std::lock_guard lock(mutex_);
    changed_.notify_all();
}

void Inbox::forget() {
    const std::lock_guard lock(mutex_);
    traces.clear();
    metrics.clear();
    logs.clear();
    calls.clear();
}

bool Inbox::wait_until(const std::function<bool()>& enough, std::chrono::milliseconds limit) const {
    const auto until = std::chrono::steady_clock::now() + limit;
    while (!enough()) {
        std::unique_lock lock(mutex_);
        if (std::chrono::steady_clock::now() >= until) return false;
        changed_.wait_for(lock, std::chrono::milliseconds(10));
    }
    return true;
}

struct Collector::State {
    Inbox inbox;
    HttpDoor http{inbox};
    GrpcDoor grpc{inbox};
};

Collector::Collector() : state_(std::make_unique<State>()) {}
Collector::~Collector() { state_->inbox.stop(); }

std::string Collector::http_url() const { return url_of(state_->http.port()); }
std::string Collector::grpc_url() const { return url_of(state_->grpc.port()); }
void Collector::behave(const Behavior& behavior) { state_->inbox.behave(behavior); }
void Collector::forget() { state_->inbox.forget(); }

std::vector<TraceRequest> Collector::traces() const {
    return state_->inbox.read([](const Inbox& inbox) { return inbox.traces; });
}
std::vector<MetricsRequest> Collector::metrics() const {
    return state_->inbox.read([](const Inbox& inbox) { return inbox.metrics; });
}
std::vector<LogsRequest> Collector::logs() const {
    return state_->inbox.read([](const Inbox& inbox) { return inbox.logs; });
}
std::vector<Call> Collector::calls() const {
    return state_->inbox.read([](const Inbox& inbox) { return inbox.calls; });
}

std::vector<opentelemetry::proto::trace::v1::Span> Collector::spans() const {
    std::vector<opentelemetry::proto::trace::v1::Span> all;
    for (const TraceRequest& request : traces())
        for (const auto& resource : request.resource_spans())
            for (const auto& scope : resource.scope_spans())
                all.insert(all.end(), scope.spans().begin(), scope.spans().end());
    return all;
}

std::string Collector::bytes() const {
    return state_->inbox.read([](const Inbox& inbox) {
        std::string all;
        for (const Call& call : inbox.calls) {
            for (const auto& [name, value] : call.headers) all += name + ": " + value + "\n";
            all += call.body;
        }
        return all;
    });
}

bool Collector::wait_until(const std::function<bool()>& enough,
                           std::chrono::milliseconds limit) const {
    return state_->inbox.wait_until(enough, limit);
}

RefusingPort::RefusingPort() : socket_(bind_loopback().descriptor) {}
RefusingPort::~RefusingPort() { ::close(socket_); }

std::string RefusingPort::url() const {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    return url_of(ntohs(address.sin_port));
}

}  // namespace vacancy::testing
