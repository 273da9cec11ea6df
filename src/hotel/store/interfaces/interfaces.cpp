#include "hotel/store/interfaces/interfaces.hpp"

namespace vacancy::hotel::store {
namespace {

using db::Row;
using db::Sql;

#define INTERFACE_COLUMNS                                                          \
    "property_id, name, kind, listen, enabled, code_page, time_zone, timeout_ms, " \
    "workstation, coder, posting_code, confirms_deletion, version"

constexpr Sql of_property_sql{"hotel.select_interfaces", "SELECT", "interface",
                              "SELECT " INTERFACE_COLUMNS
                              " FROM interface WHERE property_id = $1 ORDER BY name"};

constexpr Sql all_sql{"hotel.select_all_interfaces", "SELECT", "interface",
                      "SELECT " INTERFACE_COLUMNS " FROM interface ORDER BY property_id, name"};

constexpr Sql insert_sql{"hotel.insert_interface", "INSERT", "interface",
                         "INSERT INTO interface (" INTERFACE_COLUMNS
                         ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)"
                         " ON CONFLICT (property_id, name) DO NOTHING"};

constexpr Sql update_sql{
    "hotel.update_interface", "UPDATE", "interface",
    "UPDATE interface SET kind = $3, listen = $4, enabled = $5, code_page = $6, time_zone = $7,"
    " timeout_ms = $8, workstation = $9, coder = $10, posting_code = $11,"
    " confirms_deletion = $12, version = version + 1"
    " WHERE property_id = $1 AND name = $2 AND version = $13"};

#undef INTERFACE_COLUMNS

constexpr Sql write_sql{
    "hotel.write_interface_letters", "INSERT", "interface_letter",
    "INSERT INTO interface_letter (property_id, interface_name, id, kind, reservation_id,"
    " room_number, old_room_number, created_at)"
    " SELECT i.property_id, i.name, $2, $3, $4, $5, $6, $7 FROM interface i"
    " WHERE i.property_id = $1 AND i.enabled = 1 AND i.name <> $8 ORDER BY i.name"};

constexpr Sql letters_sql{
    "hotel.select_interface_letters", "SELECT", "interface_letter",
    "SELECT l.id, l.kind, l.room_number, l.old_room_number, m.housekeeping, m.occupied,"
    " r.id, r.guest_name, r.guest_language, r.arrival, r.departure,"
    " COALESCE(s.vip_level, 0), COALESCE(s.no_post, 0)"
    " FROM interface_letter l LEFT JOIN reservation r ON r.id = l.reservation_id"
    " LEFT JOIN stay s ON s.reservation_id = l.reservation_id"
    " LEFT JOIN room m ON m.property_id = l.property_id AND m.number = l.room_number"
    " WHERE l.property_id = $1 AND l.interface_name = $2 ORDER BY l.created_at, l.id LIMIT $3"};

constexpr Sql forget_sql{
    "hotel.forget_interface_letter", "DELETE", "interface_letter",
    "DELETE FROM interface_letter WHERE property_id = $1 AND interface_name = $2 AND id = $3"};

constexpr Sql forget_guests_sql{
    "hotel.forget_guest_letters", "DELETE", "interface_letter",
    "DELETE FROM interface_letter WHERE property_id = $1 AND interface_name = $2"
    " AND kind IN ('guest_in', 'guest_change', 'guest_out')"};

constexpr Sql purge_sql{
    "hotel.purge_interface_letters", "DELETE", "interface_letter",
    "DELETE FROM interface_letter WHERE id IN"
    " (SELECT id FROM interface_letter WHERE created_at < $1 ORDER BY created_at LIMIT $2)"};

constexpr Sql in_house_sql{
    "hotel.select_guests_for_interfaces", "SELECT", "reservation",
    "SELECT m.number, r.id, r.guest_name, r.guest_language, r.arrival,"
    " r.departure, s.vip_level, s.no_post FROM reservation r"
    " JOIN stay s ON s.reservation_id = r.id JOIN room m ON m.id = s.room_id"
    " WHERE r.property_id = $1 AND r.status = 'in_house' ORDER BY m.number, r.id"};

constexpr Sql occupant_sql{
    "hotel.select_occupant", "SELECT", "stay",
    "SELECT s.reservation_id, s.no_post FROM stay s JOIN reservation r ON r.id = s.reservation_id"
    " WHERE s.room_id = $1 AND r.status = 'in_house'"
    " AND ($2 = substr(s.reservation_id, 25) OR $2 = '')"
    " ORDER BY CASE WHEN s.shares_with IS NULL THEN 0 ELSE 1 END, s.reservation_id LIMIT 1"};

constexpr Sql no_post_sql{
    "hotel.set_no_post", "UPDATE", "stay",
    "UPDATE stay SET no_post = $2, version = version + 1 WHERE reservation_id = $1"};

constexpr Sql save_key_sql{
    "hotel.save_room_key", "INSERT", "room_key",
    "INSERT INTO room_key (property_id, room_number, reservation_id, interface_name, state, keys,"
    " valid_from, valid_until, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    " ON CONFLICT (property_id, room_number) DO UPDATE SET"
    " reservation_id = excluded.reservation_id, interface_name = excluded.interface_name,"
    " state = excluded.state, keys = excluded.keys, valid_from = excluded.valid_from,"
    " valid_until = excluded.valid_until, changed_at = excluded.changed_at"};

#define KEY_COLUMNS                                                                       \
    "property_id, room_number, reservation_id, interface_name, state, keys, valid_from, " \
    "valid_until"

constexpr Sql key_sql{"hotel.select_room_key", "SELECT", "room_key",
                      "SELECT " KEY_COLUMNS
                      " FROM room_key WHERE property_id = $1 AND room_number = $2"};

constexpr Sql to_erase_sql{"hotel.select_keys_to_erase", "SELECT", "room_key",
                           "SELECT " KEY_COLUMNS
                           " FROM room_key WHERE property_id = $1 AND interface_name = $2"
                           " AND state = 'to_erase' ORDER BY room_number"};

#undef KEY_COLUMNS

constexpr Sql forget_key_sql{
    "hotel.forget_room_key", "DELETE", "room_key",
    "DELETE FROM room_key WHERE property_id = $1 AND room_number = $2 AND reservation_id = $3"};

Interface read_interface(const Row& row) {
    const auto kind = interface_kind_named(row.text_view(2));
    must(kind.has_value());
    return {.property = row.id<PropertyId>(0),
            .name = row.text(1),
            .kind = *kind,
            .listen = row.text(3),
            .enabled = row.boolean(4),
            .code_page = row.text(5),
            .time_zone = row.text(6),
            .timeout = std::chrono::milliseconds{row.integer(7)},
            .workstation = row.text(8),
            .coder = row.text(9),
            .posting_code = row.text(10),
            .confirms_deletion = row.boolean(11),
            .version = row.integer(12)};
}

InterfaceLetter read_letter(const Row& row) {
    const auto kind = letter_kind_named(row.text_view(1));
    must(kind.has_value());
    InterfaceLetter letter{.id = row.id<LetterId>(0),
                           .kind = *kind,
                           .room_number = row.text(2),
                           .old_room_number = row.text(3)};
    if (!row.is_null(4)) {
        letter.housekeeping = housekeeping_named(row.text_view(4));
        letter.occupied = row.boolean(5);
    }
    if (row.is_null(6)) return letter;
    letter.guest = InterfaceGuest{.number = guest_number(row.id<ReservationId>(6)),
                                  .name = Private(row.text(7)),
                                  .language = row.text(8),
                                  .stay = {row.date(9), row.date(10)},
                                  .vip_level = row.small(11),
                                  .no_post = row.boolean(12),
                                  .room_number = letter.room_number};
    return letter;
}

InterfaceGuest read_guest(const Row& row) {
    return {.number = guest_number(row.id<ReservationId>(1)),
            .name = Private(row.text(2)),
            .language = row.text(3),
            .stay = {row.date(4), row.date(5)},
            .vip_level = row.small(6),
            .no_post = row.boolean(7),
            .room_number = row.text(0)};
}

RoomKey read_key(const Row& row) {
    const auto state = key_state_named(row.text_view(4));
    must(state.has_value());
    return {.property = row.id<PropertyId>(0),
            .room_number = row.text(1),
            .reservation = row.id<ReservationId>(2),
            .interface = row.text(3),
            .state = *state,
            .keys = row.small(5),
            .valid_from = row.instant(6),
            .valid_until = row.instant(7)};
}

}  // namespace

