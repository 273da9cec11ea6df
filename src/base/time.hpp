#pragma once
// Instants, local dates, stays and the one clock. Flows get `now` from their place's clock, models
// as an argument; nobody else asks the system what time it is.

#include "base/error.hpp"

#include <date/date.h>

#include <chrono>
#include <compare>
#include <string>
#include <string_view>

namespace vacancy {

/// A moment, UTC, whole microseconds since 1970.
struct Instant {
    std::int64_t us = 0;

    friend auto operator<=>(Instant, Instant) = default;
    friend Instant operator+(Instant at, std::chrono::microseconds d) {
        return {at.us + d.count()};
    }
    friend Instant operator-(Instant at, std::chrono::microseconds d) {
        return {at.us - d.count()};
    }
    friend std::chrono::microseconds operator-(Instant a, Instant b) {
        return std::chrono::microseconds{a.us - b.us};
    }
    /// RFC 3339 with microseconds when they are not zero: 2026-03-01T12:00:00Z.
    [[nodiscard]] std::string text() const;
    static Result<Instant> parse(std::string_view rfc3339);
};

/// A calendar day without a zone; the type of nights and stay dates. Years 1900 to 2199.
struct LocalDate {
    std::int32_t days = 0;  ///< since 1970-01-01

    friend auto operator<=>(LocalDate, LocalDate) = default;
    friend LocalDate operator+(LocalDate d, int n) { return {d.days + n}; }
    friend LocalDate operator-(LocalDate d, int n) { return {d.days - n}; }
    friend int operator-(LocalDate a, LocalDate b) { return a.days - b.days; }
    LocalDate& operator++() { return ++days, *this; }
    [[nodiscard]] date::year_month_day ymd() const {
        return date::year_month_day{date::sys_days{date::days{days}}};
    }
    [[nodiscard]] int iso_weekday() const;   ///< 1 Monday to 7 Sunday
    [[nodiscard]] std::string text() const;  ///< 2026-03-01
    static LocalDate of(int year, unsigned month, unsigned day);
    static Result<LocalDate> parse(std::string_view iso);
};

/// `[arrival, departure)`; a night is a date slept in.
struct StayDates {
    LocalDate arrival;
    LocalDate departure;

    [[nodiscard]] int nights() const { return departure - arrival; }
    [[nodiscard]] bool covers(LocalDate night) const {
        return arrival <= night && night < departure;
    }
    friend bool operator==(const StayDates&, const StayDates&) = default;
};

/// The one source of time. `now` may jump; `steady_ns` never goes back.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Instant now() const = 0;
    [[nodiscard]] virtual std::int64_t steady_ns() const = 0;
};

/// The machine's clock.
[[nodiscard]] const Clock& system_clock();

/// Stands still until told otherwise; for tests, replay and the simulator. One thread.
class ManualClock final : public Clock {
public:
    explicit ManualClock(Instant at) : at_(at) {}
    [[nodiscard]] Instant now() const override { return at_; }
    [[nodiscard]] std::int64_t steady_ns() const override { return at_.us * 1000; }
    void set(Instant at) { at_ = at; }
    void advance(std::chrono::microseconds by) { at_ = at_ + by; }

private:
    Instant at_;
};

/// True when the IANA name is known ("Europe/Lisbon").
[[nodiscard]] bool is_time_zone(std::string_view zone);
/// The date on the wall of `zone` at that instant. An unknown zone is a broken promise.
[[nodiscard]] LocalDate local_date(Instant at, std::string_view zone);
/// "2026-03-01 15:00" in `zone`.
[[nodiscard]] std::string local_text(Instant at, std::string_view zone);
/// The instant of a wall time (minutes after midnight); a gap moves forward, a fold takes the
/// first.
[[nodiscard]] Instant instant_of(LocalDate day, std::chrono::minutes wall, std::string_view zone);

}  // namespace vacancy
