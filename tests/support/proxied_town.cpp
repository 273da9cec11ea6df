#include "support/proxied_town.hpp"

#include "hotel/calendars.hpp"
#include "hotel/desk.hpp"
#include "support/demo_town.hpp"
#include "web/keys.hpp"

#include <boost/json/value.hpp>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace vacancy::testing {
namespace {

namespace json = boost::json;

constexpr db::Sql bookings{
    "", "SELECT", "booking",
    "SELECT booking_id, reservation_id, state, guest_email, "
    "(SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM payment "
    "WHERE reference = booking.reservation_id) FROM booking ORDER BY booking_id"};
constexpr db::Sql payments{
    "", "SELECT", "payment",
    "SELECT reference, COALESCE(transaction_id, ''), status, authorized_minor, captured_minor, "
    "refunded_minor FROM payment WHERE status <> 'declined' ORDER BY payment_id"};
constexpr db::Sql counts{
    "", "SELECT", "saga",
    "SELECT (SELECT COUNT(*) FROM saga WHERE finished = 0), "
    "(SELECT COUNT(*) FROM outbox WHERE state <> 'delivered' AND channel = 'mail'), "
    "(SELECT CAST(COALESCE(SUM(sold), 0) AS BIGINT) FROM inventory_night), "
    "(SELECT CAST(COALESCE(SUM(held), 0) AS BIGINT) FROM inventory_night), "
    "(SELECT COUNT(*) FROM reservation r JOIN calendar_day d ON d.night >= r.arrival "
    "AND d.night < r.departure WHERE r.status = 'confirmed')"};

constexpr db::Sql flexible_plan{
    "", "SELECT", "rate_plan", "SELECT id FROM rate_plan WHERE property_id = $1 AND code = 'HALF'"};

/// postgres://user:word@host:port/name through the proxy's port, in the clear.
std::string through(const std::string& url, const std::string& address) {
    const auto at = url.rfind('@') + 1;
    return url.substr(0, at) + address + url.substr(url.find('/', at)) +
           "?sslmode=disable&gssencmode=disable";
}

std::string host_of(const std::string& url) {
    const auto at = url.find('@');
    const auto begin = at == std::string::npos ? url.find("://") + 3 : at + 1;
    return url.substr(begin, url.find('/', begin) - begin);
}

bool is_final(const Answer& answer) {
    const bool in_progress =
        answer.status == 409 && answer.body.find("idempotency_in_progress") != std::string::npos;
    return answer.status >= 200 && answer.status < 500 && answer.status != 202 && !in_progress &&
           answer.status != 429;
}

}  // namespace

ProxiedTown::ProxiedTown(const TownOptions& options) {
    store_ = options.on_postgres ? test::TestStore::postgres() : test::TestStore::sqlite();
    must(store_ != nullptr);
    seed();
    sandbox_ = std::make_unique<SandboxProcess>(data_.path());
    gateway_ = std::make_unique<Proxy>(Wire::http, host_of(sandbox_->base_url()));
    mail_ = std::make_unique<Proxy>(Wire::smtp, host_of(sandbox_->smtp_url()));
    if (options.on_postgres)
        database_ = std::make_unique<Proxy>(Wire::postgres, host_of(store_->url()));
    else
        store_->close();  // one writer at a time
    start_server(options);
}

void ProxiedTown::seed() {
    hotel::Calendars calendars;
    hotel::Desk desk{.db = store_->db(), .clock = system_clock(), .calendars = calendars};
    Step silent = Step::silent();
    const auto seeded = hotel::seed(silent, desk, {.properties = 1, .days = 400});
    must(seeded.has_value());
    property_ = seeded->properties.front();
    const auto made = store_->db().transact_now(silent, [&](db::Tx& tx) {
        return web::create_key(
            tx, {.role = web::Role::manager, .name = "checker", .account = seeded->account});
    });
    key_ = made.value().reveal();
    const auto found = store_->db().read_now(silent, [&](db::Tx& tx) {
        return tx.first(
            flexible_plan, [](const db::Row& row) { return row.text(0); },
            property_.property.text());
    });
    flexible_ = found.value().value();
}

void ProxiedTown::start_server(const TownOptions& options) {
    std::map<std::string, std::string> variables{
        {"VACANCY_LISTEN", "127.0.0.1:0"},
        {"VACANCY_DB", store_->url()},
        {"VACANCY_GATEWAY_URL", "http://" + gateway_->address()},
        {"VACANCY_GATEWAY_TIMEOUT_MS", "300"},
        {"VACANCY_SMTP_URL", "smtp://" + mail_->address()}};
    if (database_) variables["VACANCY_DB"] = through(store_->url(), database_->address());
    for (const auto& [name, value] : options.variables) variables[name] = value;
    server_ = std::make_unique<Process>(std::vector<std::string>{"serve"}, variables);
    base_url_ = server_->line("listening on ");
}

