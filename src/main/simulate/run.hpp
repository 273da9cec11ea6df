#pragma once
// Run: one seed from the opening of the hotel until all has come to rest. Everything in it is
// simulated, so that the same seed gives the same trace. One at a time in a process.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace vacancy::simulate {

struct Seed {
    std::uint64_t number = 1;
    /// Gets every event and every kept span as a line; null: nobody.
    std::function<void(std::string_view)> tell{};
};

struct Report {
    std::uint64_t seed = 0;
    std::string broken{};  ///< the first promise that was not kept; empty: all were
    std::uint64_t digest = 0;
    std::uint64_t events = 0;
    std::uint64_t spans = 0;
    std::uint64_t steps = 0;  ///< of the timeline
    int requests = 0;
    std::int64_t simulated_s = 0;
    std::map<std::string, int> faults{};  ///< by kind
};

[[nodiscard]] Report simulate(const Seed& seed);

}  // namespace vacancy::simulate
