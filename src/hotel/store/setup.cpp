#include "hotel/store/setup.hpp"

namespace vacancy::hotel::store {
namespace {

using db::Row;
using db::Sql;

constexpr Sql make_account_sql{"hotel.make_account", "INSERT", "account",
                               "INSERT INTO account (id, name, created_at) VALUES ($1, $2, $3)"
                               " ON CONFLICT (id) DO NOTHING"};

constexpr Sql select_account_sql{"hotel.select_account", "SELECT", "account",
                                 "SELECT name FROM account WHERE id = $1"};

constexpr Sql name_account_sql{"hotel.name_account", "INSERT", "account",
                               "INSERT INTO account (id, name, created_at) VALUES ($1, $2, $3)"
                               " ON CONFLICT (id) DO UPDATE SET name = excluded.name"};

constexpr Sql insert_property_sql{
    "hotel.insert_property", "INSERT", "property",
    "INSERT INTO property (id, account_id, name, time_zone, currency, street, city, postal_code,"
    " country, latitude_e6, longitude_e6, check_in_minute, check_out_minute, business_date, phone,"
    " email) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"};

constexpr Sql update_property_sql{
    "hotel.update_property", "UPDATE", "property",
    "UPDATE property SET name = $3, time_zone = $4, street = $5, city = $6, postal_code = $7,"
    " country = $8, latitude_e6 = $9, longitude_e6 = $10, check_in_minute = $11,"
    " check_out_minute = $12, business_date = $13, phone = $14, email = $15, version = version + 1,"
    " rates_version = rates_version + 1 WHERE id = $1 AND version = $2"};

constexpr Sql roll_sql{"hotel.roll_business_date", "UPDATE", "property",
                       "UPDATE property SET business_date = $2, rates_version = rates_version + 1"
                       " WHERE id = $1 AND rolls_itself = 1 AND business_date < $2"
                       " RETURNING rates_version"};

constexpr Sql select_property{
    "hotel.select_property", "SELECT", "property",
    "SELECT id, account_id, name, time_zone, currency, street, city, postal_code, country,"
    " latitude_e6, longitude_e6, check_in_minute, check_out_minute, business_date, phone, email,"
    " version, rates_version FROM property WHERE id = $1"};

constexpr Sql select_property_ids{"hotel.select_property_ids", "SELECT", "property",
                                  "SELECT id FROM property ORDER BY id"};

constexpr Sql insert_type_sql{
    "hotel.insert_room_type", "INSERT", "room_type",
    "INSERT INTO room_type (id, property_id, code, name, description, max_guests, max_adults, sort)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};

constexpr Sql update_type_sql{
    "hotel.update_room_type", "UPDATE", "room_type",
    "UPDATE room_type SET code = $3, name = $4, description = $5, max_guests = $6, max_adults = $7,"
    " sort = $8, version = version + 1 WHERE id = $1 AND version = $2"};

constexpr Sql select_types{
    "hotel.select_room_types", "SELECT", "room_type",
    "SELECT id, property_id, code, name, description, max_guests, max_adults, sort, version"
    " FROM room_type WHERE property_id = $1 ORDER BY sort, code"};

constexpr Sql insert_room_sql{
    "hotel.insert_room", "INSERT", "room",
    "INSERT INTO room (id, property_id, room_type_id, number, floor, occupied, housekeeping)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7)"};

constexpr Sql update_room_sql{
    "hotel.update_room", "UPDATE", "room",
    "UPDATE room SET room_type_id = $3, floor = $4, housekeeping = $5, version = version + 1"
    " WHERE id = $1 AND version = $2"};

constexpr Sql select_rooms{
    "hotel.select_rooms", "SELECT", "room",
    "SELECT id, property_id, room_type_id, number, floor, occupied, housekeeping, version"
    " FROM room WHERE property_id = $1 ORDER BY number"};

PropertyRow read_property(const Row& row) {
    auto currency = Currency::parse(row.text_view(4));
    must(currency.has_value());
    return {{.id = row.id<PropertyId>(0),
             .account = row.id<AccountId>(1),
             .name = row.text(2),
             .time_zone = row.text(3),
             .currency = *currency,
             .address = {row.text(5), row.text(6), row.text(7), row.text(8)},
             .latitude_e6 = row.integer(9),
             .longitude_e6 = row.integer(10),
             .check_in_from = std::chrono::minutes{row.integer(11)},
             .check_out_until = std::chrono::minutes{row.integer(12)},
             .business_date = row.date(13),
             .phone = row.text(14),
             .email = row.text(15),
             .version = row.integer(16)},
            row.integer(17)};
}

RoomType read_type(const Row& row) {
    return {.id = row.id<RoomTypeId>(0),
            .property = row.id<PropertyId>(1),
            .code = row.text(2),
            .name = row.text(3),
            .description = row.text(4),
            .max_guests = row.small(5),
            .max_adults = row.small(6),
            .sort = row.small(7),
            .version = row.integer(8)};
}

}  // namespace

Result<void> make_account(db::Tx& tx, const AccountId& id, std::string_view name) {
    TRY_VOID(tx.run(make_account_sql, id, name, tx.now()));
    return {};
}

Result<std::optional<Account>> find_account(db::Tx& tx, const AccountId& id) {
    return tx.first(
        select_account_sql, [&](const Row& row) { return Account{id, row.text(0)}; }, id);
}

Result<void> name_account(db::Tx& tx, const Account& account) {
    TRY_VOID(tx.run(name_account_sql, account.id, account.name, tx.now()));
    return {};
}

Result<void> insert_property(db::Tx& tx, const Property& p) {
    TRY_VOID(tx.run(insert_property_sql, p.id, p.account, p.name, p.time_zone, p.currency,
                    p.address.street, p.address.city, p.address.postal_code, p.address.country,
                    p.latitude_e6, p.longitude_e6, p.check_in_from.count(),
                    p.check_out_until.count(), p.business_date, p.phone, p.email));
    return {};
}

Result<bool> update_property(db::Tx& tx, const Property& p, std::int64_t version) {
    TRY(const auto rows,
        tx.run(update_property_sql, p.id, version, p.name, p.time_zone, p.address.street,
               p.address.city, p.address.postal_code, p.address.country, p.latitude_e6,
               p.longitude_e6, p.check_in_from.count(), p.check_out_until.count(), p.business_date,
               p.phone, p.email));
    return rows == 1;
}

Result<std::optional<std::int64_t>> roll_business_date(db::Tx& tx, const PropertyId& property,
                                                       LocalDate day) {
    return tx.first(roll_sql, [](const Row& row) { return row.integer(0); }, property, day);
}

Result<std::optional<PropertyRow>> find_property(db::Tx& tx, const PropertyId& id) {
    return tx.first(select_property, read_property, id);
}

Result<std::vector<PropertyId>> property_ids(db::Tx& tx) {
    std::vector<PropertyId> ids;
    TRY_VOID(tx.each(select_property_ids,
                     [&](const Row& row) { ids.push_back(row.id<PropertyId>(0)); }));
    return ids;
}

Result<void> insert_room_type(db::Tx& tx, const RoomType& t) {
    TRY_VOID(tx.run(insert_type_sql, t.id, t.property, t.code, t.name, t.description, t.max_guests,
                    t.max_adults, t.sort));
    return {};
}

Result<bool> update_room_type(db::Tx& tx, const RoomType& t, std::int64_t version) {
    TRY(const auto rows, tx.run(update_type_sql, t.id, version, t.code, t.name, t.description,
                                t.max_guests, t.max_adults, t.sort));
    return rows == 1;
}

Result<std::vector<RoomType>> room_types(db::Tx& tx, const PropertyId& property) {
    std::vector<RoomType> found;
    TRY_VOID(
        tx.each(select_types, [&](const Row& row) { found.push_back(read_type(row)); }, property));
    return found;
}

Result<void> insert_room(db::Tx& tx, const Room& r) {
    TRY_VOID(tx.run(insert_room_sql, r.id, r.property, r.room_type, r.number, r.floor, r.occupied,
                    name_of(r.housekeeping)));
    return {};
}

Result<bool> update_room(db::Tx& tx, const Room& r, std::int64_t version) {
    TRY(const auto rows,
        tx.run(update_room_sql, r.id, version, r.room_type, r.floor, name_of(r.housekeeping)));
    return rows == 1;
}

Room read_room(const Row& row) {
    const auto housekeeping = housekeeping_named(row.text_view(6));
    must(housekeeping.has_value());
    return {.id = row.id<RoomId>(0),
            .property = row.id<PropertyId>(1),
            .room_type = row.id<RoomTypeId>(2),
            .number = row.text(3),
            .floor = row.text(4),
            .occupied = row.boolean(5),
            .housekeeping = *housekeeping,
            .version = row.integer(7)};
}

Result<std::vector<Room>> rooms(db::Tx& tx, const PropertyId& property) {
    std::vector<Room> found;
    TRY_VOID(
        tx.each(select_rooms, [&](const Row& row) { found.push_back(read_room(row)); }, property));
    return found;
}

}  // namespace vacancy::hotel::store
