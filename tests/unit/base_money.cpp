#include "base/money.hpp"

#include <doctest/doctest.h>

#include <numeric>
#include <random>

using namespace vacancy;

TEST_CASE("a split in three parts gives the odd cent to the earlier share") {
    const std::vector<std::int64_t> equal{1, 1, 1};
    const auto shares = split(Money{100, eur()}, equal);
    CHECK(shares[0].amount == 34);
    CHECK(shares[1].amount == 33);
    CHECK(shares[2].amount == 33);
}

TEST_CASE("every random split sums exactly to what was split") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    for (int round = 0; round < 2000; ++round) {
        const auto amount = std::uniform_int_distribution<std::int64_t>{-1'000'000'000'000,
                                                                        1'000'000'000'000}(random);
        std::vector<std::int64_t> weights(1 + random() % 9);
        for (auto& w : weights) w = static_cast<std::int64_t>(random() % 1'000'000);
        weights[0] += 1;
        const auto shares = split(Money{amount, eur()}, weights);
        const auto sum = std::accumulate(shares.begin(), shares.end(), Money{0, eur()});
        REQUIRE(sum.amount == amount);
    }
}

TEST_CASE("half a cent of tax rounds away from zero, both ways") {
    CHECK(percent_of(Money{50, eur()}, BasisPoints{1000}).amount == 5);
    CHECK(percent_of(Money{5, eur()}, BasisPoints{1000}).amount == 1);
    CHECK(percent_of(Money{-5, eur()}, BasisPoints{1000}).amount == -1);
    CHECK(percent_of(Money{4, eur()}, BasisPoints{1000}).amount == 0);
}

TEST_CASE("the tax inside 110.00 at ten percent is 10.00") {
    CHECK(included_percent(Money{11000, eur()}, BasisPoints{1000}).amount == 1000);
}

TEST_CASE("a sum that overflows is a broken promise, not a wrapped number") {
    const Money most{INT64_MAX, eur()};
    CHECK_THROWS_AS((void)(most + Money{1, eur()}), BrokenPromise);
}

TEST_CASE("two currencies never add up") {
    const Money yen{1, Currency::parse("JPY").value()};
    CHECK_THROWS_AS((void)(yen + Money{1, eur()}), BrokenPromise);
}

TEST_CASE("money is written with the digits of its currency") {
    CHECK(Money{12050, eur()}.text() == "120.50 EUR");
    CHECK(Money{-5, eur()}.text() == "-0.05 EUR");
    CHECK(Money{1200, Currency::parse("JPY").value()}.text() == "1200 JPY");
    CHECK(Money{1234, Currency::parse("KWD").value()}.text() == "1.234 KWD");
}

TEST_CASE("a currency that is no ISO code is refused") {
    CHECK_FALSE(Currency::parse("EURO").has_value());
    CHECK_FALSE(Currency::parse("eur").has_value());
    CHECK_FALSE(Currency::parse("").has_value());
}
