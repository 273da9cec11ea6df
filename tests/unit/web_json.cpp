#include "web/body.hpp"

#include <doctest/doctest.h>

using namespace vacancy;
using namespace vacancy::web;

namespace {

ErrorCode code_of(const Body& body) {
    const auto error = body.error();
    REQUIRE(error.has_value());
    return error->code;
}

ErrorCode code_of(std::string_view json) { return code_of(Body(json)); }

std::string nested(std::size_t depth) {
    std::string text = "{\"a\":";
    text += std::string(depth, '[') + std::string(depth, ']') + "}";
    return text;
}

}  // namespace

TEST_CASE("fields are read by pointer") {
    Body body(
        R"({"search":{"guests":2,"check_in":"2026-03-01"},"name":"Ada","list":[{"n":1},{"n":2}],
                 "price":{"amount":12000,"currency":"EUR"},"flag":true,"none":null})");
    CHECK(body.text("/name", 10) == "Ada");
    CHECK(body.integer("/search/guests", {1, 9}) == 2);
    CHECK(body.date("/search/check_in") == LocalDate::of(2026, 3, 1));
    CHECK(body.items("/list", 5) == 2);
    CHECK(body.integer("/list/1/n", {0, 9}) == 2);
    CHECK(body.money("/price") == Money{12000, eur()});
    CHECK(body.boolean("/flag", false));
    CHECK(!body.has("/none"));
    CHECK(!body.optional_text("/none", 5));
    CHECK(!body.optional_money("/absent"));
    CHECK(!body.error());
}

TEST_CASE("an empty body is an empty object") {
    CHECK(!Body("").error());
    CHECK(!Body(" \r\n").error());
    CHECK(!Body("{}").has("/a"));
}

TEST_CASE("all that is wrong is said at once") {
    Body body(R"({"a":5,"b":"","c":"2026-02-30","d":"x","e":99})");
    body.text("/a", 10);
    body.text("/b", 10);
    body.date("/c");
    body.integer("/d", {0, 9});
    body.integer("/e", {0, 9});
    body.text("/f", 10);
    const auto error = body.error();
    REQUIRE(error);
    CHECK(error->code == ErrorCode::invalid_request);
    REQUIRE(error->fields.size() == 6);
    CHECK(error->fields[0].code == "invalid_type");
    CHECK(error->fields[1].code == "too_short");
    CHECK(error->fields[2].code == "invalid");
    CHECK(error->fields[3].code == "invalid_type");
    CHECK(error->fields[4].code == "out_of_range");
    CHECK(error->fields[5].code == "required");
    CHECK(error->fields[5].pointer == "/f");
}

TEST_CASE("what is not JSON is refused") {
    for (const char* text :
         {"{", "[]", "1", "\"a\"", "null", "{\"a\":1,}", "{a:1}", "{\"a\":01}", "{\"a\":1}x",
          "{\"a\":'b'}", "{\"a\":\"\n\"}", "{\"a\":NaN}", "{\"a\":\"\\ud800\"}", "{\"a\":\"\xff\"}",
          "{\"a\":\"\xc0\xaf\"}", "{/**/\"a\":1}"}) {
        CAPTURE(text);
        CHECK(code_of(text) == ErrorCode::invalid_json);
    }
}

TEST_CASE("the same key twice is refused at any depth") {
    CHECK(code_of(R"({"a":1,"a":1})") == ErrorCode::invalid_json);
    CHECK(code_of(R"({"x":[{"a":1,"b":2,"a":3}]})") == ErrorCode::invalid_json);
    CHECK(code_of(R"({"a":1,"\u0061":1})") == ErrorCode::invalid_json);
    CHECK(!Body(R"({"a":{"a":1},"b":{"a":":,\"{"}})").error());
}

