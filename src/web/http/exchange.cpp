#include "web/http/exchange.hpp"

#include "web/body.hpp"
#include "web/encoding.hpp"
#include "web/http/caller_context.hpp"
#include "web/text_rules.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace vacancy::web {
namespace {

/// Whether a word of the client's may be repeated in headers and logs.
bool is_sane_id(std::string_view given) {
    const bool plain = std::ranges::all_of(given, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-' || c == '_' || c == '.';
    });
    return plain && !given.empty() && given.size() <= 64 && !looks_like_card({}, given);
}

bool is_json(std::string_view content_type) {
    const std::string_view type = content_type.substr(0, content_type.find(';'));
    return type == "application/json" || type == "application/json " || type.ends_with("+json");
}

std::string_view first_of(std::string_view& list, char separator) {
    const std::string_view part = list.substr(0, list.find(separator));
    list.remove_prefix(std::min(list.size(), part.size() + 1));
    return part;
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

Error limited(int wait_s) {
    Error error{.code = ErrorCode::rate_limited, .detail = {}};
    error.retry_after_s = wait_s;
    return error;
}

/// The same words every time: who is turned away must cost as little as can be.
Reply busy() {
    static const Reply always = [] {
        Step silent = Step::silent();
        Error error{.code = ErrorCode::overloaded, .detail = {}};
        error.retry_after_s = 1;
        return problem(silent, error);
    }();
    return always;
}

/// Whether the client has closed its side. Asked only after long work: it costs a system call.
bool is_gone(int socket) {
    char byte = 0;
    const auto got = ::recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
}

/// Keeps http.server.active_requests right, however the request ends.
class Counted {
public:
    explicit Counted(trace::Cell* cell) : cell_(cell) { cell_->add(std::int64_t{1}); }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    ~Counted() { cell_->add(std::int64_t{-1}); }

private:
    trace::Cell* cell_;
};

}  // namespace

Task<Reply> Exchange::run() {
    const Counted counted(shared_.active.at(static_cast<std::size_t>(in_.head.verb)));
    ++bench_.requests;
    prepare();
    const bool guarded = shared_.options.guards_the_door;
    if (guarded) shed_for_ = shared_.by_address.admit(request_.client_address, bench_.now_ns);
    const bool asks_work = match_.row != nullptr && !wrong_ && shed_for_ == 0;
    const auto place = asks_work ? shared_.admission.enter(match_.row->route->urgency)
                                 : std::optional<Admission::Place>();
    if (asks_work && !place) {
        shared_.turned_away.add(std::int64_t{1});
        co_return busy();
    }
    if (guarded && shed_for_ == 0 && !request_.header("authorization").empty()) {
        auto who = co_await caller();
        if (who)
            request_.principal = std::move(*who);
        else
            wrong_ = std::move(who).error();
    }
    Step step = open_span();
    traceparent_ = step.is_recording() ? step.context().traceparent() : std::string();
    std::optional<Reply> reply = without_handler(step);
    if (!reply) reply = co_await work(step);
    finish(step, *reply);
    co_return std::move(*reply);
}

Reply Exchange::refuse(const Refusal& refusal) {
    take_client_address();
    take_request_id();
    Step step = open_span();
    traceparent_ = step.is_recording() ? step.context().traceparent() : std::string();
    const ErrorCode code = refusal.status == 413   ? ErrorCode::body_too_large
                           : refusal.status == 431 ? ErrorCode::headers_too_large
                           : refusal.status == 408 ? ErrorCode::timeout
                                                   : ErrorCode::invalid_request;
    const Error error{.code = code, .detail = std::string(refusal.detail)};
    Reply reply = problem_as(refusal.status, step, error);
    finish(step, reply);
    return reply;
}

void Exchange::prepare() {
    request_.body = in_.body;
    request_.headers.swap(in_.head.headers);  // given back by the connection's next parse
    request_.principal = Principal{.role = Role::guest, .id = "guest"};
    request_.idempotency_key.clear();
    request_.path_parameters.clear();
    request_.query.clear();
    take_client_address();
    take_request_id();
    if (!take_path() || !take_query())
        wrong_ = Error{.code = ErrorCode::invalid_request, .detail = "the target is not valid"};
}

