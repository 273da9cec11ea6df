#include "hotel/store/desk/stays.hpp"

#include "hotel/store/setup.hpp"

namespace vacancy::hotel::store {
namespace {

using db::Row;
using db::Sql;

constexpr Sql make_sql{"hotel.make_stay", "INSERT", "stay",
                       "INSERT INTO stay (reservation_id, property_id) VALUES ($1, $2)"
                       " ON CONFLICT (reservation_id) DO NOTHING"};

constexpr Sql select_sql{
    "hotel.select_stay", "SELECT", "stay",
    "SELECT reservation_id, property_id, room_id, shares_with, vip_level, notes, preferences,"
    " company, outside_reference, identity_kind, identity_verified_by, keys_made, key_system,"
    " taken_type_id, checked_in_at, checked_out_at, version, day_use FROM stay"
    " WHERE reservation_id = $1"};

constexpr Sql save_sql{
    "hotel.save_stay", "UPDATE", "stay",
    "UPDATE stay SET room_id = $2, shares_with = $3, vip_level = $4, notes = $5, preferences = $6,"
    " company = $7, outside_reference = $8, identity_kind = $9, identity_verified_by = $10,"
    " keys_made = $11, key_system = $12, taken_type_id = $13, checked_in_at = $14,"
    " checked_out_at = $15, day_use = $16, version = version + 1 WHERE reservation_id = $1"};

constexpr Sql hash_sql{"hotel.set_identity_hash", "UPDATE", "stay",
                       "UPDATE stay SET identity_hash = $2 WHERE reservation_id = $1"};

constexpr Sql begin_sql{
    "hotel.begin_desk_work", "UPDATE", "stay",
    "UPDATE stay SET busy_with = $2 WHERE reservation_id = $1 AND busy_with IN ('', $2)"};

constexpr Sql end_sql{
    "hotel.end_desk_work", "UPDATE", "stay",
    "UPDATE stay SET busy_with = '' WHERE reservation_id = $1 AND busy_with = $2"};

constexpr Sql rules_sql{"hotel.select_desk_rules", "SELECT", "desk_rules",
                        "SELECT incidentals_per_night_minor, keys_default, keeps_document_hash,"
                        " early_check_in_fee_minor, late_check_out_fee_minor,"
                        " late_check_out_grace_min, day_use_until_min, version FROM desk_rules"
                        " WHERE property_id = $1"};

constexpr Sql claim_sql{"hotel.claim_room", "INSERT", "room_night",
                        "INSERT INTO room_night (room_id, night, reservation_id)"
                        " SELECT $1, night, $4 FROM calendar_day WHERE night >= $2 AND night < $3"
                        " ORDER BY night ON CONFLICT (room_id, night) DO NOTHING"};

constexpr Sql unclaim_sql{"hotel.unclaim_room", "DELETE", "room_night",
                          "DELETE FROM room_night WHERE reservation_id = $1 AND room_id = $2"};

constexpr Sql release_sql{"hotel.release_room", "DELETE", "room_night",
                          "DELETE FROM room_night WHERE reservation_id = $1 AND night >= $2"};

#define ROOM_COLUMNS                                                                       \
    "r.id, r.property_id, r.room_type_id, r.number, r.floor, r.occupied, r.housekeeping, " \
    "r.version"

constexpr Sql unclaimed_sql{
    "hotel.select_unclaimed_rooms", "SELECT", "room",
    "SELECT " ROOM_COLUMNS
    " FROM room r WHERE r.property_id = $1"
    " AND NOT EXISTS (SELECT 1 FROM room_night n WHERE n.room_id = r.id AND n.night >= $2"
    " AND n.night < $3 AND (n.reservation_id IS NULL OR n.reservation_id <> $4))"
    " ORDER BY r.number"};

constexpr Sql room_sql{"hotel.select_room", "SELECT", "room",
                       "SELECT " ROOM_COLUMNS " FROM room r WHERE r.id = $1"};

constexpr Sql room_numbered_sql{"hotel.select_room_numbered", "SELECT", "room",
                                "SELECT " ROOM_COLUMNS
                                " FROM room r WHERE r.property_id = $1 AND r.number = $2"};

#undef ROOM_COLUMNS

constexpr Sql occupy_sql{
    "hotel.occupy_room", "UPDATE", "room",
    "UPDATE room SET occupied = 1, reported = '', version = version + 1"
    " WHERE id = $1 AND occupied = 0 AND housekeeping IN ('clean', 'inspected')"};

constexpr Sql vacate_sql{"hotel.vacate_room", "UPDATE", "room",
                         "UPDATE room SET occupied = 0, housekeeping = 'dirty',"
                         " reported = '', version = version + 1 WHERE id = $1"};

constexpr Sql guest_sql{
    "hotel.select_guest_of_room", "SELECT", "stay",
    "SELECT s.reservation_id FROM stay s JOIN reservation r ON r.id = s.reservation_id"
    " WHERE s.room_id = $1 AND r.status = 'in_house' AND s.shares_with IS NULL LIMIT 1"};

constexpr Sql by_code_sql{
    "hotel.select_reservation_by_code", "SELECT", "reservation",
    "SELECT id FROM reservation WHERE confirmation_code = $2 AND property_id = $1"};

template <class AnyId>
std::optional<AnyId> optional_id(const Row& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return row.id<AnyId>(column);
}

ReservationId read_reservation_id(const Row& row) { return row.id<ReservationId>(0); }

}  // namespace

Stay read_stay(const Row& row, int at) {
    return {.reservation = row.id<ReservationId>(at),
            .property = row.id<PropertyId>(at + 1),
            .room = optional_id<RoomId>(row, at + 2),
            .shares_with = optional_id<ReservationId>(row, at + 3),
            .vip_level = row.small(at + 4),
            .notes = row.text(at + 5),
            .preferences = row.text(at + 6),
            .company = row.text(at + 7),
            .outside_reference = row.text(at + 8),
            .identity_kind = row.text(at + 9),
            .identity_verified_by = row.text(at + 10),
            .keys_made = row.small(at + 11),
            .key_system = row.text(at + 12),
            .taken_type = optional_id<RoomTypeId>(row, at + 13),
            .checked_in_at = row.optional_instant(at + 14),
            .checked_out_at = row.optional_instant(at + 15),
            .day_use = row.boolean(at + 17),
            .version = row.integer(at + 16)};
}

Result<Stay> stay_of(db::Tx& tx, const Reservation& reservation) {
    TRY_VOID(tx.run(make_sql, reservation.id, reservation.property));
    TRY(auto stay, find_stay(tx, reservation.id));
    must(stay.has_value());
    return std::move(*stay);
}

Result<std::optional<Stay>> find_stay(db::Tx& tx, const ReservationId& reservation) {
    return tx.first(select_sql, [](const Row& row) { return read_stay(row, 0); }, reservation);
}

Result<void> save_stay(db::Tx& tx, const Stay& s) {
    TRY_VOID(tx.run(save_sql, s.reservation, s.room, s.shares_with, s.vip_level, s.notes,
                    s.preferences, s.company, s.outside_reference, s.identity_kind,
                    s.identity_verified_by, s.keys_made, s.key_system, s.taken_type,
                    s.checked_in_at, s.checked_out_at, s.day_use));
    return {};
}

Result<void> set_identity_hash(db::Tx& tx, const ReservationId& reservation,
                               const std::string& hash) {
    TRY_VOID(tx.run(hash_sql, reservation, hash));
    return {};
}

Result<bool> begin_work(db::Tx& tx, const ReservationId& reservation, const SagaId& saga) {
    TRY(const auto rows, tx.run(begin_sql, reservation, saga));
    return rows == 1;
}

Result<void> end_work(db::Tx& tx, const ReservationId& reservation, const SagaId& saga) {
    TRY_VOID(tx.run(end_sql, reservation, saga));
    return {};
}

Result<DeskRules> desk_rules(db::Tx& tx, const PropertyId& property) {
    const auto read = [](const Row& row) {
        return DeskRules{.incidentals_per_night_minor = row.integer(0),
                         .keys_default = row.small(1),
                         .keeps_document_hash = row.boolean(2),
                         .early_check_in_fee_minor = row.integer(3),
                         .late_check_out_fee_minor = row.integer(4),
                         .late_check_out_grace_min = row.small(5),
                         .day_use_until = std::chrono::minutes{row.integer(6)},
                         .version = row.integer(7)};
    };
    TRY(const auto rules, tx.first(rules_sql, read, property));
    return rules.value_or(DeskRules{});
}

Result<bool> claim_room(db::Tx& tx, const RoomClaim& claim) {
    TRY(const auto rows, tx.run(claim_sql, claim.room, claim.nights.arrival, claim.nights.departure,
                                claim.reservation));
    if (rows == claim.nights.nights()) return true;
    TRY_VOID(tx.run(unclaim_sql, claim.reservation, claim.room));
    return false;
}

Result<void> release_room(db::Tx& tx, const ReservationId& reservation, LocalDate from) {
    TRY_VOID(tx.run(release_sql, reservation, from));
    return {};
}

Result<std::vector<Room>> unclaimed_rooms(db::Tx& tx, const PropertyId& property,
                                          const RoomClaim& wanted) {
    std::vector<Room> rooms;
    TRY_VOID(tx.each(
        unclaimed_sql, [&](const Row& row) { rooms.push_back(read_room(row)); }, property,
        wanted.nights.arrival, wanted.nights.departure, wanted.reservation));
    return rooms;
}

Result<std::optional<Room>> find_room(db::Tx& tx, const RoomId& id) {
    return tx.first(room_sql, read_room, id);
}

Result<std::optional<Room>> find_room_numbered(db::Tx& tx, const PropertyId& property,
                                               std::string_view number) {
    return tx.first(room_numbered_sql, read_room, property, number);
}

Result<bool> occupy_room(db::Tx& tx, const RoomId& id) {
    TRY(const auto rows, tx.run(occupy_sql, id));
    return rows == 1;
}

Result<void> vacate_room(db::Tx& tx, const RoomId& id) {
    TRY_VOID(tx.run(vacate_sql, id));
    return {};
}

Result<std::optional<ReservationId>> guest_of_room(db::Tx& tx, const RoomId& id) {
    return tx.first(guest_sql, read_reservation_id, id);
}

Result<std::optional<ReservationId>> reservation_by_code(db::Tx& tx, const PropertyId& property,
                                                         std::string_view confirmation_code) {
    return tx.first(by_code_sql, read_reservation_id, property, confirmation_code);
}

}  // namespace vacancy::hotel::store
