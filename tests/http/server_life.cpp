#include "http/server_client.hpp"
#include "http/server_support.hpp"

#include <random>
#include <thread>

using namespace vacancy;
using namespace vacancy::web;
using namespace vacancy::web::test;

TEST_CASE("a stop lets requests in flight finish and closes idle connections") {
    TestServer server;
    Client busy(server.port);
    Client idle(server.port);
    CHECK(idle.get("/healthz").status == 200);
    busy.send(Client::posting("/v1/slow", "{}"));
    server.wait_for_waiting(1);
    std::thread stopping([&] { server.server->stop(std::chrono::seconds(10)); });
    CHECK(idle.is_closed());
    server.place.gate = true;
    const Answer answer = busy.read();
    CHECK(answer.status == 201);
    CHECK(answer.header("connection") == "close");
    stopping.join();
}

TEST_CASE("a stop does not wait longer than its deadline") {
    TestServer server;
    Client busy(server.port);
    busy.send(Client::posting("/v1/slow", "{}"));
    server.wait_for_waiting(1);
    server.server->stop(std::chrono::milliseconds(50));
    CHECK(busy.is_closed());
    CHECK(server.place.runs == 0);
}

TEST_CASE("an address in use is one clear line") {
    TestServer server;
    ServerOptions options = on_free_port();
    options.listen = fmt::format("127.0.0.1:{}", server.port);
    std::string said;
    try {
        const Server second(options, server.router, *server.db, server.watched.recorder);
    } catch (const std::runtime_error& failure) {
        said = failure.what();
    }
    CHECK(said ==
          fmt::format("cannot listen on 127.0.0.1:{}: Address already in use", server.port));
}

TEST_CASE("an address that is none is one clear line") {
    TestServer server;
    for (const char* listen : {"", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "x:1"}) {
        ServerOptions options;
        options.listen = listen;
        CHECK_THROWS_AS(Server(options, server.router, *server.db, server.watched.recorder),
                        const std::runtime_error&);
    }
}

TEST_CASE("readyz asks the store and what the options name") {
    bool well = true;
    ServerOptions options = on_free_port();
    options.ready_checks.push_back({"gateway", [&](Step&) -> Task<Result<void>> {
                                        if (!well) co_return fail(ErrorCode::upstream_unavailable);
                                        co_return Result<void>{};
                                    }});
    TestServer server(options);
    Client client(server.port);
    const Answer ready = client.get("/readyz");
    CHECK(ready.status == 200);
    CHECK(
        ready.body ==
        R"({"status":"ready","checks":[{"name":"store","ok":true},{"name":"gateway","ok":true}]})");
    well = false;
    const Answer not_ready = client.get("/readyz");
    CHECK(not_ready.status == 503);
    CHECK(not_ready.says("not_ready"));
}

TEST_CASE("metrics are for integrations unless they are opened") {
    ServerOptions options = on_free_port();
    options.metrics = [](const Request&) { return Reply{.body = "# EOF\n"}; };
    TestServer closed(options);
    CHECK(Client(closed.port).get("/metrics").status == 401);
    options.metrics_open = true;
    TestServer open(options);
    CHECK(Client(open.port).get("/metrics").status == 200);
}

TEST_CASE("a problem's type says what it stands for") {
    TestServer server;
    Client client(server.port);
    CHECK(client.get("/problems/sold_out").says(R"("status":409)"));
    CHECK(client.get("/problems/nonsense").status == 404);
}

TEST_CASE("random bytes never crash the server nor earn a 500") {
    const auto seed = static_cast<std::uint32_t>(random_u64());
    CAPTURE(seed);
    std::mt19937 engine(seed);
    TestServer server;
    const std::string good = Client::posting("/v1/echo", R"({"a":[1,2,{"b":"c"}]})",
                                             "Idempotency-Key: k\r\nAccept: */*\r\n");
    for (int round = 0; round < 300; ++round) {
        std::string bytes = good;
        for (int change = 0; change < 3; ++change)
            bytes[engine() % bytes.size()] = static_cast<char>(engine());
        Client client(server.port);
        client.send(bytes);
        client.finish_sending();
        const Answer answer = client.read();
        CAPTURE(bytes);
        CHECK(answer.status != 500);
    }
    CHECK(Client(server.port).get("/healthz").status == 200);
}
