#include "hotel/routes/wire.hpp"

#include <fmt/format.h>

#include <charconv>

namespace vacancy::hotel {
namespace {

constexpr std::array<std::string_view, 5> housekeeping_words{"dirty", "clean", "inspected",
                                                             "out_of_order", "out_of_service"};
constexpr int longest_range = 1'100;  // nights of one bulk change

std::optional<std::chrono::minutes> parse_wall_time(std::string_view text) {
    int hour = 0;
    int minute = 0;
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto read = [](std::string_view two, int& value) {
        const auto [end, failed] = std::from_chars(two.data(), two.data() + 2, value);
        return failed == std::errc{} && end == two.data() + 2 && value >= 0;
    };
    if (!read(text.substr(0, 2), hour) || !read(text.substr(3), minute)) return std::nullopt;
    if (hour > 23 || minute > 59) return std::nullopt;
    return std::chrono::minutes{hour * 60 + minute};
}

}  // namespace

std::chrono::minutes read_wall_time(web::Body& body, std::string_view pointer,
                                    std::chrono::minutes absent) {
    const auto given = body.optional_text(pointer, 5);
    if (!given) return absent;
    const auto wall = parse_wall_time(*given);
    if (!wall) body.note(pointer, "invalid", "must be a time like 15:00");
    return wall.value_or(absent);
}

std::string wall_time(std::chrono::minutes wall) {
    return fmt::format("{:02}:{:02}", wall.count() / 60, wall.count() % 60);
}

Property read_property(web::Body& body) {
    Property property{.name = body.text("/name", 120),
                      .time_zone = body.text("/time_zone", 64),
                      .currency = body.currency("/currency")};
    if (!property.time_zone.empty() && !is_time_zone(property.time_zone))
        body.note("/time_zone", "invalid", "must be an IANA time zone");
    property.address = {.street = body.text("/address/street", 200),
                        .city = body.text("/address/city", 100),
                        .postal_code = body.text("/address/postal_code", 20),
                        .country = body.text("/address/country", 2)};
    property.latitude_e6 =
        body.optional_integer("/latitude_e6", {-90'000'000, 90'000'000}).value_or(0);
    property.longitude_e6 =
        body.optional_integer("/longitude_e6", {-180'000'000, 180'000'000}).value_or(0);
    property.check_in_from = read_wall_time(body, "/check_in_from", property.check_in_from);
    property.check_out_until = read_wall_time(body, "/check_out_until", property.check_out_until);
    property.business_date = body.date("/business_date");
    property.phone = body.optional_text("/phone", 40).value_or("");
    property.email = body.optional_text("/email", 200).value_or("");
    return property;
}

void show_property(web::Json& json, const Property& property) {
    json.field("property_id", property.id)
        .field("name", property.name)
        .field("time_zone", property.time_zone)
        .field("currency", property.currency.code())
        .open("address")
        .field("street", property.address.street)
        .field("city", property.address.city)
        .field("postal_code", property.address.postal_code)
        .field("country", property.address.country)
        .close()
        .field("latitude_e6", property.latitude_e6)
        .field("longitude_e6", property.longitude_e6)
        .field("check_in_from", wall_time(property.check_in_from))
        .field("check_out_until", wall_time(property.check_out_until))
        .field("business_date", property.business_date)
        .field("phone", property.phone)
        .field("email", property.email)
        .field("version", property.version);
}

RoomType read_room_type(web::Body& body, const Property& property) {
    RoomType type{.property = property.id,
                  .code = body.text("/code", 20),
                  .name = body.text("/name", 100),
                  .description = body.optional_text("/description", 2'000).value_or("")};
    type.max_guests = static_cast<int>(body.integer("/max_guests", {1, 20}));
    type.max_adults =
        static_cast<int>(body.optional_integer("/max_adults", {1, 20}).value_or(type.max_guests));
    type.sort = static_cast<int>(body.optional_integer("/sort", {0, 10'000}).value_or(0));
    if (type.max_adults > type.max_guests)
        body.note("/max_adults", "invalid", "must not be above max_guests");
    return type;
}

void show_room_type(web::Json& json, const RoomType& type) {
    json.field("room_type_id", type.id)
        .field("code", type.code)
        .field("name", type.name)
        .field("description", type.description)
        .field("max_guests", type.max_guests)
        .field("max_adults", type.max_adults)
        .field("sort", type.sort)
        .field("version", type.version);
}

Room read_room(web::Body& body, const Property& property) {
    Room room{.property = property.id,
              .room_type = body.id<RoomTypeId>("/room_type_id"),
              .number = body.text("/room_number", 20),
              .floor = body.optional_text("/floor", 20).value_or("")};
    if (body.has("/housekeeping"))
        room.housekeeping =
            static_cast<Housekeeping>(body.one_of("/housekeeping", housekeeping_words));
    return room;
}

void show_room(web::Json& json, const Room& room) {
    json.field("room_id", room.id)
        .field("room_number", room.number)
        .field("room_type_id", room.room_type)
        .field("floor", room.floor)
        .field("occupancy", room.occupied ? "occupied" : "vacant")
        .field("housekeeping", name_of(room.housekeeping))
        .field("version", room.version);
}

NightRange read_nights(web::Body& body) {
    NightRange range{.from = body.date("/from"), .until = body.date("/to") + 1};
    if (range.until - range.from < 1 || range.until - range.from > longest_range)
        body.note("/to", "invalid", "must be 0 to 1,099 days after from");
    const std::size_t days = body.items("/weekdays", 7);
    if (days > 0) range.weekdays = 0;
    for (std::size_t i = 0; i < days && i < 7; ++i) {
        const auto day = body.integer(fmt::format("/weekdays/{}", i), {1, 7});
        if (day >= 1 && day <= 7) range.weekdays |= 1 << (day - 1);
    }
    return range;
}

}  // namespace vacancy::hotel
