#include "outside/sandbox/till/show.hpp"
#include "outside/sandbox/till/test_tokens.hpp"
#include "outside/sandbox/world.hpp"
#include "trace/pause.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>

namespace vacancy::outside {
namespace {

using web::Method;
using web::Reply;
using web::Request;

/// What will be done to this call besides what it asks for.
struct Trouble {
    std::chrono::milliseconds before{0};
    std::chrono::milliseconds after{0};
    bool drops_before = false;
    bool drops_after = false;
    bool fails = false;
    bool declines = false;
    bool repeats = false;
};

constexpr int errors_of_a_key = 3;

/// Path and parameters in 32 hex digits: the same call gives the same.
std::string fingerprint_of(const Request& request) {
    std::string text(request.path);
    (text += '\n') += request.body;
    std::array<unsigned char, 16> digest{};
    crypto_generichash(digest.data(), digest.size(),
                       reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr,
                       0);
    std::string hex(digest.size() * 2 + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
    hex.pop_back();
    return hex;
}

void add_fault(Trouble& trouble, const Fault& fault) {
    switch (fault.kind) {
        case FaultKind::delay: trouble.before = fault.delay; break;
        case FaultKind::refuse: trouble.declines = true; break;
        case FaultKind::error: trouble.fails = true; break;
        case FaultKind::drop_before: trouble.drops_before = true; break;
        case FaultKind::drop_after: trouble.drops_after = true; break;
        case FaultKind::twice: trouble.repeats = true; break;
    }
}

void add_quirk(Trouble& trouble, const TokenBehavior& behavior, int nth) {
    switch (behavior.quirk) {
        case Quirk::none: break;
        case Quirk::slow: trouble.after = behavior.slow_by; break;
        case Quirk::twice: trouble.repeats = true; break;
        case Quirk::drop_before: trouble.drops_before = nth == 1; break;
        case Quirk::drop_after: trouble.drops_after = nth == 1; break;
        case Quirk::error_500: trouble.fails = nth <= errors_of_a_key; break;
    }
}

Trouble trouble_for(World& world, const Request& request, const Form& form) {
    Trouble trouble;
    const std::string_view token = form.value("payment_method");
    if (!token.empty()) {
        const TokenBehavior behavior = behavior_of(token);
        const std::string_view key = request.header("idempotency-key");
        const bool counts = behavior.quirk != Quirk::none && behavior.quirk != Quirk::slow &&
                            behavior.quirk != Quirk::twice;
        const std::string name(key.empty() ? form.value("metadata[reference]") : key);
        add_quirk(trouble, behavior, counts ? world.tries.next(name) : 1);
    }
    const std::string subject =
        fmt::format("{} {} {} {}", request.path, token, form.value("metadata[reference]"),
                    form.value("payment_intent"));
    if (const auto fault = world.faults.take(FaultTarget::payments, subject))
        add_fault(trouble, *fault);
    return trouble;
}

Reply dropped() {
    Reply reply;
    reply.close_without_answer = true;
    return reply;
}

Reply broken() {
    return {.status = 500,
            .body = refusal_json(
                {.type = "api_error", .code = "internal", .message = "Something went wrong here"})};
}

Reply shown(TillReply till) {
    Reply reply{.status = till.status, .body = std::move(till.body)};
    if (till.replayed) reply.headers.emplace_back("Idempotent-Replayed", "true");
    return reply;
}

/// The key is given back however the request ends.
class Running {
public:
    Running(SimulatedTill& till, std::string key) : till_(till), key_(std::move(key)) {}
    ~Running() {
        if (!key_.empty()) till_.leave(key_);
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

private:
    SimulatedTill& till_;
    std::string key_;
};

Task<Reply> act(Step& step, World& world, TillCall call, const Trouble& trouble) {
    if (auto settled = world.till.enter(call.key, call.fingerprint))
        co_return trouble.drops_after ? dropped() : shown(std::move(*settled));
    const Running running(world.till, call.key);
    call.declined_by_fault = trouble.declines;
    TillReply till = world.till.act(call);
    WebhookSender::Event event{.body = std::move(till.event)};
    event.traceparent = step.carried().traceparent;
    world.webhooks.send(std::move(event), till.twice || trouble.repeats ? 2 : 1);
    if (trouble.after.count() > 0) co_await real_timers().pause(trouble.after);
    co_return trouble.drops_after ? dropped() : shown(std::move(till));
}

/// One operation: what goes wrong before, the ledger, what goes wrong after.
Task<Reply> operate(Step& step, World& world, const Request& request, TillCall call) {
    const std::int64_t began = world.clock.steady_ns();
    const Form form(request.body);
    call.form = &form;
    call.key = request.header("idempotency-key");
    call.fingerprint = fingerprint_of(request);
    const Trouble trouble = trouble_for(world, request, form);
    if (trouble.before.count() > 0) co_await real_timers().pause(trouble.before);
    if (trouble.drops_before) co_return dropped();
    Reply reply = broken();
    if (!trouble.fails) reply = co_await act(step, world, call, trouble);
    const auto us = (world.clock.steady_ns() - began) / 1000;
    reply.headers.emplace_back("X-Gateway-Latency-Ms",
                               fmt::format("{}.{:03}", us / 1000, us % 1000));
    co_return reply;
}

TillCall call_of(TillVerb verb, const Request& request) {
    return {.verb = verb, .payment_id = std::string(request.path_parameter("id"))};
}

Task<Reply> authorize(Step& step, World& world, const Request& request) {
    TillCall call;
    return operate(step, world, request, std::move(call));
}
Task<Reply> refund(Step& step, World& world, const Request& request) {
    TillCall call{.verb = TillVerb::refund};
    return operate(step, world, request, std::move(call));
}
Task<Reply> capture(Step& step, World& world, const Request& request) {
    return operate(step, world, request, call_of(TillVerb::capture, request));
}
Task<Reply> cancel(Step& step, World& world, const Request& request) {
    return operate(step, world, request, call_of(TillVerb::cancel, request));
}
Task<Reply> increment(Step& step, World& world, const Request& request) {
    return operate(step, world, request, call_of(TillVerb::increment, request));
}

/// Reading suffers from the same faults, but never from tokens.
Task<Reply> read(World& world, const Request& request, TillReply found) {
    Trouble trouble;
    if (const auto fault = world.faults.take(FaultTarget::payments, request.path))
        add_fault(trouble, *fault);
    if (trouble.before.count() > 0) co_await real_timers().pause(trouble.before);
    if (trouble.drops_before || trouble.drops_after) co_return dropped();
    co_return trouble.fails ? broken() : shown(std::move(found));
}

Task<Reply> look_up(Step&, World& world, const Request& request) {
    return read(world, request, world.till.look_up(std::string(request.path_parameter("id"))));
}

Task<Reply> list(Step&, World& world, const Request& request) {
    const auto reference = request.query_value("reference");
    return read(world, request, world.till.list(reference.value_or("")));
}

constexpr auto rows = std::to_array<web::Route<World>>({
    {Method::post, "/v1/payment_intents", web::anyone, authorize, "Authorizes a payment"},
    {Method::get, "/v1/payment_intents", web::anyone, list, "The payments of a reference"},
    {Method::get, "/v1/payment_intents/{id}", web::anyone, look_up, "A payment as it stands"},
    {Method::post, "/v1/payment_intents/{id}/capture", web::anyone, capture, "Takes the money"},
    {Method::post, "/v1/payment_intents/{id}/cancel", web::anyone, cancel, "Gives it up"},
    {Method::post, "/v1/payment_intents/{id}/increment_authorization", web::anyone, increment,
     "Raises what is reserved"},
    {Method::post, "/v1/refunds", web::anyone, refund, "Gives money back"},
});

}  // namespace

std::span<const web::Route<World>> payment_routes() { return rows; }

}  // namespace vacancy::outside
