#include "hotel/store/night/day.hpp"

#include <array>

namespace vacancy::hotel::store {
namespace {

using db::Row;
using db::Sql;

// Who is busy at the desk may be on the way out again: the next audit charges what is missing.
// Who should have left is looked at every time: a night may be missing of a guest who was busy at
// the desk when it was closed.
constexpr Sql unposted_sql{
    "hotel.select_unposted_stays", "SELECT", "reservation",
    "SELECT r.id FROM reservation r WHERE r.property_id = $1 AND r.status = 'in_house'"
    " AND NOT EXISTS (SELECT 1 FROM stay s WHERE s.reservation_id = r.id AND s.busy_with <> '')"
    " AND r.id > $3 AND r.arrival <= $2 AND (r.departure <= $2"
    " OR NOT EXISTS (SELECT 1 FROM posting p WHERE p.property_id = r.property_id"
    " AND p.reference = 'night:' || r.id || ':' || CAST($2 AS TEXT))) ORDER BY r.id LIMIT $4"};

constexpr Sql not_arrived_sql{
    "hotel.select_not_arrived", "SELECT", "reservation",
    "SELECT id FROM reservation WHERE property_id = $1 AND arrival <= $2 AND arrival >= $3"
    " AND status = 'confirmed' AND id > $4 ORDER BY id LIMIT $5"};

constexpr Sql rooms_sql{
    "hotel.count_rooms", "SELECT", "room",
    "SELECT CAST(COUNT(*) AS BIGINT),"
    " CAST(COALESCE(SUM(CASE WHEN housekeeping = 'out_of_order' THEN 1 ELSE 0 END), 0) AS BIGINT)"
    " FROM room WHERE property_id = $1"};

constexpr Sql house_sql{
    "hotel.count_in_house", "SELECT", "reservation",
    "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(r.guests), 0) AS BIGINT),"
    " CAST(COUNT(DISTINCT CASE WHEN r.arrival <= $2 AND r.departure > $2 THEN s.room_id END)"
    " AS BIGINT)"
    " FROM reservation r LEFT JOIN stay s ON s.reservation_id = r.id"
    " WHERE r.property_id = $1 AND r.status = 'in_house'"};

constexpr Sql arrivals_sql{"hotel.count_arrivals", "SELECT", "stay",
                           "SELECT CAST(COUNT(*) AS BIGINT) FROM stay WHERE property_id = $1"
                           " AND checked_in_at > $2"};

constexpr Sql departures_sql{"hotel.count_departures", "SELECT", "stay",
                             "SELECT CAST(COUNT(*) AS BIGINT) FROM stay WHERE property_id = $1"
                             " AND checked_out_at > $2"};

constexpr Sql no_shows_sql{
    "hotel.count_no_shows", "SELECT", "reservation",
    "SELECT CAST(COUNT(*) AS BIGINT) FROM reservation WHERE property_id = $1 AND arrival <= $2"
    " AND arrival >= $3 AND status = 'no_show' AND updated_at > $4"};

/// Left on the day they came: their night of that day is charged, and nobody is in the house for
/// it.
constexpr Sql day_use_sql{
    "hotel.count_day_use", "SELECT", "stay",
    "SELECT CAST(COUNT(*) AS BIGINT) FROM stay s JOIN reservation r ON r.id = s.reservation_id"
    " WHERE s.property_id = $1 AND s.checked_out_at > $3 AND s.shares_with IS NULL"
    " AND r.status = 'checked_out' AND EXISTS (SELECT 1 FROM posting p"
    " WHERE p.property_id = s.property_id AND p.business_date = $2"
    " AND p.reference = 'night:' || r.id || ':' || CAST($2 AS TEXT))"};

/// A hold that was given up is canceled, too, but was never confirmed: it has changed only once.
constexpr Sql cancellations_sql{
    "hotel.count_cancellations", "SELECT", "reservation",
    "SELECT CAST(COUNT(*) AS BIGINT) FROM reservation WHERE property_id = $1 AND updated_at > $2"
    " AND status = 'canceled' AND version > 2"};

constexpr Sql accounts_sql{
    "hotel.sum_accounts_of_day", "SELECT", "posting_line",
    "SELECT l.account, CAST(SUM(l.amount_minor) AS BIGINT) FROM posting p"
    " JOIN posting_line l ON l.posting_id = p.id WHERE p.property_id = $1 AND p.business_date = $2"
    " AND l.folio_id IS NULL AND l.currency = $3 GROUP BY l.account ORDER BY l.account"};

constexpr Sql balance_sql{
    "hotel.sum_open_folios", "SELECT", "posting_line",
    "SELECT CAST(COALESCE(SUM(l.amount_minor), 0) AS BIGINT) FROM folio f"
    " JOIN posting_line l ON l.folio_id = f.id WHERE f.property_id = $1 AND f.status = 'open'"
    " AND l.currency = $2"};

#define IN_HOUSE                                                      \
    " FROM reservation r LEFT JOIN stay s ON s.reservation_id = r.id" \
    " LEFT JOIN room m ON m.id = s.room_id WHERE r.property_id = $1 AND r.status = 'in_house'"

constexpr Sql due_out_sql{"hotel.select_overdue_departures", "SELECT", "reservation",
                          "SELECT r.confirmation_code, COALESCE(m.number, ''), r.departure" IN_HOUSE
                          " AND r.departure <= $2 ORDER BY 2, 1"};

constexpr Sql no_room_sql{"hotel.select_guests_without_room", "SELECT", "reservation",
                          "SELECT r.confirmation_code, '', r.arrival" IN_HOUSE
                          " AND s.room_id IS NULL AND r.arrival <= $2 ORDER BY 1"};

constexpr Sql room_vacant_sql{"hotel.select_guests_in_vacant_rooms", "SELECT", "reservation",
                              "SELECT r.confirmation_code, m.number, m.housekeeping" IN_HOUSE
                              " AND m.occupied = 0 AND r.arrival <= $2 ORDER BY 2, 1"};

constexpr Sql not_claimed_sql{
    "hotel.select_unclaimed_guests", "SELECT", "reservation",
    "SELECT r.confirmation_code, m.number, CAST($2 AS TEXT)" IN_HOUSE
    " AND r.arrival <= $2 AND r.departure > $2 AND s.shares_with IS NULL AND m.id IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM room_night n WHERE n.room_id = m.id AND n.night = $2"
    " AND n.reservation_id = r.id) ORDER BY 2, 1"};

constexpr Sql not_posted_sql{
    "hotel.select_unposted_guests", "SELECT", "reservation",
    "SELECT r.confirmation_code, COALESCE(m.number, ''), CAST($2 AS TEXT)" IN_HOUSE
    " AND r.arrival <= $2 AND r.departure > $2 AND NOT EXISTS (SELECT 1 FROM posting p"
    " WHERE p.property_id = r.property_id"
    " AND p.reference = 'night:' || r.id || ':' || CAST($2 AS TEXT)) ORDER BY 2, 1"};

#undef IN_HOUSE

constexpr Sql room_occupied_sql{
    "hotel.select_rooms_without_guest", "SELECT", "room",
    "SELECT '', m.number, m.housekeeping FROM room m WHERE m.property_id = $1 AND m.occupied = 1"
    " AND NOT EXISTS (SELECT 1 FROM stay s JOIN reservation r ON r.id = s.reservation_id"
    " WHERE s.room_id = m.id AND r.status = 'in_house' AND r.arrival <= $2) ORDER BY 2"};

constexpr Sql not_charged_sql{
    "hotel.select_guests_not_come", "SELECT", "reservation",
    "SELECT confirmation_code, '', arrival FROM reservation WHERE property_id = $1"
    " AND arrival <= $2 AND arrival >= $3 AND status = 'confirmed' ORDER BY 1"};

constexpr Sql folio_open_sql{
    "hotel.select_unsettled_folios", "SELECT", "folio",
    "SELECT r.confirmation_code, '', CAST(SUM(l.amount_minor) AS TEXT) FROM folio f"
    " JOIN reservation r ON r.id = f.reservation_id JOIN posting_line l ON l.folio_id = f.id"
    " WHERE f.property_id = $1 AND f.status = 'open' AND r.arrival <= $2"
    " AND r.status IN ('checked_out', 'no_show', 'canceled')"
    " GROUP BY f.id, r.confirmation_code HAVING SUM(l.amount_minor) <> 0 ORDER BY 1"};

constexpr Sql unbalanced_sql{
    "hotel.select_unbalanced_postings", "SELECT", "posting",
    "SELECT '', '', p.id FROM posting p JOIN posting_line l ON l.posting_id = p.id"
    " WHERE p.property_id = $1 AND p.business_date = $2 GROUP BY p.id"
    " HAVING SUM(l.amount_minor) <> 0 ORDER BY p.id"};

/// Who did not come more than a week ago is not charged any more by an audit.
constexpr int days_back = 7;

Result<std::vector<ReservationId>> ids(db::Tx& tx, const Sql& sql, const DayQuery& q,
                                       std::optional<LocalDate> from) {
    std::vector<ReservationId> found;
    const auto take = [&](const Row& row) { found.push_back(row.id<ReservationId>(0)); };
    const std::string after = q.after == ReservationId{} ? "" : q.after.text();
    if (from) {
        TRY_VOID(tx.each(sql, take, q.property, q.day, *from, after, q.limit));
    } else {
        TRY_VOID(tx.each(sql, take, q.property, q.day, after, q.limit));
    }
    return found;
}

int small(std::int64_t count) { return static_cast<int>(count); }

/// Sorts an account's sum to where the report shows it; the books call what was earned minus.
void take_account(DayFigures& figures, std::string_view account, const Money& sum) {
    const Money earned{-sum.amount, sum.currency};
    const auto colon = account.find(':');
    const auto kind = account.substr(0, colon);
    const std::string name(colon == account.npos ? account : account.substr(colon + 1));
    if (kind == "revenue")
        figures.revenue.push_back({name, earned});
    else if (kind == "tax")
        figures.taxes.push_back({name, earned});
    else if (kind == "fee")
        figures.fees.push_back({name, earned});
    else
        figures.payments.push_back({std::string(account), sum});
}

Result<int> counted(db::Tx& tx, const Sql& sql, const PropertyId& property, Instant since) {
    TRY(const auto count,
        tx.first(sql, [](const Row& row) { return row.integer(0); }, property, since));
    return small(count.value_or(0));
}

Result<void> count_rooms(db::Tx& tx, const FiguresQuery& q, DayFigures& figures) {
    TRY_VOID(tx.each(
        rooms_sql,
        [&](const Row& row) {
            figures.rooms = small(row.integer(0));
            figures.out_of_order = small(row.integer(1));
        },
        q.property));
    TRY_VOID(tx.each(
        house_sql,
        [&](const Row& row) {
            figures.in_house = small(row.integer(0));
            figures.guests = small(row.integer(1));
            figures.sold = small(row.integer(2));
        },
        q.property, q.day));
    return {};
}

}  // namespace

Result<std::vector<ReservationId>> unposted_stays(db::Tx& tx, const DayQuery& query) {
    return ids(tx, unposted_sql, query, std::nullopt);
}

Result<std::vector<ReservationId>> not_arrived(db::Tx& tx, const DayQuery& query) {
    return ids(tx, not_arrived_sql, query, query.day - days_back);
}

Result<DayFigures> day_figures(db::Tx& tx, const FiguresQuery& q) {
    DayFigures figures;
    TRY_VOID(count_rooms(tx, q, figures));
    TRY(figures.arrivals, counted(tx, arrivals_sql, q.property, q.since));
    TRY(figures.departures, counted(tx, departures_sql, q.property, q.since));
    const auto number = [](const Row& row) { return row.integer(0); };
    TRY(const auto no_shows,
        tx.first(no_shows_sql, number, q.property, q.day, q.day - days_back, q.since));
    figures.no_shows = small(no_shows.value_or(0));
    TRY(figures.cancellations, counted(tx, cancellations_sql, q.property, q.since));
    TRY(const auto day_use, tx.first(day_use_sql, number, q.property, q.day, q.since));
    figures.day_use = small(day_use.value_or(0));
    figures.sold += figures.day_use;
    TRY_VOID(tx.each(
        accounts_sql,
        [&](const Row& row) {
            take_account(figures, row.text_view(0), {row.integer(1), q.currency});
        },
        q.property, q.day, q.currency));
    TRY(const auto balance, tx.first(balance_sql, number, q.property, q.currency));
    figures.house_balance = {balance.value_or(0), q.currency};
    return figures;
}

Result<std::vector<Discrepancy>> discrepancies(db::Tx& tx, const PropertyId& property,
                                               LocalDate day) {
    struct Check {
        const char* kind;
        const Sql& sql;
    };
    static constexpr std::array checks{
        Check{"due_out_in_house", due_out_sql}, Check{"no_room", no_room_sql},
        Check{"room_vacant", room_vacant_sql},  Check{"room_occupied", room_occupied_sql},
        Check{"not_claimed", not_claimed_sql},  Check{"not_posted", not_posted_sql},
        Check{"folio_open", folio_open_sql},    Check{"unbalanced", unbalanced_sql}};
    std::vector<Discrepancy> found;
    for (const Check& check : checks)
        TRY_VOID(tx.each(
            check.sql,
            [&](const Row& row) {
                found.push_back({check.kind, row.text(0), row.text(1), row.text(2)});
            },
            property, day));
    TRY_VOID(tx.each(
        not_charged_sql,
        [&](const Row& row) {
            found.push_back({"not_charged", row.text(0), row.text(1), row.text(2)});
        },
        property, day, day - days_back));
    return found;
}

}  // namespace vacancy::hotel::store
