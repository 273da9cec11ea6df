#pragma once
// The HTTP server: one io_context a thread, keep-alive, pipelining-safe, limits and absolute
// deadlines, admission by urgency, graceful stop.

#include "base/time.hpp"
#include "db/database.hpp"
#include "trace/recorder.hpp"
#include "web/route.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace vacancy::web {

/// Something the server cannot work without; answers within a second.
struct ReadyCheck {
    std::string name;
    std::function<Task<Result<void>>(Step&)> run;
};

struct ServerOptions {
    std::string listen = "127.0.0.1:8080";  ///< port 0: the system chooses
    int threads = 2;
    std::size_t max_body_bytes = 1 << 20;
    std::size_t max_header_bytes = 16 << 10;
    std::chrono::milliseconds header_deadline{10'000};
    std::chrono::milliseconds body_deadline{30'000};
    std::chrono::milliseconds write_deadline{30'000};
    std::chrono::milliseconds idle_deadline{75'000};
    int max_connections = 20'000;
    int max_in_flight = 1024;  ///< above it: 503 with Retry-After, search first
    /// While requests wait longer than this in the server's own queues, fewer are worked on at
    /// once; 0: only max_in_flight counts.
    std::chrono::microseconds most_delay{0};
    int requests_per_minute_per_key = 60'000;
    int requests_per_minute_per_address = 60'000;
    std::vector<std::string> trusted_proxies{};  ///< whose x-forwarded-for is believed
    bool guests_may_trace = false;               ///< believe traceparent of callers without a key
    bool metrics_open = false;                   ///< /metrics without the integration role
    std::string version = "0.1.0";               ///< of the OpenAPI document
    /// What /readyz asks besides the store.
    std::vector<ReadyCheck> ready_checks{};
    /// What /metrics answers (see metrics_reply); null: there is no such route.
    std::function<Reply(const Request&)> metrics{};
    /// False (the sandbox): everyone is a guest, Authorization and Idempotency-Key are the
    /// handlers' business, bodies may be of any media type and there are no rate limits.
    bool guards_the_door = true;
};

/// A row bound to its place, its type erased; made by Router::add.
struct BoundRoute {
    Method method;
    std::string_view pattern;
    Access access;
    std::function<Task<Reply>(Step&, const Request&)> handler;
    std::string_view summary;
    Urgency urgency;
    const trace::SpanDef* entry_span;
    bool idempotent;
    std::string_view request_schema;
    std::string_view response_schema;
};

class Router {
public:
    template <class Place>
    void add(std::span<const Route<Place>> rows, Place& place) {
        for (const Route<Place>& row : rows)
            add({row.method, row.pattern, row.access,
                 [handler = row.handler, &place](Step& step, const Request& request) {
                     return handler(step, place, request);
                 },
                 row.summary, row.urgency, row.entry_span, row.idempotent, row.request_schema,
                 row.response_schema});
    }
    void add(BoundRoute route);
    [[nodiscard]] const std::vector<BoundRoute>& routes() const { return routes_; }

private:
    std::vector<BoundRoute> routes_;
};

class Server {
public:
    /// Binds at once; an address in use is one clear line. The references outlive the server.
    Server(ServerOptions options, const Router& router, db::Database& db,
           trace::Recorder& recorder);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] std::string base_url() const;  ///< http://127.0.0.1:43210
    /// Threads that run until `stop`.
    void start();
    /// Stops accepting, lets requests in flight finish until the deadline, then closes.
    void stop(std::chrono::milliseconds deadline);
    /// Executors to run background work on (outbox, recovery).
    [[nodiscard]] Executor executor(std::size_t n = 0);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace vacancy::web
