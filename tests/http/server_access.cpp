#include "http/server_client.hpp"
#include "http/server_support.hpp"

using namespace vacancy;
using namespace vacancy::web;
using namespace vacancy::web::test;

namespace {

std::string bearer(const std::string& key) {
    return fmt::format("Authorization: Bearer {}\r\n", key);
}

}  // namespace

TEST_CASE("guests need no key where anyone may call and get 401 where staff is asked for") {
    TestServer server;
    Client client(server.port);
    CHECK(client.get("/v1/hello").says(R"("hello":"guest")"));
    const Answer refused = client.get("/v1/staff");
    CHECK(refused.status == 401);
    CHECK(refused.header("www-authenticate") == "Bearer");
    CHECK(refused.says("unauthorized"));
}

TEST_CASE("a wrong key is refused even where none is needed") {
    TestServer server;
    Client client(server.port);
    CHECK(client.get("/v1/hello", bearer("vk_wrong")).status == 401);
    CHECK(client.get("/v1/hello", bearer("vk_wrong")).status == 401);
    CHECK(client.get("/v1/hello", "Authorization: Basic YTpi\r\n").status == 401);
    CHECK(client.get("/v1/hello", bearer(std::string(5000, 'k'))).status == 401);
}

TEST_CASE("a key has its role, and a role that is not listed is forbidden") {
    TestServer server;
    const std::string key = server.key_of({.role = Role::agent, .name = "desk"});
    Client client(server.port);
    CHECK(client.get("/v1/staff", bearer(key)).says(R"("role":"agent")"));
    CHECK(client.get("/v1/admin", bearer(key)).status == 403);
    const std::string admin = server.key_of({.role = Role::admin, .name = "admin"});
    CHECK(client.get("/v1/admin", bearer(admin)).status == 200);
}

TEST_CASE("a revoked key is refused at once") {
    TestServer server;
    const std::string key = server.key_of({.role = Role::agent, .name = "desk"});
    Client client(server.port);
    const Answer welcome = client.get("/v1/staff", bearer(key));
    REQUIRE(welcome.status == 200);
    const std::string id = welcome.body.substr(welcome.body.find("hello\":\"") + 8, 16);
    Step silent = Step::silent();
    const auto revoke = [&](db::Tx& tx) { return revoke_key(tx, id); };
    REQUIRE(server.db->transact_now(silent, revoke).has_value());
    CHECK(client.get("/v1/staff", bearer(key)).status == 401);
    CHECK(!server.db->transact_now(silent, revoke).has_value());
}

TEST_CASE("the store keeps no key, only its hash") {
    TestServer server;
    const std::string key = server.key_of({.role = Role::agent, .name = "desk"});
    constexpr db::Sql all{"test.keys", "SELECT", "api_key", "SELECT key_hash, name FROM api_key"};
    Step silent = Step::silent();
    std::string stored;
    const auto read = [&](db::Tx& tx) {
        return tx.each(all, [&](const db::Row& row) { stored += row.text(0) + row.text(1); });
    };
    REQUIRE(server.db->read_now(silent, read).has_value());
    CHECK(stored.size() == 64 + 4);
    CHECK(stored.find(key.substr(3)) == std::string::npos);
}

TEST_CASE("a principal of one property does not reach another") {
    const AccountId account = AccountId::make({1});
    const PropertyId here = PropertyId::make({1});
    const PropertyId there = PropertyId::make({1});
    const Principal desk{.role = Role::agent, .id = "k", .account = account, .property = here};
    CHECK(desk.may_touch(account, here));
    CHECK(!desk.may_touch(account, there));
    CHECK(!desk.may_touch(AccountId::make({1}), here));
    const Principal group{.role = Role::manager, .id = "k", .account = account};
    CHECK(group.may_touch(account, there));
}
