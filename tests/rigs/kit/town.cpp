#include "rigs/kit/town.hpp"

#include "rigs/kit/evidence.hpp"
#include "rigs/kit/rows.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <stdexcept>

namespace vacancy::rigs {
namespace {

const std::string webhook_secret = "whsec_ZGVtby1ub3QtYS1zZWNyZXQ=";

/// A port below those the system gives away by itself: it must still be ours after a crash.
int free_port() {
    std::random_device chance;
    for (int i = 0; i < 200; ++i) {
        const auto port = static_cast<std::uint16_t>(20'000 + chance() % 12'000);
        const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int bound = bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
        close(fd);
        if (bound == 0) return port;
    }
    throw std::runtime_error("no free port");
}

/// Enough for a guest or two in each round.
int spare_rooms() { return runs_all() ? 3000 : 300; }

std::string spare_room(int number) { return "T" + std::to_string(number); }

std::string postgres_address() {
    const char* address = std::getenv("VACANCY_TEST_POSTGRES");
    return address != nullptr ? address : "";
}

std::string shim_file() {
    const char* file = std::getenv("RIGS_SHIM");
    if (file == nullptr) throw std::runtime_error("RIGS_SHIM names no library");
    return file;
}

}  // namespace

std::string name_of(Store store) { return store == Store::sqlite ? "sqlite" : "postgresql"; }

std::vector<Store> stores() {
    if (!postgres_address().empty()) return {Store::sqlite, Store::postgres};
    std::puts("not run: PostgreSQL (VACANCY_TEST_POSTGRES names none)");
    return {Store::sqlite};
}

Town::Town(Store store, Variables variables, std::string directory)
    : store_(store),
      variables_(std::move(variables)),
      directory_(directory.empty() ? own_.path() : std::move(directory)) {
    make_database();
    seed();
    const std::string listen = "127.0.0.1:" + std::to_string(free_port());
    base_url_ = "http://" + listen;
    const std::string encoder = "127.0.0.1:" + std::to_string(free_port());
    sandbox_ = std::make_unique<testing::SandboxProcess>(
        own_.path() + "/sandbox",
        std::vector<std::string>{"--webhook-url", base_url_ + "/v1/payments/webhooks",
                                 "--webhook-secret", webhook_secret, "--keys", encoder});
    valve_ = std::make_unique<ValveFile>(own_.path() + "/valve",
                                         store_ == Store::sqlite ? database_file() : "");
    const Variables ours{{"VACANCY_DB", url_},
                         {"VACANCY_LISTEN", listen},
                         {"VACANCY_GATEWAY_URL", sandbox_->base_url()},
                         {"VACANCY_GATEWAY_WEBHOOK_SECRET", webhook_secret},
                         {"VACANCY_SMTP_URL", sandbox_->smtp_url()},
                         {"VACANCY_HOLD_SWEEP_S", "1"},
                         {"RIGS_VALVE", valve_->file()},
                         {"LD_PRELOAD", shim_file()}};
    variables_.insert(ours.begin(), ours.end());
    start();
    register_partner();
    plug_in_encoder(encoder);
}

Town::~Town() {
    if (runs()) kill_hard();
    if (store_ != Store::postgres) return;
    const std::string name = url_.substr(url_.rfind('/') + 1);
    change(postgres_address(), "DROP DATABASE " + name + " WITH (FORCE)");
}

void Town::make_database() {
    if (store_ == Store::sqlite) {
        url_ = "sqlite:" + database_file();
        return;
    }
    static int count = 0;
    const std::string name = "rigs_" + std::to_string(getpid()) + "_" + std::to_string(++count);
    change(postgres_address(), "CREATE DATABASE " + name);
    url_ = postgres_address().substr(0, postgres_address().rfind('/') + 1) + name;
}

void Town::seed() {
    (void)say({"seed", "--db", url_});
    const auto property = rows(url_,
                               "SELECT id, account_id, currency, business_date FROM property"
                               " ORDER BY name LIMIT 1")
                              .at(0);
    property_ = property.at(0);
    currency_ = property.at(2);
    first_day_ = property.at(3);
    double_room_ = rows(url_, "SELECT id FROM room_type WHERE code = 'DBL' AND property_id = '" +
                                  property_ + "'")
                       .at(0)
                       .at(0);
    furnish();
    key_ = say(
        {"key", "--db", url_, "--role", "admin", "--name", "rigs", "--account", property.at(1)});
}

/// Tonight is sold as often as there are spare rooms, before anybody has looked.
void Town::furnish() const {
    std::string values;
    for (int i = 1; i <= spare_rooms(); ++i)
        values += fmt::format("{}('f0000000-0000-8000-8000-{:012}', '{}', '{}', '{}', '9')",
                              i == 1 ? "" : ", ", i, property_, double_room_, spare_room(i));
    change(url_,
           "INSERT INTO room (id, property_id, room_type_id, number, floor) VALUES " + values);
    change(url_, fmt::format("UPDATE inventory_night SET overbooking = {} WHERE room_type_id = '{}'"
                             " AND night >= '{}'",
                             spare_rooms(), double_room_, first_day_));
}

std::string Town::fresh_room() const {
    const int number = ++rooms_given_;
    return number <= spare_rooms() ? spare_room(number) : std::string();
}

void Town::plug_in_encoder(const std::string& listen) const {
    const Answer put =
        staff().send("PUT", house() + "/interfaces/keys",
                     R"({"kind":"keys","timeout_ms":2000,"listen":")" + listen + R"("})",
                     {{"Content-Type", "application/json"}});
    if (put.status >= 300) throw std::runtime_error("no encoder: " + put.body);
}

std::string Town::say(std::vector<std::string> words) const {
    testing::Process process(words);
    std::string said = process.rest();
    if (process.wait() != 0) throw std::runtime_error(words.at(0) + ": " + process.log());
    while (!said.empty() && said.back() == '\n') said.pop_back();
    return said;
}

void Town::register_partner() {
    const Answer made = staff().post(
        "/v1/webhooks/endpoints", R"({"url":")" + sandbox_->base_url() + R"(/webhooks/receive"})",
        {{"Idempotency-Key", "partner"}});
    if (made.status != 201) throw std::runtime_error("no endpoint: " + made.body);
    const std::string secret = testing::text_at(made.json(), "/secret");
    if (sandbox().post("/webhooks/secrets", R"({"secret":")" + secret + R"("})").status != 201)
        throw std::runtime_error("the partner does not trust the secret");
}

void Town::launch(const Variables& more) {
    Variables all = variables_;
    for (const auto& [name, value] : more) all[name] = value;
    server_ = std::make_unique<testing::Process>(std::vector<std::string>{"serve"}, all);
}

void Town::start(const Variables& more) {
    launch(more);
    server_->line("listening on ");
}

void Town::kill_hard() {
    server_->signal(SIGKILL);
    server_->wait();
}

int Town::stop() {
    server_->signal(SIGTERM);
    return server_->wait();
}

void Town::a_minute_passes() const {
    if (store_ == Store::sqlite) return;  // there the next process knows that the other is gone
    change(url_, "UPDATE saga SET lease_until = 0 WHERE finished = 0");
    change(url_, "UPDATE outbox SET lease_until = 0 WHERE state = 'waiting'");
    change(url_, "UPDATE idempotency_key SET lease_until = 0 WHERE state = 'running'");
}

}  // namespace vacancy::rigs