Result<std::vector<Interface>> interfaces(db::Tx& tx, const PropertyId& property) {
    std::vector<Interface> found;
    TRY_VOID(tx.each(
        of_property_sql, [&](const Row& row) { found.push_back(read_interface(row)); }, property));
    return found;
}

Result<std::vector<Interface>> all_interfaces(db::Tx& tx) {
    std::vector<Interface> found;
    TRY_VOID(tx.each(all_sql, [&](const Row& row) { found.push_back(read_interface(row)); }));
    return found;
}

Result<bool> insert_interface(db::Tx& tx, const Interface& i) {
    TRY(const auto rows, tx.run(insert_sql, i.property, i.name, name_of(i.kind), i.listen,
                                i.enabled, i.code_page, i.time_zone, i.timeout.count(),
                                i.workstation, i.coder, i.posting_code, i.confirms_deletion));
    return rows == 1;
}

Result<bool> update_interface(db::Tx& tx, const Interface& i) {
    TRY(const auto rows,
        tx.run(update_sql, i.property, i.name, name_of(i.kind), i.listen, i.enabled, i.code_page,
               i.time_zone, i.timeout.count(), i.workstation, i.coder, i.posting_code,
               i.confirms_deletion, i.version));
    return rows == 1;
}

Result<void> write_letters(db::Tx& tx, const InterfaceNews& news) {
    TRY_VOID(tx.run(write_sql, news.property, LetterId::make(tx.now()), name_of(news.kind),
                    news.reservation, news.room_number, news.old_room_number, tx.now(),
                    news.told_by));
    return {};
}

