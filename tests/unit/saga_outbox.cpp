#include "saga/worker.hpp"
#include "support/kept.hpp"
#include "unit/saga_toy.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace vacancy;
using namespace vacancy::toy;

namespace {

outbox::Message letter(const std::string& subject, int version) {
    return {.id = {},
            .channel = "mail",
            .topic = "toy.news",
            .subject = subject,
            .version = version,
            .payload = "{}"};
}

Result<void> enqueue(Store& store, const outbox::Message& message) {
    Step step = Step::silent();
    return store.db().transact_now(step, [&](db::Tx& tx) { return outbox::enqueue(tx, message); });
}

std::vector<outbox::Letter> letters(Store& store, std::string_view state) {
    Step step = Step::silent();
    auto found =
        store.db().read_now(step, [&](db::Tx& tx) { return outbox::letters(tx, state, 100); });
    REQUIRE(found.has_value());
    return std::move(*found);
}

class Postman final : public outbox::Deliverer {
public:
    [[nodiscard]] std::string_view channel() const override { return "mail"; }
    Task<Result<void>> deliver(Step& step, const outbox::Message& message) override {
        delivered.push_back(message.subject + "/" + std::to_string(message.version));
        ids.push_back(message.id.text());
        traces.push_back(step.context().trace_id.text());
        if (on_deliver) on_deliver();
        if (throws) throw BrokenPromise{"a bug in the deliverer"};
        if (failures > 0) {
            --failures;
            co_return fail(ErrorCode::upstream_unavailable);
        }
        co_return Result<void>{};
    }
    std::vector<std::string> delivered{};
    std::vector<std::string> ids{};
    std::vector<std::string> traces{};
    std::function<void()> on_deliver{};
    int failures = 0;
    bool throws = false;
};

/// Delivers by rows of our own database.
class Clerk final : public outbox::Deliverer {
public:
    [[nodiscard]] std::string_view channel() const override { return "mail"; }
    Task<Result<void>> deliver(Step&, const outbox::Message& message) override {
        alone.push_back(message.subject);
        if (message.subject == refused) co_return fail(ErrorCode::invalid_request);
        co_return Result<void>{};
    }
    [[nodiscard]] bool stays_inside() const override { return true; }
    Result<void> deliver_in(db::Tx&, const outbox::Message& message) override {
        together.push_back(message.subject);
        if (message.subject == refused) return fail(ErrorCode::invalid_request);
        return {};
    }
    std::string refused{};
    std::vector<std::string> alone{};
    std::vector<std::string> together{};
};

/// They came at the same instant: any order is right.
std::vector<std::string> sorted(std::vector<std::string> subjects) {
    std::ranges::sort(subjects);
    return subjects;
}

struct Office {
    Store store{};
    trace::Watched watched{};
    Clerk clerk{};
    outbox::Worker worker{watched.recorder, store.db(), clerk, {.max_attempts = 3}};

    Office() {
        for (const char* subject : {"b1", "b2", "b3"}) {
            Step step = Step::silent();
            const auto body = [&](db::Tx& tx) { return outbox::enqueue(tx, letter(subject, 1)); };
            REQUIRE(store.db().transact_now(step, body).has_value());
        }
    }
    void round() { REQUIRE(run_to_end(worker.round()) == 3); }
};

struct Post {
    Store store{};
    trace::Watched watched{};
    Postman postman{};
    outbox::Worker worker{watched.recorder, store.db(), postman, {.max_attempts = 3}};

    int round() {
        const auto taken = run_to_end(worker.round());
        REQUIRE(taken.has_value());
        return *taken;
    }
    void rounds(int count) {
        for (int i = 0; i < count; ++i) (void)round();
    }
};

}  // namespace

TEST_CASE("a message goes out once and is then delivered") {
    Post post;
    REQUIRE(enqueue(post.store, letter("b1", 1)).has_value());
    CHECK(post.round() == 1);
    CHECK(post.round() == 0);
    CHECK(post.postman.delivered == std::vector<std::string>{"b1/1"});
    CHECK(letters(post.store, "delivered").size() == 1);
}

