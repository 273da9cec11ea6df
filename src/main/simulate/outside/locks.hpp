#pragma once
// Locks: the doors of the hotel and the encoder that cuts their keys. It answers like any machine
// behind a wire: not at all, late, before or after it acted. Outlives every crash of the house. One
// thread.

#include "hotel/desk/key_encoder.hpp"
#include "main/simulate/audit/witness.hpp"
#include "main/simulate/chaos.hpp"
#include "main/simulate/timeline.hpp"

#include <functional>
#include <map>
#include <string>

namespace vacancy::simulate {

class Locks final : public hotel::KeyEncoder {
public:
    Locks(Chaos& chaos, Timeline& timeline, Witness& witness)
        : chaos_(chaos), timeline_(timeline), witness_(witness) {}

    Task<Result<hotel::KeysMade>> encode(Step& step, const hotel::KeyRequest& request) override;
    Task<Result<void>> erase(Step& step, const hotel::KeyErasure& erasure) override;

    /// The reservation whose keys open a room, by room number.
    [[nodiscard]] const std::map<std::string, std::string>& open_to() const { return open_to_; }

private:
    /// Comes back with nothing, or with what went wrong on the way.
    Task<Result<void>> reach(Step& step, std::string reservation, std::function<void()> act);

    Chaos& chaos_;
    Timeline& timeline_;
    Witness& witness_;
    std::map<std::string, std::string> open_to_;
};

}  // namespace vacancy::simulate
