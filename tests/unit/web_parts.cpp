#include "web/encoding.hpp"
#include "web/gate/admission.hpp"
#include "web/gate/rate.hpp"
#include "web/http/answer.hpp"
#include "web/http/table.hpp"
#include "web/listing.hpp"
#include "web/openapi/document.hpp"
#include "web/text_rules.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace vacancy;
using namespace vacancy::web;

namespace {

BoundRoute route(Method method, std::string_view pattern) {
    return {.method = method,
            .pattern = pattern,
            .access = anyone,
            .handler = {},
            .summary = "Does something",
            .urgency = Urgency::change,
            .entry_span = nullptr,
            .idempotent = method == Method::post,
            .request_schema = {},
            .response_schema = {}};
}

}  // namespace

TEST_CASE("the table prefers words over parameters and finds its way back") {
    const std::vector<BoundRoute> routes{
        route(Method::get, "/v1/bookings/{code}"), route(Method::get, "/v1/bookings/search"),
        route(Method::get, "/v1/{any}/history"), route(Method::post, "/v1/bookings"),
        route(Method::get, "/")};
    const RouteTable table(routes);
    const auto pattern = [&](std::string_view path) {
        const auto match = table.find(Verb::get, path);
        return match.row == nullptr ? std::string_view("none") : match.row->route->pattern;
    };
    CHECK(pattern("/v1/bookings/search") == "/v1/bookings/search");
    CHECK(pattern("/v1/bookings/X") == "/v1/bookings/{code}");
    CHECK(pattern("/v1/bookings/history") == "/v1/bookings/{code}");
    CHECK(pattern("/v1/rooms/history") == "/v1/{any}/history");
    CHECK(pattern("/") == "/");
    CHECK(pattern("/v1/bookings/") == "none");
    CHECK(pattern("/v1") == "none");
    CHECK(pattern("") == "none");
    CHECK(pattern("v1/bookings") == "none");
    CHECK(table.find(Verb::get, "/v1/bookings").path_is_known);
    CHECK(table.find(Verb::get, "/v1/bookings").allow == "POST, OPTIONS");
    CHECK(table.find(Verb::get, "/v1/rooms/history").values[0] == "rooms");
}

TEST_CASE("two routes for one method and path are a broken promise") {
    const std::vector<BoundRoute> routes{route(Method::get, "/v1/{a}"),
                                         route(Method::get, "/v1/{b}")};
    CHECK_THROWS_AS(RouteTable{routes}, const BrokenPromise&);
}

TEST_CASE("a limit of n a minute lets n through and then one every minute / n") {
    RateLimiter limiter(6);
    const std::int64_t start = 1'000'000'000'000;
    const std::int64_t second = 1'000'000'000;
    for (int i = 0; i < 6; ++i) CHECK(limiter.admit("a", start) == 0);
    CHECK(limiter.admit("a", start) == 10);
    CHECK(limiter.admit("b", start) == 0);
    CHECK(limiter.admit("a", start + 9 * second) == 1);
    CHECK(limiter.admit("a", start + 10 * second) == 0);
    CHECK(limiter.admit("a", start + 10 * second) == 10);
    CHECK(RateLimiter(0).admit("a", start) == 0);
}

