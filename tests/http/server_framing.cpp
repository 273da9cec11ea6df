#include "http/server_client.hpp"
#include "http/server_support.hpp"

#include <vector>

using namespace vacancy::web;
using namespace vacancy::web::test;

TEST_CASE("a connection is kept for many requests") {
    TestServer server;
    Client client(server.port);
    for (int i = 0; i < 5; ++i) {
        const Answer answer = client.get("/healthz");
        CHECK(answer.status == 200);
        CHECK(answer.body == R"({"status":"ok"})");
    }
}

TEST_CASE("pipelined requests are answered in their order") {
    TestServer server;
    Client client(server.port);
    std::string many;
    for (int i = 0; i < 50; ++i)
        many += fmt::format("GET /v1/things/{}/parts/x HTTP/1.1\r\nHost: a\r\n\r\n", i);
    many += Client::posting("/v1/hello", "{}");
    many += "GET /v1/things/last/parts/x HTTP/1.1\r\nHost: a\r\n\r\n";
    client.send(many);
    for (int i = 0; i < 50; ++i) CHECK(client.read().says(fmt::format("\"thing\":\"{}\"", i)));
    CHECK(client.read().says("\"size\":2"));
    CHECK(client.read().says("\"thing\":\"last\""));
}

TEST_CASE("a request may come byte by byte") {
    TestServer server;
    Client client(server.port);
    const std::string request = Client::posting("/v1/hello", R"({"a":1})");
    for (const char c : request) client.send(std::string_view(&c, 1));
    CHECK(client.read().says("\"size\":7"));
}

TEST_CASE("a chunked body is put together and the next request is found behind it") {
    TestServer server;
    Client client(server.port);
    client.send(
        "POST /v1/hello HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\n4\r\n{\"a\"\r\n6;ext=1\r\n:12345\r\n1\r\n}\r\n0\r\n"
        "X-Trailer: 1\r\n\r\nGET /v1/things/next/parts/x HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(client.read().says("\"size\":11"));
    CHECK(client.read().says("\"thing\":\"next\""));
}

TEST_CASE("chunks may come byte by byte") {
    TestServer server;
    Client client(server.port);
    const std::string_view request =
        "POST /v1/hello HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n4\r\n\":1}\r\n0\r\n\r\n";
    for (const char c : request) client.send(std::string_view(&c, 1));
    CHECK(client.read().says("\"size\":7"));
    CHECK(client.get("/healthz").status == 200);
}

