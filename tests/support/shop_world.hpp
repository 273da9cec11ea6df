#pragma once
// A whole shop in a test: database, supplier, gateway, till, recorder; and what a buyer sends.

#include "booking/api.hpp"
#include "booking/recovery.hpp"
#include "db/migrate.hpp"
#include "saga/outbox.hpp"
#include "support/fake_gateway.hpp"
#include "support/fake_supplier.hpp"
#include "support/kept.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace vacancy::testing {

struct Directory {
    Directory() {
        std::string name = (std::filesystem::temp_directory_path() / "shop_XXXXXX").string();
        must(mkdtemp(name.data()) != nullptr);
        path = name;
    }
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;
    ~Directory() { std::filesystem::remove_all(path); }
    std::filesystem::path path;
};

inline std::unique_ptr<db::Database> open_shop_db(const std::string& url) {
    auto opened = db::open_database({.url = url, .inline_execution = true});
    must(opened.has_value());
    return std::move(*opened);
}

/// Makes schema and the supplier's table.
inline void prepare(db::Database& db) {
    Step step = Step::silent();
    must(db::migrate(step, db).has_value());
    must(db.transact_now(step, FakeSupplier::make_table).has_value());
}

struct World {
    explicit World(std::unique_ptr<db::Database> opened, GatewayLedger& shared, int rooms = 2)
        : owned(std::move(opened)),
          db(owned.get()),
          supplier(*db, rooms),
          gateway(shared, real_timers()) {}
    World(db::Database& given, GatewayLedger& shared, int rooms = 2)
        : db(&given), supplier(*db, rooms), gateway(shared, real_timers()) {}

    std::unique_ptr<db::Database> owned{};
    db::Database* db;
    FakeSupplier supplier;
    FakeGateway gateway;
    payments::Till till{.db = *db, .gateway = gateway, .clock = system_clock()};
    booking::Shop shop{.db = *db,
                       .supplier = supplier,
                       .till = till,
                       .clock = system_clock(),
                       .timers = real_timers(),
                       .step_deadline = std::chrono::milliseconds(40)};
    trace::Watched watched;

    /// Runs a verb to its end in a trace of its own.
    template <class T, class Verb>
    Result<T> run(Verb verb) {
        return run_at<T>(shop, std::move(verb));
    }
    template <class T, class Verb>
    Result<T> run_at(booking::Shop& place, Verb verb) {
        boost::asio::io_context io;
        std::optional<Result<T>> outcome;
        Step root = watched.recorder.root(span::http_server);
        const auto work = [&]() -> Task<void> { outcome.emplace(co_await verb(root, place)); };
        std::exception_ptr thrown;
        boost::asio::co_spawn(io.get_executor(), work(),
                              [&](std::exception_ptr error) { thrown = error; });
        io.run();
        root.close(nullptr);
        if (thrown) std::rethrow_exception(thrown);
        return std::move(*outcome);
    }
    Result<booking::Confirmed> book(const booking::CreateBooking& command) {
        return run<booking::Confirmed>([&](Step& step, booking::Shop& place) {
            return booking::create_booking(step, place, command);
        });
    }
    Result<booking::BookingView> look(const std::string& code, const booking::Asker& asker = {}) {
        return run<booking::BookingView>([&](Step& step, booking::Shop& place) {
            return booking::look_up_booking(step, place, code, asker);
        });
    }
    Result<booking::Cancellation> cancel(const booking::CancelBooking& command) {
        return run<booking::Cancellation>([&](Step& step, booking::Shop& place) {
            return booking::cancel_booking(step, place, command);
        });
    }
    Result<booking::Modification> modify(const booking::ModifyBooking& command) {
        return run<booking::Modification>([&](Step& step, booking::Shop& place) {
            return booking::modify_booking(step, place, command);
        });
    }
    Result<saga::RecoverReport> recover() {
        make_due();
        return run<saga::RecoverReport>(
            [&](Step&, booking::Shop& place) { return booking::recover(watched.recorder, place); });
    }

    /// The first row, read.
    template <class Read>
    auto first(const char* text, Read read) {
        Step step = Step::silent();
        // Prepared statements are kept by name: each text is one.
        static std::set<std::string> names;
        const std::string_view name = *names.insert(text).first;
        const db::Sql sql{name, "SELECT", "anything", name};
        const auto body = [&](db::Tx& tx) { return tx.first(sql, read); };
        const auto found = db->read_now(step, body);
        must(found.has_value() && found->has_value());
        return **found;
    }
    /// The first column of the first row.
    std::int64_t number(const char* text) {
        return first(text, [](const db::Row& row) { return row.integer(0); });
    }
    std::string word(const char* text) {
        return first(text, [](const db::Row& row) { return row.text(0); });
    }
    void run_sql(const char* text) {
        Step step = Step::silent();
        const db::Sql sql{text, "UPDATE", "anything", text};
        must(db->transact_now(step, [&](db::Tx& tx) { return tx.run(sql); }).has_value());
    }
    std::int64_t unfinished() { return number("SELECT COUNT(*) FROM saga WHERE finished = 0"); }
    std::int64_t confirmations() {
        return number(
            "SELECT COUNT(*) FROM outbox WHERE topic = 'booking.confirmed' AND channel = 'mail'");
    }
    std::int64_t rooms_taken() {
        return number("SELECT COUNT(*) FROM fake_stay WHERE state IN ('held', 'confirmed')");
    }
    std::int64_t bookings(const std::string& state) {
        return number(("SELECT COUNT(*) FROM booking WHERE state = '" + state + "'").c_str());
    }
    /// What our ledger believes to hold: authorized and not captured, or captured less refunded.
    std::int64_t our_held() {
        return number(
            "SELECT COALESCE(SUM(authorized_minor), 0) FROM payment WHERE status = "
            "'authorized'");
    }
    std::int64_t our_kept() {
        return number("SELECT COALESCE(SUM(captured_minor - refunded_minor), 0) FROM payment");
    }

private:
    /// Back-off and leases are over.
    void make_due() { run_sql("UPDATE saga SET next_attempt_at = 0, lease_until = 0"); }
};

/// A shop on a database of its own that is gone with it.
struct Fresh {
    Directory directory;
    GatewayLedger ledger;
    World world;

    explicit Fresh(int rooms = 2)
        : world(opened("sqlite:" + (directory.path / "shop.db").string()), ledger, rooms) {}
    static std::unique_ptr<db::Database> opened(const std::string& url) {
        auto db = open_shop_db(url);
        prepare(*db);
        return db;
    }
};

inline booking::CreateBooking buyer(const std::string& token = "tok_approved") {
    const auto last4 = Last4::parse("4242");
    return {.user_id = Private<std::string>("user-1"),
            .source = booking::Source::web,
            .search = {.property = PropertyId::make({7}),
                       .stay = {LocalDate::of(2030, 3, 1), LocalDate::of(2030, 3, 3)},
                       .guests = 2},
            .guest = {Private<std::string>("Ada Fictional"),
                      Private<std::string>("ada@guests.example")},
            .payment = {"card", Secret(token), *last4, eur()}};
}

}  // namespace vacancy::testing
