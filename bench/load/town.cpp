#include "load/town.hpp"

#include "base/time.hpp"
#include "db/database.hpp"

#include <fmt/format.h>
#include <sched.h>

#include <charconv>
#include <chrono>
#include <csignal>
#include <fstream>
#include <stdexcept>

namespace vacancy::load {
namespace {

using testing::Process;

std::uint16_t port_of(const std::string& url) {
    std::uint16_t port = 0;
    const std::string_view digits = std::string_view(url).substr(url.rfind(':') + 1);
    std::from_chars(digits.data(), digits.data() + digits.size(), port);
    return port;
}

void run_to_end(const std::vector<std::string>& arguments) {
    Process process(arguments);
    if (process.wait(std::chrono::seconds(600)) != 0)
        throw std::runtime_error(arguments.front() + " failed: " + process.log());
}

void append_post(std::string& bytes, std::string_view target, std::string_view body) {
    fmt::format_to(std::back_inserter(bytes),
                   "POST {} HTTP/1.1\r\nHost: vacancy\r\nContent-Type: application/json\r\n"
                   "Content-Length: {}\r\n\r\n{}",
                   target, body.size(), body);
}

}  // namespace

void pin_to(const std::vector<int>& cores) {
    if (cores.empty()) return;
    cpu_set_t set;
    CPU_ZERO(&set);
    for (const int core : cores) CPU_SET(static_cast<unsigned>(core), &set);
    if (::sched_setaffinity(0, sizeof set, &set) != 0)
        throw std::runtime_error("the benchmark cannot be bound to its cores");
}

Town::Town(TownOptions options)
    : options_(std::move(options)),
      db_(options_.db.empty() ? "sqlite:" + directory_.path() + "/vacancy.db" : options_.db) {
    if (options_.db.empty() == false) run_to_end({"migrate", "--db", db_});
    run_to_end({"seed", "--db", db_, "--properties", std::to_string(options_.properties), "--days",
                std::to_string(options_.days)});
    if (options_.free_of_charge) make_free();
    manager_key_ = Process({"key", "--db", db_, "--role", "manager", "--name", "bench", "--account",
                            hotel::demo_account().text()})
                       .line("");
    const Instant now = system_clock().now();
    for (int i = 0; i < options_.properties; ++i) hotels_.push_back(hotel::demo_hotel(i, now, 1));
    pin_to(options_.other_cores);
    if (options_.with_gateway) {
        sandbox_ = std::make_unique<Process>(
            std::vector<std::string>{"sandbox", "--data", directory_.path() + "/sandbox",
                                     "--listen", "127.0.0.1:0", "--smtp", "127.0.0.1:0"});
        gateway_url_ = sandbox_->line("listening on ");
    }
    serve(options_.arguments, options_.variables);
}

void Town::make_free() const {
    auto store = db::open_database({.url = db_});
    if (!store) throw std::runtime_error(store.error().detail);
    Step silent = Step::silent();
    const auto done = (*store)->transact_now(silent, [](db::Tx& tx) -> Result<void> {
        TRY_VOID(tx.run(
            db::Sql{"", "UPDATE", "price_month", "UPDATE price_month SET prices = $1"},
            std::string_view("0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0;0")));
        TRY_VOID(tx.run(db::Sql{"", "DELETE", "tax_fee", "DELETE FROM tax_fee"}));
        return {};
    });
    if (!done) throw std::runtime_error("the prices could not be set to nothing");
}

std::int64_t Town::count(const std::string& sql) const {
    auto store = db::open_database({.url = db_, .read_only = true});
    if (!store) throw std::runtime_error(store.error().detail);
    Step silent = Step::silent();
    const auto body = [&](db::Tx& tx) {
        return tx.first(db::Sql{"", "SELECT", "", sql},
                        [](const db::Row& row) { return row.integer(0); });
    };
    const auto found = (*store)->read_now(silent, body);
    if (!found || !*found) throw std::runtime_error("nothing can be counted: " + sql);
    return **found;
}

Plan Town::plan() const {
    return {.port = port_, .cpu_s = [pid = server()] { return cpu_seconds_of(pid); }};
}

void Town::serve(const std::vector<std::string>& arguments,
                 const std::map<std::string, std::string>& variables) {
    std::vector<std::string> words{
        "serve",      "--db",           db_,
        "--listen",   "127.0.0.1:0",    "--requests-per-minute-per-address",
        "1000000000", "--metrics-open", "true"};
    if (!options_.sheds) words.insert(words.end(), {"--overload-delay-us", "0"});
    if (!gateway_url_.empty()) words.insert(words.end(), {"--gateway-url", gateway_url_});
    words.insert(words.end(), arguments.begin(), arguments.end());
    pin_to(options_.server_cores);
    server_ = std::make_unique<Process>(words, variables);
    pin_to(options_.other_cores);
    port_ = port_of(server_->line("listening on "));
}

double Town::restart(const std::vector<std::string>& arguments,
                     const std::map<std::string, std::string>& variables) {
    server_->signal(SIGTERM);
    server_->wait();
    const auto began = std::chrono::steady_clock::now();
    serve(arguments, variables);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

double Town::peak_mib() const {
    std::ifstream status(fmt::format("/proc/{}/status", server()));
    std::string word;
    while (status >> word) {
        double kib = 0;
        if (word == "VmHWM:" && status >> kib) return kib / 1024;
    }
    return 0;
}

Shoppers::Wish Shoppers::wish() {
    const auto& hotels = town_.hotels();
    const hotel::DemoHotel& hotel = hotels[random_() % hotels.size()];
    constexpr std::size_t first_for_two = 1;  // double, twin, family
    const std::size_t room_type = first_for_two + random_() % 3;
    const int day = 8 + static_cast<int>(random_() % 360);
    const LocalDate arrival = hotel.property.business_date + day;
    return {&hotel, room_type, arrival, arrival + 2};
}

Kind Shoppers::search(double share) {
    return {.name = "search", .share = share, .make = [this](std::string& bytes) {
                const Wish w = wish();
                fmt::format_to(std::back_inserter(bytes),
                               "GET /v1/availability?property_id={}&check_in={}&check_out={}"
                               "&guests=2 HTTP/1.1\r\nHost: vacancy\r\n\r\n",
                               w.hotel->property.id.text(), w.arrival.text(), w.departure.text());
                return true;
            }};
}

Kind Shoppers::booking(double share) {
    return booking_with(share, [this] { return wish(); });
}

Kind Shoppers::booking_of(const hotel::DemoHotel& hotel, std::size_t room_type, int day) {
    const LocalDate arrival = hotel.property.business_date + day;
    const Wish one{&hotel, room_type, arrival, arrival + 1};
    return booking_with(1, [one] { return one; });
}

Kind Shoppers::booking_with(double share, std::function<Wish()> wish) {
    const auto make = [wish = std::move(wish)](std::string& bytes) {
        const Wish w = wish();
        const std::string body = fmt::format(
            R"({{"user_id":"load","source":"api","search":{{"property_id":"{}","check_in":"{}",)"
            R"("check_out":"{}","guests":2,"room_type_id":"{}"}},"guest":{{"name":"Ada Example",)"
            R"("email":"ada@guest.example"}},"payment":{{"method":"card","token":"tok_approved",)"
            R"("card_last_four":"4242","currency":"{}"}}}})",
            w.hotel->property.id.text(), w.arrival.text(), w.departure.text(),
            w.hotel->room_types[w.room_type].id.text(), w.hotel->property.currency.code());
        append_post(bytes, "/v1/bookings", body);
        return true;
    };
    const auto answered = [this](int status, std::string_view body) {
        constexpr std::string_view name = "\"confirmation_code\":\"";
        const std::size_t at = body.find(name);
        if (status != 201 || at == std::string_view::npos) return;
        body.remove_prefix(at + name.size());
        constexpr std::size_t remembered = 100'000;
        if (codes_.size() < remembered) codes_.emplace_back(body.substr(0, body.find('"')));
    };
    return {.name = "booking", .share = share, .make = make, .answered = answered};
}

Kind Shoppers::rates(const std::string& manager_key) {
    return {.name = "rates", .make = [this, manager_key](std::string& bytes) {
                const hotel::DemoHotel& hotel = town_.hotels()[random_() % town_.hotels().size()];
                const LocalDate from = hotel.property.business_date;
                const std::string body = fmt::format(
                    R"({{"rate_plan_id":"{}","from":"{}","to":"{}","amount_minor":{}}})",
                    hotel.plans.front().id.text(), from.text(), (from + (rate_nights - 1)).text(),
                    10'000 + random_() % 10'000);
                fmt::format_to(std::back_inserter(bytes),
                               "PUT /v1/properties/{}/rates HTTP/1.1\r\nHost: vacancy\r\n"
                               "Authorization: Bearer {}\r\nContent-Type: application/json\r\n"
                               "Content-Length: {}\r\n\r\n{}",
                               hotel.property.id.text(), manager_key, body.size(), body);
                return true;
            }};
}

Kind Shoppers::cancel(double share) {
    return {.name = "cancel", .share = share, .make = [this](std::string& bytes) {
                if (codes_.empty()) return false;
                append_post(bytes, fmt::format("/v1/bookings/{}/cancel", codes_.front()), "{}");
                codes_.pop_front();
                return true;
            }};
}

}  // namespace vacancy::load
