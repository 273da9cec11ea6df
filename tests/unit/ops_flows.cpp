#include "db/migrate.hpp"
#include "ops/api.hpp"
#include "ops/routes/routes.hpp"
#include "saga/outbox.hpp"
#include "saga/saga.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/json.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <set>

using namespace vacancy;
using namespace vacancy::ops;

namespace {

template <class T>
T wait_for(Task<T> task) {
    boost::asio::io_context context;
    std::optional<T> outcome;
    boost::asio::co_spawn(context, std::move(task), [&](std::exception_ptr thrown, T value) {
        if (thrown) std::rethrow_exception(thrown);
        outcome.emplace(std::move(value));
    });
    context.run();
    return std::move(*outcome);
}

trace::RecorderOptions keeping_everything() {
    trace::RecorderOptions options;
    options.sampler = trace::Sampler::always_on;
    return options;
}

/// A house with an empty database and a recorder that keeps everything.
struct House {
    trace::Recorder recorder{keeping_everything()};
    std::unique_ptr<db::Database> db;
    std::unique_ptr<Watch> watch;
    Step silent = Step::silent();

    House() {
        recorder.log().write_to([](std::string_view) {});
        db = db::open_database({.url = "sqlite::memory:"}).value();
        REQUIRE(db::migrate(silent, *db).has_value());
        watch = std::make_unique<Watch>(Watch{*db, recorder, {}});
    }

    /// A booking of that property that lost at the lock.
    trace::TraceId lost_booking(const PropertyId& property) {
        Step root = recorder.root(span::booking_create);
        const trace::TraceId id = root.context().trace_id;
        Step search = root.open(span::booking_check_availability, {});
        search.set(attr::booking_property_id, property.text());
        search.close(nullptr);
        Step lock = root.open(span::booking_acquire_lock, {});
        lock.event(event::lock_contention,
                   {lock.attr(attr::booking_contention_reason, "sold meanwhile")});
        const Error error{.code = ErrorCode::room_no_longer_available};
        lock.close(&error);
        root.close(&error);
        recorder.metrics().add(metric::vacancy_booking_contention, 1, {property.text()});
        REQUIRE(recorder.flush(std::chrono::seconds(20)));
        return id;
    }
};

PropertyId property(std::uint8_t n) {
    PropertyId id;
    id.uuid.bytes[15] = n;
    return id;
}

}  // namespace

