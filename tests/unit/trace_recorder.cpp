#include "support/kept.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <doctest/doctest.h>

#include <map>
#include <stdexcept>
#include <thread>

namespace vacancy::trace {
namespace {

namespace asio = boost::asio;

Task<void> hop() {
    const Executor executor = co_await asio::this_coro::executor;
    const asio::use_awaitable_t<Executor> here{};
    co_await asio::post(executor, here);
}

Task<Result<int>> price(Step& step, int depth) {
    step.set(attr::vacancy_count, depth);
    co_await hop();
    if (depth == 0) co_return 1;
    const auto below = co_await step.run(span::booking_calculate_price, price, depth - 1);
    co_await hop();
    co_return *below + 1;
}

Task<Result<int>> price_4(Step& step) { return price(step, 4); }
Task<Result<int>> price_9(Step& step) { return price(step, 9); }
Task<Result<int>> price_1(Step& step) { return price(step, 1); }

Task<Result<int>> decline(Step&) {
    co_await hop();
    co_return fail(ErrorCode::payment_declined, "the words of the gateway");
}

Task<Result<int>> blow_up(Step&) {
    co_await hop();
    throw std::runtime_error("out of order");
}

Task<Result<int>> blow_up_below(Step& step) {
    co_return co_await step.run(span::vacancy_db_transaction, blow_up);
}

Task<Result<int>> break_promise(Step&) {
    co_await hop();
    must(1 == 2);
    co_return 1;
}

Task<Result<int>> never_ending(Step& step) {
    const Executor executor = co_await asio::this_coro::executor;
    asio::steady_timer never(executor, std::chrono::hours(1));
    step.set(attr::vacancy_count, 7);
    const asio::use_awaitable_t<Executor> here{};
    co_await never.async_wait(here);
    co_return 1;
}

/// Runs a verb as a local root, `times` times, on two threads until nothing is left to do.
template <class Verb>
void run_root(Watched& watched, const SpanDef& def, Verb verb, int times = 1) {
    asio::io_context context(2);
    for (int i = 0; i < times; ++i) {
        asio::co_spawn(context, watched.recorder.run(def, verb),
                       [](std::exception_ptr, const Result<int>&) {});
    }
    std::thread other([&] { context.run(); });
    context.run();
    other.join();
}

TEST_CASE("a child that hopped threads still has the parent that opened it") {
    Watched watched;
    run_root(watched, span::vacancy_job, price_4, 200);
    const auto traces = watched.settled();
    REQUIRE(traces.size() == 200);
    for (const auto& trace : traces) {
        REQUIRE(trace->spans.size() == 5);
        for (std::size_t i = 1; i < 5; ++i) {
            CHECK(trace->spans[i].parent == trace->spans[i - 1].id);
            CHECK(attribute_of(trace->spans[i].attributes, attr::vacancy_count.name)->integer ==
                  4 - static_cast<int>(i));
        }
    }
}

TEST_CASE("ids of spans are unique and never zero") {
    Watched watched;
    run_root(watched, span::vacancy_job, price_9, 200);
    std::map<SpanId, int> seen;
    for (const auto& trace : watched.settled()) {
        CHECK(trace->id != TraceId{});
        for (const auto& span : trace->spans) ++seen[span.id];
    }
    CHECK(seen.size() == 2000);
    CHECK_FALSE(seen.contains(SpanId{}));
}

TEST_CASE("an error ends the span with the code's sentence, never with the detail") {
    Watched watched;
    run_root(watched, span::booking_create, decline);
    const auto traces = watched.settled();
    const KeptSpan& root = traces.at(0)->root();
    CHECK(root.status == StatusCode::error);
    CHECK(root.status_message == "Payment declined");
    CHECK(text_of(root, attr::error_type.name) == "payment_declined");
}

TEST_CASE("a scope that records exceptions turns an error into an exception event") {
    Watched watched;
    run_root(watched, span::booking_create, decline);
    const auto traces = watched.settled();
    const KeptSpan& root = traces.at(0)->root();
    REQUIRE(root.events.size() == 1);
    CHECK(root.events[0].name == "exception");
    CHECK(attribute_of(root.events[0].attributes, attr::exception_message.name)->text ==
          "Payment declined");
}

TEST_CASE("another scope does not turn an error into an exception event") {
    Watched watched;
    run_root(watched, span::vacancy_job, decline);
    const auto traces = watched.settled();
    CHECK(traces.at(0)->root().events.empty());
    CHECK(traces.at(0)->root().status == StatusCode::error);
}

TEST_CASE("an exception ends every span that it passes and is recorded once") {
    Watched watched;
    run_root(watched, span::vacancy_job, blow_up_below);
    const auto traces = watched.settled();
    REQUIRE(traces.at(0)->spans.size() == 2);
    const KeptSpan& outer = traces[0]->spans[0];
    const KeptSpan& inner = traces[0]->spans[1];
    CHECK(inner.status_message == "std::runtime_error: out of order");
    CHECK(outer.status == StatusCode::error);
    CHECK(inner.events.size() == 1);
    CHECK(outer.events.empty());
}

TEST_CASE("the stack of an exception event is the chain of open spans") {
    Watched watched;
    run_root(watched, span::vacancy_job, blow_up_below);
    const auto traces = watched.settled();
    const auto& event = traces.at(0)->spans.at(1).events.at(0);
    CHECK(attribute_of(event.attributes, attr::exception_stacktrace.name)->text ==
          "at vacancy.db.transaction\nat vacancy.job");
}

TEST_CASE("a broken promise marks the span") {
    Watched watched;
    run_root(watched, span::vacancy_job, break_promise);
    const auto traces = watched.settled();
    CHECK(traces.at(0)->root().status == StatusCode::error);
    CHECK(text_of(traces[0]->root(), attr::error_type.name) == "broken_promise");
}

TEST_CASE("a coroutine that is destroyed while it waits ends its spans as canceled") {
    Watched watched;
    {
        asio::io_context context(1);
        asio::co_spawn(context, watched.recorder.run(span::vacancy_job, never_ending),
                       [](std::exception_ptr, const Result<int>&) {});
        context.poll();
        CHECK(watched.recorder.open_traces() == 1);
    }
    CHECK(watched.recorder.open_traces() == 0);
    const auto traces = watched.settled();
    CHECK(text_of(traces.at(0)->root(), attr::error_type.name) == "canceled");
}

TEST_CASE("success is OK in the booking service and unset elsewhere") {
    Watched watched;
    run_root(watched, span::vacancy_job, price_1);
    const auto traces = watched.settled();
    CHECK(traces.at(0)->spans.at(0).status == StatusCode::unset);
    CHECK(traces.at(0)->spans.at(1).status == StatusCode::ok);
}

TEST_CASE("a trace waits for work that outlives its local root") {
    Watched watched;
    Step root = watched.recorder.root(span::vacancy_job);
    Step detached = root.open(span::vacancy_outbox_deliver, {});
    root.close(nullptr);
    CHECK(watched.settled().empty());
    detached.close(nullptr);
    CHECK(watched.settled().at(0)->spans.size() == 2);
}

TEST_CASE("a span that nobody ends is seen as an open trace") {
    Watched watched;
    Step root = watched.recorder.root(span::vacancy_job);
    Step forgotten = root.open(span::vacancy_outbox_deliver, {});
    root.close(nullptr);
    CHECK(watched.recorder.open_traces() == 1);
    forgotten.close(nullptr);
    CHECK(watched.recorder.open_traces() == 0);
}

TEST_CASE("closing twice ends a span once") {
    Watched watched;
    Step root = watched.recorder.root(span::vacancy_job);
    root.close(nullptr);
    root.close(nullptr);
    CHECK(watched.recorder.open_traces() == 0);
    CHECK(watched.settled().size() == 1);
}

TEST_CASE("a trusted parent is continued") {
    Watched watched;
    const auto parent =
        parse_traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "a=1");
    Step root = watched.recorder.root(span::http_server,
                                      {.name = "GET /v1/availability", .parent = parent});
    CHECK(root.context().trace_id == parent->trace_id);
    CHECK(root.context().tracestate == "a=1");
    root.close(nullptr);
    const auto traces = watched.settled();
    CHECK(traces.at(0)->root().parent == parent->span_id);
    CHECK(traces.at(0)->root().is_parent_remote);
    CHECK(traces.at(0)->root().name == "GET /v1/availability");
}

TEST_CASE("an untrusted parent becomes a link of a new trace") {
    Watched watched;
    const auto parent =
        parse_traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    Step root = watched.recorder.root(span::http_server, {.parent = parent, .trusted = false});
    CHECK(root.context().trace_id != parent->trace_id);
    root.close(nullptr);
    const auto traces = watched.settled();
    const KeptSpan& span = traces.at(0)->root();
    CHECK(span.parent == SpanId{});
    REQUIRE(span.links.size() == 1);
    CHECK(span.links[0].span_id == parent->span_id);
    CHECK(span.links[0].attributes.at(0).text == "untrusted_parent");
}

TEST_CASE("a silent step takes everything and records nothing") {
    Step step = Step::silent();
    step.set(attr::booking_guests, 2);
    step.event(event::payment_declined);
    step.count(metric::booking_attempts, {"success", "web"});
    step.log(Severity::error, "nobody hears this");
    CHECK_FALSE(step.open(span::vacancy_job, {}).is_recording());
    CHECK(step.context().trace_id == TraceId{});
}

TEST_CASE("a disabled recorder gives silent steps and counts nothing") {
    RecorderOptions options = keep_all();
    options.disabled = true;
    Watched watched(options);
    Step root = watched.recorder.root(span::booking_create);
    CHECK_FALSE(root.is_recording());
    root.close(nullptr);
    watched.recorder.metrics().add(metric::booking_attempts, 1, {"success", "web"});
    CHECK(watched.recorder.collect().metrics.empty());
    CHECK(watched.settled().empty());
}

}  // namespace
}  // namespace vacancy::trace
