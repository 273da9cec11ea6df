#include "http/server_client.hpp"
#include "http/server_support.hpp"

#include <vector>

using namespace vacancy;
using namespace vacancy::web;
using namespace vacancy::web::test;

namespace {

constexpr std::string_view search = "GET /v1/search HTTP/1.1\r\nHost: a\r\n\r\n";

/// Room for four; two searches stand at the gate, and searches may have no more.
struct Crowded {
    Crowded() : server(small()) {
        for (int i = 0; i < 2; ++i) {
            searching.push_back(std::make_unique<Client>(server.port));
            searching.back()->send(search);
            server.wait_for_waiting(i + 1);
        }
    }
    static ServerOptions small() {
        ServerOptions options = on_free_port();
        options.max_in_flight = 4;
        return options;
    }
    void let_go() {
        server.place.gate = true;
        for (const auto& client : searching) CHECK(client->read().status == 201);
    }
    [[nodiscard]] std::int64_t shed() {
        std::int64_t count = 0;
        for (const auto& metric : server.watched.recorder.collect().metrics) {
            if (metric.def->name != "vacancy.http.shed") continue;
            for (const auto& point : metric.points) count += point.integer;
        }
        return count;
    }
    TestServer server;
    std::vector<std::unique_ptr<Client>> searching;
};

}  // namespace

TEST_CASE("who is turned away is told when to come back and keeps the connection") {
    Crowded crowd;
    Client client(crowd.server.port);
    const Answer refused = client.ask(search);
    CHECK(refused.status == 503);
    CHECK(refused.header("retry-after") == "1");
    CHECK(refused.header("content-type") == "application/problem+json");
    CHECK(refused.header("x-request-id").size() == 36);
    CHECK(refused.says("\"code\":\"overloaded\""));
    crowd.let_go();
    CHECK(client.ask(search).status == 201);
}

TEST_CASE("while searches are turned away, changes and what finishes something pass") {
    Crowded crowd;
    CHECK(Client(crowd.server.port).ask(search).status == 503);
    CHECK(Client(crowd.server.port).post("/v1/echo", "{}").status == 201);
    CHECK(Client(crowd.server.port).get("/healthz").status == 200);
    crowd.let_go();
}

TEST_CASE("who is turned away is counted and costs no trace") {
    Crowded crowd;
    for (int i = 0; i < 5; ++i) CHECK(Client(crowd.server.port).ask(search).status == 503);
    CHECK(crowd.shed() == 5);
    crowd.let_go();
    CHECK(crowd.server.watched.settled().size() == 2);
}

TEST_CASE("after the crowd all is as before") {
    Crowded crowd;
    for (int i = 0; i < 5; ++i) CHECK(Client(crowd.server.port).ask(search).status == 503);
    crowd.let_go();
    for (int i = 0; i < 5; ++i) CHECK(Client(crowd.server.port).ask(search).status == 201);
}
