#include "http/server_client.hpp"
#include "http/server_support.hpp"

#include <algorithm>
#include <thread>

using namespace vacancy;
using namespace vacancy::web;
using namespace vacancy::web::test;

namespace {

constexpr std::string_view parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
constexpr std::string_view parent_trace = "0af7651916cd43dd8448eb211c80319c";

/// The kept root span of that name; the test fails without it.
const trace::KeptSpan& root_named(const std::vector<std::shared_ptr<const trace::KeptTrace>>& all,
                                  std::string_view name) {
    for (const auto& kept : all) {
        for (const auto& one : kept->spans) {
            if (one.name == name) return one;
        }
    }
    FAIL("no span named " << name);
    std::abort();
}

std::string shown(const trace::KeptSpan& of, std::string_view key) {
    for (const auto& attribute : of.attributes) {
        if (attribute.key != key) continue;
        if (attribute.type == trace::Attribute::Type::integer)
            return std::to_string(attribute.integer);
        return std::string(attribute.text);
    }
    return "absent";
}

}  // namespace

TEST_CASE("a request is a SERVER span named by method and route with the HTTP attributes") {
    TestServer server;
    Client client(server.port);
    client.get("/v1/things/7/parts/x?q=secret", "User-Agent: test/1\r\n");
    const auto all = server.watched.settled();
    const auto& span = root_named(all, "GET /v1/things/{thing_id}/parts/{part}");
    CHECK(span.kind == trace::Kind::server);
    CHECK(shown(span, "http.request.method") == "GET");
    CHECK(shown(span, "http.route") == "/v1/things/{thing_id}/parts/{part}");
    CHECK(shown(span, "url.path") == "/v1/things/7/parts/x");
    CHECK(shown(span, "url.scheme") == "http");
    CHECK(shown(span, "http.response.status_code") == "200");
    CHECK(shown(span, "server.address") == "127.0.0.1");
    CHECK(shown(span, "server.port") == std::to_string(server.port));
    CHECK(shown(span, "user_agent.original") == "test/1");
    CHECK(shown(span, "network.protocol.version") == "1.1");
    CHECK(shown(span, "error.type") == "absent");
}

TEST_CASE("every answer names its trace and its request") {
    TestServer server;
    Client client(server.port);
    for (const char* target : {"/healthz", "/v1/nothing", "/v1/broken"}) {
        const Answer answer = client.get(target);
        CHECK(answer.header("server-timing").starts_with("traceparent;desc=\"00-"));
        CHECK(answer.header("x-request-id").size() == 36);
    }
    CHECK(client.get("/healthz", "X-Request-Id: mine-1\r\n").header("x-request-id") == "mine-1");
    CHECK(client.get("/healthz", "X-Request-Id: a b\r\n").header("x-request-id") != "a b");
    CHECK(client.get("/healthz", "X-Request-Id: 4111111111111111\r\n").header("x-request-id") !=
          "4111111111111111");
    const Answer malformed = client.ask("GET / HTTP/1.1\r\n\r\n");
    CHECK(malformed.header("server-timing").starts_with("traceparent;desc=\"00-"));
    CHECK(malformed.header("x-request-id").size() == 36);
}

TEST_CASE("a problem names the trace it belongs to") {
    TestServer server;
    const Answer answer = Client(server.port).get("/v1/nothing");
    const std::string id = answer.header("server-timing").substr(21, 32);
    CHECK(answer.says(fmt::format(R"("trace_id":"{}")", id)));
    CHECK(answer.says(R"("type":"/problems/not_found")"));
    CHECK(answer.says(R"("status":404)"));
}

TEST_CASE("a stranger's traceparent begins a new trace that links to it") {
    TestServer server;
    Client client(server.port);
    client.get("/v1/hello", fmt::format("traceparent: {}\r\nbaggage: a=b\r\n", parent));
    const auto all = server.watched.settled();
    const auto& span = root_named(all, "GET /v1/hello");
    CHECK(all.front()->id.text() != parent_trace);
    REQUIRE(span.links.size() == 1);
    CHECK(span.links.front().trace_id.text() == parent_trace);
}

