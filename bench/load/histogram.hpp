#pragma once
// Histogram: latencies from a microsecond to minutes in buckets of 1.6 % width, so that a run of
// any length takes 30 KiB and its percentiles need no sorting. Not thread-safe.

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace vacancy::load {

class Histogram {
public:
    void add(std::int64_t ns) {
        ++counts_.at(bucket_of(ns));
        ++count_;
        most_ = std::max(most_, ns);
    }
    void add(const Histogram& other) {
        for (std::size_t i = 0; i < counts_.size(); ++i) counts_.at(i) += other.counts_.at(i);
        count_ += other.count_;
        most_ = std::max(most_, other.most_);
    }
    [[nodiscard]] std::uint64_t count() const { return count_; }
    /// Milliseconds; 0 when nothing was added. `share` is 0.5, 0.99 …
    [[nodiscard]] double at_ms(double share) const {
        const auto wanted = static_cast<std::uint64_t>(share * static_cast<double>(count_));
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i < counts_.size(); ++i) {
            seen += counts_.at(i);
            if (seen > wanted) return static_cast<double>(std::min(upper_of(i), most_)) / 1e6;
        }
        return static_cast<double>(most_) / 1e6;
    }

private:
    static constexpr int fine = 6;  // 64 steps for each power of two
    static constexpr int first = 10;

    static std::size_t bucket_of(std::int64_t ns) {
        const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(ns, 1 << first));
        const auto power = static_cast<int>(std::bit_width(value)) - 1;
        const std::uint64_t step = (value >> (power - fine)) & ((1U << fine) - 1);
        const auto at = (static_cast<std::size_t>(power - first) << fine) + step;
        return std::min(at, buckets - 1);
    }
    static std::int64_t upper_of(std::size_t bucket) {
        const int power = static_cast<int>(bucket >> fine) + first;
        const std::uint64_t step = (bucket & ((1U << fine) - 1)) + 1 + (1U << fine);
        return static_cast<std::int64_t>(step << (power - fine));
    }

    static constexpr std::size_t buckets = 30U << fine;  // to 2^40 ns, 18 minutes
    std::array<std::uint64_t, buckets> counts_{};
    std::uint64_t count_ = 0;
    std::int64_t most_ = 0;
};

}  // namespace vacancy::load
