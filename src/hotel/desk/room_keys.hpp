#pragma once
// Whose keys open which room: the house's own record, for the drivers of encoders. A room's keys
// are one stay's; what is asked for another stay's is done already.

#include "db/database.hpp"
#include "hotel/model/interfaces/interface.hpp"
#include "trace/step.hpp"
#include "trace/task.hpp"

namespace vacancy::hotel {

/// The encoder a desk uses: the property's key interface of that workstation, otherwise its first;
/// nothing for a house of metal keys.
struct EncoderQuery {
    PropertyId property;
    std::string workstation{};
};
Task<Result<std::optional<Interface>>> encoder_for(Step& step, db::Database& db,
                                                   const EncoderQuery& query);

/// The interface that made those keys, while it is in use.
Task<Result<std::optional<Interface>>> encoder_named(Step& step, db::Database& db,
                                                     const RoomKey& key);

/// The room's keys are that stay's from now on; answers whose they were.
Task<Result<std::optional<RoomKey>>> take_room_key(Step& step, db::Database& db,
                                                   const RoomKey& key);
Task<Result<void>> write_room_key(Step& step, db::Database& db, const RoomKey& key);
/// The record of the room when it is that stay's.
Task<Result<std::optional<RoomKey>>> room_key_of(Step& step, db::Database& db, const RoomKey& key);
Task<Result<void>> forget_room_key(Step& step, db::Database& db, const RoomKey& key);
/// Will be erased as soon as the encoder is there; nothing happens when they are not that stay's.
Task<Result<void>> erase_room_key_later(Step& step, db::Database& db, const RoomKey& key);
/// `of` names property and interface.
Task<Result<std::vector<RoomKey>>> room_keys_to_erase(Step& step, db::Database& db,
                                                      const RoomKey& of);

}  // namespace vacancy::hotel