TEST_CASE("an integration's traceparent is continued, an agent's is not") {
    TestServer server;
    const std::string integration = server.key_of({.role = Role::integration, .name = "partner"});
    const std::string agent = server.key_of({.role = Role::agent, .name = "desk"});
    Client client(server.port);
    const auto headers = [&](const std::string& key) {
        return fmt::format("traceparent: {}\r\nAuthorization: Bearer {}\r\n", parent, key);
    };
    const Answer inside = client.get("/v1/staff", headers(integration));
    CHECK(inside.header("server-timing").find(parent_trace) != std::string::npos);
    const Answer outside = client.get("/v1/staff", headers(agent));
    CHECK(outside.header("server-timing").find(parent_trace) == std::string::npos);
}

TEST_CASE("guests are believed where the option says so") {
    ServerOptions options = on_free_port();
    options.guests_may_trace = true;
    TestServer server(options);
    const Answer answer =
        Client(server.port).get("/v1/hello", fmt::format("traceparent: {}\r\n", parent));
    CHECK(answer.header("server-timing").find(parent_trace) != std::string::npos);
}

TEST_CASE(
    "a handler that breaks a promise or throws is a 500 with its trace, and the server lives") {
    TestServer server;
    Client client(server.port);
    for (const char* target : {"/v1/broken", "/v1/throwing"}) {
        const Answer answer = client.get(target);
        CHECK(answer.status == 500);
        CHECK(answer.says(R"("code":"internal")"));
        CHECK(answer.says("trace_id"));
        CHECK(!answer.says("place.runs"));
        CHECK(!answer.says("threw"));
    }
    CHECK(client.get("/healthz").status == 200);
    const auto all = server.watched.settled();
    const auto& span = root_named(all, "GET /v1/broken");
    CHECK(span.status == trace::StatusCode::error);
    CHECK(shown(span, "error.type") == "internal");
    CHECK(shown(span, "http.response.status_code") == "500");
}

TEST_CASE("a refusal by the caller's fault leaves the span's status unset") {
    TestServer server;
    Client(server.port).get("/v1/staff");
    const auto all = server.watched.settled();
    const auto& span = root_named(all, "GET /v1/staff");
    CHECK(span.status == trace::StatusCode::unset);
    CHECK(shown(span, "http.response.status_code") == "401");
}

TEST_CASE("card numbers in paths and headers do not reach the trace") {
    TestServer server;
    Client client(server.port);
    client.get("/v1/things/4111111111111111/parts/5555%2D5555",
               "User-Agent: 4111 1111 1111 1111\r\n");
    const auto all = server.watched.settled();
    const auto& span = root_named(all, "GET /v1/things/{thing_id}/parts/{part}");
    CHECK(shown(span, "url.path").find("4111") == std::string::npos);
    CHECK(shown(span, "user_agent.original").find("4111") == std::string::npos);
}

TEST_CASE("a client that leaves while its request is worked on leaves a finished span") {
    TestServer server;
    {
        Client client(server.port);
        client.send(Client::posting("/v1/slow", "{}"));
        server.wait_for_waiting(1);
    }
    ::usleep(300'000);  // longer than a sweep: short work is not worth the question
    server.place.gate = true;
    auto all = server.watched.settled();
    for (; all.empty(); all = server.watched.settled()) ::usleep(1000);
    const auto& span = root_named(all, "POST /v1/slow");
    CHECK(shown(span, "error.type") == "client_disconnected");
    CHECK(server.place.runs == 1);
    CHECK(Client(server.port).get("/healthz").status == 200);
}

TEST_CASE("durations and active requests are counted") {
    TestServer server;
    Client client(server.port);
    for (int i = 0; i < 3; ++i) client.get("/v1/hello");
    static_cast<void>(server.watched.settled());
    std::uint64_t counted = 0;
    std::int64_t active = -1;
    for (const auto& metric : server.watched.recorder.collect().metrics) {
        if (metric.def->name == "http.server.request.duration")
            for (const auto& point : metric.points) counted += point.count;
        if (metric.def->name == "http.server.active_requests") {
            active = 0;
            for (const auto& point : metric.points) active += point.integer;
        }
    }
    CHECK(counted == 3);
    CHECK(active == 0);
}
