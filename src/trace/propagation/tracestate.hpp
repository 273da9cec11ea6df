#pragma once
// The W3C tracestate list, and OpenTelemetry's member in it: `ot=th:…;rv:…` says with what
// probability a span was sampled and by which randomness (OpenTelemetry: "TraceState: Probability
// Sampling"). Members of others are passed on as they came.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vacancy::trace {

/// What may be passed on of a header: its members in their order, at most 32 and together at most
/// 512 bytes; of a longer list those over 128 bytes go first, then the last. A malformed member or
/// a thirty-third makes all of it void.
[[nodiscard]] std::string fitted_tracestate(std::string_view header);

/// A sampling threshold: 56 bits, a trace is sampled when its randomness is not below it.
constexpr std::uint64_t never_sampled = std::uint64_t{1} << 56;

/// Of a probability, to four significant hexadecimal digits; 0 gives never_sampled.
[[nodiscard]] std::uint64_t threshold_of(double probability);

struct OtState {
    std::optional<std::uint64_t> threshold{};   ///< th
    std::optional<std::uint64_t> randomness{};  ///< rv
};
[[nodiscard]] OtState ot_of(std::string_view tracestate);

/// The list with its `th` set or taken out; `rv`, what else `ot` says and the members of others
/// stay. A member that changes moves to the front.
[[nodiscard]] std::string with_threshold(std::string_view tracestate,
                                         std::optional<std::uint64_t> threshold);

}  // namespace vacancy::trace
