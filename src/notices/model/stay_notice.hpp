#pragma once
// StayNotice: all that a mail about a stay says. Plain values; guest data is meant for its owner
// and never reaches telemetry.

#include "base/guarded.hpp"
#include "base/id.hpp"
#include "base/money.hpp"
#include "base/time.hpp"
#include "notices/model/language.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace vacancy::notices {

enum class Occasion : std::uint8_t { confirmed, modified, canceled };

struct HotelFacts {
    std::string name;
    std::string street;
    std::string city;
    std::string postal_code;
    std::string country;  ///< ISO 3166-1 alpha-2
    std::string phone;
    std::string email;
    std::string time_zone;  ///< IANA
    std::chrono::minutes check_in_from{15 * 60};
    std::chrono::minutes check_out_until{11 * 60};
};

struct StayNotice {
    Occasion occasion = Occasion::confirmed;
    Language language = Language::en;
    int sequence = 0;  ///< of the calendar entry: rises with every change
    BookingId booking;
    std::string confirmation_code;
    Private<std::string> guest_name;
    Private<std::string> guest_email;
    HotelFacts hotel;
    std::string room_type;
    std::string rate_plan;
    std::string meal_plan;  ///< room_only, breakfast, half_board, full_board, all_inclusive
    StayDates stay{};
    int guests = 1;
    Money total{};
    std::optional<Money> deposit{};       ///< paid ahead
    std::optional<Money> due{};           ///< at the hotel: of the stay, or of the fee
    std::optional<Instant> free_until{};  ///< canceling costs nothing before it
    std::optional<Money> fee{};           ///< of a cancellation
    std::optional<Money> refund{};        ///< of a cancellation or a cheaper stay
    std::string manage_url;               ///< signed; holds no personal data
    Instant issued_at{};
};

}  // namespace vacancy::notices
