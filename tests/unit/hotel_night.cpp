#include "hotel/model/desk/peak.hpp"
#include "hotel/model/night/charges.hpp"
#include "hotel/model/night/report.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace vacancy;
using namespace vacancy::hotel;

namespace {

const LocalDate first_night = LocalDate::of(2026, 3, 2);

Money euros(std::int64_t minor) { return {minor, eur()}; }

/// One room type, one plan, whose prices rise by 7.31 each night.
struct TaxedHotel {
    Book book;

    TaxedHotel() {
        book.property = {.id = PropertyId::make({1}), .currency = eur()};
        book.room_types.push_back({.id = RoomTypeId::make({1}), .max_guests = 4, .max_adults = 4});
        book.plans.push_back(
            {.id = RatePlanId::make({1}), .code = "FLEX", .room_types = {book.room_types[0].id}});
        book.lay_out(first_night, 20);
        for (int i = 0; i < 20; ++i)
            book.rate_cell(first_night + i, 0) = {.amount = 10'000 + i * 731};
    }
    TaxFee& tax(const char* name, TaxBasis basis, bool inclusive) {
        book.taxes.push_back({.property = book.property.id,
                              .name = name,
                              .inclusive = inclusive,
                              .basis = basis,
                              .valid_from = LocalDate::of(2020, 1, 1)});
        return book.taxes.back();
    }
    [[nodiscard]] std::vector<NightCharge> charges(int nights, int guests = 2) const {
        return night_charges(book, 0, {first_night, first_night + nights}, {.guests = guests});
    }
    [[nodiscard]] PricedStay priced(int nights, int guests = 2) const {
        return price_stay(book, 0, {first_night, first_night + nights}, {.guests = guests}).value();
    }
};

std::int64_t sum_of(const std::vector<NightCharge>& nights, std::string_view tax) {
    std::int64_t sum = 0;
    for (const NightCharge& night : nights)
        for (const TaxPart& part : night.taxes)
            if (part.name == tax) sum += part.amount.amount;
    return sum;
}

Reservation sold(int nights, Money total, Money first) {
    return {.stay = {first_night, first_night + nights}, .total = total, .first_night = first};
}

}  // namespace

TEST_CASE("the nights cost what the stay costs, taxes on top and inside") {
    TaxedHotel hotel;
    hotel.tax("VAT", TaxBasis::percent, true).percent = {600};
    hotel.tax("City tax", TaxBasis::per_person_night, false).amount_minor = 200;
    hotel.tax("Cleaning", TaxBasis::per_stay, false).amount_minor = 3'000;
    hotel.book.taxes.back().is_fee = true;
    const auto nights = hotel.charges(3);
    const PricedStay priced = hotel.priced(3);
    Money sum = euros(0);
    for (const NightCharge& night : nights) sum = sum + night.gross;
    CHECK(sum == priced.total);
    for (const TaxLine& line : priced.taxes) {
        CAPTURE(line.name);
        CHECK(sum_of(nights, line.name) == line.amount.amount);
    }
}

TEST_CASE("a fee of the stay stands with the first night") {
    TaxedHotel hotel;
    hotel.tax("Cleaning", TaxBasis::per_stay, false).amount_minor = 3'000;
    const auto nights = hotel.charges(2);
    CHECK(nights[0].taxes.size() == 1);
    CHECK(nights[1].taxes.empty());
    CHECK(nights[0].gross == euros(13'000));
}

TEST_CASE("a tax that begins during the stay is borne by the nights it is valid for") {
    TaxedHotel hotel;
    TaxFee& tax = hotel.tax("City tax", TaxBasis::per_night, false);
    tax.amount_minor = 150;
    tax.valid_from = first_night + 1;
    const auto nights = hotel.charges(3);
    CHECK(nights[0].taxes.empty());
    CHECK(nights[1].taxes.front().amount == euros(150));
    CHECK(nights[2].taxes.front().amount == euros(150));
}

TEST_CASE("what was kept with the sale is read back as it was") {
    TaxedHotel hotel;
    hotel.tax("VAT\tof 6 %", TaxBasis::percent, true).percent = {600};
    hotel.tax("Resort fee", TaxBasis::per_night, false).amount_minor = 500;
    hotel.book.taxes.back().is_fee = true;
    auto nights = hotel.charges(4);
    for (NightCharge& night : nights) night.taxes.front().name = "VAT of 6 %";
    const Reservation r = sold(4, hotel.priced(4).total, nights[0].gross);
    CHECK(charges_of(r, charges_text(hotel.charges(4))) == nights);
}

TEST_CASE("a reservation of before falls back to its total, shared among its nights") {
    const Reservation r = sold(3, euros(30'001), euros(10'000));
    for (const char* text : {"", "10000", "10000\n10000\n10000", "1\n2\nx", "10000\tz3 a\n1\n2"}) {
        CAPTURE(text);
        const auto nights = charges_of(r, text);
        REQUIRE(nights.size() == 3);
        CHECK(nights[0].gross + nights[1].gross + nights[2].gross == r.total);
        CHECK(nights[2].night == first_night + 2);
        CHECK(nights[0].taxes.empty());
    }
}

TEST_CASE("random stays and taxes: nights and taxes sum to the sale, to the cent") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 dice(seed);
    const auto roll = [&](int n) { return static_cast<int>(dice() % static_cast<unsigned>(n)); };
    for (int round = 0; round < 300; ++round) {
        TaxedHotel hotel;
        for (int i = 0; i < 1 + roll(4); ++i) {
            TaxFee& tax = hotel.tax(std::array{"A", "B", "C", "D"}[static_cast<std::size_t>(i)],
                                    static_cast<TaxBasis>(roll(5)), roll(2) == 0);
            tax.percent = {roll(3'000)};
            tax.amount_minor = roll(2'000);
            if (roll(3) == 0) tax.valid_from = first_night + roll(6);
            if (roll(3) == 0) tax.valid_to = first_night + 6 + roll(6);
        }
        const int count = 1 + roll(12);
        const int guests = 1 + roll(4);
        const auto nights = hotel.charges(count, guests);
        const PricedStay priced = hotel.priced(count, guests);
        std::int64_t gross = 0;
        for (const NightCharge& night : nights) gross += night.gross.amount;
        CHECK(gross == priced.total.amount);
        for (const TaxLine& line : priced.taxes)
            CHECK(sum_of(nights, line.name) == line.amount.amount);
        const Reservation r = sold(count, priced.total, nights[0].gross);
        CHECK(charges_of(r, charges_text(nights)) == nights);
    }
}

TEST_CASE("a sum for each room is rounded half away from zero, and nobody's is zero") {
    CHECK(for_each_of(euros(100), 3) == euros(33));
    CHECK(for_each_of(euros(101), 2) == euros(51));
    CHECK(for_each_of(euros(-101), 2) == euros(-51));
    CHECK(for_each_of(euros(100), 0) == euros(0));
}

TEST_CASE("the figures of a day: occupancy, rate and revenue per room leave the other codes out") {
    NightReport report{.currency = eur()};
    report.figures = {.rooms = 110, .out_of_order = 10, .sold = 80};
    report.figures.revenue = {{"minibar", euros(5'000)}, {"room", euros(800'000)}};
    CHECK(report.occupancy().value == 8'000);
    CHECK(report.average_daily_rate() == euros(10'000));
    CHECK(report.revenue_per_room() == euros(8'000));
    CHECK(report.total_revenue() == euros(805'000));
}

TEST_CASE("a day closes at its hour on the hotel's clock, before noon on the day after") {
    const LocalDate day = LocalDate::of(2026, 3, 28);
    using std::chrono::minutes;
    CHECK(closes_at(day, minutes{23 * 60}, "Europe/Lisbon").text() == "2026-03-28T23:00:00Z");
    CHECK(closes_at(day, minutes{4 * 60}, "Europe/Lisbon").text() == "2026-03-29T03:00:00Z");
    CHECK(closes_at(day, minutes{3 * 60}, "America/New_York").text() == "2026-03-29T07:00:00Z");
}

TEST_CASE("percentiles are the nearest rank") {
    CHECK(percentile({}, 95) == 0);
    CHECK(percentile({7}, 50) == 7);
    CHECK(percentile({4, 1, 3, 2}, 50) == 2);
    std::vector<std::int64_t> hundred;
    for (int i = 1; i <= 100; ++i) hundred.push_back(i);
    CHECK(percentile(hundred, 95) == 95);
}

TEST_CASE("a day of the desk by the hour names the slow step and where to see it") {
    const Instant noon = instant_of(first_night, std::chrono::minutes{12 * 60}, "Europe/Lisbon");
    const auto operation = [](int hour, const char* step, std::int64_t us, const char* trace) {
        return DeskOperation{.operation = "check_in",
                             .result = "success",
                             .hour = hour,
                             .duration_us = us * 2,
                             .slow_step = step,
                             .slow_step_us = us,
                             .trace_id = trace};
    };
    DeskDay day;
    day.operations = {operation(15, "pms.encode_keys", 900, "a"),
                      operation(15, "pms.encode_keys", 1'200, "b"),
                      operation(15, "pms.authorize_payment", 1'500, "c"),
                      operation(16, "pms.authorize_payment", 10, "d")};
    day.tickets = {{noon, noon + std::chrono::seconds{60}}, {noon, std::nullopt}};
    const auto hours = day_by_hour(day, "Europe/Lisbon", noon + std::chrono::seconds{300});
    REQUIRE(hours.size() == 3);
    CHECK(hours[0].hour == 12);
    CHECK(hours[0].tickets == 2);
    CHECK(hours[0].waiting == 1);
    CHECK(hours[0].wait_p95_s == 300);
    CHECK(hours[1].operations.front().count == 3);
    CHECK(hours[1].slow_step == "pms.encode_keys");
    CHECK(hours[1].example_trace_id == "b");
    CHECK(hours[2].slow_step == "pms.authorize_payment");
}
