#include "support/test_store.hpp"

#include <libpq-fe.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

namespace vacancy::test {
namespace {

std::string server_address() {
    const char* address = std::getenv("VACANCY_TEST_POSTGRES");
    return address != nullptr ? address : "";
}

/// postgres://…/NAME?… with another NAME.
std::string with_database(const std::string& address, const std::string& name) {
    const auto query = std::min(address.find('?'), address.size());
    const auto slash = address.rfind('/', query);
    return address.substr(0, slash + 1) + name + address.substr(query);
}

void run_on(const std::string& address, const std::string& sql) {
    PGconn* connection = PQconnectdb(address.c_str());
    REQUIRE_MESSAGE(PQstatus(connection) == CONNECTION_OK, PQerrorMessage(connection));
    PGresult* result = PQexec(connection, sql.c_str());
    const auto status = PQresultStatus(result);
    CHECK_MESSAGE((status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK),
                  PQresultErrorMessage(result));
    PQclear(result);
    PQfinish(connection);
}

std::unique_ptr<db::Database> open(const std::string& url, const StoreOptions& options) {
    auto opened = db::open_database({.url = url,
                                     .clock = options.clock,
                                     .readers = options.readers,
                                     .queue_limit = options.queue_limit});
    REQUIRE_MESSAGE(opened.has_value(), opened.error().detail);
    return std::move(*opened);
}

void prepare(db::Database& db, const StoreOptions& options) {
    if (!options.migrated) return;
    Step step = Step::silent();
    const auto report = db::migrate(step, db);
    REQUIRE_MESSAGE(report.has_value(), report.error().detail);
}

}  // namespace

std::unique_ptr<TestStore> TestStore::sqlite(const StoreOptions& options) {
    std::unique_ptr<TestStore> store(new TestStore);
    std::string folder = std::filesystem::temp_directory_path() / "vacancy_store_XXXXXX";
    REQUIRE(::mkdtemp(folder.data()) != nullptr);
    store->folder_ = folder;
    store->url_ = "sqlite:" + folder + "/vacancy.db";
    store->db_ = open(store->url_, options);
    prepare(*store->db_, options);
    return store;
}

std::unique_ptr<TestStore> TestStore::postgres(const StoreOptions& options) {
    static int made = 0;
    const std::string server = server_address();
    if (server.empty()) return nullptr;
    std::unique_ptr<TestStore> store(new TestStore);
    store->server_ = server;
    store->name_ = "vacancy_store_" + std::to_string(::getpid()) + "_" + std::to_string(++made);
    run_on(server, "CREATE DATABASE " + store->name_);
    store->url_ = with_database(server, store->name_);
    store->db_ = open(store->url_, options);
    prepare(*store->db_, options);
    return store;
}

TestStore::~TestStore() {
    db_.reset();
    if (is_postgres()) run_on(server_, "DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
}

std::unique_ptr<db::Database> TestStore::open_another(const StoreOptions& options) {
    return open(url_, options);
}

void TestStore::meddle(const std::string& sql) const { run_on(url_, sql); }

void on_postgres(const std::function<void(TestStore&)>& test, const StoreOptions& options) {
    const auto store = TestStore::postgres(options);
    if (store == nullptr) {
        MESSAGE("VACANCY_TEST_POSTGRES is not set: not run on PostgreSQL");
        return;
    }
    INFO("on PostgreSQL");
    test(*store);
}

void on_each(const std::function<void(TestStore&)>& test, const StoreOptions& options) {
    {
        INFO("on SQLite");
        const auto store = TestStore::sqlite(options);
        test(*store);
    }
    on_postgres(test, options);
}

void run_sql(db::Database& db, std::string_view text) {
    Step step = Step::silent();
    const auto ran = db.transact_now(step, [&](db::Tx& tx) -> Result<void> {
        TRY_VOID(tx.run(db::Sql{"", "SQL", "", text}));
        return {};
    });
    REQUIRE_MESSAGE(ran.has_value(), (ran ? std::string() : ran.error().detail));
}

std::int64_t number(db::Database& db, std::string_view text) {
    Step step = Step::silent();
    const auto read = db.read_now(step, [&](db::Tx& tx) {
        return tx.first(db::Sql{"", "SELECT", "", text},
                        [](const db::Row& row) { return row.integer(0); });
    });
    REQUIRE(read.has_value());
    REQUIRE(read->has_value());
    return **read;
}

}  // namespace vacancy::test
