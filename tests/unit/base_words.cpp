#include "base/config/config.hpp"
#include "base/guarded.hpp"
#include "base/id.hpp"
#include "base/time.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <set>

using namespace vacancy;

TEST_CASE("a date that is not in the calendar is refused") {
    CHECK(LocalDate::parse("2028-02-29").has_value());
    CHECK_FALSE(LocalDate::parse("2027-02-29").has_value());
    CHECK_FALSE(LocalDate::parse("2027-2-9").has_value());
    CHECK_FALSE(LocalDate::parse("2027-13-01").has_value());
    CHECK_FALSE(LocalDate::parse("0001-01-01").has_value());
}

TEST_CASE("a date reads back as it was written") {
    CHECK(LocalDate::parse("2026-03-01").value().text() == "2026-03-01");
    CHECK(LocalDate::of(1970, 1, 1).days == 0);
    CHECK(LocalDate::of(2026, 11, 21).iso_weekday() == 6);
}

TEST_CASE("an instant reads back with its microseconds") {
    CHECK(Instant::parse("2026-03-01T12:00:00Z").value().text() == "2026-03-01T12:00:00Z");
    CHECK(Instant::parse("2026-03-01T12:00:00.25Z").value().text() ==
          "2026-03-01T12:00:00.250000Z");
    CHECK_FALSE(Instant::parse("2026-03-01T24:00:00Z").has_value());
    CHECK_FALSE(Instant::parse("2026-03-01 12:00:00Z").has_value());
}

TEST_CASE("a wall time inside the spring gap moves to the end of the gap") {
    const auto day = LocalDate::of(2026, 3, 29);
    CHECK(instant_of(day, std::chrono::minutes{150}, "Europe/Lisbon").text() ==
          "2026-03-29T01:30:00Z");
    CHECK(instant_of(day, std::chrono::minutes{90}, "Europe/Lisbon").text() ==
          "2026-03-29T01:00:00Z");
}

TEST_CASE("a wall time in the autumn fold is the first of the two") {
    const auto day = LocalDate::of(2026, 10, 25);
    CHECK(instant_of(day, std::chrono::minutes{150}, "Europe/Berlin").text() ==
          "2026-10-25T00:30:00Z");
}

TEST_CASE("the date on the wall depends on the zone") {
    const auto at = Instant::parse("2026-03-01T23:30:00Z").value();
    CHECK(local_date(at, "Europe/Berlin") == LocalDate::of(2026, 3, 2));
    CHECK(local_date(at, "America/New_York") == LocalDate::of(2026, 3, 1));
    CHECK_FALSE(is_time_zone("Mars/Olympus"));
}

TEST_CASE("ids rise with time and read back") {
    const Uuid early = Uuid::make(Instant{1'000'000'000'000});
    const Uuid late = Uuid::make(Instant{1'000'000'002'000});
    CHECK(early < late);
    CHECK(Uuid::parse(late.text()).value() == late);
    CHECK(late.text()[14] == '7');
    CHECK_FALSE(Uuid::parse("not-an-id").has_value());
}

TEST_CASE("a confirmation code survives being read out loud") {
    const auto code = make_confirmation_code();
    REQUIRE(code.size() == 15);
    CHECK(normalize_confirmation_code(code).value() == code);
    CHECK(normalize_confirmation_code("7k2mq4x 9rt5whd").value() == "7K2MQ4X-9RT5WHD");
    CHECK(normalize_confirmation_code("oil0000-0000000").value() == "0110000-0000000");
    CHECK_FALSE(normalize_confirmation_code("7K2MQ4X").has_value());
    CHECK_FALSE(normalize_confirmation_code("7K2MQ4X-9RT5WHDD").has_value());
    CHECK_FALSE(normalize_confirmation_code("7K2MQ4U-9RT5WHD").has_value());
}

TEST_CASE("ten thousand confirmation codes are all different") {
    std::set<std::string> seen;
    for (int i = 0; i < 10'000; ++i) seen.insert(make_confirmation_code());
    CHECK(seen.size() == 10'000);
}

TEST_CASE("a card number is found however it is spaced") {
    CHECK(holds_card_number("4242424242424242"));
    CHECK(holds_card_number("my card is 4242 4242 4242 4242, thanks"));
    CHECK(holds_card_number("x4000-0566-5566-5556x"));
    CHECK(holds_card_number("ref 99 4242424242424242"));
    CHECK(holds_card_number("378282246310005"));
    CHECK_FALSE(holds_card_number("4242424242424241"));
    CHECK_FALSE(holds_card_number("+33 6 12 34 56 78"));
    CHECK_FALSE(holds_card_number("room 4242"));
}

TEST_CASE("the digits of ids are never taken for a card number") {
    CHECK_FALSE(holds_card_number("42424242-4242-4242-8abc-0123456789ab"));
    CHECK_FALSE(holds_card_number("a4242424242424242bcdef0123456789"));
    CHECK(holds_card_number("id 42424242-4242-4242-8abc-0123456789ab 4242424242424242"));
    CHECK(holds_card_number("card4242424242424242"));
}

TEST_CASE("a masked text keeps the words around the card number") {
    CHECK(without_card_numbers("pay 4242 4242 4242 4242 now") == "pay [card number removed] now");
}

TEST_CASE("only four digits are the last four") {
    CHECK(Last4::parse("4242").has_value());
    CHECK_FALSE(Last4::parse("424").has_value());
    CHECK_FALSE(Last4::parse("4242424242424242").has_value());
    CHECK_FALSE(Last4::parse("42a2").has_value());
}

TEST_CASE("a setting out of bounds is refused and names its bounds") {
    Config config;
    const auto refused = config.set("threads", "0", "flag");
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().detail == "threads must be a whole number from 1 to 256, not \"0\"");
    CHECK(config.threads == 2);
}

TEST_CASE("a setting remembers where it came from") {
    Config config;
    REQUIRE(config.set("threads", "3", "file").has_value());
    CHECK(config.threads == 3);
    CHECK(config.source_of("threads") == "file");
    CHECK(config.source_of("listen") == "default");
    CHECK(config.value_of("threads") == "3");
}

TEST_CASE("an unknown option is refused by name") {
    Config config;
    CHECK(config.set("color_scheme", "blue", "file").error().detail ==
          "there is no option \"color_scheme\"");
}
