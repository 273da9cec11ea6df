#include "hotel/store/rack/claims.hpp"

namespace vacancy::hotel::store {
namespace {

using db::Row;
using db::Sql;

constexpr Sql claim_more_sql{
    "hotel.claim_more_nights", "INSERT", "room_night",
    "INSERT INTO room_night (room_id, night, reservation_id)"
    " SELECT $1, night, $4 FROM calendar_day WHERE night >= $2 AND night < $3"
    " ORDER BY night ON CONFLICT (room_id, night) DO NOTHING"};

constexpr Sql unclaim_sql{
    "hotel.unclaim_nights", "DELETE", "room_night",
    "DELETE FROM room_night WHERE reservation_id = $1 AND room_id = $2 AND night >= $3"};

constexpr Sql hand_over_sql{
    "hotel.hand_nights_over", "UPDATE", "room_night",
    "UPDATE room_night SET reservation_id = $5 WHERE room_id = $1 AND reservation_id = $4"
    " AND night >= $2 AND night < $3"};

constexpr Sql taken_sql{
    "hotel.select_taken_night", "SELECT", "room_night",
    "SELECT night, reservation_id, block_id FROM room_night WHERE room_id = $1 AND night >= $2"
    " AND night < $3 AND (reservation_id IS NULL OR reservation_id <> $4) ORDER BY night LIMIT 1"};

constexpr Sql move_back_sql{
    "hotel.move_back_in", "UPDATE", "room",
    "UPDATE room SET occupied = 1, reported = '', version = version + 1 WHERE id = $1"
    " AND occupied = 0"};

constexpr Sql empty_sql{"hotel.empty_room", "UPDATE", "room",
                        "UPDATE room SET occupied = 0, housekeeping = $2, reported = '',"
                        " version = version + 1 WHERE id = $1"};

// Who shares a room came after its guest: only those who arrived since are looked at, not every
// stay there ever was.
constexpr Sql sharers_sql{
    "hotel.select_sharers", "SELECT", "stay",
    "SELECT s.reservation_id FROM reservation h JOIN property p ON p.id = h.property_id"
    " JOIN reservation r ON r.property_id = h.property_id AND r.arrival >= h.arrival"
    " AND r.arrival <= p.business_date JOIN stay s ON s.reservation_id = r.id"
    " WHERE h.id = $1 AND s.shares_with = $1 AND r.status = 'in_house'"
    " ORDER BY s.reservation_id"};

constexpr Sql assigned_sql{
    "hotel.select_assigned_to_room", "SELECT", "stay",
    "SELECT s.reservation_id FROM stay s JOIN reservation r ON r.id = s.reservation_id"
    " WHERE s.room_id = $1 AND r.status = 'confirmed' AND r.departure > $2"
    " ORDER BY r.arrival, r.id"};

NightOwner read_owner(const Row& row) {
    NightOwner found{.night = row.date(0)};
    if (!row.is_null(1)) found.reservation = row.id<ReservationId>(1);
    if (!row.is_null(2)) found.block = row.id<BlockId>(2);
    return found;
}

}  // namespace

Result<bool> claim_more(db::Tx& tx, const RoomClaim& claim) {
    TRY(const auto rows, tx.run(claim_more_sql, claim.room, claim.nights.arrival,
                                claim.nights.departure, claim.reservation));
    return rows == claim.nights.nights();
}

Result<void> unclaim(db::Tx& tx, const ReservationId& reservation, const RoomId& room,
                     LocalDate from) {
    TRY_VOID(tx.run(unclaim_sql, reservation, room, from));
    return {};
}

Result<std::int64_t> hand_over(db::Tx& tx, const RoomClaim& of, const ReservationId& to) {
    return tx.run(hand_over_sql, of.room, of.nights.arrival, of.nights.departure, of.reservation,
                  to);
}

Result<std::optional<NightOwner>> first_taken(db::Tx& tx, const RoomClaim& wanted) {
    return tx.first(taken_sql, read_owner, wanted.room, wanted.nights.arrival,
                    wanted.nights.departure, wanted.reservation);
}

Result<bool> move_back_in(db::Tx& tx, const RoomId& room) {
    TRY(const auto rows, tx.run(move_back_sql, room));
    return rows == 1;
}

Result<void> empty_room(db::Tx& tx, const RoomId& room, Housekeeping state) {
    TRY_VOID(tx.run(empty_sql, room, name_of(state)));
    return {};
}

Result<std::vector<ReservationId>> sharers_of(db::Tx& tx, const ReservationId& reservation) {
    std::vector<ReservationId> found;
    TRY_VOID(tx.each(
        sharers_sql, [&](const Row& row) { found.push_back(row.id<ReservationId>(0)); },
        reservation));
    return found;
}

Result<std::vector<ReservationId>> assigned_to(db::Tx& tx, const RoomId& room, LocalDate from) {
    std::vector<ReservationId> found;
    TRY_VOID(tx.each(
        assigned_sql, [&](const Row& row) { found.push_back(row.id<ReservationId>(0)); }, room,
        from));
    return found;
}

}  // namespace vacancy::hotel::store
