#include "http/server_client.hpp"
#include "http/server_support.hpp"

#include <thread>
#include <vector>

using namespace vacancy;
using namespace vacancy::web;
using namespace vacancy::web::test;

namespace {

std::string with_key(std::string_view key) { return fmt::format("Idempotency-Key: {}\r\n", key); }

constexpr db::Sql change_lease{"test.change_lease", "UPDATE", "idempotency_key",
                               "UPDATE idempotency_key SET lease_owner = $1, lease_until = $2, "
                               "state = 'running'"};
constexpr db::Sql age{"test.age", "UPDATE", "idempotency_key",
                      "UPDATE idempotency_key SET expires_at = $1"};

void run(TestServer& server, const std::function<Result<std::int64_t>(db::Tx&)>& body) {
    Step silent = Step::silent();
    REQUIRE(server.db->transact_now(silent, body).has_value());
}

}  // namespace

TEST_CASE("a repetition gets the first answer byte for byte and the handler runs once") {
    TestServer server;
    Client client(server.port);
    const Answer first = client.post("/v1/echo", R"({"a":1})", with_key("k-1"));
    const Answer again = client.post("/v1/echo", R"({"a":1})", with_key("k-1"));
    CHECK(first.status == 201);
    CHECK(again.status == 201);
    CHECK(again.body == first.body);
    CHECK(again.header("content-type") == first.header("content-type"));
    CHECK(again.header("location") == first.header("location"));
    CHECK(first.header("idempotency-replayed") == "");
    CHECK(again.header("idempotency-replayed") == "true");
    CHECK(server.place.runs == 1);
}

TEST_CASE("requests without a key all run") {
    TestServer server;
    Client client(server.port);
    client.post("/v1/echo", "{}");
    client.post("/v1/echo", "{}");
    CHECK(server.place.runs == 2);
    CHECK(server.place.last_identity().empty());
}

TEST_CASE("a key with another body is refused") {
    TestServer server;
    Client client(server.port);
    client.post("/v1/echo", R"({"a":1})", with_key("k-1"));
    const Answer other = client.post("/v1/echo", R"({"a":2})", with_key("k-1"));
    CHECK(other.status == 422);
    CHECK(other.says("idempotency_key_reused"));
    CHECK(client.post("/v1/echo?x=1", R"({"a":1})", with_key("k-1")).status == 422);
    CHECK(server.place.runs == 1);
}

TEST_CASE("a key still running answers 409 and says when to come back") {
    TestServer server;
    Client first(server.port);
    first.send(Client::posting("/v1/slow", "{}", with_key("k-1")));
    server.wait_for_waiting(1);
    const Answer second = Client(server.port).post("/v1/slow", "{}", with_key("k-1"));
    CHECK(second.status == 409);
    CHECK(second.says("idempotency_in_progress"));
    CHECK(second.header("retry-after") == "1");
    server.place.gate = true;
    CHECK(first.read().status == 201);
    CHECK(Client(server.port)
              .post("/v1/slow", "{}", with_key("k-1"))
              .header("idempotency-replayed") == "true");
    CHECK(server.place.runs == 1);
}

TEST_CASE("of many simultaneous requests with one key exactly one runs") {
    TestServer server;
    std::vector<std::thread> threads;
    std::atomic<int> created{0};
    std::atomic<int> others{0};
    for (int i = 0; i < 16; ++i)
        threads.emplace_back([&] {
            const Answer answer = Client(server.port).post("/v1/echo", "{}", with_key("k-1"));
            if (answer.status == 201) ++created;
            if (answer.status == 409) ++others;
        });
    for (auto& thread : threads) thread.join();
    CHECK(server.place.runs == 1);
    CHECK(created >= 1);
    CHECK(created + others == 16);
}

TEST_CASE("keys belong to their route and their caller") {
    TestServer server;
    const std::string key = server.key_of({.role = Role::agent, .name = "desk"});
    Client client(server.port);
    client.post("/v1/echo", "{}", with_key("k-1"));
    const std::string guest = server.place.last_identity();
    const std::string bearer = fmt::format("Authorization: Bearer {}\r\n", key);
    client.post("/v1/echo", "{}", with_key("k-1") + bearer);
    CHECK(server.place.runs == 2);
    CHECK(server.place.last_identity() != guest);
    CHECK(guest.size() == 43);
    server.place.answer_after = 1;
    client.post("/v1/unsure", "{}", with_key("k-1"));
    CHECK(server.place.runs == 3);
}

TEST_CASE("an unknown outcome is not frozen: a repetition runs with the same identity") {
    TestServer server;
    server.place.answer_after = 3;
    Client client(server.port);
    const Answer first = client.post("/v1/unsure", "{}", with_key("k-1"));
    const std::string identity = server.place.last_identity();
    CHECK(first.status == 202);
    CHECK(first.header("location") == "/v1/things/7");
    CHECK(first.says(R"("code":"outcome_unknown")"));
    CHECK(first.says(R"("look_at":"/v1/things/7")"));
    CHECK(client.post("/v1/unsure", "[1]", with_key("k-1")).status == 422);
    CHECK(client.post("/v1/unsure", "{}", with_key("k-1")).status == 202);
    const Answer last = client.post("/v1/unsure", "{}", with_key("k-1"));
    CHECK(last.status == 201);
    CHECK(server.place.last_identity() == identity);
    CHECK(client.post("/v1/unsure", "{}", with_key("k-1")).body == last.body);
    CHECK(server.place.runs == 3);
}

TEST_CASE("a failure of the server is not frozen") {
    TestServer server;
    Client client(server.port);
    CHECK(client.post("/v1/failing", "{}", with_key("k-1")).status == 503);
    CHECK(client.post("/v1/failing", "{}", with_key("k-1")).status == 200);
    CHECK(client.post("/v1/failing", "{}", with_key("k-1")).header("idempotency-replayed") ==
          "true");
}

TEST_CASE("a reservation that another process holds is respected until its lease ends") {
    TestServer server;
    Client client(server.port);
    client.post("/v1/failing", "{}", with_key("k-1"));
    // As a crash of this very start cannot be played here, the row is given to this start's past.
    const Instant now = system_clock().now();
    run(server, [&](db::Tx& tx) {
        return tx.run(change_lease, "an earlier start", now + std::chrono::seconds(50));
    });
    CHECK(client.post("/v1/failing", "{}", with_key("k-1")).status == 200);  // SQLite: it is gone
    CHECK(server.place.runs == 2);
}

TEST_CASE("a key is free again after 24 hours") {
    TestServer server;
    Client client(server.port);
    client.post("/v1/echo", "{}", with_key("k-1"));
    run(server, [&](db::Tx& tx) { return tx.run(age, system_clock().now()); });
    CHECK(client.post("/v1/echo", R"({"b":2})", with_key("k-1")).status == 201);
    CHECK(server.place.runs == 2);
}

TEST_CASE("answers survive a restart of the server") {
    TestServer server;
    const Answer first = Client(server.port).post("/v1/echo", "{}", with_key("k-1"));
    server.server->stop(std::chrono::seconds(5));
    server.start(on_free_port());
    const Answer again = Client(server.port).post("/v1/echo", "{}", with_key("k-1"));
    CHECK(again.body == first.body);
    CHECK(server.place.runs == 1);
}

TEST_CASE("a key that is too long is refused") {
    TestServer server;
    CHECK(Client(server.port).post("/v1/echo", "{}", with_key(std::string(256, 'k'))).status ==
          400);
}
