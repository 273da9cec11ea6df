#include "hotel/store/desk/trail.hpp"

#include "hotel/store/desk/numbers.hpp"

namespace vacancy::hotel::store {
namespace {

using db::Row;
using db::Sql;

constexpr Sql last_hash_sql{"hotel.select_trail_hash", "SELECT", "audit_trail",
                            "SELECT hash FROM audit_trail WHERE property_id = $1"
                            " AND position = $2"};

constexpr Sql insert_sql{
    "hotel.append_trail", "INSERT", "audit_trail",
    "INSERT INTO audit_trail (property_id, position, at, actor, role, action, subject, detail,"
    " trace_id, previous_hash, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"};

constexpr Sql select_sql{
    "hotel.select_trail", "SELECT", "audit_trail",
    "SELECT property_id, position, at, actor, role, action, subject, detail, trace_id,"
    " previous_hash, hash FROM audit_trail WHERE property_id = $1 AND position > $2"
    " ORDER BY position LIMIT $3"};

TrailEntry read_entry(const Row& row) {
    return {.property = row.id<PropertyId>(0),
            .position = row.integer(1),
            .at = row.instant(2),
            .deed = {.actor = row.text(3),
                     .role = row.text(4),
                     .action = row.text(5),
                     .subject = row.text(6),
                     .detail = row.text(7),
                     .trace_id = row.text(8)},
            .previous_hash = row.text(9),
            .hash = row.text(10)};
}

}  // namespace

Result<void> append_trail(db::Tx& tx, const PropertyId& property, const Deed& deed) {
    TrailEntry entry{.property = property, .at = tx.now(), .deed = deed};
    TRY(entry.position, next_number(tx, property, "trail"));
    TRY(const auto before, tx.first(
                               last_hash_sql, [](const Row& row) { return row.text(0); }, property,
                               entry.position - 1));
    entry.previous_hash = before.value_or("");
    entry.hash = hash_of(entry);
    TRY_VOID(tx.run(insert_sql, property, entry.position, entry.at, deed.actor, deed.role,
                    deed.action, deed.subject, deed.detail, deed.trace_id, entry.previous_hash,
                    entry.hash));
    return {};
}

Result<std::vector<TrailEntry>> trail(db::Tx& tx, const PropertyId& property, std::int64_t after,
                                      int limit) {
    std::vector<TrailEntry> entries;
    TRY_VOID(tx.each(
        select_sql, [&](const Row& row) { entries.push_back(read_entry(row)); }, property, after,
        limit));
    return entries;
}

}  // namespace vacancy::hotel::store
