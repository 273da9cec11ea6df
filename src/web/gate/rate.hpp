#pragma once
// RateLimiter: so many requests a minute for each key or address, by the generic cell rate
// algorithm: one number for each caller. Any thread.

#include <array>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <unordered_map>

namespace vacancy::web {

class RateLimiter {
public:
    /// 0: no limit.
    explicit RateLimiter(int per_minute) : per_minute_(per_minute) {}

    /// 0: go on; otherwise the seconds to wait.
    [[nodiscard]] int admit(std::string_view caller, std::int64_t steady_ns);

private:
    struct Shard {
        std::mutex guard;
        std::unordered_map<std::uint64_t, std::int64_t> due;  ///< when the caller is even again
    };
    static void forget_idle(Shard& shard, std::int64_t steady_ns);

    int per_minute_;
    std::array<Shard, 16> shards_;
};

}  // namespace vacancy::web
