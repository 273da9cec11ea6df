#include "outside/sandbox/till/webhook_sender.hpp"

#include "outside/payment_gateway.hpp"

#include <utility>

namespace vacancy::outside {
namespace {

constexpr int most_attempts = 12;
constexpr std::size_t most_waiting = 100'000;
constexpr std::chrono::milliseconds first_pause{200};
constexpr std::chrono::milliseconds longest_pause{10'000};

std::chrono::milliseconds pause_after(int attempts) {
    auto pause = first_pause;
    for (int i = 1; i < attempts && pause < longest_pause; ++i) pause *= 2;
    return std::min(pause, longest_pause);
}

}  // namespace

WebhookSender::WebhookSender(WebhookTarget target, Faults& faults, const Clock& clock)
    : target_(std::move(target)), faults_(faults), clock_(clock), thread_([this] { run(); }) {}

WebhookSender::~WebhookSender() {
    {
        const std::scoped_lock lock(guard_);
        ends_ = true;
    }
    changed_.notify_all();
    thread_.join();
    client_.abandon();
}

void WebhookSender::send(Event event, int copies) {
    if (target_.url.empty() || event.body.empty()) return;
    const auto fault = faults_.take(FaultTarget::payments, "webhook " + event.body, true);
    auto after = std::chrono::milliseconds{0};
    if (fault) {
        if (fault->kind == FaultKind::delay) after = fault->delay;
        if (fault->kind == FaultKind::twice) copies = 2;
        if (fault->kind == FaultKind::drop_before) after = first_pause;  // its first try is lost
        if (fault->kind == FaultKind::refuse) return;
    }
    for (int i = 0; i < copies; ++i) put(event, after);
}

void WebhookSender::put(Event event, std::chrono::milliseconds after) {
    const std::scoped_lock lock(guard_);
    if (ends_ || waiting_.size() >= most_waiting) return;
    waiting_.emplace(std::chrono::steady_clock::now() + after, std::move(event));
    changed_.notify_all();
}

void WebhookSender::run() {
    std::unique_lock lock(guard_);
    while (!ends_) {
        if (waiting_.empty()) {
            changed_.wait(lock);
            continue;
        }
        const Moment due = waiting_.begin()->first;
        if (due > std::chrono::steady_clock::now()) {
            changed_.wait_until(lock, due);
            continue;
        }
        Event event = std::move(waiting_.begin()->second);
        waiting_.erase(waiting_.begin());
        lock.unlock();
        deliver(std::move(event));
        lock.lock();
    }
}

void WebhookSender::deliver(Event event) {
    HttpCall call{.method = "POST",
                  .url = target_.url,
                  .headers = {{"content-type", "application/json"}},
                  .body = event.body};
    call.headers.emplace_back("stripe-signature", gateway_signature(event.body, target_.secret,
                                                                    clock_.now().us / 1'000'000));
    if (!event.traceparent.empty()) call.headers.emplace_back("traceparent", event.traceparent);
    client_.begin(call, [this, event = std::move(event)](const Result<HttpAnswer>& answer) mutable {
        judge(std::move(event), answer);
    });
}

void WebhookSender::judge(Event event, const Result<HttpAnswer>& answer) {
    if (answer && answer->status / 100 == 2) return;
    if (++event.attempts >= most_attempts) return;
    const auto pause = pause_after(event.attempts);
    put(std::move(event), pause);
}

}  // namespace vacancy::outside
