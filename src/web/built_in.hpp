#pragma once
// The routes every server has: /healthz, /readyz, /openapi.json, /problems/{code} and, when the
// options say how, /metrics.

#include "trace/otlp/resource.hpp"
#include "web/server.hpp"

#include <string>

namespace vacancy::web {

/// What /metrics answers: OpenMetrics or the older text format, by Accept.
[[nodiscard]] Reply metrics_reply(const Request& request, trace::Recorder& recorder,
                                  const trace::otlp::Resources& resources);

/// The rooms' routes and the server's own. Lives as long as the server; any thread.
class BuiltIn {
public:
    BuiltIn(const ServerOptions& options, const Router& rooms, db::Database& db);
    BuiltIn(const BuiltIn&) = delete;
    BuiltIn& operator=(const BuiltIn&) = delete;

    [[nodiscard]] const Router& router() const { return router_; }

private:
    Task<Reply> ready(Step& step);

    std::vector<ReadyCheck> checks_;
    db::Database& db_;
    Router router_;
    std::string document_;
};

}  // namespace vacancy::web