void Exchange::take_client_address() {
    request_.client_address = in_.peer;
    const auto& proxies = shared_.options.trusted_proxies;
    std::string_view forwarded = request_.header("x-forwarded-for");
    const auto is_proxy = [&](std::string_view address) {
        return std::ranges::find(proxies, address) != proxies.end();
    };
    // From the right: each trusted proxy vouches for the address it saw.
    while (!forwarded.empty() && is_proxy(request_.client_address)) {
        const std::size_t comma = forwarded.rfind(',');
        const bool last = comma == std::string_view::npos;
        const std::string_view seen = trimmed(last ? forwarded : forwarded.substr(comma + 1));
        if (seen.empty() || seen.size() > 45) return;
        request_.client_address = seen;
        forwarded = last ? std::string_view() : forwarded.substr(0, comma);
    }
}

void Exchange::take_request_id() {
    const std::string_view given = request_.header("x-request-id");
    if (is_sane_id(given))
        request_.request_id = given;
    else
        request_.request_id = Uuid::make(system_clock().now()).text();
}

bool Exchange::take_path() {
    std::string_view target = in_.head.target;
    if (!target.starts_with('/') && target != "*") {  // absolute form: http://host/path
        const std::size_t scheme = target.find("://");
        if (scheme == std::string_view::npos) return false;
        const std::size_t path = target.find('/', scheme + 3);
        target = path == std::string_view::npos ? std::string_view("/") : target.substr(path);
    }
    const std::size_t mark = target.find('?');
    request_.path = target.substr(0, mark);
    query_ = mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
    match_ = shared_.table.find(in_.head.verb, request_.path);
    if (match_.row == nullptr) return true;
    request_.method = match_.row->route->method;
    const auto& names = match_.row->parameters;
    for (std::size_t i = 0; i < names.size(); ++i) {
        auto& [name, value] = request_.path_parameters.emplace_back(names[i], std::string());
        if (!percent_decode(match_.values.at(i), false, value)) return false;
    }
    return true;
}

bool Exchange::take_query() {
    constexpr std::size_t most = 64;
    for (std::string_view rest = query_; !rest.empty();) {
        const std::string_view pair = first_of(rest, '&');
        if (pair.empty()) continue;
        if (request_.query.size() >= most) return false;
        const std::size_t equals = pair.find('=');
        auto& [name, value] = request_.query.emplace_back();
        const std::string_view given =
            equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
        if (!percent_decode(pair.substr(0, equals), true, name)) return false;
        if (!percent_decode(given, true, value)) return false;
    }
    return true;
}

Task<Result<Principal>> Exchange::caller() {
    const auto key = bearer(request_.header("authorization"));
    if (!key) co_return fail(ErrorCode::unauthorized, "use Authorization: Bearer KEY");
    if (auto known = bench_.keys.find(hash_of_key(*key))) co_return std::move(*known);
    // Outside the request's trace: whose parent is believed is not known before the caller is.
    Step silent = Step::silent();
    co_return co_await look_up(silent, shared_.db, bench_.keys, *key);
}

Step Exchange::open_span() {
    const Row* row = match_.row;
    trace::RootOptions options;
    const trace::SpanDef* def = &span::http_server;
    if (row != nullptr && row->route->entry_span != nullptr)
        def = row->route->entry_span;
    else if (row != nullptr)
        options.name = row->span_name;
    else if (in_.head.verb == Verb::other)
        options.name = "HTTP";
    else
        options.name = name_of(in_.head.verb);
    options.trusted =
        request_.principal.role == Role::integration || shared_.options.guests_may_trace;
    take_caller_context(request_, shared_.recorder.options().propagators, options);
    Step step = shared_.recorder.root(*def, options);
    if (!step.is_recording()) return step;
    step.set(attr::http_request_method, name_of(in_.head.verb));
    step.set(attr::url_path, masked_path(request_.path));
    step.set(attr::url_scheme, "http");
    if (row != nullptr) step.set(attr::http_route, row->route->pattern);
    step.set(attr::server_address, shared_.host);
    step.set(attr::server_port, shared_.port);
    step.set(attr::network_protocol_version, in_.head.version == 10 ? "1.0" : "1.1");
    if (const auto agent = request_.header("user-agent"); !agent.empty())
        step.set(attr::user_agent_original, Private<std::string>(masked(agent)));
    step.set(attr::vacancy_principal_role, name_of(request_.principal.role));
    return step;
}

