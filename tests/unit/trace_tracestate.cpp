#include "trace/propagation/tracestate.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace vacancy::trace {
namespace {

std::string members(int count, std::string_view value = "1") {
    std::string list;
    for (int i = 0; i < count; ++i) list += fmt::format("{}k{}={}", i == 0 ? "" : ",", i, value);
    return list;
}

TEST_CASE("a tracestate is passed on in its order, without blanks and empty members") {
    CHECK(fitted_tracestate("vendor=1,other@tenant=a b") == "vendor=1,other@tenant=a b");
    CHECK(fitted_tracestate(" a=1 ,\t,b=2,") == "a=1,b=2");
    CHECK(fitted_tracestate("a=1,a=2") == "a=1,a=2");
    CHECK(fitted_tracestate("") == "");
}

TEST_CASE("a malformed member makes the tracestate void") {
    for (const char* bad : {"a", "A=1", "=1", "a=", "a=1=2", "a b=1", "a=\x01", "a@=1", "@a=1",
                            "a@b@c=1", "a=\xc3\xa9", ".a=1"}) {
        CAPTURE(bad);
        CHECK(fitted_tracestate(fmt::format("x=1,{}", bad)) == "");
    }
    CHECK(fitted_tracestate(std::string(257, 'k') + "=1") == "");
    CHECK(fitted_tracestate("k=" + std::string(257, 'v')) == "");
}

TEST_CASE("thirty-two members are passed on, thirty-three are none") {
    CHECK(fitted_tracestate(members(32)) == members(32));
    CHECK(fitted_tracestate(members(33)) == "");
}

TEST_CASE("of more than 512 bytes long members go first, then the last") {
    const std::string big = "big=" + std::string(200, 'x');
    CHECK(fitted_tracestate("a=1," + big + "," + members(4, std::string(100, 'y'))) ==
          "a=1," + members(4, std::string(100, 'y')));
    CHECK(fitted_tracestate(members(6, std::string(100, 'y'))) ==
          members(4, std::string(100, 'y')));
    CHECK(fitted_tracestate(members(1, std::string(256, 'y'))).size() == 259);
}

TEST_CASE("thresholds are those of the specification's examples") {
    const auto written = [](double probability) {
        return with_threshold("", threshold_of(probability));
    };
    CHECK(written(1) == "ot=th:0");
    CHECK(written(0.5) == "ot=th:8");
    CHECK(written(0.25) == "ot=th:c");
    CHECK(written(0.1) == "ot=th:e666");
    CHECK(written(0.01) == "ot=th:fd70a");
    CHECK(written(1.0 / 3) == "ot=th:aaab");
    CHECK(written(0) == "");
}

TEST_CASE("threshold and randomness are read from the ot member") {
    const OtState both = ot_of("a=1,ot=rv:9b8233f7e3a151;th:8");
    CHECK(both.threshold == std::uint64_t{8} << 52);
    CHECK(both.randomness == 0x9b8233f7e3a151U);
    CHECK_FALSE(ot_of("a=1").threshold.has_value());
    CHECK_FALSE(ot_of("ot=th:").threshold.has_value());
    CHECK_FALSE(ot_of("ot=th:xyz").threshold.has_value());
    CHECK_FALSE(ot_of("ot=th:123456789012345").threshold.has_value());
    CHECK_FALSE(ot_of("ot=rv:123").randomness.has_value());
    CHECK_FALSE(ot_of("not=th:8").threshold.has_value());
}

TEST_CASE("a threshold is set in front, and everybody else's members stay") {
    const std::uint64_t half = threshold_of(0.5);
    CHECK(with_threshold("a=1,b=2", half) == "ot=th:8,a=1,b=2");
    CHECK(with_threshold("a=1,ot=th:c;rv:9b8233f7e3a151;zz:7,b=2", half) ==
          "ot=th:8;rv:9b8233f7e3a151;zz:7,a=1,b=2");
    CHECK(with_threshold("a=1,ot=th:c", std::nullopt) == "a=1");
    CHECK(with_threshold("ot=rv:9b8233f7e3a151;th:c,a=1", std::nullopt) ==
          "ot=rv:9b8233f7e3a151,a=1");
}

TEST_CASE("a full list gives up its last member for the threshold") {
    const std::string full = with_threshold(members(32), threshold_of(0.5));
    CHECK(full == "ot=th:8," + members(31));
    const std::string wide = with_threshold(members(5, std::string(99, 'y')), threshold_of(0.5));
    CHECK(wide == "ot=th:8," + members(4, std::string(99, 'y')));
}

}  // namespace
}  // namespace vacancy::trace
