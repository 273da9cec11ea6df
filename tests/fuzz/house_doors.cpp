#include "fuzz/house_doors.hpp"

#include "booking/routes/routes.hpp"
#include "db/migrate.hpp"
#include "fuzz/target.hpp"
#include "hotel/api.hpp"
#include "hotel/routes/routes.hpp"
#include "hotel/seed.hpp"
#include "main/house/house.hpp"
#include "notices/routes/routes.hpp"
#include "ops/routes/routes.hpp"
#include "payments/routes/routes.hpp"
#include "web/http/connection.hpp"
#include "web/keys.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>

namespace vacancy::fuzz {
namespace {

constexpr int uses_of_one = 4000;

std::unique_ptr<db::Database> store_in_memory() {
    auto db = db::open_database({.url = "sqlite::memory:", .inline_execution = true});
    must(db.has_value());
    Step silent = Step::silent();
    must(db::migrate(silent, **db).has_value());
    return std::move(*db);
}

std::unique_ptr<House> build_house() {
    Config config;
    config.db = "sqlite::memory:";
    config.metrics_open = true;
    config.gateway_webhook_secret = "whsec_fuzz";
    auto house = House::build(config, store_in_memory());
    must(house.has_value());
    (*house)->recorder().log().write_to([](std::string_view) {});
    return std::move(*house);
}

web::ServerOptions options_without_limits_on_rates() {
    web::ServerOptions options;
    options.requests_per_minute_per_key = 0;
    options.requests_per_minute_per_address = 0;
    options.max_body_bytes = 20'000;  // so that inputs of a fuzzer's size reach it
    options.max_header_bytes = 8'192;
    return options;
}

void replace_all(std::string& text, std::string_view word, std::string_view by) {
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + by.size()))
        text.replace(at, word.size(), by);
}

void drain(int socket, std::string& said) {
    std::array<char, 65536> buffer{};
    for (;;) {
        const auto got = ::recv(socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (got <= 0) return;
        said.append(buffer.data(), static_cast<std::size_t>(got));
    }
}

}  // namespace

struct HouseDoors::State {
    State()
        : house(build_house()),
          watch{house->db(), house->recorder(),
                [](const AccountId&) { return std::vector<PropertyId>{}; }},
          shared(options_without_limits_on_rates(), with_routes(), house->db(), house->recorder()),
          bench(shared) {
        Step silent = Step::silent();
        const auto seeded = hotel::seed(silent, house->desk(), {.properties = 1, .days = 40});
        must(seeded.has_value());
        property = seeded->properties.front().property.text();
        auto made = house->db().transact_now(silent, [&](db::Tx& tx) {
            return web::create_key(
                tx, {.role = web::Role::admin, .name = "fuzz", .account = seeded->account});
        });
        key = made.value().reveal();
    }
    const web::Router& with_routes() {
        router.add(booking::routes(), house->shop());
        router.add(hotel::routes(), house->desk());
        router.add(payments::routes(), house->till());
        router.add(notices::routes(), house->mailroom());
        router.add(ops::routes(), watch);
        return router;
    }

    std::unique_ptr<House> house;
    ops::Watch watch;
    web::Router router;
    boost::asio::io_context io;
    web::Shared shared;
    web::Bench bench;
    std::string property;
    std::string key;
};

HouseDoors::HouseDoors() : state_(std::make_unique<State>()) {}
HouseDoors::~HouseDoors() = default;

HouseDoors& HouseDoors::open() {
    static std::unique_ptr<HouseDoors> doors;
    static int uses = 0;
    if (!doors || ++uses % uses_of_one == 0) {
        doors.reset();
        doors = std::make_unique<HouseDoors>();
    }
    return *doors;
}

std::string HouseDoors::filled_in(std::string_view text) const {
    std::string filled(text);
    replace_all(filled, "{admin}", state_->key);
    replace_all(filled, "{property}", state_->property);
    return filled;
}

std::string HouseDoors::talk(std::string_view bytes, std::size_t piece) {
    std::array<int, 2> ends{};
    must(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
    boost::asio::io_context& io = state_->io;
    io.restart();
    state_->bench.tick();
    web::Connection connection(state_->bench,
                               web::Socket(io.get_executor(), boost::asio::ip::tcp::v4(), ends[0]));
    bool closed = false;
    boost::asio::co_spawn(io.get_executor(), connection.serve(), [&](std::exception_ptr thrown) {
        expect(thrown == nullptr, "a connection throws");
        closed = true;
    });
    std::string said;
    while (!bytes.empty() && !closed) {
        const auto sent = ::send(ends[1], bytes.data(), std::min(piece, bytes.size()),
                                 MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
        io.poll();
        drain(ends[1], said);
        if (sent < 0 && errno != EAGAIN) break;
    }
    ::shutdown(ends[1], SHUT_WR);
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!closed) {
        io.run_one_for(std::chrono::milliseconds(20));
        drain(ends[1], said);
        expect(std::chrono::steady_clock::now() < limit, "a connection hangs");
    }
    drain(ends[1], said);
    ::close(ends[1]);
    return said;
}

namespace {

std::string header_of(std::string_view head, std::string_view name) {
    const auto at = head.find(name);
    if (at == std::string_view::npos) return {};
    const std::string_view value = head.substr(at + name.size());
    return std::string(value.substr(0, value.find("\r\n")));
}

/// Takes one answer off the front.
Spoken next_answer(std::string_view& said) {
    const auto end = said.find("\r\n\r\n");
    expect(said.starts_with("HTTP/1.1 ") && end != std::string_view::npos, "no answer was said");
    const std::string_view head = said.substr(0, end + 2);
    said.remove_prefix(end + 4);
    Spoken answer;
    answer.status = std::atoi(std::string(head.substr(9, 3)).c_str());
    answer.closes = head.find("\r\nConnection: close\r\n") != std::string_view::npos;
    answer.type = header_of(head, "\r\nContent-Type: ");
    const auto size = std::strtoul(header_of(head, "\r\nContent-Length: ").c_str(), nullptr, 10);
    const bool only_head = said.empty() || said.starts_with("HTTP/1.1 ");  // HEAD was asked
    if (answer.status < 200 || only_head) return answer;
    expect(said.size() >= size, "an answer is cut short");
    answer.body = said.substr(0, size);
    said.remove_prefix(size);
    if (head.find("\r\nContent-Encoding: ") != std::string_view::npos) answer.type.clear();
    return answer;
}

}  // namespace

std::vector<Spoken> answers_in(std::string_view said) {
    std::vector<Spoken> answers;
    while (!said.empty()) {
        Spoken answer = next_answer(said);
        if (answer.status < 200) continue;
        expect(answer.status != 500, "an input earned a 500");
        expect(answers.empty() || !answers.back().closes, "an answer follows the last one");
        answers.push_back(std::move(answer));
    }
    return answers;
}

}  // namespace vacancy::fuzz
