#pragma once
// Faults: what goes wrong in the simulated world, by request. Given as JSON by file or by
// POST /faults; each is used up after `times` hits, the oldest that fits goes first. Any thread.

#include "base/error.hpp"

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vacancy::outside {

enum class FaultTarget : std::uint8_t { payments, mail, supplier, keys };
/// delay: answers `ms` later. refuse: says no in the words of its trade (a decline, 550). error: an
/// internal failure (500, 451), nothing done. drop_before, drop_after: the connection ends before
/// or after acting. twice: does it two times over.
enum class FaultKind : std::uint8_t { delay, refuse, error, drop_before, drop_after, twice };

struct Fault {
    FaultTarget target = FaultTarget::payments;
    FaultKind kind = FaultKind::delay;
    std::chrono::milliseconds delay{0};
    int times = -1;       ///< hits left; -1: until it is taken away
    std::string match{};  ///< part of a path, token, reference, recipient; empty: everything
};

class Faults {
public:
    /// One object or a list of them; answers how many were added, or what is wrong with them.
    Result<std::size_t> add_json(std::string_view json);
    void add(Fault fault);
    void clear();
    /// {"items": […]}: the faults that are left.
    [[nodiscard]] std::string to_json() const;
    /// The next fault for what `subject` describes; counts the hit. With `named_only` a fault must
    /// name its match: webhooks are spoiled only by faults that mean them ("webhook").
    std::optional<Fault> take(FaultTarget target, std::string_view subject,
                              bool named_only = false);

private:
    mutable std::mutex guard_;
    std::vector<Fault> faults_;
};

}  // namespace vacancy::outside