TEST_CASE("nesting is limited to 32") {
    CHECK(!Body(nested(31)).error());
    CHECK(code_of(nested(32)) == ErrorCode::invalid_json);
    CHECK(code_of(nested(100'000)) == ErrorCode::invalid_json);
}

TEST_CASE("numbers that are not whole or too large are refused") {
    for (const char* number : {"1.5", "1e3", "9223372036854775808", "18446744073709551616", "1e999",
                               "-9223372036854775809", "true", "\"1\""}) {
        CAPTURE(number);
        Body body("{\"a\":" + std::string(number) + "}");
        body.integer("/a", {INT64_MIN, INT64_MAX});
        CHECK(code_of(body) == ErrorCode::invalid_request);
    }
}

TEST_CASE("control characters are refused, line feeds only where paragraphs are welcome") {
    for (const char* text : {"a\\u0000b", "a\\nb", "a\\u007f", "a\\u0085b"}) {
        CAPTURE(text);
        Body body("{\"a\":\"" + std::string(text) + "\"}");
        body.text("/a", 50);
        CHECK(code_of(body) == ErrorCode::invalid_request);
    }
    Body body(R"({"a":"one\ntwo","b":"one\u0007two"})");
    CHECK(body.optional_paragraph("/a", 50) == "one\ntwo");
    CHECK(!body.error());
    body.optional_paragraph("/b", 50);
    CHECK(body.error());
}

TEST_CASE("card numbers are refused in every text, key and number") {
    for (const char* json :
         {R"({"note":"my card is 4111 1111 1111 1111, thanks"})",
          R"({"a":[{"b":"5555-5555-5555-4444"}]})", R"({"4111111111111111":1})",
          R"({"card":4111111111111111})", R"({"t":"tok_378282246310005"})",
          R"({"phone":"4111 1111 1111 1111"})", R"({"phone":"+4111 1111 1111 1111"})"}) {
        CAPTURE(json);
        CHECK(code_of(json) == ErrorCode::card_number_refused);
    }
    const auto error = Body(R"({"guest":{"note":"4111111111111111"}})").error();
    REQUIRE(error);
    REQUIRE(error->fields.size() == 1);
    CHECK(error->fields[0].pointer == "/guest/note");
}

TEST_CASE("ids and international telephone numbers are not taken for cards") {
    // Luhn-valid runs of digits that are none.
    CHECK(!Body(R"({"id":"41111111-1111-4111-8111-000000000000"})").error());
    CHECK(!Body(R"({"phone":"+49 151 1234 5678 0"})").error());
}

TEST_CASE("one_of answers the index") {
    constexpr std::string_view words[] = {"web", "mobile", "api"};
    Body body(R"({"source":"api","other":"fax"})");
    CHECK(body.one_of("/source", words) == 2);
    CHECK(!body.error());
    body.one_of("/other", words);
    CHECK(body.error());
}

TEST_CASE("lists are never cut silently") {
    Body body(R"({"a":[1,2,3]})");
    CHECK(body.items("/a", 2) == 0);
    CHECK(body.error()->fields[0].code == "too_many");
}

TEST_CASE("a query is read like a body") {
    Request request;
    request.query = {{"check_in", "2026-03-01"},
                     {"guests", "2"},
                     {"explain", "true"},
                     {"note", "4111111111111111"}};
    Query query(request);
    CHECK(query.date("check_in") == LocalDate::of(2026, 3, 1));
    CHECK(query.integer("guests", {1, 9}) == 2);
    CHECK(query.boolean("explain", false));
    CHECK(!query.optional_text("absent", 5));
    CHECK(!query.error());
    query.integer("check_in", {0, 5});
    query.text("absent", 5);
    REQUIRE(query.error());
    CHECK(query.error()->fields.size() == 2);
    CHECK(query.error()->fields[1].pointer == "?absent");
    Query card(request);
    card.text("note", 50);
    CHECK(card.error()->code == ErrorCode::card_number_refused);
}

TEST_CASE("JSON is written with its commas and escapes") {
    Json json;
    json.open().field("a", 1).field("text", "\"\\\n\x01ä").open_array("items");
    json.open().field("b", true).close().item("x").item(std::int64_t{-5}).close_array();
    json.field("money", Money{12000, eur()}).null("none").field("some", std::optional<int>());
    json.field("real", 0.5).raw("raw", "[1]").close();
    CHECK(json.take() ==
          R"({"a":1,"text":"\"\\\n\u0001ä","items":[{"b":true},"x",-5],"money":{"amount":12000,)"
          R"("currency":"EUR"},"none":null,"some":null,"real":0.5,"raw":[1]})");
}

TEST_CASE("each kind of error has its status") {
    CHECK(status_of(ErrorCode::invalid_request) == 400);
    CHECK(status_of(ErrorCode::unauthorized) == 401);
    CHECK(status_of(ErrorCode::payment_declined) == 402);
    CHECK(status_of(ErrorCode::forbidden) == 403);
    CHECK(status_of(ErrorCode::booking_not_found) == 404);
    CHECK(status_of(ErrorCode::method_not_allowed) == 405);
    CHECK(status_of(ErrorCode::sold_out) == 409);
    CHECK(status_of(ErrorCode::hold_expired) == 410);
    CHECK(status_of(ErrorCode::version_mismatch) == 412);
    CHECK(status_of(ErrorCode::body_too_large) == 413);
    CHECK(status_of(ErrorCode::unsupported_media_type) == 415);
    CHECK(status_of(ErrorCode::idempotency_key_reused) == 422);
    CHECK(status_of(ErrorCode::rate_limited) == 429);
    CHECK(status_of(ErrorCode::headers_too_large) == 431);
    CHECK(status_of(ErrorCode::outcome_unknown) == 202);
    CHECK(status_of(ErrorCode::overloaded) == 503);
    CHECK(status_of(ErrorCode::upstream_unavailable) == 502);
    CHECK(status_of(ErrorCode::internal) == 500);
}

TEST_CASE("a problem says what is wrong, and nothing of what broke inside") {
    Step silent = Step::silent();
    const Error invalid{.code = ErrorCode::invalid_request,
                        .detail = "two things",
                        .fields = {{"/a", "required", "is required"}}};
    const Reply reply = problem(silent, invalid, R"("alternatives":[1])");
    CHECK(reply.status == 400);
    CHECK(reply.content_type == "application/problem+json");
    CHECK(reply.body ==
          R"({"type":"/problems/invalid_request","title":"The request is not valid","status":400,)"
          R"("code":"invalid_request","detail":"two things","errors":[{"pointer":"/a",)"
          R"("code":"required","detail":"is required"}],"alternatives":[1]})");
    const Error bug{.code = ErrorCode::internal, .detail = "row.is_null at x.cpp:7"};
    CHECK(problem(silent, bug).body.find("x.cpp") == std::string::npos);
}

TEST_CASE("a refusal that says when to ask again is not the last word") {
    Step step = Step::silent();
    const Error never{.code = ErrorCode::illegal_transition, .detail = "the stay is over"};
    const Error soon{.code = ErrorCode::illegal_transition, .detail = "", .retry_after_s = 5};
    CHECK(problem(step, never).is_final);
    CHECK_FALSE(problem(step, soon).is_final);
}
