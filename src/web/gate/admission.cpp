#include "web/gate/admission.hpp"

#include <algorithm>

namespace vacancy::web {
namespace {

constexpr int first_limit = 64;
constexpr int least_limit = 8;
constexpr int few = 16;  ///< requests at once that cannot be the reason for any delay
constexpr unsigned few_searches = 200;  ///< the same between two conclusions
constexpr unsigned all_permille = 1000;
constexpr unsigned least_permille = 50;  // so that it is seen when things get better

}  // namespace

Admission::Admission(AdmissionLimits limits)
    : limits_{.most = std::max(limits.most, 1), .most_delay = limits.most_delay},
      limit_(limits_.most_delay.count() > 0 ? std::min(limits_.most, first_limit) : limits_.most) {}

int Admission::room_for(Urgency urgency) const {
    const int limit = limit_.load(std::memory_order_relaxed);
    switch (urgency) {
        case Urgency::finish: return limit;
        case Urgency::change: return std::max(1, limit - std::max(1, limit / 8));
        case Urgency::search: return std::max(1, limit - std::max(2, limit / 4));
    }
    return limit;
}

/// Spreads the searches that are let in evenly over those that come.
bool Admission::draws_lot() {
    const unsigned lot = searches_.fetch_add(1, std::memory_order_relaxed);
    const unsigned permille = searches_permille_.load(std::memory_order_relaxed);
    constexpr unsigned stride = 617;  // has no factor in common with 1000
    return permille >= all_permille || lot * stride % all_permille < permille;
}

std::optional<Admission::Place> Admission::enter(Urgency urgency) {
    if (urgency == Urgency::search && !draws_lot()) return std::nullopt;
    const int before = running_.fetch_add(1, std::memory_order_relaxed);
    if (before < room_for(urgency)) {
        if (before >= peak_.load(std::memory_order_relaxed))
            peak_.store(before + 1, std::memory_order_relaxed);
        return Place(*this);
    }
    running_.fetch_sub(1, std::memory_order_relaxed);
    was_full_.store(true, std::memory_order_relaxed);
    return std::nullopt;
}

void Admission::waited(std::chrono::nanoseconds time) {
    waited_ns_.fetch_add(std::max<std::int64_t>(time.count(), 0), std::memory_order_relaxed);
    waits_.fetch_add(1, std::memory_order_relaxed);
}

void Admission::adjust(std::chrono::nanoseconds store_wait) {
    const std::int64_t sum = waited_ns_.exchange(0, std::memory_order_relaxed);
    const std::int64_t count = waits_.exchange(0, std::memory_order_relaxed);
    least_thread_ns_ = std::min(least_thread_ns_, count > 0 ? sum / count : 0);
    least_store_ns_ = std::min<std::int64_t>(least_store_ns_, store_wait.count());
    if (++looked_ < looks) return;
    looked_ = 0;
    const std::int64_t threads = std::exchange(least_thread_ns_, INT64_MAX);
    const std::int64_t store = std::exchange(least_store_ns_, INT64_MAX);
    const std::int64_t delay = std::max(threads, store);
    delay_ns_.store(delay, std::memory_order_relaxed);
    if (limits_.most_delay.count() == 0) return;
    move_limit(delay);
    move_searches(threads);
}

void Admission::move_limit(std::int64_t delay_ns) {
    const std::int64_t allowed = limits_.most_delay.count();
    const bool was_full = was_full_.exchange(false, std::memory_order_relaxed);
    const int limit = limit_.load(std::memory_order_relaxed);
    const int peak = peak_.exchange(0, std::memory_order_relaxed);
    int next = limit;
    if (delay_ns > allowed) {
        // In proportion, but never by more than half at once; from what really ran, for a limit
        // that nobody reached says nothing.
        const auto share =
            std::clamp(static_cast<double>(allowed) / static_cast<double>(delay_ns), 0.5, 0.95);
        const int wanted = static_cast<int>((was_full ? limit : peak) * share);
        next = std::min(limit, was_full ? wanted : std::max(wanted, few));
    } else if (was_full) {
        next = limit + std::max(1, limit / 8);
    }
    const int least = std::min(least_limit, limits_.most);
    limit_.store(std::clamp(next, least, limits_.most), std::memory_order_relaxed);
}

void Admission::move_searches(std::int64_t thread_ns) {
    const unsigned permille = searches_permille_.load(std::memory_order_relaxed);
    const unsigned searches = searches_.exchange(0, std::memory_order_relaxed);
    const bool late = thread_ns > 2 * limits_.most_delay.count() && searches > few_searches;
    const unsigned next = late ? permille * 3 / 4 : permille + 50;
    searches_permille_.store(std::clamp(next, least_permille, all_permille),
                             std::memory_order_relaxed);
}

}  // namespace vacancy::web
