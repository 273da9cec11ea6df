#include "web/built_in.hpp"

#include "trace/export/openmetrics.hpp"
#include "web/body.hpp"
#include "web/openapi/document.hpp"

#include <algorithm>

namespace vacancy::web {
namespace {

constexpr db::Sql ask_store{"web.ready", "SELECT", "api_key",
                            "SELECT 1 FROM api_key WHERE key_hash = ''"};
constexpr std::string_view healthy = R"({"status":"ok"})";

struct Kind {
    std::string_view name;
    ErrorCode code;
};
constexpr Kind kinds[] = {
#define ERROR_CODE(code, kind, sentence) {#code, ErrorCode::code},
#include "base/errors.def"
#undef ERROR_CODE
};

Task<Reply> health(Step&, const Request&) { co_return Reply{.body = std::string(healthy)}; }

Task<Reply> problem_type(Step& step, const Request& request) {
    const auto* found = std::ranges::find(kinds, request.path_parameter("code"), &Kind::name);
    if (found == std::end(kinds)) {
        const Error error{.code = ErrorCode::not_found, .detail = {}};
        co_return problem(step, error);
    }
    Json json;
    json.open()
        .field("code", found->name)
        .field("title", sentence_of(found->code))
        .field("status", status_of(found->code))
        .close();
    co_return json_reply(json);
}

/// A route of the server's own.
BoundRoute own(std::string_view pattern, std::string_view summary, std::string_view schema,
               std::function<Task<Reply>(Step&, const Request&)> handler) {
    return {.method = Method::get,
            .pattern = pattern,
            .access = anyone,
            .handler = std::move(handler),
            .summary = summary,
            .urgency = Urgency::finish,  // they are asked most when the server is busy
            .entry_span = nullptr,
            .idempotent = false,
            .request_schema = {},
            .response_schema = schema};
}

Task<Reply> at_once(Reply reply) { co_return reply; }

}  // namespace

Reply metrics_reply(const Request& request, trace::Recorder& recorder,
                    const trace::otlp::Resources& resources) {
    const auto format = trace::text_format_for(request.header("accept"));
    return {.body = trace::metrics_text(recorder.collect(), resources, format),
            .content_type = trace::content_type_of(format)};
}

BuiltIn::BuiltIn(const ServerOptions& options, const Router& rooms, db::Database& db)
    : checks_(options.ready_checks), db_(db) {
    for (BoundRoute route : rooms.routes()) {
        if (route.pattern == "/metrics" && options.metrics_open) route.access = anyone;
        router_.add(std::move(route));
    }
    const auto has = [&](std::string_view pattern) {
        return std::ranges::find(rooms.routes(), pattern, &BoundRoute::pattern) !=
               rooms.routes().end();
    };
    if (!has("/healthz")) router_.add(own("/healthz", "The process answers", "Health", health));
    router_.add(own("/readyz", "The server and what it needs are ready", "Readiness",
                    [this](Step& step, const Request&) { return ready(step); }));
    router_.add(own("/openapi.json", "This document", {},
                    [this](Step&, const Request&) { return at_once({.body = document_}); }));
    router_.add(
        own("/problems/{code}", "What a problem's type means", "ProblemType", problem_type));
    if (options.metrics && !has("/metrics")) {
        const auto metrics = [say = options.metrics](Step&, const Request& request) {
            return at_once(say(request));
        };
        BoundRoute route = own("/metrics", "The metrics in OpenMetrics text", {}, metrics);
        if (!options.metrics_open) route.access = only({Role::integration});
        router_.add(std::move(route));
    }
    document_ = openapi_document(router_.routes(), options.version);
}

Task<Reply> BuiltIn::ready(Step& step) {
    Json json;
    json.open_array("checks");
    bool all = true;
    const auto say = [&](std::string_view name, const Result<void>& outcome) {
        all = all && outcome.has_value();
        json.open().field("name", name).field("ok", outcome.has_value());
        if (!outcome) json.field("detail", outcome.error().sentence());
        json.close();
    };
    const auto ask = [](db::Tx& tx) -> Result<void> {
        return tx.each(ask_store, [](const db::Row&) {});
    };
    const auto store = co_await db_.read(step, ask);
    say("store", store);
    for (const ReadyCheck& check : checks_) {
        const auto outcome = co_await check.run(step);
        say(check.name, outcome);
    }
    json.close_array();
    Json whole;
    whole.open().field("status", all ? "ready" : "not_ready");
    whole.raw({}, json.take()).close();
    co_return json_reply(whole, all ? 200 : 503);
}

}  // namespace vacancy::web
