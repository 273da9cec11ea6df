#include "trace/context.hpp"

#include <doctest/doctest.h>

#include <string>

namespace vacancy::trace {
namespace {

constexpr std::string_view good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

TEST_CASE("a traceparent is read and written as it came") {
    const auto context = parse_traceparent(good, "vendor=1,other=2");
    REQUIRE(context);
    CHECK(context->sampled);
    CHECK(context->tracestate == "vendor=1,other=2");
    CHECK(context->traceparent() == good);
}

TEST_CASE("only the sampled flag of the flags counts") {
    CHECK_FALSE(
        parse_traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00")->sampled);
    CHECK(parse_traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03")->sampled);
}

TEST_CASE("a later version may be longer, version 00 may not") {
    CHECK(parse_traceparent("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more"));
    CHECK_FALSE(parse_traceparent("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01more"));
    CHECK_FALSE(parse_traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more"));
}

TEST_CASE("a malformed traceparent is no context") {
    for (const std::string_view bad : {
             "",
             "00",
             "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
             "00-00000000000000000000000000000000-b7ad6b7169203331-01",
             "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
             "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
             "00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01",
             "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
             "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
         }) {
        CHECK_FALSE(parse_traceparent(bad));
    }
}

TEST_CASE("a tracestate that is too long or not printable is left out") {
    CHECK(parse_traceparent(good, std::string(600, 'x'))->tracestate.empty());
    CHECK(parse_traceparent(good, "a=\x01")->tracestate.empty());
}

TEST_CASE("a trace id is 32 lower-case digits and not zero") {
    CHECK(parse_trace_id("0af7651916cd43dd8448eb211c80319c"));
    CHECK_FALSE(parse_trace_id("0af7651916cd43dd8448eb211c80319"));
    CHECK_FALSE(parse_trace_id("00000000000000000000000000000000"));
}

}  // namespace
}  // namespace vacancy::trace
