#include "http/server_client.hpp"
#include "http/server_support.hpp"

#include <chrono>
#include <thread>
#include <vector>

using namespace vacancy;
using namespace vacancy::web;
using namespace vacancy::web::test;
using namespace std::chrono_literals;

namespace {

/// Every deadline long but one.
ServerOptions impatient(std::chrono::milliseconds ServerOptions::* deadline) {
    ServerOptions options = on_free_port();
    options.*deadline = 300ms;
    return options;
}

/// Comes again until the server has a connection free; false when it never has.
bool finds_a_place(const TestServer& server) {
    for (int i = 0; i < 4000; ++i) {
        if (Client(server.port).get("/healthz").status == 200) return true;
        std::this_thread::sleep_for(5ms);
    }
    return false;
}

}  // namespace

TEST_CASE("a body beyond the limit is refused whether its length is said or not") {
    ServerOptions options = on_free_port();
    options.max_body_bytes = 1000;
    TestServer server(options);
    const std::string fits(998, 'x');
    CHECK(Client(server.port).post("/v1/hello", '"' + fits + '"').says("\"size\":1000"));
    const Answer declared = Client(server.port).post("/v1/hello", std::string(1001, 'x'));
    CHECK(declared.status == 413);
    CHECK(declared.says("body_too_large"));
    Client chunked(server.port);
    chunked.send(
        "POST /v1/hello HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 11; ++i) chunked.send("64\r\n" + std::string(100, 'x') + "\r\n");
    CHECK(chunked.read().status == 413);
    CHECK(chunked.is_closed());
}

TEST_CASE("the answer to a body that is too large arrives though the client goes on sending") {
    ServerOptions options = on_free_port();
    options.max_body_bytes = 1000;
    TestServer server(options);
    Client client(server.port);
    CHECK(client.post("/v1/hello", std::string(500'000, 'x')).status == 413);
}

TEST_CASE("a head beyond the limit is refused") {
    ServerOptions options = on_free_port();
    options.max_header_bytes = 8192;
    TestServer server(options);
    const auto padded = [](std::size_t size) {
        return fmt::format("X-Pad: {}\r\n", std::string(size, 'x'));
    };
    CHECK(Client(server.port).get("/healthz", padded(7'900)).status == 200);
    const Answer answer = Client(server.port).get("/healthz", padded(9'000));
    CHECK(answer.status == 431);
    CHECK(answer.says("headers_too_large"));
    std::string many;
    for (int i = 0; i < 101; ++i) many += fmt::format("X-{}: 1\r\n", i);
    CHECK(Client(server.port).get("/healthz", many).status == 431);
}

TEST_CASE("a head that comes too slowly ends the connection at an absolute deadline") {
    TestServer server(impatient(&ServerOptions::header_deadline));
    Client client(server.port);
    // A byte now and then does not buy more time.
    std::thread drip([&] {
        for (int i = 0; i < 100 && client.send("x"); ++i) std::this_thread::sleep_for(20ms);
    });
    const Answer answer = client.read();
    drip.join();
    const bool ended = answer.status == 408 || answer.status == 0;
    CHECK(ended);
    Client silent(server.port);
    CHECK(silent.is_closed());
}

TEST_CASE("a body that comes too slowly ends the connection at an absolute deadline") {
    TestServer server(impatient(&ServerOptions::body_deadline));
    Client client(server.port);
    client.send(
        "POST /v1/hello HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        "Content-Length: 1000\r\n\r\n{");
    const Answer answer = client.read();
    CHECK(answer.status == 408);
    CHECK(answer.header("connection") == "close");
    CHECK(client.is_closed());
}

TEST_CASE("an idle connection is closed without a word") {
    TestServer server(impatient(&ServerOptions::idle_deadline));
    Client client(server.port);
    CHECK(client.get("/healthz").status == 200);
    CHECK(client.is_closed());
}

TEST_CASE("a client that does not read its answers is dropped") {
    ServerOptions options = impatient(&ServerOptions::write_deadline);
    options.max_connections = 1;
    TestServer server(options);
    Client client(server.port, 4096);
    std::string many;
    for (int i = 0; i < 100; ++i) many += "GET /v1/large HTTP/1.1\r\nHost: a\r\n\r\n";
    client.send(many);
    CHECK(finds_a_place(server));
    int whole = 0;
    while (client.read().status == 200) ++whole;
    CHECK(whole < 100);
}

TEST_CASE("connections beyond the limit are turned away with 503") {
    ServerOptions options = on_free_port();
    options.max_connections = 2;
    TestServer server(options);
    auto first = std::make_unique<Client>(server.port);
    Client second(server.port);
    CHECK(first->get("/healthz").status == 200);
    CHECK(second.get("/healthz").status == 200);
    Client third(server.port);
    const Answer answer = third.read();
    CHECK(answer.status == 503);
    CHECK(answer.header("retry-after") == "1");
    first.reset();
    CHECK(finds_a_place(server));
}

TEST_CASE("an address that asks too often has to wait") {
    ServerOptions options = on_free_port();
    options.requests_per_minute_per_address = 5;
    TestServer server(options);
    Client client(server.port);
    for (int i = 0; i < 5; ++i) CHECK(client.get("/v1/hello").status == 200);
    const Answer answer = client.get("/v1/hello");
    CHECK(answer.status == 429);
    CHECK(answer.says("rate_limited"));
    CHECK(std::stoi(answer.header("retry-after")) >= 1);
    CHECK(std::stoi(answer.header("retry-after")) <= 60);
}

TEST_CASE("a key that asks too often has to wait, others do not") {
    ServerOptions options = on_free_port();
    options.requests_per_minute_per_key = 3;
    TestServer server(options);
    const std::string one = server.key_of({.role = Role::agent, .name = "one"});
    const std::string two = server.key_of({.role = Role::agent, .name = "two"});
    const auto bearer = [](const std::string& key) {
        return fmt::format("Authorization: Bearer {}\r\n", key);
    };
    Client client(server.port);
    for (int i = 0; i < 3; ++i) CHECK(client.get("/v1/staff", bearer(one)).status == 200);
    CHECK(client.get("/v1/staff", bearer(one)).status == 429);
    CHECK(client.get("/v1/staff", bearer(two)).status == 200);
}

TEST_CASE("a trusted proxy's word for the client's address is taken, anybody else's is not") {
    ServerOptions options = on_free_port();
    options.trusted_proxies = {"127.0.0.1", "10.0.0.9"};
    TestServer server(options);
    Client client(server.port);
    CHECK(client.get("/v1/hello", "X-Forwarded-For: 6.6.6.6, 192.0.2.7, 10.0.0.9\r\n")
              .says("\"from\":\"192.0.2.7\""));
    TestServer open;
    CHECK(Client(open.port)
              .get("/v1/hello", "X-Forwarded-For: 192.0.2.7\r\n")
              .says("\"from\":\"127.0.0.1\""));
}

TEST_CASE("when it is full, searches are refused first and what finishes something last") {
    ServerOptions options = on_free_port();
    options.max_in_flight = 8;
    TestServer server(options);
    std::vector<std::unique_ptr<Client>> clients;
    const auto begin = [&](std::string_view bytes) {
        clients.push_back(std::make_unique<Client>(server.port));
        clients.back()->send(bytes);
        server.wait_for_waiting(static_cast<int>(clients.size()));
    };
    const std::string search = "GET /v1/search HTTP/1.1\r\nHost: a\r\n\r\n";
    for (int i = 0; i < 6; ++i) begin(search);
    const Answer refused = Client(server.port).ask(search);
    CHECK(refused.status == 503);
    CHECK(refused.header("retry-after") == "1");
    CHECK(refused.says("overloaded"));
    begin(Client::posting("/v1/slow", "{}"));
    CHECK(Client(server.port).post("/v1/slow", "{}").status == 503);
    CHECK(Client(server.port).ask(search).status == 503);
    begin(Client::posting("/v1/finish", "{}"));
    CHECK(Client(server.port).post("/v1/finish", "{}").status == 503);
    server.place.gate = true;
    for (const auto& client : clients) CHECK(client->read().status == 201);
    CHECK(Client(server.port).ask(search).status == 201);
}

TEST_CASE("thousands of idle connections leave the server quick for others") {
    TestServer server;
    std::vector<std::unique_ptr<Client>> idle;
    for (int i = 0; i < 500; ++i) idle.push_back(std::make_unique<Client>(server.port));
    for (int i = 0; i < 200; ++i) idle[static_cast<std::size_t>(i)]->send("GET /heal");
    Client client(server.port);
    for (int i = 0; i < 50; ++i) CHECK(client.get("/healthz").status == 200);
}
