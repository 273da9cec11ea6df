#include "outside/payment_gateway.hpp"
#include "outside_world.hpp"
#include "support/kept.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace vacancy;
using namespace vacancy::outside;
using namespace vacancy::testing;
using namespace vacancy::trace;

namespace {

class NoWaiting final : public Timers {
public:
    Task<void> pause(std::chrono::microseconds) override { co_return; }
};

/// The spans of one authorization as its client recorded them.
std::shared_ptr<const KeptTrace> trace_of(OutsideWorld& world, const std::string& token) {
    Watched watched;
    NoWaiting timers;
    PaymentGateway gateway(world.client, {.base_url = world.sandbox->base_url()}, timers);
    const payments::AuthorizeRequest asked{.reference = "r",
                                           .idempotency_key = "k-" + token,
                                           .amount = {700, eur()},
                                           .method = "card",
                                           .token = Secret(token)};
    Step root = watched.recorder.root(span::booking_create);
    static_cast<void>(run(gateway.authorize(root, asked)));
    root.close(nullptr);
    const auto traces = watched.settled();
    REQUIRE(traces.size() == 1);
    return traces.front();
}

std::vector<const KeptSpan*> calls_of(const KeptTrace& trace) {
    std::vector<const KeptSpan*> calls;
    for (const auto& one : trace.spans)
        if (one.name == "POST") calls.push_back(&one);
    std::ranges::sort(calls, {}, &KeptSpan::start_unix_ns);
    return calls;
}

}  // namespace

TEST_CASE("each try is a CLIENT span of its own and a repetition says which it is") {
    OutsideWorld world;
    const auto trace = trace_of(world, "tok_drop_before");
    const auto calls = calls_of(*trace);
    REQUIRE(calls.size() == 2);
    CHECK(calls[0]->parent == calls[1]->parent);
    CHECK(attribute_of(calls[0]->attributes, "http.request.resend_count") == nullptr);
    CHECK(text_of(*calls[0], "error.type") == "outcome_unknown");
    const auto* resend = attribute_of(calls[1]->attributes, "http.request.resend_count");
    REQUIRE(resend != nullptr);
    CHECK(resend->integer == 1);
    CHECK(attribute_of(calls[1]->attributes, "http.response.status_code")->integer == 200);
    CHECK(text_of(*calls[1], "server.address") == "127.0.0.1");
}

TEST_CASE("a status of 400 and above fails the span and names itself") {
    OutsideWorld world;
    const auto trace = trace_of(world, "tok_declined");
    const auto calls = calls_of(*trace);
    REQUIRE(calls.size() == 1);
    CHECK(text_of(*calls[0], "error.type") == "402");
    CHECK(calls[0]->status == StatusCode::error);
}

TEST_CASE("no span tells the card's token") {
    OutsideWorld world;
    for (const auto& one : trace_of(world, "tok_lost_card")->spans)
        for (const auto& attribute : one.attributes)
            CHECK(attribute.text.find("tok_") == std::string_view::npos);
}

TEST_CASE("the query of a URL stays out of its span") {
    OutsideWorld world;
    Watched watched;
    Step root = watched.recorder.root(span::booking_create);
    const HttpCall call{.url = world.sandbox->base_url() + "/inbox?to=guest@guest.example"};
    REQUIRE(run(world.client.call(root, call)));
    root.close(nullptr);
    const auto traces = watched.settled();
    const auto* get = span_named(*traces.at(0), "GET");
    REQUIRE(get != nullptr);
    CHECK(text_of(*get, "url.full") == world.sandbox->base_url() + "/inbox?REDACTED");
}

TEST_CASE("the sandbox continues the trace it is given") {
    Watched theirs;
    OutsideWorld world;
    world.stop();
    Watched ours;
    std::optional<Sandbox> sandbox;
    sandbox.emplace(world.options, theirs.recorder);
    Step root = ours.recorder.root(span::booking_create);
    const HttpCall call{.url = sandbox->base_url() + "/ledger"};
    REQUIRE(run(world.client.call(root, call)));
    const TraceId id = root.context().trace_id;
    root.close(nullptr);
    sandbox.reset();
    const auto served = theirs.settled();
    REQUIRE(served.size() == 1);
    CHECK(served.front()->id == id);
    const auto* server_span = span_named(*served.front(), "GET /ledger");
    REQUIRE(server_span != nullptr);
    const auto client_side = ours.settled();
    CHECK(server_span->parent == span_named(*client_side.at(0), "GET")->id);
}

TEST_CASE("an executor that goes away takes the calls that wait on it along") {
    OutsideWorld world;
    const std::string form =
        "amount=1&currency=eur&confirm=true&payment_method=tok_slow_600s&metadata[reference]=r";
    {
        boost::asio::io_context context{1};
        Step step = Step::silent();
        const HttpCall call{.method = "POST",
                            .url = world.sandbox->base_url() + "/v1/payment_intents",
                            .body = form};
        boost::asio::co_spawn(context.get_executor(), world.client.call(step, call),
                              boost::asio::detached);
        while (world.items("/ledger").empty()) context.poll();
    }
    CHECK(world.ask("GET", "/ledger").status == 200);
}
