#include "hotel/store/rack/rack.hpp"

namespace vacancy::hotel::store {
namespace {

using db::Row;
using db::Sql;

constexpr Sql claimed_sql{
    "hotel.select_rack", "SELECT", "room_night",
    "SELECT n.room_id, n.night, r.id, r.confirmation_code, r.guest_name, r.status"
    " FROM room_night n JOIN reservation r ON r.id = n.reservation_id"
    " WHERE r.property_id = $1 AND n.night >= $2 AND n.night < $3 ORDER BY n.room_id, n.night"};

constexpr Sql unassigned_sql{
    "hotel.select_unassigned", "SELECT", "reservation",
    "SELECT r.id FROM reservation r LEFT JOIN stay s ON s.reservation_id = r.id"
    " WHERE r.property_id = $1 AND r.arrival < $3 AND r.arrival >= $4 AND r.departure > $2"
    " AND r.status = 'confirmed' AND s.room_id IS NULL ORDER BY r.arrival, r.id LIMIT $5"};

constexpr Sql make_rules_sql{
    "hotel.insert_desk_rules", "INSERT", "desk_rules",
    "INSERT INTO desk_rules (property_id, incidentals_per_night_minor, keys_default,"
    " keeps_document_hash, early_check_in_fee_minor, late_check_out_fee_minor,"
    " late_check_out_grace_min, day_use_until_min, version)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1) ON CONFLICT (property_id) DO NOTHING"};

constexpr Sql change_rules_sql{
    "hotel.update_desk_rules", "UPDATE", "desk_rules",
    "UPDATE desk_rules SET incidentals_per_night_minor = $2, keys_default = $3,"
    " keeps_document_hash = $4, early_check_in_fee_minor = $5, late_check_out_fee_minor = $6,"
    " late_check_out_grace_min = $7, day_use_until_min = $8, version = version + 1"
    " WHERE property_id = $1 AND version = $9"};

constexpr Sql report_sql{"hotel.report_room", "UPDATE", "room",
                         "UPDATE room SET reported = $2 WHERE id = $1"};

constexpr Sql reports_sql{"hotel.select_reports", "SELECT", "room",
                          "SELECT id, reported FROM room WHERE property_id = $1"
                          " AND reported <> ''"};

constexpr Sql facts_sql{
    "hotel.update_stay_facts", "UPDATE", "stay",
    "UPDATE stay SET vip_level = $3, notes = $4, preferences = $5, company = $6,"
    " outside_reference = $7, version = version + 1 WHERE reservation_id = $1 AND version = $2"};

constexpr Sql keys_sql{"hotel.update_stay_keys", "UPDATE", "stay",
                       "UPDATE stay SET keys_made = $2, key_system = $3, version = version + 1"
                       " WHERE reservation_id = $1"};

constexpr int longest_stay_days = 366;  // bounds the scan of the arrival index

ClaimedNight read_claimed(const Row& row) {
    const auto status = status_named(row.text_view(5));
    must(status.has_value());
    return {.room = row.id<RoomId>(0),
            .night = row.date(1),
            .bar = {.nights = {row.date(1), row.date(1) + 1},
                    .reservation = row.id<ReservationId>(2),
                    .confirmation_code = row.text(3),
                    .guest = Private(row.text(4)),
                    .status = *status}};
}

}  // namespace

Result<std::vector<ClaimedNight>> claimed_nights(db::Tx& tx, const PropertyId& property,
                                                 const StayDates& nights) {
    std::vector<ClaimedNight> claimed;
    TRY_VOID(tx.each(
        claimed_sql, [&](const Row& row) { claimed.push_back(read_claimed(row)); }, property,
        nights.arrival, nights.departure));
    return claimed;
}

Result<std::vector<ReservationId>> unassigned(db::Tx& tx, const PropertyId& property,
                                              const StayDates& nights, int limit) {
    std::vector<ReservationId> found;
    TRY_VOID(tx.each(
        unassigned_sql, [&](const Row& row) { found.push_back(row.id<ReservationId>(0)); },
        property, nights.arrival, nights.departure, nights.arrival - longest_stay_days, limit));
    return found;
}

Result<bool> save_desk_rules(db::Tx& tx, const PropertyId& property, const DeskRules& r) {
    if (r.version == 0) {
        TRY(const auto made,
            tx.run(make_rules_sql, property, r.incidentals_per_night_minor, r.keys_default,
                   r.keeps_document_hash, r.early_check_in_fee_minor, r.late_check_out_fee_minor,
                   r.late_check_out_grace_min, r.day_use_until.count()));
        return made == 1;
    }
    TRY(const auto rows,
        tx.run(change_rules_sql, property, r.incidentals_per_night_minor, r.keys_default,
               r.keeps_document_hash, r.early_check_in_fee_minor, r.late_check_out_fee_minor,
               r.late_check_out_grace_min, r.day_use_until.count(), r.version));
    return rows == 1;
}

Result<void> report_room(db::Tx& tx, const RoomId& room, std::string_view found) {
    TRY_VOID(tx.run(report_sql, room, found));
    return {};
}

Result<std::vector<Report>> reports(db::Tx& tx, const PropertyId& property) {
    std::vector<Report> found;
    TRY_VOID(tx.each(
        reports_sql, [&](const Row& row) { found.push_back({row.id<RoomId>(0), row.text(1)}); },
        property));
    return found;
}

Result<bool> save_facts(db::Tx& tx, const Stay& s) {
    TRY(const auto rows, tx.run(facts_sql, s.reservation, s.version, s.vip_level, s.notes,
                                s.preferences, s.company, s.outside_reference));
    return rows == 1;
}

Result<void> save_keys(db::Tx& tx, const Stay& s) {
    TRY_VOID(tx.run(keys_sql, s.reservation, s.keys_made, s.key_system));
    return {};
}

}  // namespace vacancy::hotel::store
