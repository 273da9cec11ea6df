#pragma once
// The routes of the server's own tests and what they share: counters and a gate that holds
// handlers.

#include "trace/pause.hpp"
#include "web/body.hpp"
#include "web/keys.hpp"
#include "web/route.hpp"

#include <fmt/format.h>

#include <atomic>
#include <mutex>
#include <stdexcept>
#include <string>

namespace vacancy::web::test {

/// What the routes of these tests share.
struct Place {
    std::atomic<int> runs{0};
    std::atomic<int> waiting{0};       ///< handlers that stand at the gate
    std::atomic<bool> gate{false};     ///< open: they go on
    std::atomic<int> answer_after{0};  ///< /v1/unsure knows its outcome from this run on
    void remember(const std::string& identity) {
        const std::scoped_lock lock(guard_);
        last_identity_ = identity;
    }
    [[nodiscard]] std::string last_identity() const {
        const std::scoped_lock lock(guard_);
        return last_identity_;
    }

private:
    mutable std::mutex guard_;
    std::string last_identity_{};
};

inline Task<void> wait_at_gate(Place& place) {
    place.waiting.fetch_add(1);
    while (!place.gate.load()) co_await real_timers().pause(std::chrono::milliseconds(2));
}

inline Task<Reply> hello(Step&, Place&, const Request& request) {
    Json json;
    json.open().field("hello", request.principal.id).field("role", name_of(request.principal.role));
    json.field("from", request.client_address).field("size", request.body.size()).close();
    co_return json_reply(json);
}

inline Task<Reply> show_path(Step&, Place&, const Request& request) {
    Json json;
    json.open().field("thing", request.path_parameter("thing_id"));
    json.field("part", request.path_parameter("part"));
    json.field("q", std::string(request.query_value("q").value_or("none"))).close();
    co_return json_reply(json);
}

inline Task<Reply> echo(Step&, Place& place, const Request& request) {
    const int run = place.runs.fetch_add(1) + 1;
    place.remember(request.idempotency_key);
    Json json;
    json.open().field("run", run).field("got", request.body).close();
    Reply reply = json_reply(json, 201);
    reply.headers.emplace_back("Location", fmt::format("/v1/echoes/{}", run));
    co_return reply;
}

/// As `echo`, but it stands at the gate first.
inline Task<Reply> slow(Step& step, Place& place, const Request& request) {
    co_await wait_at_gate(place);
    co_return co_await echo(step, place, request);
}

inline Task<Reply> unsure(Step& step, Place& place, const Request& request) {
    const int run = place.runs.fetch_add(1) + 1;
    place.remember(request.idempotency_key);
    if (run >= place.answer_after) co_return Reply{.status = 201, .body = "{\"final\":true}"};
    Error error{.code = ErrorCode::outcome_unknown};
    error.look_at = "/v1/things/7";
    co_return problem(step, error);
}

inline Task<Reply> failing(Step& step, Place& place, const Request&) {
    if (place.runs.fetch_add(1) > 0) co_return Reply{.status = 200, .body = "{}"};
    const Error error{.code = ErrorCode::store_unavailable};
    co_return problem(step, error);
}

inline Task<Reply> broken(Step&, Place& place, const Request&) {
    must(place.runs.fetch_add(1) < 0);
    co_return Reply{};
}

inline Task<Reply> throwing(Step&, Place& place, const Request&) {
    if (place.runs.fetch_add(1) >= 0) throw std::runtime_error("the handler threw");
    co_return Reply{};
}

inline Task<Reply> large(Step&, Place&, const Request&) {
    co_return Reply{.body = fmt::format("{{\"text\":\"{:x>200000}\"}}", "")};
}

inline constexpr Route<Place> rows[] = {
    {Method::get, "/v1/hello", anyone, hello, "Says hello"},
    {Method::post, "/v1/hello", anyone, hello, "Says hello"},
    {Method::get, "/v1/staff", staff, hello, "For staff"},
    {Method::get, "/v1/admin", only({Role::admin}), hello, "For admins"},
    {Method::get, "/v1/things/{thing_id}/parts/{part}", anyone, show_path, "Shows its path"},
    {.method = Method::post,
     .pattern = "/v1/echo",
     .access = anyone,
     .handler = echo,
     .summary = "Echoes",
     .idempotent = true},
    {.method = Method::post,
     .pattern = "/v1/slow",
     .access = anyone,
     .handler = slow,
     .summary = "Waits",
     .urgency = Urgency::change,
     .idempotent = true},
    {.method = Method::get,
     .pattern = "/v1/search",
     .access = anyone,
     .handler = slow,
     .summary = "Waits, is shed first",
     .urgency = Urgency::search},
    {.method = Method::post,
     .pattern = "/v1/finish",
     .access = anyone,
     .handler = slow,
     .summary = "Waits, is shed last",
     .urgency = Urgency::finish},
    {.method = Method::post,
     .pattern = "/v1/unsure",
     .access = anyone,
     .handler = unsure,
     .summary = "Does not know at first",
     .idempotent = true},
    {.method = Method::post,
     .pattern = "/v1/failing",
     .access = anyone,
     .handler = failing,
     .summary = "Fails once",
     .idempotent = true},
    {Method::get, "/v1/broken", anyone, broken, "Breaks a promise"},
    {Method::get, "/v1/throwing", anyone, throwing, "Throws"},
    {Method::get, "/v1/large", anyone, large, "Answers a lot"},
};

}  // namespace vacancy::web::test
