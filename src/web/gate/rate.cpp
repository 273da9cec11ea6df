#include "web/gate/rate.hpp"

#include <algorithm>
#include <functional>

namespace vacancy::web {
namespace {

constexpr std::int64_t minute_ns = 60'000'000'000;
constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::size_t most_callers = 8192;  // a shard

}  // namespace

void RateLimiter::forget_idle(Shard& shard, std::int64_t steady_ns) {
    std::erase_if(shard.due, [&](const auto& entry) { return entry.second <= steady_ns; });
    // Still full: somebody invents addresses. Memory is bounded first, then counting is exact.
    if (shard.due.size() >= most_callers) shard.due.clear();
}

int RateLimiter::admit(std::string_view caller, std::int64_t steady_ns) {
    if (per_minute_ <= 0) return 0;
    const std::int64_t interval = minute_ns / per_minute_;
    const std::uint64_t who = std::hash<std::string_view>{}(caller);
    Shard& shard = shards_.at(who % shards_.size());
    const std::scoped_lock lock(shard.guard);
    if (shard.due.size() >= most_callers) forget_idle(shard, steady_ns);
    std::int64_t& due = shard.due[who];
    due = std::max(due, steady_ns);
    const std::int64_t over = due - steady_ns - (minute_ns - interval);
    if (over > 0) return static_cast<int>((over + second_ns - 1) / second_ns);
    due += interval;
    return 0;
}

}  // namespace vacancy::web
