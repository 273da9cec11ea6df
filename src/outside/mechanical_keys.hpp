#pragma once
// A house without a key system: the agent takes metal keys from the board, and the desk only counts
// them. Any thread.

#include "hotel/desk/key_encoder.hpp"

namespace vacancy::outside {

class MechanicalKeys final : public hotel::KeyEncoder {
public:
    Task<Result<hotel::KeysMade>> encode(Step&, const hotel::KeyRequest& request) override {
        co_return hotel::KeysMade{.count = request.count, .system = "mechanical"};
    }
    Task<Result<void>> erase(Step&, const hotel::KeyErasure&) override { co_return Result<void>{}; }
};

}  // namespace vacancy::outside
