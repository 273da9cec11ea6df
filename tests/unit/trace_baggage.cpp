#include "base/id.hpp"
#include "trace/propagation/baggage.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace vacancy::trace {
namespace {

std::string passed_on(std::string_view header) { return Baggage::parse(header).header(); }

TEST_CASE("baggage is passed on as it came, without the blanks around its members") {
    CHECK(passed_on("a=1,b=two;p;q=3") == "a=1,b=two;p;q=3");
    CHECK(passed_on(" a = 1 ,\tb=two ; p ") == "a=1,b=two;p");
    CHECK(passed_on("a=") == "a=");
    CHECK(passed_on("") == "");
}

TEST_CASE("entries give the decoded value and the properties as they came") {
    const Baggage baggage = Baggage::parse("user=Am%C3%A9lie%20P;tier=gold;x,b=a%2Cb%3D%25");
    const auto entries = baggage.entries();
    REQUIRE(entries.size() == 2);
    CHECK(entries[0].key == "user");
    CHECK(entries[0].value == "Amélie P");
    CHECK(entries[0].properties == "tier=gold;x");
    CHECK(entries[1].value == "a,b=%");
    CHECK(baggage.header() == "user=Am%C3%A9lie%20P;tier=gold;x,b=a%2Cb=%25");
}

TEST_CASE("bytes that are no UTF-8 become the replacement character") {
    CHECK(Baggage::parse("a=%ff%C3").entries().at(0).value == "\xef\xbf\xbd\xef\xbf\xbd");
    CHECK(Baggage::parse("a=%ED%A0%80").entries().at(0).value.starts_with("\xef\xbf\xbd"));
    CHECK(Baggage::parse("a=100%").entries().at(0).value == "100%");
}

TEST_CASE("malformed members are left out and the others stay") {
    for (const char* bad : {"novalue", "=1", "a b=1", "a=\"1\"", "a=1;b c", "a=x y", "a=\\", "ä=1",
                            "a=1;=2", "a=\x7f", ";", "a;b=1"}) {
        CAPTURE(bad);
        CHECK(passed_on(fmt::format("x=1,{},y=2", bad)) == "x=1,y=2");
    }
}

TEST_CASE("of two members with one key the later counts") {
    CHECK(passed_on("a=1,b=2,a=3") == "a=3,b=2");
}

TEST_CASE("a member of more than 256 bytes is left out") {
    CHECK(passed_on("a=" + std::string(254, 'x')).size() == 256);
    CHECK(passed_on("b=1,a=" + std::string(255, 'x')) == "b=1");
    CHECK(passed_on("b=1,a=" + std::string(100, '%')) == "b=1");  // each is written as three
}

TEST_CASE("the sixty-fifth member is left out") {
    std::string header;
    for (int i = 0; i < 70; ++i) header += fmt::format("k{}={},", i, i);
    const Baggage baggage = Baggage::parse(header);
    const auto entries = baggage.entries();
    REQUIRE(entries.size() == 64);
    CHECK(entries.back().key == "k63");
}

TEST_CASE("what is passed on has at most 8192 bytes") {
    std::string header;
    for (int i = 0; i < 60; ++i) header += fmt::format("k{:02}={},", i, std::string(200, 'x'));
    const std::string out = passed_on(header);
    CHECK(out.size() <= Baggage::longest_header);
    CHECK(Baggage::parse(out).entries().size() == 39);  // 205 bytes each, the first 204
}

TEST_CASE("a member that holds a card number is left out, an id is not") {
    CHECK(passed_on("a=1,card=4111111111111111") == "a=1");
    CHECK(passed_on("a=1,card=4111%201111%201111%201111") == "a=1");
    CHECK(passed_on("a=1,b=2;4111-1111-1111-1111") == "a=1");
    CHECK(passed_on("id=01a1fe1d-336e-7494-9694-3418b0230721") ==
          "id=01a1fe1d-336e-7494-9694-3418b0230721");
}

TEST_CASE("members are set, replaced and removed") {
    Baggage baggage;
    CHECK(baggage.set("a", "one two"));
    CHECK(baggage.set("b", "2", "p=1"));
    CHECK(baggage.set("a", "é"));
    CHECK(baggage.header() == "a=%C3%A9,b=2;p=1");
    baggage.remove("a");
    CHECK(baggage.header() == "b=2;p=1");
    CHECK_FALSE(baggage.set("no token", "1"));
    CHECK_FALSE(baggage.set("c", std::string(255, 'x')));
    CHECK_FALSE(baggage.empty());
}

TEST_CASE("any bytes are read without harm and what comes out is read again as it is") {
    const std::uint64_t seed = random_u64();
    CAPTURE(seed);
    std::uint64_t state = seed;
    const auto next = [&] {
        return (state = state * 6364136223846793005U + 1442695040888963407U) >> 33;
    };
    constexpr std::string_view alphabet = "ab=,;% \t\"\\4\xc3\xa9%4F1";
    for (int round = 0; round < 2000; ++round) {
        std::string header;
        for (std::uint64_t i = next() % 60; i > 0; --i)
            header += alphabet[next() % alphabet.size()];
        const std::string once = passed_on(header);
        CHECK(passed_on(once) == once);
    }
}

}  // namespace
}  // namespace vacancy::trace
