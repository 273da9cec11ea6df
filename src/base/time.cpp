#include "base/time.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <ctime>

namespace vacancy {
namespace {

bool digits(std::string_view text, int& out) {
    for (const char c : text) {
        if (c < '0' || c > '9') return false;
    }
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), out);
    return code == std::errc{} && end == text.data() + text.size();
}

std::int64_t microseconds_of(clockid_t clock) {
    timespec at{};
    clock_gettime(clock, &at);
    return static_cast<std::int64_t>(at.tv_sec) * 1'000'000 + at.tv_nsec / 1000;
}

/// The wall clock as it was at the start, and the time that really passed since. When somebody sets
/// the machine's clock, holds neither end early nor come back to life: the new time is followed
/// slowly, so that ten minutes stay ten minutes within a few seconds.
class SystemClock final : public Clock {
public:
    SystemClock() : followed_at_(passed()), offset_(microseconds_of(CLOCK_REALTIME) - passed()) {}

    [[nodiscard]] Instant now() const override {
        const std::int64_t at = passed();
        const std::int64_t before = followed_at_.load(std::memory_order_relaxed);
        if (at - before >= follow_every_us) follow(at, before);
        return {at + offset_.load(std::memory_order_relaxed)};
    }
    [[nodiscard]] std::int64_t steady_ns() const override {
        timespec at{};
        clock_gettime(CLOCK_MONOTONIC, &at);
        return static_cast<std::int64_t>(at.tv_sec) * 1'000'000'000 + at.tv_nsec;
    }

private:
    static constexpr std::int64_t follow_every_us = 100'000;
    static constexpr std::int64_t slowness = 32;  // an hour is caught up with in 32 hours

    /// Counts while the machine sleeps as well.
    static std::int64_t passed() { return microseconds_of(CLOCK_BOOTTIME); }

    void follow(std::int64_t at, std::int64_t before) const {
        if (!followed_at_.compare_exchange_strong(before, at, std::memory_order_relaxed)) return;
        const std::int64_t offset = offset_.load(std::memory_order_relaxed);
        const std::int64_t behind = microseconds_of(CLOCK_REALTIME) - (at + offset);
        const std::int64_t most = (at - before) / slowness;
        offset_.store(offset + std::clamp(behind, -most, most), std::memory_order_relaxed);
    }

    mutable std::atomic<std::int64_t> followed_at_;
    mutable std::atomic<std::int64_t> offset_;
};

const date::time_zone* zone_of(std::string_view zone) {
    try {
        return date::locate_zone(std::string(zone));
    } catch (const std::runtime_error&) {
        return nullptr;  // date's way to say "unknown"
    }
}

date::sys_time<std::chrono::microseconds> sys(Instant at) {
    return date::sys_time<std::chrono::microseconds>{std::chrono::microseconds{at.us}};
}

}  // namespace

std::string Instant::text() const {
    const auto day = date::floor<date::days>(sys(*this));
    const std::int64_t in_day = us - std::int64_t{day.time_since_epoch().count()} * 86'400'000'000;
    const LocalDate date{static_cast<std::int32_t>(day.time_since_epoch().count())};
    const std::int64_t s = in_day / 1'000'000;
    const std::int64_t fraction = in_day % 1'000'000;
    const std::string head =
        fmt::format("{}T{:02}:{:02}:{:02}", date.text(), s / 3600, s / 60 % 60, s % 60);
    return fraction == 0 ? head + "Z" : fmt::format("{}.{:06}Z", head, fraction);
}

