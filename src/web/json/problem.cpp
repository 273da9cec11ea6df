#include "web/body.hpp"

#include <fmt/format.h>

namespace vacancy::web {
namespace {

int status_of_kind(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::invalid: return 400;
        case ErrorKind::unauthorized: return 401;
        case ErrorKind::declined: return 402;
        case ErrorKind::forbidden: return 403;
        case ErrorKind::not_found: return 404;
        case ErrorKind::method: return 405;
        case ErrorKind::conflict: return 409;
        case ErrorKind::gone: return 410;
        case ErrorKind::precondition: return 412;
        case ErrorKind::too_large: return 413;
        case ErrorKind::unsupported: return 415;
        case ErrorKind::unprocessable: return 422;
        case ErrorKind::limited: return 429;
        case ErrorKind::headers_too_large: return 431;
        case ErrorKind::unavailable: return 503;
        case ErrorKind::outcome_unknown: return 202;
        case ErrorKind::internal: return 500;
    }
    return 500;
}

void add_fields(Json& json, const Error& error) {
    if (error.fields.empty()) return;
    json.open_array("errors");
    for (const FieldError& field : error.fields)
        json.open()
            .field("pointer", field.pointer)
            .field("code", field.code)
            .field("detail", field.detail)
            .close();
    json.close_array();
}

}  // namespace

int status_of(ErrorCode code) {
    if (code == ErrorCode::upstream_unavailable) return 502;
    return status_of_kind(kind_of(code));
}

Reply problem(Step& step, const Error& error, std::string_view more) {
    return problem_as(status_of(error.code), step, error, more);
}

Reply problem_as(int status, Step& step, const Error& error, std::string_view more) {
    if (status >= 500) step.failed(error);
    const bool unknown = status == 202;
    // What went wrong inside is for the trace, not for the caller.
    const bool ours = error.code == ErrorCode::internal;
    const std::string_view detail =
        error.detail.empty() || ours ? error.sentence() : std::string_view(error.detail);
    Json json;
    json.open();
    if (!unknown)
        json.field("type", fmt::format("/problems/{}", name_of(error.code)))
            .field("title", error.sentence())
            .field("status", status);
    json.field("code", name_of(error.code)).field("detail", detail);
    if (step.is_recording()) json.field("trace_id", step.context().trace_id.text());
    if (!error.look_at.empty()) json.field("look_at", error.look_at);
    add_fields(json, error);
    if (!more.empty()) json.raw({}, more);
    json.close();
    Reply reply{.status = status, .body = json.take()};
    reply.content_type = unknown ? "application/json" : "application/problem+json";
    // Who is told when to ask again may do so with the same Idempotency-Key.
    reply.is_final = !unknown && error.retry_after_s == 0;
    if (error.retry_after_s > 0)
        reply.headers.emplace_back("Retry-After", fmt::to_string(error.retry_after_s));
    if (!error.look_at.empty()) reply.headers.emplace_back("Location", error.look_at);
    if (status == 401) reply.headers.emplace_back("WWW-Authenticate", "Bearer");
    return reply;
}

}  // namespace vacancy::web