db::Database& ProxiedTown::store() {
    if (database_) return store_->db();
    if (!reader_) {
        auto opened = db::open_database({.url = store_->url(), .read_only = true});
        must(opened.has_value());
        reader_ = std::move(*opened);
    }
    return *reader_;
}

std::string ProxiedTown::booking_body() const {
    BookingWish wish;
    const LocalDate arrival = property_.business_date + (10 + booked_ % 350);
    wish.property = property_.property.text();
    wish.currency = property_.currency.code();
    wish.check_in = arrival.text();
    wish.check_out = (arrival + 2).text();
    wish.email = fmt::format("guest{}@guest.example", booked_);
    wish.rate_plan = flexible_;
    return wish.json();
}

Outcome ProxiedTown::begin_booking() {
    ++booked_;
    const std::string key = fmt::format("booking-{}", booked_);
    return {.email = fmt::format("guest{}@guest.example", booked_),
            .first = guest().post("/v1/bookings", booking_body(), {{"Idempotency-Key", key}})};
}

Answer ProxiedTown::until_final(const std::string& path, const std::string& body,
                                const std::string& key, int many) const {
    Answer answer;
    for (int i = 0, alike = 0; i < 1000 && alike < many; ++i) {
        Answer now = guest().post(path, body, {{"Idempotency-Key", key}});
        alike = now.status >= 500 && now.status == answer.status ? alike + 1 : 0;
        answer = std::move(now);
        if (is_final(answer)) return answer;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return answer;
}

void ProxiedTown::finish(Outcome& outcome) {
    outcome.last = until_final("/v1/bookings", booking_body(), fmt::format("booking-{}", booked_),
                               15);  // one that was undone for good answers its 5xx for ever
}

void ProxiedTown::cancel(const Outcome& booked, Outcome& canceled) {
    if (booked.last.status != 201) return;
    const std::string path =
        "/v1/bookings/" + text_at(booked.last.json(), "/confirmation_code") + "/cancel";
    const std::string key = fmt::format("cancel-{}", booked_);
    canceled.email = booked.email;
    canceled.first = guest().post(path, "{}", {{"Idempotency-Key", key}});
    // The booking's own saga comes to rest first, tried again each second.
    canceled.last = until_final(path, "{}", key, 200);
}

void ProxiedTown::check_answers(const Outcome& booked) {
    const WorldFacts now = facts();
    const auto found = std::ranges::find(now.bookings, booked.email, &BookingFact::email);
    const bool lives = found != now.bookings.end() && found->state == "confirmed";
    CHECK((booked.last.status == 201) == lives);
    if (booked.first.status == 201) CHECK(booked.last.body == booked.first.body);
    if (booked.first.status != 202) return;
    CHECK(text_at(booked.first.json(), "/code") == "outcome_unknown");
}

WorldFacts ProxiedTown::facts() {
    WorldFacts facts;
    Step silent = Step::silent();
    const auto read = store().read_now(silent, [&](db::Tx& tx) -> Result<void> {
        TRY_VOID(tx.each(bookings, [&](const db::Row& row) {
            facts.bookings.push_back(
                {row.text(0), row.text(1), row.text(2), row.text(3), row.integer(4)});
        }));
        TRY_VOID(tx.each(payments, [&](const db::Row& row) {
            facts.ours.push_back({row.text(0), row.text(1), row.text(2), row.integer(3),
                                  row.integer(4), row.integer(5)});
        }));
        TRY_VOID(tx.each(counts, [&](const db::Row& row) {
            facts.open_sagas = row.integer(0);
            facts.open_messages = row.integer(1);
            facts.nights_sold = row.integer(2);
            facts.nights_held = row.integer(3);
            facts.nights_confirmed = row.integer(4);
        }));
        return {};
    });
    must(read.has_value());
    const json::value ledger = sandbox_->browser().get("/ledger").json();
    for (const json::value& item : ledger.at("items").as_array()) {
        if (text_at(item, "/status") == "declined") continue;
        facts.theirs.push_back({text_at(item, "/reference"), text_at(item, "/payment_id"),
                                text_at(item, "/status"), number_at(item, "/authorized"),
                                number_at(item, "/captured"), number_at(item, "/refunded")});
    }
    const json::value inbox = sandbox_->browser().get("/inbox").json();
    for (const json::value& item : inbox.at("items").as_array())
        facts.mails.push_back({text_at(item, "/message_id"), text_at(item, "/to"),
                               text_at(item, "/subject"), number_at(item, "/deliveries")});
    return facts;
}

std::vector<std::string> ProxiedTown::wrongs() {
    std::vector<std::string> wrongs;
    for (int i = 0; i < 1800; ++i) {
        wrongs = wrongs_of(facts());
        if (wrongs.empty()) break;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return wrongs;
}

}  // namespace vacancy::testing
