#pragma once
// For the server's own tests: a server on a port of the system's choice and an empty SQLite store
// in a folder that goes with it.

#include "db/migrate.hpp"
#include "http/server_routes.hpp"
#include "support/kept.hpp"
#include "web/keys.hpp"
#include "web/server.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

namespace vacancy::web::test {

class Folder {
public:
    Folder() {
        std::string name = std::filesystem::temp_directory_path() / "vacancy-web-XXXXXX";
        must(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }
    [[nodiscard]] std::string file() const { return "sqlite:" + path_ + "/store.db"; }

private:
    std::string path_;
};

inline std::unique_ptr<db::Database> open_store(const Folder& folder) {
    auto db = db::open_database({.url = folder.file()});
    must(db.has_value());
    Step silent = Step::silent();
    must(db::migrate(silent, **db).has_value());
    return std::move(*db);
}

/// Quiet, many requests a minute, on a free port.
inline ServerOptions on_free_port() {
    ServerOptions options;
    options.listen = "127.0.0.1:0";
    return options;
}

class TestServer {
public:
    explicit TestServer(ServerOptions options = on_free_port()) : db(open_store(folder)) {
        router.add(std::span<const Route<Place>>(rows), place);
        start(std::move(options));
    }
    ~TestServer() {
        place.gate = true;
        server->stop(std::chrono::seconds(5));
    }
    TestServer(const TestServer&) = delete;
    TestServer& operator=(const TestServer&) = delete;

    void start(ServerOptions options) {
        server = std::make_unique<Server>(std::move(options), router, *db, watched.recorder);
        server->start();
        const std::string url = server->base_url();
        const std::string_view digits = std::string_view(url).substr(url.rfind(':') + 1);
        std::from_chars(digits.data(), digits.data() + digits.size(), port);
    }
    std::string key_of(const KeyFor& key) {
        Step silent = Step::silent();
        auto made = db->transact_now(silent, [&](db::Tx& tx) { return create_key(tx, key); });
        return made.value().reveal();
    }
    void wait_for_waiting(int handlers) const {
        while (place.waiting < handlers) ::usleep(1000);
    }

    Folder folder;
    std::unique_ptr<db::Database> db;
    trace::Watched watched;
    Place place;
    Router router;
    std::unique_ptr<Server> server;
    std::uint16_t port = 0;
};

}  // namespace vacancy::web::test