TEST_SUITE("ops: what operators see") {
    TEST_CASE("kept traces are listed newest first, a page at a time") {
        House house;
        for (int i = 0; i < 5; ++i) house.lost_booking(property(1));
        SeeTraces command{.filter = {.limit = 2}};
        std::vector<std::string> seen;
        for (int page_number = 0; page_number < 3; ++page_number) {
            const auto page = wait_for(see_traces(house.silent, *house.watch, command));
            REQUIRE(page.has_value());
            for (const auto& one : page->items) seen.push_back(one.id.text());
            CHECK(page->next.empty() == (page_number == 2));
            command.cursor = page->next;
        }
        CHECK(seen.size() == 5);
        CHECK(std::set<std::string>(seen.begin(), seen.end()).size() == 5);
    }

    TEST_CASE("a cursor that this list did not make is refused") {
        House house;
        const SeeTraces command{.cursor = "yesterday"};
        CHECK_FALSE(wait_for(see_traces(house.silent, *house.watch, command)).has_value());
    }

    TEST_CASE("staff of one property see its traces only, a foreign one looks absent") {
        House house;
        const auto ours = house.lost_booking(property(1));
        const auto theirs = house.lost_booking(property(2));
        const SeeTraces list{.only = std::vector{property(1)}};
        const auto page = wait_for(see_traces(house.silent, *house.watch, list));
        REQUIRE(page->items.size() == 1);
        CHECK(page->items[0].id == ours);
        const SeeTrace own{.id = ours, .only = std::vector{property(1)}};
        CHECK(wait_for(see_trace(house.silent, *house.watch, own)).has_value());
        const SeeTrace foreign{.id = theirs, .only = std::vector{property(1)}};
        const auto answer = wait_for(see_trace(house.silent, *house.watch, foreign));
        REQUIRE_FALSE(answer.has_value());
        CHECK(answer.error().code == ErrorCode::not_found);
    }

    TEST_CASE("staff of a tenant see the properties of their tenant") {
        House house;
        house.lost_booking(property(1));
        house.lost_booking(property(2));
        house.lost_booking(property(3));
        const auto ours = AccountId::make(Instant{1});
        house.watch->properties_of = [&](const AccountId& account) {
            return account == ours ? std::vector{property(1), property(3)}
                                   : std::vector<PropertyId>{};
        };
        web::Request request{.principal = {.role = web::Role::agent, .id = "k", .account = ours}};
        const auto handler = routes()[0].handler;
        const auto reply = wait_for(handler(house.silent, *house.watch, request));
        CHECK(boost::json::parse(reply.body).at("items").as_array().size() == 2);
        request.principal.account = AccountId::make(Instant{2});
        const auto none = wait_for(handler(house.silent, *house.watch, request));
        CHECK(boost::json::parse(none.body).at("items").as_array().empty());
    }

    TEST_CASE("a trace is shown with every span, its attributes, events and status") {
        House house;
        const SeeTrace command{.id = house.lost_booking(property(1)), .only = {}};
        const auto parts = wait_for(see_trace(house.silent, *house.watch, command));
        REQUIRE(parts.has_value());
        const auto shown = boost::json::parse(trace_json(*parts)).as_object();
        const auto& spans = shown.at("spans").as_array();
        REQUIRE(spans.size() == 3);
        const auto& root = spans[0].as_object();
        CHECK(root.at("parent_span_id").is_null());
        CHECK(root.at("name").as_string() == "booking.create");
        CHECK(root.at("scope").as_string() == "booking-service");
        CHECK(root.at("kind").as_string() == "INTERNAL");
        CHECK(root.at("status").at("code").as_string() == "ERROR");
        CHECK(root.at("start_unix_nano").as_int64() <= root.at("end_unix_nano").as_int64());
        const auto& lock = spans[2].as_object();
        CHECK(lock.at("parent_span_id") == root.at("span_id"));
        const auto& event = lock.at("events").as_array().at(0).as_object();
        CHECK(event.at("name").as_string() == "lock_contention");
        CHECK(event.at("attributes").at("booking.contention_reason").as_string() ==
              "sold meanwhile");
        CHECK(lock.at("links").as_array().empty());
    }

    TEST_CASE("contention is counted by property and shows example traces") {
        House house;
        house.lost_booking(property(1));
        const auto example = house.lost_booking(property(2));
        house.lost_booking(property(2));
        const auto page = wait_for(see_contention(house.silent, *house.watch, {}));
        REQUIRE(page->items.size() == 2);
        CHECK(page->items[0].property_id == property(2).text());
        CHECK(page->items[0].count == 2);
        REQUIRE(page->items[0].recent.size() == 2);
        CHECK(page->items[0].recent[1].trace_id == example.text());
        CHECK(page->items[0].recent[1].reason == "sold meanwhile");
        const SeeContention own{.only = std::vector{property(1)}};
        CHECK(wait_for(see_contention(house.silent, *house.watch, own))->items.size() == 1);
    }

    TEST_CASE("sagas not at rest are listed with the money at risk") {
        House house;
        const auto write = [](db::Tx& tx) -> Result<void> {
            saga::JournalEntry entry{.id = SagaId::make(tx.now()),
                                     .kind = "booking.create",
                                     .key = "7K2MQ4X-9RT5WHD",
                                     .state = "{}",
                                     .at_risk_minor = 12'000,
                                     .currency = "EUR"};
            return saga::record(tx, entry);
        };
        REQUIRE(house.db->transact_now(house.silent, write).has_value());
        const auto answer = wait_for(see_sagas(house.silent, *house.watch, {}));
        REQUIRE(answer.has_value());
        REQUIRE(answer->page.items.size() == 1);
        CHECK(answer->page.items[0].key == "7K2MQ4X-9RT5WHD");
        CHECK(answer->page.items[0].direction == "forward");
        REQUIRE(answer->at_risk.size() == 1);
        CHECK(answer->at_risk[0] == Money{12'000, eur()});
    }
}

TEST_CASE("a dead letter is seen without the guest's words, and can be sent again once") {
    House house;
    outbox::Message message{.id = MessageId::make(Instant{1'780'000'000'000'000}),
                            .channel = "mail",
                            .topic = "sample.confirmed",
                            .subject = "a booking",
                            .payload = R"({"name": "Ada Example"})",
                            .traceparent = {}};
    const auto bury = [&](db::Tx& tx) -> Result<void> {
        TRY_VOID(outbox::enqueue(tx, message));
        return outbox::failed(tx, message.id, "550 no such mailbox", 1);
    };
    REQUIRE(house.db->transact_now(house.silent, bury).has_value());
    const auto dead = wait_for(see_outbox(house.silent, *house.watch, {}));
    REQUIRE(dead.has_value());
    REQUIRE(dead->items.size() == 1);
    CHECK(dead->items[0].last_error == "550 no such mailbox");
    CHECK(dead->items[0].state == "dead");
    CHECK(wait_for(send_again(house.silent, *house.watch, message.id)).has_value());
    const auto waiting = wait_for(see_outbox(house.silent, *house.watch, {.dead = false}));
    REQUIRE(waiting.has_value());
    CHECK(waiting->items.size() == 1);
    CHECK_FALSE(wait_for(send_again(house.silent, *house.watch, message.id)).has_value());
}
