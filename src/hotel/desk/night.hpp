#pragma once
// The close of a hotel's day: guests who did not come, the night audit, its reports. A night audit
// may be asked for again at any time and by anybody: what is posted is posted once, what is closed
// stays closed, and one that was cut off goes on where it was.

#include "hotel/desk/front_desk.hpp"
#include "hotel/model/desk/peak.hpp"
#include "hotel/model/folio/posting.hpp"
#include "hotel/model/night/report.hpp"
#include "hotel/model/property.hpp"
#include "hotel/model/reservation.hpp"
#include "trace/step.hpp"
#include "trace/task.hpp"

#include <optional>
#include <string>
#include <vector>

namespace vacancy::hotel {

struct NoShowCommand {
    PropertyId property;
    std::string confirmation_code;
    bool waives_fee = false;  ///< needs a reason
    std::string reason{};
    bool quote_only = false;
    Actor actor;
};

/// What missing the stay came to: fee = paid ahead - returned + charged + owed.
struct NoShow {
    Reservation reservation;
    Money fee{};             ///< by the terms of the sale; zero when it was waived
    Money waived{};          ///< what was given up
    Money paid{};            ///< ahead of the stay
    Money charged{};         ///< to the card, now
    Money returned{};        ///< of what was paid ahead
    Money owed{};            ///< nobody paid it: the folio stays open
    FolioId folio{};         ///< none of a quote
    bool is_settled = true;  ///< false: the gateway is asked again until it answers
};

/// The arrival night stays sold, the others go back; the fee is charged to the card of the booking,
/// what was paid beyond it goes back. Asked again it tells what was done. reservation_not_found,
/// illegal_transition (not confirmed, not due yet, being checked in), payment_error while money of
/// the booking is being settled. `step` is the caller's.
Task<Result<NoShow>> end_as_no_show(Step& step, FrontDesk& front, const NoShowCommand& command);

/// A stay that staff canceled through the shop.
struct CancellationNote {
    PropertyId property;
    ReservationId reservation;
    std::string confirmation_code;
    Actor actor;
    Money fee{};
    Money waived{};
    std::string reason{};
    std::string trace_id{};
};
/// Into the trail, in the transaction that cancels; a fee that was given up is kept with its
/// reason.
Result<void> note_cancellation(db::Tx& tx, const CancellationNote& note);

struct CloseNight {
    PropertyId property;
    /// Nothing: the present one, or, within twelve hours of the last close of a day that is over,
    /// that one again.
    std::optional<LocalDate> business_date{};
    Actor actor;
};

struct ClosedNight {
    LocalDate business_date;       ///< the one that is closed
    LocalDate next_business_date;  ///< where the hotel is now
    bool was_closed = false;       ///< before this was asked
    int discrepancies = 0;         ///< found when it was closed now
    std::string report{};          ///< the document, JSON
};

/// Closes the business date: holds that are over, no-shows, room and taxes of everybody in the
/// house, discrepancies, the manager report, the next day. A day that has not begun on the hotel's
/// clock is not closed: asked again at once it answers with the day closed last.
/// property_not_found, illegal_transition (a date the hotel has not come to).
Task<Result<ClosedNight>> close_night(Step& step, FrontDesk& front, const CloseNight& command);

struct NightQuery {
    PropertyId property;
    LocalDate business_date;
};
/// not_found: not closed, or never was that day.
Task<Result<ClosedNight>> find_night(Step& step, FrontDesk& front, const NightQuery& query);

struct ClosedNightsQuery {
    PropertyId property;
    std::optional<LocalDate> before{};
    int limit = 30;
};
struct NightList {
    std::vector<ClosedNight> items{};  ///< the latest first
    bool more = false;
};
Task<Result<NightList>> closed_nights(Step& step, FrontDesk& front, const ClosedNightsQuery& query);

/// When the property's day is closed by itself; nothing: by hand only, and the date follows the
/// clock.
struct AuditHourCommand {
    PropertyId property;
    std::optional<std::chrono::minutes> at{};
    Actor actor;
};
Task<Result<void>> set_audit_hour(Step& step, FrontDesk& front, const AuditHourCommand& command);
Task<Result<std::optional<std::chrono::minutes>>> audit_hour(Step& step, FrontDesk& front,
                                                             const PropertyId& property);

/// Closes every day whose hour has come, and goes on with audits that were cut off; answers how
/// many days were closed. One property's failure does not keep the others waiting.
Task<Result<int>> close_due_nights(Step& step, FrontDesk& front);

// The desk's day by the hour: who waited, what was done, how long it took, what was slow.

struct DeskDayAsked {
    const Property& property;
    std::optional<LocalDate> day{};  ///< nothing: today on the hotel's clock
};
struct DeskDayShown {
    PropertyId property;
    LocalDate day;
    std::string time_zone;
    std::vector<DeskHour> hours{};
};
Task<Result<DeskDayShown>> desk_day(Step& step, FrontDesk& front, const DeskDayAsked& asked);

/// The document of a closed day, JSON.
[[nodiscard]] std::string write_night(const NightReport& report);

}  // namespace vacancy::hotel