std::optional<Error> Exchange::refusal() const {
    if (wrong_) return wrong_;
    if (match_.row == nullptr)
        return Error{
            .code = match_.path_is_known ? ErrorCode::method_not_allowed : ErrorCode::not_found,
            .detail = {}};
    const BoundRoute& route = *match_.row->route;
    const Role role = request_.principal.role;
    if (!route.access.allows(role))
        return Error{.code = role == Role::guest ? ErrorCode::unauthorized : ErrorCode::forbidden,
                     .detail = {}};
    const bool any_body = !shared_.options.guards_the_door;
    if (!any_body && !request_.body.empty() && !is_json(request_.header("content-type")))
        return Error{.code = ErrorCode::unsupported_media_type, .detail = {}};
    return std::nullopt;
}

void Exchange::finish(Step& step, const Reply& reply) {
    step.set(attr::http_response_status_code, reply.status);
    if (vanished_) step.set(attr::error_type, name_of(ErrorCode::client_disconnected));
    step.close(nullptr);
}

std::optional<Reply> Exchange::without_handler(Step& step) {
    if (shed_for_ > 0) return shed(step, "address_rate", limited(shed_for_));
    const bool asks_options = in_.head.verb == Verb::options && !wrong_;
    if (asks_options && (match_.path_is_known || request_.path == "*")) {
        allow_ =
            match_.path_is_known ? match_.allow : "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
        return Reply{.status = 204};
    }
    if (const auto error = refusal()) {
        if (error->code == ErrorCode::method_not_allowed) allow_ = match_.allow;
        return problem(step, *error);
    }
    if (request_.principal.role != Role::guest) {
        const int wait = shared_.by_key.admit(request_.principal.id, bench_.now_ns);
        if (wait > 0) return shed(step, "key_rate", limited(wait));
    }
    return std::nullopt;
}

Reply Exchange::shed(Step& step, std::string_view reason, Error error) {
    step.set(attr::vacancy_shed_reason, reason);
    step.count(metric::vacancy_http_shed, {reason});
    return problem(step, error);
}

Task<Reply> Exchange::work(Step& step) {
    const std::int64_t began = bench_.now_ns;
    const BoundRoute& route = *match_.row->route;
    const bool repeatable = route.idempotent && shared_.options.guards_the_door;
    std::exception_ptr thrown;
    Reply reply;
    try {
        if (repeatable && !request_.header("idempotency-key").empty())
            reply = co_await once(step);
        else
            reply = co_await route.handler(step, request_);
    } catch (...) {
        thrown = std::current_exception();
    }
    if (thrown) reply = broke_off(step, thrown);
    if (bench_.now_ns != began) vanished_ = is_gone(in_.socket);
    co_return reply;
}

Task<Reply> Exchange::once(Step& step) {
    const std::string_view given = request_.header("idempotency-key");
    if (given.size() > 255) {
        const Error error{.code = ErrorCode::invalid_request,
                          .detail = "Idempotency-Key must have at most 255 bytes"};
        co_return problem(step, error);
    }
    const Claim claim = claim_of(request_, match_.row->span_name, given, query_);
    auto first = co_await shared_.idempotency.reserve(step, claim);
    if (!first) co_return problem(step, first.error());
    if (*first) {
        step.set(attr::vacancy_idempotency_replayed, true);
        step.count(metric::vacancy_idempotency_replays);
        Reply replay = std::move(**first);
        replay.headers.emplace_back("Idempotency-Replayed", "true");
        co_return replay;
    }
    request_.idempotency_key = claim.key;
    std::exception_ptr thrown;
    Reply reply;
    try {
        reply = co_await match_.row->route->handler(step, request_);
    } catch (...) {
        thrown = std::current_exception();
    }
    if (thrown) reply = broke_off(step, thrown);
    // The work is done whether or not its answer can be kept; a repetition then runs again with
    // the same identity.
    const auto kept = co_await shared_.idempotency.settle(step, claim, reply);
    if (!kept)
        step.log(trace::Severity::warn, "an idempotent answer could not be kept",
                 {step.attr(attr::error_type, name_of(kept.error().code))});
    co_return reply;
}

Reply Exchange::broke_off(Step& step, std::exception_ptr thrown) {
    std::string what = "something that is no exception";
    try {
        std::rethrow_exception(std::move(thrown));
    } catch (const BrokenPromise& broken) {
        what = broken.what;
    } catch (const std::exception& known) {
        what = known.what();
    } catch (...) {  // `what` says it
    }
    // A bug ends the request, never the process; the words stay inside.
    step.log(trace::Severity::error, "a handler broke off",
             {step.attr(attr::vacancy_error_detail, masked(what))});
    return problem(step, Error{.code = ErrorCode::internal, .detail = std::move(what)});
}

}  // namespace vacancy::web
