#pragma once
// What the doors of the test collector share: the received messages and the behavior in force.

#include "support/collector.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace vacancy::testing {

enum class Signal { traces, metrics, logs };

/// How one call is to be answered.
struct Verdict {
    bool accepted = true;
    bool stopping = false;  ///< the collector is going away: answer nothing
    int status = 200;
    int retry_after_s = -1;
    std::int64_t rejected = 0;
};

class Inbox {
public:
    void behave(const Behavior& behavior);
    /// Notes the call, waits as the behavior says and answers what to do with it. `gone` tells
    /// when the client has given up.
    Verdict receive(Signal signal, Call call, const std::function<bool()>& gone);
    void stop();
    [[nodiscard]] bool stopping() const { return stopping_; }

    template <class Read>
    auto read(Read read) const {
        const std::lock_guard lock(mutex_);
        return read(*this);
    }
    void forget();
    bool wait_until(const std::function<bool()>& enough, std::chrono::milliseconds limit) const;

    std::vector<TraceRequest> traces;
    std::vector<MetricsRequest> metrics;
    std::vector<LogsRequest> logs;
    std::vector<Call> calls;

private:
    std::optional<Behavior> take_behavior();
    bool keep(Signal signal, const std::string& body);
    bool pause(const Behavior& behavior, const std::function<bool()>& gone);

    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    Behavior behavior_;
    std::atomic<bool> stopping_ = false;
};

/// The OTLP/HTTP door: blocking sockets, one thread a connection.
class HttpDoor {
public:
    explicit HttpDoor(Inbox& inbox);
    ~HttpDoor();
    HttpDoor(const HttpDoor&) = delete;
    HttpDoor& operator=(const HttpDoor&) = delete;
    [[nodiscard]] int port() const { return port_; }

private:
    void accept_connections();
    void serve(int connection);
    bool answer_one(int connection, std::string& buffered);

    Inbox& inbox_;
    int listener_;
    int port_;
    std::mutex mutex_;
    std::vector<int> open_;
    std::vector<std::thread> threads_;
    std::thread acceptor_;
};

/// The OTLP/gRPC door: a real gRPC server.
class GrpcDoor {
public:
    explicit GrpcDoor(Inbox& inbox);
    ~GrpcDoor();
    GrpcDoor(const GrpcDoor&) = delete;
    GrpcDoor& operator=(const GrpcDoor&) = delete;
    [[nodiscard]] int port() const;

private:
    struct Services;
    std::unique_ptr<Services> services_;
};

/// A loopback TCP socket bound to a free port, not listening yet.
struct BoundSocket {
    int descriptor;
    int port;
};
[[nodiscard]] BoundSocket bind_loopback();

}  // namespace vacancy::testing
