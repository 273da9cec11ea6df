#pragma once
// A real booking history: the CSV of Antonio, de Almeida and Nunes (2019), plain or zipped. Columns
// are found by name; a row that cannot be read at all is counted, never guessed.

#include "base/money.hpp"
#include "base/time.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vacancy::replay {

enum class Fate : std::uint8_t { checked_out, canceled, no_show };

/// Why a row is refused, in the order in which a row with several faults is counted.
enum class Fault : std::uint8_t { none, zero_nights, no_guests, negative_rate, unreadable };
inline constexpr std::array<std::string_view, 5> fault_names{"none", "zero_nights", "no_guests",
                                                             "negative_rate", "unreadable"};

struct HistoryRow {
    std::size_t line = 0;  ///< 1-based, the header is line 1
    Fault fault = Fault::none;
    std::string hotel;
    std::string room_type;  ///< as reserved
    std::string meal;
    std::string deposit;
    std::string channel;
    std::string country;
    StayDates stay{};
    LocalDate booked_on{};    ///< arrival minus lead time
    LocalDate last_status{};  ///< of the last status
    int adults = 0;
    int children = 0;  ///< babies too
    Money rate{};      ///< average daily rate, EUR
    Fate fate = Fate::checked_out;

    [[nodiscard]] int guests() const { return adults + children; }
};

/// Rows in file order. An unreadable file, or a header without a needed column, is an error.
[[nodiscard]] Result<std::vector<HistoryRow>> read_history(const std::string& file);
/// The same from the text of the CSV.
[[nodiscard]] Result<std::vector<HistoryRow>> parse_history(std::string_view csv);

}  // namespace vacancy::replay