TEST_CASE("a client that expects 100-continue is told to go on") {
    TestServer server;
    Client client(server.port);
    client.send(
        "POST /v1/hello HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    CHECK(client.read().status == 100);
    client.send("{}");
    CHECK(client.read().says("\"size\":2"));
}

TEST_CASE("framing that two parties could read differently is refused and the connection closed") {
    const std::string head = "POST /v1/hello HTTP/1.1\r\nHost: a\r\n";
    const std::vector<std::pair<std::string, int>> tricks{
        {head + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        {head + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400},
        {head + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400},
        {head + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", 400},
        {head + "Content-Length: 5, 5\r\n\r\nhello", 400},
        {head + "Content-Length: +5\r\n\r\nhello", 400},
        {head + "Content-Length: -1\r\n\r\n", 400},
        {head + "Content-Length: 0x5\r\n\r\nhello", 400},
        {head + "Content-Length: 99999999999999999999999\r\n\r\n", 400},
        {head + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400},
        {head + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400},
        {head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        {head + "Transfer-Encoding: identity\r\n\r\n", 400},
        {head + "X-Folded: a\r\n b\r\n\r\n", 400},
        {head + "Bad Name: a\r\n\r\n", 400},
        {head + "Content-Length : 5\r\n\r\nhello", 400},
        {head + "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n", 400},
        {head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloXX0\r\n\r\n", 400},
        {head + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", 400},
        {"GET / HTTP/1.1\nHost: a\n\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\n\r\n", 400},
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 400},
        {"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"POST /v1/hello HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        {"\x16\x03\x01\x02 hello\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nExpect: more\r\n\r\n", 417},
    };
    TestServer server;
    for (const auto& [bytes, status] : tricks) {
        CAPTURE(bytes);
        Client client(server.port);
        client.send(bytes);
        client.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
        const Answer answer = client.read();
        const bool refused = answer.status == status || answer.status == 505;
        CHECK(refused);
        CHECK(answer.header("content-type") == "application/problem+json");
        CHECK(client.is_closed());
    }
    CHECK(Client(server.port).get("/healthz").status == 200);
}

TEST_CASE("HTTP/1.0 is answered and closed") {
    TestServer server;
    Client client(server.port);
    CHECK(client.ask("GET /healthz HTTP/1.0\r\n\r\n").status == 200);
    CHECK(client.is_closed());
}

TEST_CASE("HEAD has the headers of GET and no body") {
    TestServer server;
    Client client(server.port);
    client.send("HEAD /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    const Answer answer = client.read(true);
    CHECK(answer.status == 200);
    CHECK(answer.header("content-length") == "15");
    CHECK(client.get("/healthz").status == 200);
}

TEST_CASE("OPTIONS and unknown methods learn what is allowed") {
    TestServer server;
    Client client(server.port);
    const Answer options = client.ask("OPTIONS /v1/hello HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(options.status == 204);
    CHECK(options.header("allow") == "GET, HEAD, POST, OPTIONS");
    const Answer wrong = client.ask("DELETE /v1/hello HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(wrong.status == 405);
    CHECK(wrong.header("allow") == "GET, HEAD, POST, OPTIONS");
    CHECK(client.ask("BREW /v1/hello HTTP/1.1\r\nHost: a\r\n\r\n").status == 405);
    CHECK(client.ask("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").status == 204);
}

TEST_CASE("paths and queries are decoded once") {
    TestServer server;
    Client client(server.port);
    const Answer answer = client.get("/v1/things/a%20b%2Fc/parts/%C3%A4?q=1+2%26x&z");
    CHECK(answer.says(R"("thing":"a b/c","part":"ä","q":"1 2&x")"));
    CHECK(client.get("http://else/v1/things/1/parts/2").says(R"("thing":"1")"));
}

TEST_CASE("targets that are not UTF-8 or hold control characters are refused") {
    TestServer server;
    Client client(server.port);
    for (const char* target : {"/v1/things/%00/parts/x", "/v1/things/%ff/parts/x",
                               "/v1/things/%4/parts/x", "/v1/hello?q=%0a", "/v1/hello?%zz=1"}) {
        CAPTURE(target);
        CHECK(client.get(target).status == 400);
    }
    CHECK(client.get("/v1/things//parts/x").status == 404);
    CHECK(client.get("/v1/nothing").status == 404);
    CHECK(client.get("/v1/hello/").status == 404);
}

TEST_CASE("a body that is not JSON by its media type is refused") {
    TestServer server;
    Client client(server.port);
    const Answer answer = client.ask(
        "POST /v1/hello HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
        "Content-Length: 2\r\n\r\n{}");
    CHECK(answer.status == 415);
    CHECK(client.get("/healthz").status == 200);
}

TEST_CASE("large answers are compressed for those who accept it") {
    TestServer server;
    Client client(server.port);
    const Answer plain = client.get("/v1/large");
    CHECK(plain.body.size() > 200'000);
    CHECK(plain.header("vary") == "Accept-Encoding");
    const Answer packed = client.get("/v1/large", "Accept-Encoding: br, gzip;q=0.5\r\n");
    CHECK(packed.header("content-encoding") == "gzip");
    CHECK(packed.body.size() < 2'000);
    CHECK(packed.body.substr(0, 2) == "\x1f\x8b");
    CHECK(client.get("/v1/large", "Accept-Encoding: gzip;q=0\r\n").header("content-encoding") ==
          "");
    CHECK(client.get("/healthz", "Accept-Encoding: gzip\r\n").header("content-encoding") == "");
}