Result<std::vector<InterfaceLetter>> letters_for(db::Tx& tx, const InterfaceName& to, int limit) {
    std::vector<InterfaceLetter> letters;
    TRY_VOID(tx.each(
        letters_sql, [&](const Row& row) { letters.push_back(read_letter(row)); }, to.property,
        to.name, limit));
    return letters;
}

Result<void> forget_letter(db::Tx& tx, const InterfaceName& to, const LetterId& letter) {
    TRY_VOID(tx.run(forget_sql, to.property, to.name, letter));
    return {};
}

Result<void> forget_guest_letters(db::Tx& tx, const InterfaceName& to) {
    TRY_VOID(tx.run(forget_guests_sql, to.property, to.name));
    return {};
}

Result<std::int64_t> purge_letters(db::Tx& tx, Instant before, int limit) {
    return tx.run(purge_sql, before, limit);
}

Result<std::vector<InterfaceGuest>> guests_in_house(db::Tx& tx, const PropertyId& property) {
    std::vector<InterfaceGuest> guests;
    TRY_VOID(tx.each(
        in_house_sql, [&](const Row& row) { guests.push_back(read_guest(row)); }, property));
    return guests;
}

Result<std::optional<Occupant>> occupant(db::Tx& tx, const RoomId& room, std::string_view number) {
    const auto read = [](const Row& row) {
        return Occupant{row.id<ReservationId>(0), row.boolean(1)};
    };
    return tx.first(occupant_sql, read, room, number);
}

Result<void> set_no_post(db::Tx& tx, const ReservationId& reservation, bool no_post) {
    TRY_VOID(tx.run(no_post_sql, reservation, no_post));
    return {};
}

Result<void> save_room_key(db::Tx& tx, const RoomKey& k) {
    TRY_VOID(tx.run(save_key_sql, k.property, k.room_number, k.reservation, k.interface,
                    name_of(k.state), k.keys, k.valid_from, k.valid_until, tx.now()));
    return {};
}

Result<std::optional<RoomKey>> find_room_key(db::Tx& tx, const PropertyId& property,
                                             std::string_view room_number) {
    return tx.first(key_sql, read_key, property, room_number);
}

Result<void> forget_room_key(db::Tx& tx, const RoomKey& key) {
    TRY_VOID(tx.run(forget_key_sql, key.property, key.room_number, key.reservation));
    return {};
}

Result<std::vector<RoomKey>> keys_to_erase(db::Tx& tx, const InterfaceName& of) {
    std::vector<RoomKey> keys;
    TRY_VOID(tx.each(
        to_erase_sql, [&](const Row& row) { keys.push_back(read_key(row)); }, of.property,
        of.name));
    return keys;
}

}  // namespace vacancy::hotel::store
