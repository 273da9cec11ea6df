#include "notices/mail/facts.hpp"
#include "notices/mail/render.hpp"

#include <fmt/format.h>
#include <libical/ical.h>

#include <memory>
#include <mutex>

namespace vacancy::notices {
namespace {

using Component =
    std::unique_ptr<icalcomponent, decltype([](icalcomponent* c) { icalcomponent_free(c); })>;

/// libical's zone table is one for the process and not guarded.
std::mutex& zones() {
    static std::mutex guard;
    return guard;
}

icaltimetype wall_time(LocalDate day, std::chrono::minutes wall, icaltimezone* zone) {
    const auto ymd = day.ymd();
    icaltimetype at = icaltime_null_time();
    at.year = static_cast<int>(ymd.year());
    at.month = static_cast<int>(static_cast<unsigned>(ymd.month()));
    at.day = static_cast<int>(static_cast<unsigned>(ymd.day()));
    at.hour = static_cast<int>(wall.count() / 60);
    at.minute = static_cast<int>(wall.count() % 60);
    at.is_date = 0;
    return icaltime_set_timezone(&at, zone);
}

icaltimetype utc(Instant at) {
    return icaltime_from_timet_with_zone(static_cast<time_t>(at.us / 1'000'000), 0,
                                         icaltimezone_get_utc_timezone());
}

/// DTSTART and DTEND with their TZID.
icalproperty* with_zone(icalproperty* property, const HotelFacts& hotel) {
    icalproperty_add_parameter(property, icalparameter_new_tzid(hotel.time_zone.c_str()));
    return property;
}

/// The VTIMEZONE of the system's data under its plain IANA name.
icalcomponent* zone_component(icaltimezone* zone, const HotelFacts& hotel) {
    icalcomponent* component = icalcomponent_new_clone(icaltimezone_get_component(zone));
    icalproperty* tzid = icalcomponent_get_first_property(component, ICAL_TZID_PROPERTY);
    icalproperty_set_tzid(tzid, hotel.time_zone.c_str());
    return component;
}

icalcomponent* event_of(const StayNotice& notice, icaltimezone* zone) {
    const HotelFacts& hotel = notice.hotel;
    const bool canceled = notice.occasion == Occasion::canceled;
    icalcomponent* event = icalcomponent_new_vevent();
    const auto add = [&](icalproperty* property) { icalcomponent_add_property(event, property); };
    const std::string uid = notice.booking.text() + "@vacancy.example";
    const std::string place =
        fmt::format("{}, {}, {} {}", hotel.name, hotel.street, hotel.postal_code, hotel.city);
    std::string description;
    for (const auto& [label, value] : facts_of(notice))
        description += fmt::format("{}: {}\n", label, value);
    add(icalproperty_new_uid(uid.c_str()));
    add(icalproperty_new_dtstamp(utc(notice.issued_at)));
    add(icalproperty_new_sequence(notice.sequence));
    add(icalproperty_new_summary(hotel.name.c_str()));
    add(icalproperty_new_location(place.c_str()));
    add(icalproperty_new_description(description.c_str()));
    add(icalproperty_new_status(canceled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED));
    add(icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));
    add(with_zone(
        icalproperty_new_dtstart(wall_time(notice.stay.arrival, hotel.check_in_from, zone)),
        hotel));
    add(with_zone(
        icalproperty_new_dtend(wall_time(notice.stay.departure, hotel.check_out_until, zone)),
        hotel));
    const std::string organizer =
        "mailto:" + (hotel.email.empty() ? "noreply@vacancy.example" : hotel.email);
    const std::string attendee = "mailto:" + notice.guest_email.reveal();
    add(icalproperty_new_organizer(organizer.c_str()));
    add(icalproperty_new_attendee(attendee.c_str()));
    return event;
}

}  // namespace

std::string calendar_of(const StayNotice& notice) {
    const std::scoped_lock lock(zones());
    icaltimezone* zone = icaltimezone_get_builtin_timezone(notice.hotel.time_zone.c_str());
    must(zone != nullptr);
    const Component calendar(icalcomponent_new_vcalendar());
    const auto add = [&](icalproperty* property) {
        icalcomponent_add_property(calendar.get(), property);
    };
    add(icalproperty_new_version("2.0"));
    add(icalproperty_new_prodid("-//Vacancy//Reservations//EN"));
    add(icalproperty_new_method(notice.occasion == Occasion::canceled ? ICAL_METHOD_CANCEL
                                                                      : ICAL_METHOD_REQUEST));
    icalcomponent_add_component(calendar.get(), zone_component(zone, notice.hotel));
    icalcomponent_add_component(calendar.get(), event_of(notice, zone));
    const std::unique_ptr<char, decltype([](char* p) { icalmemory_free_buffer(p); })> text(
        icalcomponent_as_ical_string_r(calendar.get()));
    return text.get();
}

}  // namespace vacancy::notices
