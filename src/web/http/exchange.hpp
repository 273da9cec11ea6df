#pragma once
// Exchange: one request from its parsed head to its answer: route, caller, limits, span,
// idempotency, handler. It never waits for the socket.

#include "web/gate/access.hpp"
#include "web/gate/admission.hpp"
#include "web/gate/idempotency.hpp"
#include "web/gate/rate.hpp"
#include "web/http/table.hpp"

#include <array>
#include <exception>
#include <functional>
#include <optional>
#include <string>

namespace vacancy::web {

/// What all connections of a server share. Lives as long as the server.
struct Shared {
    Shared(ServerOptions given, const Router& router, db::Database& database, trace::Recorder& rec);

    ServerOptions options;
    RouteTable table;
    db::Database& db;
    trace::Recorder& recorder;
    RateLimiter by_key;
    RateLimiter by_address;
    Admission admission;
    Idempotency idempotency;
    trace::Cell& turned_away;  ///< vacancy.http.shed of what admission refused
    std::string host{};        ///< server.address
    int port = 0;
    std::array<trace::Cell*, 8> active{};  ///< http.server.active_requests by verb
    std::atomic<bool> stopping{false};
};

/// What the connections of one worker share; its thread alone.
struct Bench {
    explicit Bench(Shared& all) : shared(all) { tick(); }
    /// Looks at the clocks, once for many requests: deadlines, rates and the Date header are good
    /// to a tenth of a second.
    void tick();

    Shared& shared;
    KeyCache keys{system_clock()};
    std::int64_t now_ns = 0;  ///< steady
    std::uint64_t requests = 0;
    std::string date{};  ///< for the Date header
};

/// One request as the connection read it.
struct Incoming {
    Head& head;
    std::string_view body;
    std::string_view peer;  ///< the address of the socket's other end
    int socket;             ///< to see whether the client is still there
};

class Exchange {
public:
    Exchange(Bench& bench, Request& request, Incoming incoming)
        : bench_(bench), shared_(bench.shared), request_(request), in_(incoming) {}

    /// Answers every request; throws nothing.
    Task<Reply> run();
    /// The answer to bytes that are no request.
    Reply refuse(const Refusal& refusal);

    [[nodiscard]] std::string_view traceparent() const { return traceparent_; }
    [[nodiscard]] std::string_view allow() const { return allow_; }

private:
    void prepare();
    void take_client_address();
    void take_request_id();
    [[nodiscard]] bool take_path();
    [[nodiscard]] bool take_query();
    Task<Result<Principal>> caller();
    [[nodiscard]] Step open_span();
    [[nodiscard]] std::optional<Error> refusal() const;
    void finish(Step& step, const Reply& reply);

    [[nodiscard]] std::optional<Reply> without_handler(Step& step);
    Task<Reply> work(Step& step);
    Task<Reply> once(Step& step);
    Reply broke_off(Step& step, std::exception_ptr thrown);
    Reply shed(Step& step, std::string_view reason, Error error);

    Bench& bench_;
    Shared& shared_;
    Request& request_;
    Incoming in_;
    RouteTable::Match match_{};
    std::string_view query_{};
    std::optional<Error> wrong_{};
    int shed_for_ = 0;  ///< seconds of Retry-After when a rate limit was hit
    bool vanished_ = false;
    std::string traceparent_{};
    std::string_view allow_{};
};

}  // namespace vacancy::web
