#pragma once
// HouseKeys: the keys of all properties. A property with a key interface has its keys cut by the
// encoder there; all others take metal keys from the board. Any thread.

#include "db/database.hpp"
#include "hotel/desk/key_encoder.hpp"
#include "hotel/desk/room_keys.hpp"
#include "outside/fias/switchboard.hpp"
#include "outside/mechanical_keys.hpp"

namespace vacancy::outside::fias {

class HouseKeys final : public hotel::KeyEncoder {
public:
    HouseKeys(db::Database& db, Switchboard& board, const Clock& clock)
        : db_(db), board_(board), clock_(clock) {}

    Task<Result<hotel::KeysMade>> encode(Step& step, const hotel::KeyRequest& request) override;
    Task<Result<void>> erase(Step& step, const hotel::KeyErasure& erasure) override;
    /// Erases what the interface could not be told when it was due; answers how many.
    Task<Result<int>> erase_waiting(Step& step, const hotel::Interface& encoder);

private:
    struct Job;
    Task<Result<hotel::KeysMade>> cut(Step& step, const Job& job);
    Task<Result<void>> give_back(Step& step, const std::optional<hotel::RoomKey>& before,
                                 const hotel::RoomKey& taken);
    Task<Result<void>> erase_known(Step& step, const hotel::RoomKey& key);
    Task<Result<void>> ask(Step& step, const Job& job);

    db::Database& db_;
    Switchboard& board_;
    const Clock& clock_;
    MechanicalKeys metal_{};
};

}  // namespace vacancy::outside::fias
