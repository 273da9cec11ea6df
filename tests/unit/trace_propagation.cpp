#include "base/id.hpp"
#include "support/kept.hpp"
#include "trace/propagation/tracestate.hpp"
#include "trace/recording/decided.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace vacancy::trace {
namespace {

/// Its low 56 bits are all ones: in every ratio.
constexpr std::string_view lucky = "00-0af7651916cd43dd84ffffffffffffff-b7ad6b7169203331-";
/// Its low 56 bits are all zeros: in no ratio but 1.
constexpr std::string_view unlucky = "00-0af7651916cd43dd8400000000000000-b7ad6b7169203331-";

std::optional<SpanContext> from(std::string_view id, std::string_view flags,
                                std::string_view tracestate = {}) {
    return parse_traceparent(fmt::format("{}{}", id, flags), tracestate);
}

RecorderOptions with(Sampler sampler, double ratio) {
    RecorderOptions options;
    options.sampler = sampler;
    options.ratio = ratio;
    return options;
}

/// The tracestate that a root with that parent passes on.
std::string sent(const RecorderOptions& options, const std::optional<SpanContext>& parent) {
    Watched watched(options);
    Step root = watched.recorder.root(span::http_server, {.parent = parent});
    const Carried carried = root.carried();
    root.close(nullptr);
    return carried.tracestate;
}

/// The tracestate of the trace that was kept; "none" when it was not.
template <class Body>
std::string kept(const RecorderOptions& options, const std::optional<SpanContext>& parent,
                 Body body) {
    Watched watched(options);
    Step root = watched.recorder.root(span::http_server, {.parent = parent});
    body(root);
    root.close(nullptr);
    const auto traces = watched.settled();
    return traces.empty() ? "none" : std::string(traces[0]->tracestate);
}

std::string kept(const RecorderOptions& options, const std::optional<SpanContext>& parent) {
    return kept(options, parent, [](Step&) {});
}

TEST_CASE("a trace kept by the tail's ratio says with what threshold") {
    CHECK(kept(with(Sampler::tail, 0.1), from(lucky, "01")) == "ot=th:e666");
    CHECK(kept(with(Sampler::tail, 0.1), from(lucky, "01", "a=1,ot=th:8,b=2")) ==
          "ot=th:e666,a=1,b=2");
    CHECK(kept(with(Sampler::tail, 0.1), from(unlucky, "01")) == "none");
}

TEST_CASE("a trace that is kept for what happened in it was kept surely") {
    CHECK(kept(with(Sampler::tail, 0.1), from(unlucky, "01", "a=1"),
               [](Step& root) { root.keep("requested"); }) == "ot=th:0,a=1");
}

TEST_CASE("the caller's randomness takes the place of the trace id's") {
    CHECK(kept(with(Sampler::tail, 0.5), from(unlucky, "01", "ot=rv:80000000000000")) ==
          "ot=th:8;rv:80000000000000");
    CHECK(kept(with(Sampler::tail, 0.5), from(lucky, "01", "ot=rv:7fffffffffffff")) == "none");
}

TEST_CASE("a head sampler of ratio writes its threshold into what is passed on") {
    CHECK(sent(with(Sampler::ratio, 0.5), from(lucky, "01", "a=1")) == "ot=th:8,a=1");
    CHECK(sent(with(Sampler::ratio, 0.5), from(unlucky, "01", "a=1,ot=th:c")) == "a=1");
    CHECK(sent(with(Sampler::ratio, 1), std::nullopt) == "ot=th:0");
    CHECK(sent(with(Sampler::parent_ratio, 1), std::nullopt) == "ot=th:0");
    CHECK(kept(with(Sampler::ratio, 0.5), from(lucky, "01", "a=1")) == "ot=th:8,a=1");
}

TEST_CASE("a sampler that follows the caller passes the caller's threshold on") {
    CHECK(sent(with(Sampler::parent_ratio, 0.5), from(lucky, "01", "a=1,ot=th:c")) ==
          "a=1,ot=th:c");
    CHECK(sent(with(Sampler::tail, 0.5), from(lucky, "01", "a=1,ot=th:c")) == "a=1,ot=th:c");
}

TEST_CASE("a threshold without a sampled caller is not passed on") {
    CHECK(sent(with(Sampler::tail, 0.5), from(lucky, "00", "a=1,ot=th:c")) == "a=1");
    CHECK(sent(with(Sampler::parent_ratio, 0.5), from(lucky, "00", "ot=th:c;rv:9b8233f7e3a151")) ==
          "ot=rv:9b8233f7e3a151");
}

TEST_CASE("our own trace ids are said to be random, a caller's are what the caller says") {
    Watched watched;
    Step own = watched.recorder.root(span::http_server);
    CHECK(own.carried().traceparent.ends_with("-03"));
    own.close(nullptr);
    Step theirs = watched.recorder.root(span::http_server, {.parent = from(lucky, "01")});
    CHECK(theirs.carried().traceparent.ends_with("-01"));
    theirs.close(nullptr);
}

TEST_CASE("baggage is at every step of the trace and goes out with it") {
    Watched watched;
    const RootOptions options{.parent = from(lucky, "01"),
                              .baggage = Baggage::parse("a=1%202;p,b=2")};
    Step root = watched.recorder.root(span::http_server, options);
    Step child = root.open(span::http_client, {});
    REQUIRE(child.baggage().size() == 2);
    CHECK(child.baggage()[0].value == "1 2");
    CHECK(child.baggage()[0].properties == "p");
    CHECK(child.carried().baggage == "a=1%202;p,b=2");
    child.close(nullptr);
    root.close(nullptr);
}

TEST_CASE("baggage from somebody who is not believed is dropped") {
    Watched watched;
    const RootOptions options{
        .parent = from(lucky, "01"), .trusted = false, .baggage = Baggage::parse("a=1")};
    Step root = watched.recorder.root(span::http_server, options);
    CHECK(root.baggage().empty());
    CHECK(root.carried().baggage.empty());
    root.close(nullptr);
}

TEST_CASE("as much baggage as is allowed fits into a trace") {
    Baggage much;
    for (int i = 0; i < 60; ++i)
        static_cast<void>(much.set(fmt::format("k{:02}", i), std::string(200, 'x')));
    Watched watched;
    const RootOptions options{.parent = from(lucky, "01"), .baggage = much};
    Step root = watched.recorder.root(span::http_server, options);
    CHECK(root.carried().baggage == much.header());
    CHECK(root.baggage().size() == much.entries().size());
    root.close(nullptr);
}

TEST_CASE("only what OTEL_PROPAGATORS names is carried out") {
    for (const bool trace_context : {false, true}) {
        for (const bool baggage : {false, true}) {
            RecorderOptions options;
            options.propagators = {.trace_context = trace_context, .baggage = baggage};
            Watched watched(options);
            const RootOptions given{.parent = from(lucky, "01", "a=1"),
                                    .baggage = Baggage::parse("b=2")};
            Step root = watched.recorder.root(span::http_server, given);
            const Carried carried = root.carried();
            CHECK(carried.traceparent.empty() != trace_context);
            CHECK(carried.tracestate.empty() != trace_context);
            CHECK(carried.baggage.empty() != baggage);
            root.close(nullptr);
        }
    }
}

TEST_CASE("telemetry that is off passes on what came, and nothing else") {
    RecorderOptions options;
    options.disabled = true;
    Recorder recorder(options);
    const RootOptions given{.parent = from(unlucky, "01", "a=1,ot=th:c"),
                            .baggage = Baggage::parse("b=2")};
    {
        Step root = recorder.root(span::http_server, given);
        Step child = root.open(span::http_client, {});
        child.set(attr::http_request_method, "GET");
        CHECK_FALSE(child.is_recording());
        const Carried carried = child.carried();
        CHECK(carried.traceparent == fmt::format("{}01", unlucky));
        CHECK(carried.tracestate == "a=1,ot=th:c");
        CHECK(carried.baggage == "b=2");
        CHECK(child.baggage().size() == 1);
        const Error error{.code = ErrorCode::internal};
        child.close(&error);
        CHECK(recorder.open_traces() == 1);
    }
    CHECK(recorder.open_traces() == 0);
    CHECK(recorder.accounts().started == 0);
    Step nothing = recorder.root(span::http_server);
    CHECK(nothing.carried().traceparent.empty());
    RootOptions stranger = given;
    stranger.trusted = false;
    Step foreign = recorder.root(span::http_server, stranger);
    CHECK(foreign.carried().traceparent.empty());
    CHECK(foreign.carried().baggage.empty());
}

TEST_CASE("a span beyond the trace's limit passes on the local root") {
    RecorderOptions options;
    options.max_spans_per_trace = 2;
    Watched watched(options);
    Step root = watched.recorder.root(span::http_server, {.parent = from(lucky, "01")});
    Step last = root.open(span::http_client, {});
    Step beyond = last.open(span::http_client, {});
    CHECK_FALSE(beyond.is_recording());
    CHECK(beyond.carried().traceparent == root.carried().traceparent);
    last.close(nullptr);
    root.close(nullptr);
    CHECK(watched.recorder.open_traces() == 1);
    beyond.close(nullptr);
    CHECK(watched.recorder.open_traces() == 0);
    CHECK(watched.recorder.accounts().started == 3);
    CHECK(watched.recorder.accounts().dropped == 1);
}

TEST_CASE("OTEL_PROPAGATORS is read as the specification says") {
    std::vector<std::string> warnings;
    const auto read = [&](std::string_view text) {
        const Propagators asked = read_propagators(text, warnings);
        return fmt::format("{}{}", asked.trace_context ? "t" : "", asked.baggage ? "b" : "");
    };
    CHECK(read("") == "tb");
    CHECK(read("tracecontext,baggage") == "tb");
    CHECK(read(" Baggage , tracecontext,baggage") == "tb");
    CHECK(read("tracecontext") == "t");
    CHECK(read("baggage") == "b");
    CHECK(read("none") == "");
    CHECK(warnings.empty());
    CHECK(read("b3,tracecontext") == "t");
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0].find("\"b3\"") != std::string::npos);
    CHECK(read("xray") == "");
}

}  // namespace
}  // namespace vacancy::trace
