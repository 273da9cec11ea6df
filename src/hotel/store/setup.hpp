#pragma once
// Rows of account, property, room_type and room. Updates name the version they change; false means
// that somebody else was faster (or that the row is not there).

#include "db/database.hpp"
#include "hotel/model/property.hpp"

#include <vector>

namespace vacancy::hotel::store {

/// Nothing happens when the account is there already.
Result<void> make_account(db::Tx& tx, const AccountId& id, std::string_view name);

Result<std::optional<Account>> find_account(db::Tx& tx, const AccountId& id);
/// Made when it is not there.
Result<void> name_account(db::Tx& tx, const Account& account);

Result<void> insert_property(db::Tx& tx, const Property& property);
Result<bool> update_property(db::Tx& tx, const Property& property, std::int64_t version);
/// Moves the business date of a property without a night audit forward and answers the new version
/// of its prices; nothing: it was there already.
Result<std::optional<std::int64_t>> roll_business_date(db::Tx& tx, const PropertyId& property,
                                                       LocalDate day);
struct PropertyRow {
    Property property;
    std::int64_t rates_version = 0;
};
Result<std::optional<PropertyRow>> find_property(db::Tx& tx, const PropertyId& id);
Result<std::vector<PropertyId>> property_ids(db::Tx& tx);

Result<void> insert_room_type(db::Tx& tx, const RoomType& type);
Result<bool> update_room_type(db::Tx& tx, const RoomType& type, std::int64_t version);
Result<std::vector<RoomType>> room_types(db::Tx& tx, const PropertyId& property);

Result<void> insert_room(db::Tx& tx, const Room& room);
Result<bool> update_room(db::Tx& tx, const Room& room, std::int64_t version);
/// Of a row that begins with a room's columns: id, property_id, room_type_id, number, floor,
/// occupied, housekeeping, version.
[[nodiscard]] Room read_room(const db::Row& row);
Result<std::vector<Room>> rooms(db::Tx& tx, const PropertyId& property);

}  // namespace vacancy::hotel::store
