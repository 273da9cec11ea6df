// What is SQLite's alone: one writing process, a full disk, an I/O error, memory, spans.

#include "db/database.hpp"
#include "support/kept.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <latch>
#include <thread>

using namespace vacancy;

namespace {

constexpr db::Sql put{"test.put", "INSERT", "thing",
                      "INSERT INTO thing (n, words) VALUES ($1, $2)"};
constexpr db::Sql count_things{"test.count", "SELECT", "thing", "SELECT count(*) FROM thing"};

class Folder {
public:
    Folder() { REQUIRE(::mkdtemp(path_.data()) != nullptr); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }
    [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }
    [[nodiscard]] std::string url() const { return "sqlite:" + file("vacancy.db"); }

private:
    std::string path_ = std::filesystem::temp_directory_path() / "vacancy_db_XXXXXX";
};

std::unique_ptr<db::Database> open(const db::DatabaseOptions& options) {
    auto opened = db::open_database(options);
    REQUIRE_MESSAGE(opened.has_value(), opened.error().detail);
    return std::move(*opened);
}

Result<void> run(db::Database& db, std::string_view text) {
    Step step = Step::silent();
    return db.transact_now(step, [&](db::Tx& tx) -> Result<void> {
        TRY_VOID(tx.run(db::Sql{"", "SQL", "", text}));
        return {};
    });
}

std::unique_ptr<db::Database> open_with_things(const db::DatabaseOptions& options) {
    auto db = open(options);
    REQUIRE(run(*db, "CREATE TABLE thing (n BIGINT PRIMARY KEY, words TEXT)").has_value());
    return db;
}

Result<void> put_thing(db::Database& db, int n, const std::string& words = "words") {
    Step step = Step::silent();
    return db.transact_now(step, [&](db::Tx& tx) -> Result<void> {
        TRY_VOID(tx.run(put, n, words));
        return {};
    });
}

std::int64_t things(db::Database& db) {
    Step step = Step::silent();
    const auto read = db.read_now(step, [](db::Tx& tx) {
        return tx.first(count_things, [](const db::Row& row) { return row.integer(0); });
    });
    REQUIRE(read.has_value());
    return **read;
}

}  // namespace

TEST_CASE("a second process that wants to write is told so, and a reader beside it is welcome") {
    const Folder folder;
    auto first = open_with_things({.url = folder.url()});
    REQUIRE(put_thing(*first, 1).has_value());
    const auto beside = open({.url = folder.url(), .read_only = true});
    CHECK(things(*beside) == 1);
    CHECK_FALSE(put_thing(*beside, 2).has_value());
    const auto second = db::open_database({.url = folder.url()});
    REQUIRE_FALSE(second.has_value());
    CHECK(second.error().detail.find("Another process is writing") == 0);
    first.reset();
    CHECK(db::open_database({.url = folder.url()}).has_value());
}

TEST_CASE("a path that does not exist is a clear sentence") {
    const auto opened = db::open_database({.url = "sqlite:/nowhere/at/all/vacancy.db"});
    REQUIRE_FALSE(opened.has_value());
    CHECK(opened.error().detail.find("/nowhere/at/all/vacancy.db cannot be opened") !=
          std::string::npos);
    CHECK_FALSE(db::open_database({.url = "mysql://x"}).has_value());
}

TEST_CASE("a database in memory and one on the caller's thread serve reads and writes") {
    for (const bool here : {false, true}) {
        CAPTURE(here);
        const auto db = open_with_things({.url = "sqlite::memory:", .inline_execution = here});
        CHECK(put_thing(*db, 1).has_value());
        CHECK(put_thing(*db, 1).error().code == ErrorCode::already_exists);
        CHECK(things(*db) == 1);
        CHECK_FALSE(db->backup("/nowhere").has_value());
    }
}