TEST_CASE("the same news of the same version is enqueued once") {
    Post post;
    REQUIRE(enqueue(post.store, letter("b1", 1)).has_value());
    const auto second = enqueue(post.store, letter("b1", 1));
    REQUIRE_FALSE(second.has_value());
    CHECK(second.error().code == ErrorCode::already_exists);
    CHECK(letters(post.store, "waiting").size() == 1);
}

TEST_CASE("a transaction that rolls back sends nothing") {
    Post post;
    Step step = Step::silent();
    (void)post.store.db().transact_now(step, [&](db::Tx& tx) -> Result<void> {
        TRY_VOID(outbox::enqueue(tx, letter("b1", 1)));
        return fail(ErrorCode::sold_out);
    });
    CHECK(post.round() == 0);
}

TEST_CASE("messages of one subject go out in order, even when the first one fails for a while") {
    Post post;
    for (int version = 1; version <= 3; ++version)
        REQUIRE(enqueue(post.store, letter("b1", version)).has_value());
    post.store.clock.advance(std::chrono::milliseconds(1));  // b2 comes later than b1
    REQUIRE(enqueue(post.store, letter("b2", 1)).has_value());
    post.postman.failures = 1;  // b1/1 at its first try
    post.rounds(3);
    CHECK(post.postman.delivered == std::vector<std::string>{"b1/1", "b2/1"});
    post.store.clock.advance(std::chrono::seconds(1));
    post.rounds(5);
    CHECK(post.postman.delivered ==
          std::vector<std::string>{"b1/1", "b2/1", "b1/1", "b1/2", "b1/3"});
}

TEST_CASE("a repetition carries the same message id") {
    Post post;
    REQUIRE(enqueue(post.store, letter("b1", 1)).has_value());
    post.postman.failures = 2;
    for (int i = 0; i < 3; ++i) {
        post.rounds(1);
        post.store.clock.advance(std::chrono::seconds(10));
    }
    REQUIRE(post.postman.ids.size() == 3);
    CHECK(post.postman.ids[0] == post.postman.ids[1]);
    CHECK(post.postman.ids[1] == post.postman.ids[2]);
}

TEST_CASE("a leased message is not taken by a second worker until the lease ends") {
    Post post;
    REQUIRE(enqueue(post.store, letter("b1", 1)).has_value());
    Step step = Step::silent();
    const auto take = [&] {
        const auto taken = post.store.db().transact_now(step, [](db::Tx& tx) {
            return outbox::take_due(tx, "mail", 10, std::chrono::seconds(60));
        });
        REQUIRE(taken.has_value());
        return taken->size();
    };
    CHECK(take() == 1);
    CHECK(take() == 0);
    post.store.clock.advance(std::chrono::seconds(61));
    CHECK(take() == 1);
}

TEST_CASE(
    "after too many tries a message is a dead letter, frees the next one and can be revived") {
    Post post;
    REQUIRE(enqueue(post.store, letter("b1", 1)).has_value());
    REQUIRE(enqueue(post.store, letter("b1", 2)).has_value());
    post.postman.failures = 3;
    for (int i = 0; i < 3; ++i) {
        post.rounds(1);
        post.store.clock.advance(std::chrono::minutes(1));
    }
    const auto dead = letters(post.store, "dead");
    REQUIRE(dead.size() == 1);
    CHECK(dead.front().last_error == "upstream_unavailable");
    CHECK(dead.front().message.attempts == 3);
    post.rounds(1);
    CHECK(post.postman.delivered.back() == "b1/2");
    Step step = Step::silent();
    const auto id = dead.front().message.id;
    const auto again = [&] {
        return post.store.db().transact_now(step,
                                            [&](db::Tx& tx) { return outbox::retry(tx, id); });
    };
    CHECK(again().has_value());
    CHECK(again().error().code == ErrorCode::not_found);  // it waits already
    post.rounds(1);
    CHECK(post.postman.delivered.back() == "b1/1");
    CHECK(letters(post.store, "dead").empty());
}

