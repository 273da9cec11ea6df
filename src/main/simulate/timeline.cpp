#include "main/simulate/timeline.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <memory>
#include <vector>

namespace vacancy::simulate {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

/// One coroutine that waits; its entry in the timeline owns it.
struct Waiter {
    Executor executor;
    std::move_only_function<void(error_code)> resume;
    Timeline::Ticket ticket{};

    void go_on(error_code why) {
        asio::post(executor, [why, resume = std::exchange(resume, nullptr)]() mutable {
            std::move(resume)(why);
        });
    }
};

}  // namespace

Timeline::Ticket Timeline::at(Instant when, Side side, Act act) {
    const Ticket ticket{std::max(when, clock_.now()), ++last_};
    if (side == Side::outside) ++outside_;
    entries_.emplace(ticket, Entry{side, std::move(act)});
    return ticket;
}

Timeline::Act Timeline::call_off(const Ticket& ticket) {
    const auto found = entries_.find(ticket);
    if (found == entries_.end()) return nullptr;
    if (found->second.side == Side::outside) --outside_;
    Act act = std::move(found->second.act);
    entries_.erase(found);
    return act;
}

void Timeline::step() {
    const auto first = entries_.begin();
    clock_.set(std::max(first->first.first, clock_.now()));
    if (first->second.side == Side::outside) --outside_;
    Act act = std::move(first->second.act);
    entries_.erase(first);
    act();
}

void Timeline::forget_house() {
    std::vector<Act> forgotten;
    for (auto at = entries_.begin(); at != entries_.end();) {
        if (at->second.side == Side::house) {
            forgotten.push_back(std::move(at->second.act));
            at = entries_.erase(at);
        } else {
            ++at;
        }
    }
}

Task<void> Timeline::pause(std::chrono::microseconds how_long) {
    const Executor executor = co_await asio::this_coro::executor;
    auto initiate = [this, executor, how_long](auto handler) {
        auto slot = asio::get_associated_cancellation_slot(handler);
        auto waiter = std::make_shared<Waiter>(executor, std::move(handler));
        waiter->ticket = after(how_long, Side::house, [waiter] { waiter->go_on({}); });
        if (!slot.is_connected()) return;
        const std::weak_ptr<Waiter> known = waiter;
        slot.assign([this, known](asio::cancellation_type) {
            const auto found = known.lock();
            if (found == nullptr) return;
            if (const Act waited = call_off(found->ticket); waited)
                found->go_on(asio::error::operation_aborted);
        });
    };
    const asio::use_awaitable_t<Executor> token;
    co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void(error_code)>(
        std::move(initiate), token);
}

Task<void> Timeline::hold_up(std::chrono::microseconds how_long) {
    const Executor executor = co_await asio::this_coro::executor;
    auto initiate = [this, executor, how_long](auto handler) {
        auto waiter = std::make_shared<Waiter>(executor, std::move(handler));
        after(how_long, Side::house, [waiter] { waiter->go_on({}); });
    };
    const asio::use_awaitable_t<Executor> token;
    co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void(error_code)>(
        std::move(initiate), token);
}

}  // namespace vacancy::simulate