TEST_CASE("a full disk refuses the write, harms no neighbor and keeps reads working") {
    const Folder folder;
    const auto db = open_with_things({.url = folder.url()});
    REQUIRE(put_thing(*db, 0).has_value());
    // SQLite answers SQLITE_FULL at a page limit exactly as it does at a full disk.
    REQUIRE(run(*db, "PRAGMA max_page_count = 40").has_value());
    const std::string large(400'000, 'x');
    std::latch inside(1);
    std::latch go_on(1);
    std::vector<std::thread> threads;
    threads.emplace_back([&] {  // holds the writer, so that the others become one batch
        Step step = Step::silent();
        (void)db->transact_now(step, [&](db::Tx&) -> Result<void> {
            inside.count_down();
            go_on.wait();
            return {};
        });
    });
    inside.wait();
    Result<void> full;
    Result<void> small;
    threads.emplace_back([&] { small = put_thing(*db, 1); });
    while (db->waiting() < 1) std::this_thread::yield();
    threads.emplace_back([&] { full = put_thing(*db, 2, large); });
    while (db->waiting() < 2) std::this_thread::yield();
    go_on.count_down();
    for (auto& thread : threads) thread.join();
    CHECK(small.has_value());
    REQUIRE_FALSE(full.has_value());
    CHECK(full.error().code == ErrorCode::store_full);
    CHECK(things(*db) == 2);
    REQUIRE(run(*db, "PRAGMA max_page_count = 1000000").has_value());
    CHECK(put_thing(*db, 2, large).has_value());
}

TEST_CASE(
    "an I/O error while writing stops the process with one line, and a restart loses nothing") {
    const Folder folder;
    std::array<int, 2> output{};
    REQUIRE(::pipe(output.data()) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        ::dup2(output[1], STDERR_FILENO);
        std::signal(SIGXFSZ, SIG_IGN);
        auto db = db::open_database({.url = folder.url(), .readers = 1});
        if (!db || !run(**db, "CREATE TABLE thing (n BIGINT PRIMARY KEY, words TEXT)")) _exit(1);
        if (!put_thing(**db, 1)) _exit(2);
        // No file of this process grows beyond this: the write itself fails (EFBIG).
        const rlimit small{.rlim_cur = 1 << 18, .rlim_max = 1 << 18};
        ::setrlimit(RLIMIT_FSIZE, &small);
        for (int n = 2; n < 100; ++n) (void)put_thing(**db, n, std::string(50'000, 'x'));
        _exit(3);
    }
    ::close(output[1]);
    std::string said;
    std::array<char, 512> buffer{};
    for (ssize_t got = 0; (got = ::read(output[0], buffer.data(), buffer.size())) > 0;)
        said.append(buffer.data(), static_cast<std::size_t>(got));
    ::close(output[0]);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 74);
    CHECK(said.find("the database cannot be read or written") != std::string::npos);
    CHECK(std::ranges::count(said, '\n') == 1);
    const auto db = open({.url = folder.url()});
    CHECK(things(*db) >= 1);
    CHECK(put_thing(*db, 1'000).has_value());
}

TEST_CASE("a backup taken while commits go on is a whole database of one moment") {
    const Folder folder;
    const auto db = open_with_things({.url = folder.url()});
    for (int n = 0; n < 200; ++n) REQUIRE(put_thing(*db, n, std::string(2'000, 'x')).has_value());
    std::atomic<bool> stop = false;
    std::thread writer([&] {
        for (int n = 1'000; !stop; ++n) (void)put_thing(*db, n, std::string(2'000, 'y'));
    });
    const auto copied = db->backup(folder.file("copy.db"));
    stop = true;
    writer.join();
    REQUIRE_MESSAGE(copied.has_value(), copied.error().detail);
    CHECK(db->backup(folder.file("copy.db")).error().code == ErrorCode::already_exists);
    const auto copy = open({.url = "sqlite:" + folder.file("copy.db")});
    CHECK(things(*copy) >= 200);
    CHECK(things(*copy) <= things(*db));
    Step step = Step::silent();
    const auto sound = copy->read_now(step, [](db::Tx& tx) {
        return tx.first(db::Sql{"", "PRAGMA", "", "PRAGMA integrity_check"},
                        [](const db::Row& row) { return row.text(0); });
    });
    CHECK(sound.value().value() == "ok");
}

TEST_CASE("a backup needs no running server, after a clean end or a crash") {
    for (const bool crash : {false, true}) {
        CAPTURE(crash);
        const Folder folder;
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            auto db = db::open_database({.url = folder.url(), .readers = 1});
            if (!db || !run(**db, "CREATE TABLE thing (n BIGINT PRIMARY KEY, words TEXT)"))
                _exit(1);
            if (!put_thing(**db, 1)) _exit(2);
            if (crash) ::kill(::getpid(), SIGKILL);
            db->reset();
            _exit(0);
        }
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        CHECK(WIFSIGNALED(status) == crash);
        const auto db = open({.url = folder.url(), .read_only = true});
        const auto copied = db->backup(folder.file("copy.db"));
        REQUIRE_MESSAGE(copied.has_value(), copied.error().detail);
        CHECK(things(*open({.url = "sqlite:" + folder.file("copy.db")})) == 1);
    }
}

TEST_CASE("what was committed survives the end of the process without a clean close") {
    const Folder folder;
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        auto db = db::open_database({.url = folder.url(), .readers = 1});
        if (!db || !run(**db, "CREATE TABLE thing (n BIGINT PRIMARY KEY, words TEXT)")) _exit(1);
        for (int n = 0; n < 50; ++n)
            if (!put_thing(**db, n)) _exit(2);
        ::kill(::getpid(), SIGKILL);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    CHECK(things(*open({.url = folder.url()})) == 50);
}

TEST_CASE("a transaction and its statements are spans that say what waited and what ran") {
    const auto db = open_with_things({.url = "sqlite::memory:"});
    trace::Watched watched;
    {
        Step step = watched.recorder.root(span::vacancy_job);
        (void)db->transact_now(step, [](db::Tx& tx) -> Result<void> {
            TRY_VOID(tx.run(put, 1, "secret words"));
            TRY_VOID(tx.run(put, 1, "again"));
            return {};
        });
        step.close(nullptr);
    }
    const auto traces = watched.settled();
    REQUIRE(traces.size() == 1);
    const auto& spans = traces.front()->spans;
    REQUIRE(spans.size() == 4);
    const auto& transaction = spans[1];
    CHECK(transaction.name == "vacancy.db.transaction");
    CHECK(trace::text_of(transaction, "db.system.name") == "sqlite");
    CHECK(trace::text_of(transaction, "vacancy.db.access") == "write");
    CHECK(trace::attribute_of(transaction.attributes, "vacancy.db.wait_ms") != nullptr);
    CHECK(transaction.status == trace::StatusCode::unset);
    const auto& good = spans[2];
    CHECK(good.name == "INSERT thing");
    CHECK(good.kind == trace::Kind::client);
    CHECK(good.parent == transaction.id);
    CHECK(trace::text_of(good, "db.operation.name") == "INSERT");
    CHECK(trace::text_of(good, "db.collection.name") == "thing");
    CHECK(trace::text_of(good, "db.query.text") == put.text);
    CHECK(good.status == trace::StatusCode::unset);
    const auto& bad = spans[3];
    CHECK(bad.status == trace::StatusCode::error);
    CHECK(trace::text_of(bad, "error.type") == "already_exists");
    CHECK(trace::text_of(bad, "db.response.status_code") == "1555");
    for (const auto& span : spans)
        for (const auto& each : span.attributes)
            CHECK(each.text.find("secret") == std::string_view::npos);
}