TEST_CASE("a deliverer with a bug counts as a failed try") {
    Post post;
    REQUIRE(enqueue(post.store, letter("b1", 1)).has_value());
    post.postman.throws = true;
    CHECK(post.round() == 1);
    const auto waiting = letters(post.store, "waiting");
    REQUIRE(waiting.size() == 1);
    CHECK(waiting.front().message.attempts == 1);
    CHECK(waiting.front().last_error == "internal");
}

TEST_CASE("deliveries that stay in the house are made together, each with its own span") {
    Office office;
    office.round();
    CHECK(sorted(office.clerk.together) == std::vector<std::string>{"b1", "b2", "b3"});
    CHECK(office.clerk.alone.empty());
    CHECK(letters(office.store, "delivered").size() == 3);
    int spans = 0;
    for (const auto& trace : office.watched.settled())
        if (trace::span_named(*trace, "process mail") != nullptr) ++spans;
    CHECK(spans == 3);
}

TEST_CASE("a delivery in the house that fails holds up none of the others") {
    Office office;
    office.clerk.refused = "b2";
    office.round();
    CHECK(sorted(office.clerk.alone) == std::vector<std::string>{"b1", "b2", "b3"});
    CHECK(letters(office.store, "delivered").size() == 2);
    const auto waiting = letters(office.store, "waiting");
    REQUIRE(waiting.size() == 1);
    CHECK(waiting.front().message.attempts == 1);
}

TEST_CASE("sending and delivering are one trace, and the delivery links to the sending") {
    Post post;
    {
        Step step = post.watched.recorder.root(span::vacancy_job);
        const auto sent = post.store.db().transact_now(
            step, [&](db::Tx& tx) { return outbox::enqueue(tx, letter("b1", 1)); });
        REQUIRE(sent.has_value());
        step.close(nullptr);
    }
    CHECK(post.round() == 1);
    const trace::KeptSpan* send = nullptr;
    const trace::KeptSpan* process = nullptr;
    const auto traces = post.watched.settled();
    for (const auto& trace : traces) {
        if (const auto* found = trace::span_named(*trace, "send mail")) send = found;
        if (const auto* found = trace::span_named(*trace, "process mail")) process = found;
    }
    REQUIRE(send != nullptr);
    REQUIRE(process != nullptr);
    CHECK(send->kind == trace::Kind::producer);
    CHECK(process->kind == trace::Kind::consumer);
    CHECK(process->parent == send->id);
    CHECK(process->is_parent_remote);
    REQUIRE(process->links.size() == 1);
    CHECK(process->links.front().span_id == send->id);
}

TEST_CASE("a commit wakes the worker at once, and it stops when told to") {
    Post post;
    boost::asio::io_context loop;
    saga::Bell bell(loop.get_executor());
    outbox::Worker worker(post.watched.recorder, post.store.db(), post.postman,
                          {.period = std::chrono::hours(1)});
    post.postman.on_deliver = [&] { bell.stop(); };
    boost::asio::co_spawn(loop, worker.run(bell),
                          [](std::exception_ptr thrown) { CHECK(thrown == nullptr); });
    boost::asio::post(loop, [&] { CHECK(enqueue(post.store, letter("b1", 1)).has_value()); });
    loop.run();  // would last an hour if nobody rang
    CHECK(post.postman.delivered.size() == 1);
    CHECK(letters(post.store, "delivered").size() == 1);
}

TEST_CASE("a ring while nobody waits is not lost, and stopping ends every wait") {
    boost::asio::io_context loop;
    saga::Bell bell(loop.get_executor());
    int waits = 0;
    bell.ring();
    const auto sleeper = [&]() -> Task<void> {
        while (!bell.is_stopped()) {
            co_await bell.wait(std::chrono::hours(1));
            if (++waits == 1) bell.stop();
        }
        co_await bell.wait(std::chrono::hours(1));
        ++waits;
    };
    boost::asio::co_spawn(loop, sleeper(), [](std::exception_ptr) {});
    loop.run();
    CHECK(waits == 2);
}
