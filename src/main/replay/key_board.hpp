#pragma once
// KeyBoard: a key encoder in memory that knows whose keys open which door. One thread.

#include "hotel/desk/key_encoder.hpp"

#include <map>
#include <string>
#include <utility>

namespace vacancy::replay {

class KeyBoard final : public hotel::KeyEncoder {
public:
    using Doors = std::map<std::pair<PropertyId, std::string>, ReservationId>;

    /// New keys of a room make the old ones useless.
    Task<Result<hotel::KeysMade>> encode(Step&, const hotel::KeyRequest& request) override {
        opens_[{request.property, request.room_number}] = request.reservation;
        co_return hotel::KeysMade{.count = request.count, .system = "board"};
    }
    Task<Result<void>> erase(Step&, const hotel::KeyErasure& erasure) override {
        const auto door = opens_.find({erasure.property, erasure.room_number});
        if (door != opens_.end() && door->second == erasure.reservation) opens_.erase(door);
        co_return Result<void>{};
    }
    /// Whose keys open which room now.
    [[nodiscard]] const Doors& opens() const { return opens_; }

private:
    Doors opens_;
};

}  // namespace vacancy::replay
