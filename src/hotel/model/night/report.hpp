#pragma once
// What a hotel's day came to: the figures of the manager report and what does not agree. Plain
// values and pure rules. Amounts are of the property's currency.

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/time.hpp"

#include <string>
#include <vector>

namespace vacancy::hotel {

/// An account's sum of the day, or a code's: "room", "VAT", "card".
struct NamedSum {
    std::string name;
    Money amount;
    friend bool operator==(const NamedSum&, const NamedSum&) = default;
};

/// Something a person has to look at.
struct Discrepancy {
    std::string kind;  ///< due_out_in_house, no_room, room_vacant, room_occupied, not_claimed,
                       ///< folio_open, not_posted, not_charged, unbalanced
    std::string confirmation_code{};
    std::string room_number{};
    std::string detail{};
};

/// What the store counted.
struct DayFigures {
    int rooms = 0;         ///< all of them
    int out_of_order = 0;  ///< of these, not to be sold
    /// Rooms whose night of this day was charged: those somebody sleeps in, and those that were
    /// left on the day they were taken, as the revenue of both is room revenue of the day.
    int sold = 0;
    int day_use = 0;   ///< of these, left on the day they were taken
    int guests = 0;    ///< persons in the house
    int in_house = 0;  ///< stays in the house
    int arrivals = 0;
    int departures = 0;
    int no_shows = 0;
    int cancellations = 0;             ///< of confirmed stays, whenever they were to arrive
    std::vector<NamedSum> revenue{};   ///< by code, net of taxes and fees
    std::vector<NamedSum> taxes{};     ///< by name
    std::vector<NamedSum> fees{};      ///< by name
    std::vector<NamedSum> payments{};  ///< by account; plus: taken in
    Money house_balance{};             ///< what the guests in the house still owe
};

struct NightReport {
    PropertyId property;
    LocalDate business_date;
    DayFigures figures{};
    std::vector<Discrepancy> discrepancies{};
    std::string trace_id{};
    std::string closed_by{};
    Instant started_at{};
    Instant closed_at{};
    Currency currency{};

    [[nodiscard]] int rooms_available() const { return figures.rooms - figures.out_of_order; }
    [[nodiscard]] Money room_revenue() const;
    [[nodiscard]] Money total_revenue() const;
    /// Sold of what could be sold; a room sold twice in a day (day use and a night) counts twice,
    /// so that occupancy × average daily rate is the revenue per available room. USALI's ratios:
    /// rooms sold ÷ rooms available, room revenue ÷ rooms sold, room revenue ÷ rooms available.
    [[nodiscard]] BasisPoints occupancy() const;
    /// Room revenue for each room sold, and for each that could be sold.
    [[nodiscard]] Money average_daily_rate() const;
    [[nodiscard]] Money revenue_per_room() const;
};

/// A sum for each of so many, half away from zero; zero of nobody.
[[nodiscard]] Money for_each_of(const Money& sum, int count);

/// When the day is closed by itself: `at` on the hotel's clock; before noon it is of the next day.
[[nodiscard]] Instant closes_at(LocalDate business_date, std::chrono::minutes at,
                                std::string_view time_zone);

}  // namespace vacancy::hotel