Result<Instant> Instant::parse(std::string_view text) {
    const auto bad = [&] {
        return fail(ErrorCode::invalid_request, "not an RFC 3339 UTC instant");
    };
    if (text.size() < 20 || text.back() != 'Z' || text[10] != 'T' || text[13] != ':' ||
        text[16] != ':')
        return bad();
    TRY(const LocalDate day, LocalDate::parse(text.substr(0, 10)));
    int h = 0;
    int m = 0;
    int s = 0;
    if (!digits(text.substr(11, 2), h) || !digits(text.substr(14, 2), m) ||
        !digits(text.substr(17, 2), s) || h > 23 || m > 59 || s > 59)
        return bad();
    int micros = 0;
    const std::string_view rest = text.substr(19, text.size() - 20);
    if (!rest.empty()) {
        if (rest[0] != '.' || rest.size() < 2 || rest.size() > 7) return bad();
        if (!digits(rest.substr(1), micros)) return bad();
        for (std::size_t i = rest.size(); i < 7; ++i) micros *= 10;
    }
    const std::int64_t seconds = std::int64_t{day.days} * 86'400 + h * 3600 + m * 60 + s;
    return Instant{seconds * 1'000'000 + micros};
}

int LocalDate::iso_weekday() const {
    return static_cast<int>(date::weekday{date::sys_days{date::days{days}}}.iso_encoding());
}

std::string LocalDate::text() const {
    const auto d = ymd();
    const int year = static_cast<int>(d.year());
    const auto month = static_cast<unsigned>(d.month());
    const auto day = static_cast<unsigned>(d.day());
    if (year < 0 || year > 9999) return fmt::format("{:04}-{:02}-{:02}", year, month, day);
    const auto digit = [](unsigned value) { return static_cast<char>('0' + value % 10); };
    const auto y = static_cast<unsigned>(year);  // written in place: an answer holds dozens
    const std::array<char, 10> text{
        digit(y / 1000),   digit(y / 100), digit(y / 10), digit(y),        '-',
        digit(month / 10), digit(month),   '-',           digit(day / 10), digit(day)};
    return {text.data(), text.size()};
}

LocalDate LocalDate::of(int year, unsigned month, unsigned day) {
    const date::year_month_day d{date::year{year}, date::month{month}, date::day{day}};
    must(d.ok());
    return {static_cast<std::int32_t>(date::sys_days{d}.time_since_epoch().count())};
}

Result<LocalDate> LocalDate::parse(std::string_view iso) {
    int y = 0;
    int m = 0;
    int d = 0;
    if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-' || !digits(iso.substr(0, 4), y) ||
        !digits(iso.substr(5, 2), m) || !digits(iso.substr(8, 2), d) || y < 1900 || y > 2199)
        return fail(ErrorCode::invalid_request, "not a date like 2026-03-01");
    const date::year_month_day ymd{date::year{y}, date::month{static_cast<unsigned>(m)},
                                   date::day{static_cast<unsigned>(d)}};
    if (!ymd.ok()) return fail(ErrorCode::invalid_request, "no such day in the calendar");
    return LocalDate{static_cast<std::int32_t>(date::sys_days{ymd}.time_since_epoch().count())};
}

const Clock& system_clock() {
    static const SystemClock clock;
    return clock;
}

bool is_time_zone(std::string_view zone) { return zone_of(zone) != nullptr; }

LocalDate local_date(Instant at, std::string_view zone) {
    const auto* found = zone_of(zone);
    must(found != nullptr);
    const auto local = found->to_local(sys(at));
    return {static_cast<std::int32_t>(date::floor<date::days>(local).time_since_epoch().count())};
}

std::string local_text(Instant at, std::string_view zone) {
    const auto* found = zone_of(zone);
    must(found != nullptr);
    return date::format("%Y-%m-%d %H:%M",
                        date::floor<std::chrono::minutes>(found->to_local(sys(at))));
}

Instant instant_of(LocalDate day, std::chrono::minutes wall, std::string_view zone) {
    const auto* found = zone_of(zone);
    must(found != nullptr);
    const date::local_time<std::chrono::minutes> local{date::local_days{date::days{day.days}} +
                                                       wall};
    const auto info = found->get_info(local);
    std::chrono::seconds offset = info.first.offset;
    if (info.result == date::local_info::nonexistent) {
        return {std::chrono::duration_cast<std::chrono::microseconds>(
                    info.second.begin.time_since_epoch())
                    .count()};
    }
    const auto utc = local.time_since_epoch() - offset;
    return {std::chrono::duration_cast<std::chrono::microseconds>(utc).count()};
}

}  // namespace vacancy
