#include "outside/fias/exchanges.hpp"

#include <algorithm>

namespace vacancy::outside::fias {
namespace {

KeyAnswer failed(ErrorCode code, std::string_view detail) {
    return {.status = {}, .failure = code, .detail = detail};
}

std::chrono::milliseconds time_left(std::chrono::steady_clock::time_point since,
                                    std::chrono::milliseconds limit) {
    const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - since);
    return std::max(limit - passed, std::chrono::milliseconds{0});
}

}  // namespace

void Exchanges::ask(const KeyOrder& order, const std::shared_ptr<KeyMeeting>& who) {
    const auto owed = open_.find({order.coder, order.workstation});
    if (owed == open_.end()) return send(order, who);
    // It works on the request before; its answer comes first, or not at all.
    Exchange& late = owed->second;
    if (late.who || late.next) {
        who->bring(failed(ErrorCode::upstream_unavailable, "the encoder is busy"));
        return;
    }
    late.next = order;
    late.next_who = who;
    after(late, time_left(late.late_since, order.timeout), &Exchanges::go_on);
}

void Exchanges::send(const KeyOrder& order, const std::shared_ptr<KeyMeeting>& who) {
    if (!send_(order.record)) {
        who->bring(failed(ErrorCode::upstream_unavailable, "the encoder is not connected"));
        return;
    }
    if (!order.is_answered) {
        who->bring(KeyAnswer{});
        return;
    }
    Exchange& exchange = open_[{order.coder, order.workstation}];
    exchange = {.order = order, .who = who};
    after(exchange, order.timeout, &Exchanges::let_time_pass);
}

void Exchanges::after(Exchange& exchange, std::chrono::milliseconds wait,
                      void (Exchanges::*then)(Each)) {
    exchange.timer = std::make_shared<boost::asio::steady_timer>(executor_, wait);
    const Key key{exchange.order.coder, exchange.order.workstation};
    exchange.timer->async_wait([self = weak_from_this(), key, then,
                                timer = exchange.timer](const boost::system::error_code& failure) {
        const auto here = self.lock();
        if (failure || !here) return;
        const auto at = here->open_.find(key);
        if (at != here->open_.end() && at->second.timer == timer) ((*here).*then)(at);
    });
}

void Exchanges::let_time_pass(Each at) {
    at->second.late_since = std::chrono::steady_clock::now();
    const auto who = std::exchange(at->second.who, nullptr);
    who->bring(failed(ErrorCode::timeout, "the encoder did not answer in time"));
}

void Exchanges::go_on(Each at) {
    const auto next = std::move(at->second.next);
    const auto who = std::move(at->second.next_who);
    open_.erase(at);
    if (next) send(*next, who);
}

/// Without KC and WS it can only be the one that is open.
Exchanges::Each Exchanges::find(const Record& ka) {
    const auto coder = ka.field("KC");
    const auto workstation = ka.field("WS");
    const auto fits = [&](const auto& each) {
        return (!coder || *coder == each.first.first) &&
               (!workstation || *workstation == each.first.second);
    };
    const auto found = std::ranges::find_if(open_, fits);
    if (found == open_.end() || (coder && workstation)) return found;
    return std::ranges::count_if(open_, fits) == 1 ? found : open_.end();
}

bool Exchanges::answer(const Record& ka) {
    const auto at = find(ka);
    if (at == open_.end()) return false;
    Exchange& exchange = at->second;
    if (!exchange.who) {
        go_on(at);
        return false;
    }
    const auto room = ka.field("RN");
    if (room && !room->empty() && *room != exchange.order.room_number) return false;
    exchange.who->bring(KeyAnswer{.status = std::string(ka.field("AS").value_or("OK"))});
    open_.erase(at);
    return true;
}

void Exchanges::drop() {
    for (auto& [key, exchange] : open_) {
        if (exchange.who)
            exchange.who->bring(failed(ErrorCode::timeout, "the link ended before the answer"));
        if (exchange.next_who)
            exchange.next_who->bring(
                failed(ErrorCode::upstream_unavailable, "the encoder is not connected"));
    }
    open_.clear();
}

}  // namespace vacancy::outside::fias
