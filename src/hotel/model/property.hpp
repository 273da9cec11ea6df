#pragma once
// What a hotel is made of: properties, room types and rooms. Plain values.

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/time.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace vacancy::hotel {

/// A tenant: the company whose properties these are.
struct Account {
    AccountId id;
    std::string name{};
};

struct Address {
    std::string street;
    std::string city;
    std::string postal_code;
    std::string country;  ///< ISO 3166-1 alpha-2
};

struct Property {
    PropertyId id;
    AccountId account;
    std::string name;
    std::string time_zone;  ///< IANA
    Currency currency{};
    Address address{};
    std::int64_t latitude_e6 = 0;  ///< millionths of a degree
    std::int64_t longitude_e6 = 0;
    std::chrono::minutes check_in_from{15 * 60};  ///< wall time in its zone
    std::chrono::minutes check_out_until{11 * 60};
    LocalDate business_date{};  ///< the hotel's day; nothing arrives before it
    std::string phone{};
    std::string email{};
    std::int64_t version = 1;
};

struct RoomType {
    RoomTypeId id;
    PropertyId property;
    std::string code;  ///< unique within the property: "DBL"
    std::string name;
    std::string description{};
    int max_guests = 2;
    int max_adults = 2;
    int sort = 0;
    std::int64_t version = 1;
};

enum class Housekeeping : std::uint8_t { dirty, clean, inspected, out_of_order, out_of_service };
[[nodiscard]] std::string_view name_of(Housekeeping status);
[[nodiscard]] std::optional<Housekeeping> housekeeping_named(std::string_view word);

struct Room {
    RoomId id;
    PropertyId property;
    RoomTypeId room_type;
    std::string number;  ///< unique within the property
    std::string floor{};
    bool occupied = false;
    Housekeeping housekeeping = Housekeeping::inspected;
    std::int64_t version = 1;
};

}  // namespace vacancy::hotel
