#pragma once
// Rows of night_audit, night_audit_rule and fee_waiver, and the roll of the business date.

#include "db/database.hpp"
#include "hotel/model/night/report.hpp"

#include <chrono>
#include <optional>
#include <vector>

namespace vacancy::hotel::store {

/// The close of one business date, as far as it is.
struct AuditRow {
    LocalDate business_date;
    bool closed = false;
    std::string report{};  ///< the document, once it is closed
    std::string trace_id{};
    Instant started_at{};
    std::optional<Instant> closed_at{};
};
Result<std::optional<AuditRow>> find_audit(db::Tx& tx, const PropertyId& property, LocalDate day);
/// The latest that is closed.
Result<std::optional<AuditRow>> last_closed(db::Tx& tx, const PropertyId& property);
/// Of the closed ones the latest first, before that day.
Result<std::vector<AuditRow>> closed_audits(db::Tx& tx, const PropertyId& property,
                                            LocalDate before, int limit);

struct Begun {
    PropertyId property;
    LocalDate business_date;
    std::string trace_id;
    std::chrono::seconds lease{15};  ///< for so long nobody else goes on with it
};
/// Begins it, or says that somebody is at it: the trace and start of the first stay.
Result<void> begin_audit(db::Tx& tx, const Begun& begun);
/// False: it is not open any more.
Result<bool> close_audit(db::Tx& tx, const PropertyId& property, LocalDate day,
                         const std::string& report);

/// From that day to the next; nothing when the property is at another day. Answers the new version
/// of its book.
Result<std::optional<std::int64_t>> roll_to_next_day(db::Tx& tx, const PropertyId& property,
                                                     LocalDate day);

/// When a property's day is closed by itself.
struct AuditHour {
    PropertyId property;
    LocalDate business_date;
    std::string time_zone;
    std::chrono::minutes at{0};
};
Result<std::vector<AuditHour>> audit_hours(db::Tx& tx);
Result<std::optional<AuditHour>> audit_hour(db::Tx& tx, const PropertyId& property);
/// Nothing: the property rolls by itself again, without an audit.
Result<void> set_audit_hour(db::Tx& tx, const PropertyId& property,
                            std::optional<std::chrono::minutes> at);
struct DayOf {
    PropertyId property;
    LocalDate business_date;
};
/// Audits that somebody began and nobody works at.
Result<std::vector<DayOf>> left_audits(db::Tx& tx);

struct Waiver {
    std::string kind;  ///< no_show, cancel
    Money fee;
    std::string reason;
    std::string actor;
    std::string role;
};
Result<void> add_waiver(db::Tx& tx, const ReservationId& reservation, const Waiver& waiver);
Result<std::optional<Waiver>> find_waiver(db::Tx& tx, const ReservationId& reservation,
                                          std::string_view kind);

}  // namespace vacancy::hotel::store