TEST_CASE("the limiter's memory is bounded when somebody invents addresses") {
    RateLimiter limiter(6);
    for (int i = 0; i < 400'000; ++i) static_cast<void>(limiter.admit(std::to_string(i), 1));
    CHECK(limiter.admit("a", 1) == 0);
}

TEST_CASE("admission keeps room for what finishes something") {
    Admission admission({.most = 8});
    std::vector<Admission::Place> places;
    const auto fill = [&](Urgency urgency) {
        for (int entered = 0;; ++entered) {
            auto place = admission.enter(urgency);
            if (!place) return entered;
            places.push_back(std::move(*place));
        }
    };
    CHECK(fill(Urgency::search) == 6);
    CHECK(fill(Urgency::change) == 1);
    CHECK(fill(Urgency::finish) == 1);
    places.clear();
    CHECK(admission.running() == 0);
}

TEST_CASE("what telemetry sees of a path has no card number but its ids") {
    CHECK(masked("/v1/x/4111111111111111/y") == "/v1/x/[card number removed]/y");
    constexpr std::string_view id = "/v1/x/41111111-1111-4111-8111-000000000000";
    CHECK(masked(id) == id);
    CHECK(masked(std::string(1000, 'a')).size() == 256);
    CHECK(masked(std::string(250, 'a') + "4242424242424242").find("42") == std::string::npos);
}

TEST_CASE("what telemetry sees of a path does not open a booking") {
    CHECK(masked_path("/v1/bookings/7K2MQ4X-9RT5WHD/cancel") == "/v1/bookings/{code}/cancel");
    CHECK(masked_path("/v1/bookings/7k2mq4x9rt5whd") == "/v1/bookings/{code}");
    CHECK(masked_path("/v1/properties/x/housekeeping/") == "/v1/properties/x/housekeeping/");
    CHECK(masked_path("/v1/bookings/7K2MQ4X%2D9RT5WHD") == "/v1/bookings/{code}");
    CHECK(masked_path("/v1/bookings/4242%204242%204242%204242/x%") ==
          "/v1/bookings/[card number removed]/x%");
    CHECK(masked_path("/") == "/");
    CHECK(masked_path("") == "");
}

TEST_CASE("text must be UTF-8 without tricks") {
    CHECK(is_utf8("Zürich 東京 😀"));
    for (const char* text : {"\x80", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                             "\xf8\x88\x80\x80\x80", "\xc3", "a\xe2\x82"}) {
        CHECK(!is_utf8(text));
    }
}

TEST_CASE("gzip is for those who accept it") {
    CHECK(accepts_gzip("gzip"));
    CHECK(accepts_gzip("br, gzip;q=0.1"));
    CHECK(accepts_gzip("*"));
    CHECK(!accepts_gzip(""));
    CHECK(!accepts_gzip("br"));
    CHECK(!accepts_gzip("gzip;q=0"));
    CHECK(!accepts_gzip("gzip; q=0.000"));
}

TEST_CASE("a handler's header cannot begin a line of its own") {
    Reply reply{.status = 200, .body = "{}"};
    reply.headers.emplace_back("Location", "/a\r\nSet-Cookie: x=1");
    std::string out;
    write_answer(out, reply, {.request_id = "r", .date = "d"});
    CHECK(out.find("\r\nSet-Cookie") == std::string::npos);
}

TEST_CASE("the date of an answer is an IMF-fixdate") {
    CHECK(http_date(784'111'777) == "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK(http_date(1'772'366'400) == "Sun, 01 Mar 2026 12:00:00 GMT");
}

TEST_CASE("base64url goes there and back") {
    const std::string_view text = "any \xff\xfe bytes?>";
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    CHECK(from_base64url(base64url({bytes, text.size()})) == text);
    CHECK(!from_base64url("a+b/"));
    CHECK(digest({"ab", "c"}) != digest({"a", "bc"}));
}

TEST_CASE("every route is in the OpenAPI document with an operation of its own") {
    std::vector<BoundRoute> routes{route(Method::get, "/v1/bookings/{code}"),
                                   route(Method::post, "/v1/bookings/{code}/check-in")};
    routes[1].request_schema = "Money";
    const std::string document = openapi_document(routes, "1.2.3");
    CHECK(document.find(R"("operationId":"get_v1_bookings_by_code")") != std::string::npos);
    CHECK(document.find(R"("operationId":"post_v1_bookings_by_code_check_in")") !=
          std::string::npos);
    CHECK(document.find(R"(#/components/parameters/IdempotencyKey)") != std::string::npos);
    CHECK(undescribed(routes).empty());
    routes[0].response_schema = "Nobody";
    CHECK(undescribed(routes) == std::vector<std::string>{"Nobody"});
}

TEST_CASE("a cursor goes there and back and is no other list's") {
    const std::string cursor = make_cursor({"2026-03-01", "a b"});
    const auto parts = read_cursor(cursor, 2);
    REQUIRE(parts);
    CHECK((*parts)[1] == "a b");
    CHECK(!read_cursor(cursor, 1));
    CHECK(!read_cursor("%%%", 1));
    Request request;
    request.query = {{"limit", "7"}, {"cursor", cursor}};
    Query query(request);
    const Page page = page_of(query, {.parts = 2});
    CHECK(page.limit == 7);
    CHECK(page.after.size() == 2);
    CHECK(!query.error());
}

TEST_CASE("a limit beyond what a list answers is refused, not cut") {
    Request request;
    request.query = {{"limit", "201"}};
    Query query(request);
    static_cast<void>(page_of(query));
    CHECK(query.error());
}

TEST_CASE("If-Match is compared with the version") {
    Request request;
    CHECK(check_version(request, 7));
    request.headers = {{"if-match", "\"7\""}};
    CHECK(etag_of(7) == "\"7\"");
    CHECK(check_version(request, 7));
    CHECK(check_version(request, 8).error().code == ErrorCode::version_mismatch);
    request.headers = {{"if-match", "*"}};
    CHECK(check_version(request, 8));
    request.headers = {{"if-match", "7"}};
    CHECK(!check_version(request, 7));
}

TEST_CASE("what telemetry carries is UTF-8, whatever a client sent") {
    CHECK(masked("a\xff\xc0z") == "a\uFFFD\uFFFDz");
    CHECK(masked(std::string(255, 'a') + "\u20ac") == std::string(255, 'a'));
    CHECK(masked("\xed\xa0\x80 4242424242424242") == "\uFFFD\uFFFD\uFFFD [card number removed]");
    CHECK(is_utf8(masked_path("/\xe2\x82/7K2MQ4X-9RT5WHD")));
}
