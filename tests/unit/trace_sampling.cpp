#include "base/id.hpp"
#include "support/kept.hpp"
#include "trace/recording/decided.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

namespace vacancy::trace {
namespace {

RecorderOptions keep_only_what_must() {
    RecorderOptions options;
    options.ratio = 0;
    return options;
}

/// The reason why a trace of one server span was kept; empty when it was not.
template <class Body>
std::string reason_for(const RecorderOptions& options, Body body) {
    Watched watched(options);
    Step root = watched.recorder.root(span::http_server);
    body(root);
    root.close(nullptr);
    const auto traces = watched.settled();
    if (traces.empty()) return "";
    CHECK(text_of(traces[0]->root(), attr::vacancy_sampling_reason.name) == traces[0]->reason);
    return std::string(traces[0]->reason);
}

template <class Body>
std::string reason_for(Body body) {
    return reason_for(keep_only_what_must(), body);
}

TEST_CASE("the tail lets an ordinary trace go") {
    CHECK(reason_for([](Step& root) { root.set(attr::http_response_status_code, 200); }) == "");
}

TEST_CASE("the tail keeps a trace with an error anywhere in it") {
    CHECK(reason_for([](Step& root) {
              Step child = root.open(span::db_statement, {});
              const Error error{.code = ErrorCode::store_unavailable};
              child.close(&error);
          }) == "error");
}

TEST_CASE("the tail keeps answers of 402, 409 and 5xx") {
    for (const int status : {402, 409, 500, 503}) {
        CHECK(reason_for([&](Step& root) { root.set(attr::http_response_status_code, status); }) ==
              "http_status");
    }
}

TEST_CASE("the tail does not keep answers of 404") {
    CHECK(reason_for([](Step& root) { root.set(attr::http_response_status_code, 404); }) == "");
}

TEST_CASE("the tail keeps contention and says so") {
    CHECK(reason_for([](Step& root) {
              root.event(event::lock_contention);
              root.set(attr::http_response_status_code, 409);
          }) == "contention");
}

TEST_CASE("the tail keeps declined payments and says so") {
    CHECK(reason_for([](Step& root) { root.event(event::payment_declined); }) == "declined");
}

TEST_CASE("the tail keeps every rollback") {
    CHECK(reason_for([](Step& root) { root.open(span::booking_rollback, {}).close(nullptr); }) ==
          "rollback");
}

TEST_CASE("the tail keeps what was asked for") {
    CHECK(reason_for([](Step& root) { root.keep("requested"); }) == "requested");
}

TEST_CASE("the tail keeps slow traces") {
    ManualClock clock(Instant{1'700'000'000'000'000});
    RecorderOptions options = keep_only_what_must();
    options.clock = &clock;
    options.slow = std::chrono::milliseconds(250);
    CHECK(reason_for(options, [&](Step&) { clock.advance(std::chrono::milliseconds(249)); }) == "");
    CHECK(reason_for(options, [&](Step&) { clock.advance(std::chrono::milliseconds(250)); }) ==
          "slow");
}

TEST_CASE("the ratio keeps its share of ordinary traces") {
    RecorderOptions options = keep_only_what_must();
    options.ratio = 0.25;
    Watched watched(options);
    for (int i = 0; i < 8000; ++i) watched.recorder.root(span::http_server).close(nullptr);
    const auto kept = static_cast<int>(watched.settled().size());
    CHECK(kept > 1700);  // 2000 ± 7.7 standard deviations
    CHECK(kept < 2300);
}

TEST_CASE("the ratio looks at the low 56 bits of the trace id only") {
    TraceId id;
    id.bytes.fill(0xff);
    CHECK(is_in_ratio(id, 0.001));
    for (std::size_t i = 9; i < 16; ++i) id.bytes[i] = 0;
    CHECK_FALSE(is_in_ratio(id, 0.999));
    CHECK(is_in_ratio(id, 1));
    CHECK_FALSE(is_in_ratio(id, 0));
}

TEST_CASE("what a higher ratio lets go, a lower one lets go too") {
    for (int i = 0; i < 1000; ++i) {
        TraceId id;
        fill_random(id.bytes);
        if (!is_in_ratio(id, 0.5)) CHECK_FALSE(is_in_ratio(id, 0.1));
    }
}

TEST_CASE("a later part of a kept trace is kept") {
    Watched watched(keep_only_what_must());
    Step root = watched.recorder.root(span::http_server);
    const SpanContext context = root.context();
    root.event(event::payment_declined);
    root.close(nullptr);
    watched.recorder.root(span::message_process, {.parent = context}).close(nullptr);
    const auto traces = watched.settled();
    REQUIRE(traces.size() == 2);
    CHECK(traces[1]->id == context.trace_id);
    CHECK(traces[1]->reason == "follows");
}

TEST_CASE("a part that ends before the decision waits for it") {
    Watched watched(keep_only_what_must());
    Step root = watched.recorder.root(span::http_server);
    watched.recorder.root(span::message_process, {.parent = root.context()}).close(nullptr);
    root.event(event::payment_declined);
    root.close(nullptr);
    CHECK(watched.settled().size() == 2);
}

/// Takes its time, so that the recorder is told to stop in the middle of a round.
class SlowSink final : public KeptTraceSink {
public:
    void accept(std::shared_ptr<const KeptTrace>) override {
        busy.store(true);
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    void accept(std::shared_ptr<const LogRecord>) override {}
    std::atomic<bool> busy{false};
};

// The leak checker is the judge here: a part that still waited was forgotten with its memory.
TEST_CASE("a recorder that is stopped in the middle of a round settles the parts that wait") {
    const auto sink = std::make_shared<SlowSink>();
    {
        Recorder recorder(keep_only_what_must());
        recorder.send_to(sink);
        Step undecided = recorder.root(span::http_server);
        Step declined = recorder.root(span::http_server);
        declined.event(event::payment_declined);
        recorder.root(span::message_process, {.parent = undecided.context()}).close(nullptr);
        declined.close(nullptr);
        while (!sink->busy.load()) std::this_thread::yield();
        undecided.close(nullptr);
    }
    CHECK(sink->busy.load());
}

TEST_CASE("a later part of a trace that was let go is let go") {
    Watched watched(keep_only_what_must());
    Step root = watched.recorder.root(span::http_server);
    const SpanContext context = root.context();
    root.close(nullptr);
    watched.recorder.root(span::message_process, {.parent = context}).close(nullptr);
    CHECK(watched.settled().empty());
}

std::size_t kept_by(Sampler sampler, std::optional<bool> parent_sampled) {
    RecorderOptions options;
    options.sampler = sampler;
    options.ratio = 0;
    Watched watched(options);
    std::optional<SpanContext> parent;
    if (parent_sampled) {
        parent = parse_traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00");
        parent->sampled = *parent_sampled;
    }
    Step root = watched.recorder.root(span::http_server, {.parent = parent});
    const Error error{.code = ErrorCode::internal};
    root.close(&error);
    return watched.settled().size();
}

TEST_CASE("an explicit sampler takes the place of the tail") {
    CHECK(kept_by(Sampler::always_on, std::nullopt) == 1);
    CHECK(kept_by(Sampler::always_off, std::nullopt) == 0);
    CHECK(kept_by(Sampler::ratio, std::nullopt) == 0);
    CHECK(kept_by(Sampler::parent_always_on, std::nullopt) == 1);
    CHECK(kept_by(Sampler::parent_always_on, false) == 0);
    CHECK(kept_by(Sampler::parent_always_off, true) == 1);
    CHECK(kept_by(Sampler::parent_always_off, std::nullopt) == 0);
    CHECK(kept_by(Sampler::parent_ratio, true) == 1);
}

TEST_CASE("the words of the sampler setting are those of the specification") {
    CHECK(parse_sampler("").value() == Sampler::tail);
    CHECK(parse_sampler("parentbased_traceidratio").value() == Sampler::parent_ratio);
    CHECK_FALSE(parse_sampler("sometimes").has_value());
}

}  // namespace
}  // namespace vacancy::trace
