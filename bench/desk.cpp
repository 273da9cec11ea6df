// What the front desk's work costs: check-in, check-out, a guest looked up by name, and the list of
// who arrives, in a house of 300 rooms that is full tonight. In this process, on one thread,
// durable on SQLite; the gateway and the key encoder answer at once. The rival changes and reads
// the same rows of a copy of the same database by bare SQL, one commit an operation: no saga, no
// trace, and nothing written before the gateway is asked.
//
// bench_desk [runs], which share the 300 guests

#include "booking/api.hpp"
#include "db/migrate.hpp"
#include "hotel/api.hpp"
#include "hotel/desk/lists.hpp"
#include "hotel/desk/staying.hpp"
#include "load/desk_rival.hpp"
#include "load/report.hpp"
#include "main/replay/hotels.hpp"
#include "main/replay/world.hpp"
#include "support/process.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include <cstdlib>
#include <ctime>
#include <exception>
#include <optional>
#include <stdexcept>

namespace {

using namespace vacancy;
using load::Report;

constexpr int rooms = 300;
const std::string house = "Full House";

template <class T>
T finish(Task<Result<T>> task) {
    boost::asio::io_context context(1);
    std::optional<Result<T>> result;
    boost::asio::co_spawn(context, std::move(task),
                          [&](std::exception_ptr thrown, Result<T> value) {
                              if (thrown) std::rethrow_exception(thrown);
                              result.emplace(std::move(value));
                          });
    context.run();
    if (!*result) throw std::runtime_error(std::string((*result).error().sentence()));
    return std::move(**result);
}

double seconds_of(clockid_t clock) {
    timespec at{};
    clock_gettime(clock, &at);
    return static_cast<double>(at.tv_sec) + static_cast<double>(at.tv_nsec) / 1e9;
}

struct Pace {
    double per_second = 0;
    double cpu_us = 0;
};

/// Does it so many times, one after the other.
template <class Deed>
Pace pace_of(int count, Deed deed) {
    const double cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    const double began = seconds_of(CLOCK_MONOTONIC);
    for (int i = 0; i < count; ++i) deed(i);
    return {count / (seconds_of(CLOCK_MONOTONIC) - began),
            (seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu) * 1e6 / count};
}

std::vector<replay::HistoryRow> guests_of(LocalDate tonight) {
    std::vector<replay::HistoryRow> guests;
    for (std::size_t i = 0; i < rooms; ++i)
        guests.push_back({.line = i,
                          .hotel = house,
                          .room_type = "A",
                          .meal = "BB",
                          .deposit = "No Deposit",
                          .stay = {tonight, tonight + 2},
                          .booked_on = tonight,
                          .adults = 2,
                          .rate = Money{10'000, eur()}});
    return guests;
}

/// The house, its guests, and the desk with everything that a check-in asks.
class House {
public:
    explicit House(const std::string& file)
        : guests_(guests_of(tonight_)),
          clock_(instant_of(tonight_, std::chrono::minutes{12 * 60}, "Europe/Lisbon")),
          world_(open(file, clock_), clock_) {
        Step step = Step::silent();
        const replay::RoomCounts count{{{house, "A"}, rooms}};
        if (!replay::set_up_hotels(step, world_, guests_, count))
            throw std::runtime_error("the house cannot be set up");
        for (const replay::HistoryRow& row : guests_) book(row);
    }

    void check_in(int guest) {
        const hotel::CheckInCommand command{
            .property = replay::property_of(house),
            .confirmation_code = codes_.at(static_cast<std::size_t>(guest)),
            .identity = {.kind = "passport", .verified_by = "bench"},
            .means = card(),
            .actor = clerk()};
        Step step = world_.recorder().root(span::pms_check_in);
        const auto done = finish(hotel::check_in_guest(step, world_.front_desk(), command));
        step.close(nullptr);
        rooms_.push_back(done.room.number);
    }

    void check_out(int guest) {
        const hotel::CheckOutCommand command{
            .property = replay::property_of(house),
            .room_number = rooms_.at(static_cast<std::size_t>(guest)),
            .actor = clerk()};
        Step step = world_.recorder().root(span::pms_check_out);
        finish(hotel::check_out_guest(step, world_.front_desk(), command));
        step.close(nullptr);
    }

    std::size_t look_up(const std::string& name) { return list({.text = name, .limit = 50}); }
    std::size_t arrivals() { return list({.arriving = tonight_, .limit = rooms}); }

    [[nodiscard]] LocalDate tonight() const { return tonight_; }

private:
    static hotel::Actor clerk() { return {.id = "bench", .role = "agent"}; }
    static payments::Means card() {
        return {.method = "card",
                .token = Secret("tok_approved"),
                .last4 = Last4::parse("4242").value()};
    }

    static std::unique_ptr<db::Database> open(const std::string& file, const Clock& clock) {
        db::DatabaseOptions options;
        options.url = "sqlite:" + file;
        options.clock = &clock;
        options.inline_execution = true;
        auto db = db::open_database(options);
        Step step = Step::silent();
        if (!db || !db::migrate(step, **db)) throw std::runtime_error("no database: " + file);
        return std::move(*db);
    }

    void book(const replay::HistoryRow& row) {
        booking::CreateBooking command;
        command.user_id = Private(fmt::format("guest-{}", row.line));
        command.source = booking::Source::api;
        command.search = {.property = replay::property_of(house),
                          .stay = row.stay,
                          .guests = row.adults,
                          .room_type = replay::room_type_of(row),
                          .rate_plan = replay::rate_plan_of(row),
                          .agreed_rate = row.rate};
        command.guest = {.name = Private(load::guest_name(static_cast<int>(row.line))),
                         .email = Private(fmt::format("guest-{}@guest.example", row.line))};
        command.payment = {.method = "card",
                           .token = Secret("tok_approved"),
                           .card_last_four = Last4::parse("4242").value(),
                           .currency = row.rate.currency};
        Step step = Step::silent();
        const auto made = finish(booking::create_booking(step, world_.shop(), command));
        codes_.push_back(made.booking.confirmation_code);
    }

    std::size_t list(hotel::GuestQuery query) {
        query.property = replay::property_of(house);
        Step step = Step::silent();
        return finish(hotel::guests(step, world_.front_desk(), query)).items.size();
    }

    LocalDate tonight_ = LocalDate::of(2026, 3, 2);
    std::vector<replay::HistoryRow> guests_;
    ManualClock clock_;
    replay::World world_;
    std::vector<std::string> codes_{};
    std::vector<std::string> rooms_{};
};

void expect(bool is_true, std::string_view what) {
    if (!is_true) throw std::runtime_error(std::string(what));
}

class Bench {
public:
    explicit Bench(int runs)
        : runs_(runs),
          share_(rooms / runs),
          house_(directory_.path() + "/ours.db"),
          rival_(directory_.path() + "/ours.db", directory_.path() + "/rival.db") {}

    void run() {
        for (int i = 0; i < runs_; ++i) {
            const int first = i * share_;
            pair(
                lookup_, 20, [&](int n) { expect(house_.look_up(named(n)) > 0, "nobody found"); },
                [&](int n) { expect(rival_.look_up(named(n)) > 0, "the rival finds nobody"); });
            const auto waiting = static_cast<std::size_t>(rooms - first);
            pair(
                arrivals_, 20, [&](int) { expect(house_.arrivals() == waiting, "arrivals"); },
                [&](int) { expect(rival_.arrivals() == waiting, "the rival's arrivals"); });
            pair(
                in_, share_, [&](int n) { house_.check_in(first + n); },
                [&](int n) { rival_.check_in(first + n); });
            pair(
                out_, share_, [&](int n) { house_.check_out(first + n); },
                [&](int n) { rival_.check_out(first + n); });
        }
        // Both did the same: who came has left, and the books close.
        for (const char* file : {"/ours.db", "/rival.db"})
            load::expect_all_gone(directory_.path() + file, runs_ * share_);
        for (Report* report : {&in_, &out_, &lookup_, &arrivals_}) report->print();
    }

private:
    [[nodiscard]] static std::string named(int n) { return load::guest_name(n * 7 % rooms); }

    template <class Ours, class Theirs>
    void pair(Report& report, int count, Ours ours, Theirs theirs) {
        const Pace rival = pace_of(count, theirs);
        const Pace own = pace_of(count, ours);
        report.pair(own.per_second, rival.per_second, own.cpu_us, rival.cpu_us);
    }

    int runs_;
    int share_;
    testing::TemporaryDirectory directory_;
    House house_;
    load::DeskRival rival_;
    Report in_{"desk_check_in", "guests/s"};
    Report out_{"desk_check_out", "guests/s"};
    Report lookup_{"desk_look_up", "searches/s"};
    Report arrivals_{"desk_arrivals", "lists/s"};
};

}  // namespace

int main(int count, char** given) try {
    Bench bench(count > 1 ? std::atoi(given[1]) : 10);
    bench.run();
    return 0;
} catch (const std::exception& failed) {
    fmt::print(stderr, "bench_desk: {}\n", failed.what());
    return 1;
}
