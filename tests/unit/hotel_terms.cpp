#include "hotel/model/cancellation.hpp"

#include <doctest/doctest.h>

using namespace vacancy;
using namespace vacancy::hotel;

namespace {

Instant at(std::string_view text) { return Instant::parse(text).value(); }
Money euros(std::int64_t minor) { return {minor, eur()}; }

const PaidStay three_nights{
    {LocalDate::of(2026, 3, 30), LocalDate::of(2026, 4, 2)}, euros(33'000), euros(12'000)};

}  // namespace

TEST_CASE("canceling is free until the hour on the property's own clock, also over summer time") {
    const CancellationPolicy policy{.free_until_days = 1,
                                    .free_until_time = std::chrono::hours{18}};
    // 29 March 2026 is the day on which Europe's clocks go forward.
    CHECK(free_until(policy, LocalDate::of(2026, 3, 30), "Europe/Lisbon") ==
          at("2026-03-29T17:00:00Z"));
    CHECK(free_until(policy, LocalDate::of(2026, 3, 30), "Europe/Zurich") ==
          at("2026-03-29T16:00:00Z"));
    CHECK(free_until(policy, LocalDate::of(2026, 3, 29), "Europe/Zurich") ==
          at("2026-03-28T17:00:00Z"));
}

TEST_CASE("a deadline in the hour that summer time skips moves forward to its end") {
    const CancellationPolicy policy{.free_until_days = 0,
                                    .free_until_time = std::chrono::minutes{150}};
    CHECK(free_until(policy, LocalDate::of(2026, 3, 29), "Europe/Zurich") ==
          at("2026-03-29T01:00:00Z"));
}

TEST_CASE("a deadline in the hour that winter time repeats is the first of the two") {
    const CancellationPolicy policy{.free_until_days = 0,
                                    .free_until_time = std::chrono::minutes{150}};
    CHECK(free_until(policy, LocalDate::of(2026, 10, 25), "Europe/Zurich") ==
          at("2026-10-25T00:30:00Z"));
}

TEST_CASE("it is free at the deadline itself and costs the fee a microsecond later") {
    const CancellationPolicy policy{};
    const auto until = free_until(policy, three_nights.stay.arrival, "Europe/Lisbon");
    REQUIRE(until.has_value());
    CHECK(cancellation_fee(policy, three_nights, until, *until) == euros(0));
    CHECK(cancellation_fee(policy, three_nights, until, *until + std::chrono::microseconds{1}) ==
          euros(12'000));
}

TEST_CASE("a stay that is not refundable costs its fee from the start") {
    const CancellationPolicy policy{.refundable = false, .fee = {FeeKind::full, {}}};
    const auto until = free_until(policy, three_nights.stay.arrival, "Europe/Lisbon");
    CHECK_FALSE(until.has_value());
    CHECK(cancellation_fee(policy, three_nights, until, at("2020-01-01T00:00:00Z")) ==
          euros(33'000));
}

TEST_CASE("each kind of fee takes its share and never more than the total") {
    CHECK(fee_of({FeeKind::none, {}}, three_nights) == euros(0));
    CHECK(fee_of({FeeKind::first_night, {}}, three_nights) == euros(12'000));
    CHECK(fee_of({FeeKind::percent, {5'000}}, three_nights) == euros(16'500));
    CHECK(fee_of({FeeKind::full, {}}, three_nights) == euros(33'000));
    CHECK(fee_of({FeeKind::percent, {20'000}}, three_nights) == euros(33'000));
}

TEST_CASE("terms are read back as they were written") {
    const Terms terms{{false, 14, std::chrono::minutes{720}, {FeeKind::percent, {2'550}}},
                      {FeeKind::full, {}}};
    CHECK(parse_terms(terms_text(terms)).value() == terms);
    CHECK_FALSE(parse_terms("flexible 1 1080 sometimes 0 / full 0").has_value());
}

TEST_CASE("terms are said in the property's time") {
    const CancellationPolicy policy{.fee = {FeeKind::percent, {2'550}}};
    const auto until = free_until(policy, LocalDate::of(2026, 7, 2), "Europe/Zurich");
    CHECK(in_words(policy, until, "Europe/Zurich") ==
          "Free until 2026-07-01 18:00, then 25.50 % of the price");
}

TEST_CASE("a reservation takes the edges of its life and no others") {
    using S = Status;
    CHECK(may_become(S::tentative, S::confirmed));
    CHECK(may_become(S::tentative, S::expired));
    CHECK(may_become(S::tentative, S::canceled));
    CHECK(may_become(S::confirmed, S::in_house));
    CHECK(may_become(S::confirmed, S::no_show));
    CHECK(may_become(S::confirmed, S::canceled));
    CHECK(may_become(S::in_house, S::checked_out));
    CHECK(may_become(S::in_house, S::confirmed));    // a check-in taken back
    CHECK(may_become(S::checked_out, S::in_house));  // a check-out taken back
    int edges = 0;
    for (int from = 0; from < 7; ++from) {
        for (int to = 0; to < 7; ++to)
            edges += may_become(static_cast<S>(from), static_cast<S>(to)) ? 1 : 0;
    }
    CHECK(edges == 9);
}

TEST_CASE("a deposit is nothing, the first night, a share or all of the stay, never more") {
    const PaidStay stay{{}, {30'005, eur()}, {12'000, eur()}};
    CHECK(deposit_of({DepositKind::none, {}}, stay) == Money{0, eur()});
    CHECK(deposit_of({DepositKind::first_night, {}}, stay) == Money{12'000, eur()});
    CHECK(deposit_of({DepositKind::percent, {5'000}}, stay) == Money{15'003, eur()});
    CHECK(deposit_of({DepositKind::full, {}}, stay) == stay.total);
    const PaidStay free_later{{}, {100, eur()}, {200, eur()}};
    CHECK(deposit_of({DepositKind::first_night, {}}, free_later) == free_later.total);
}
