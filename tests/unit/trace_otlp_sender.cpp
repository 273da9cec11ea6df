#include "support/collector.hpp"
#include "trace/otlp/sender.hpp"

#include <doctest/doctest.h>

using namespace vacancy::trace;
using namespace vacancy::testing;
using otlp::Answer;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

std::string one_span(const std::string& name) {
    TraceRequest request;
    request.add_resource_spans()->add_scope_spans()->add_spans()->set_name(name);
    return request.SerializeAsString();
}

Destination destination(const Collector& collector, Protocol protocol) {
    Destination to{.to = Destination::To::otlp, .protocol = protocol};
    to.url = protocol == Protocol::grpc ? collector.grpc_url().substr(7)
                                        : collector.http_url() + "/v1/traces";
    return to;
}

Answer send_once(const Destination& to, const std::string& message) {
    const otlp::Patience patience;
    return otlp::make_sender(Signal::traces, to)->send(message, patience);
}

}  // namespace

TEST_SUITE("trace: sending OTLP") {
    TEST_CASE("a message arrives whole by both protocols, packed or not") {
        for (const Protocol protocol : {Protocol::http_protobuf, Protocol::grpc})
            for (const bool gzip : {false, true}) {
                CAPTURE(static_cast<int>(protocol));
                CAPTURE(gzip);
                Collector collector;
                Destination to = destination(collector, protocol);
                to.gzip = gzip;
                const Answer answer = send_once(to, one_span("check in"));
                CHECK(answer.outcome == Answer::Outcome::accepted);
                REQUIRE(collector.spans().size() == 1);
                CHECK(collector.spans()[0].name() == "check in");
                if (protocol == Protocol::http_protobuf) CHECK(collector.calls()[0].gzip == gzip);
            }
    }

    TEST_CASE("configured headers travel as headers and as metadata") {
        for (const Protocol protocol : {Protocol::http_protobuf, Protocol::grpc}) {
            Collector collector;
            Destination to = destination(collector, protocol);
            to.headers.emplace_back("x-tenant", vacancy::Secret("north wing"));
            send_once(to, one_span("a"));
            CHECK(collector.calls().at(0).headers.at("x-tenant") == "north wing");
        }
    }

    TEST_CASE("503 asks to try again, with its Retry-After") {
        for (const Protocol protocol : {Protocol::http_protobuf, Protocol::grpc}) {
            CAPTURE(static_cast<int>(protocol));
            Collector collector;
            collector.behave({.mode = Behavior::Mode::fail, .status = 503, .retry_after_s = 7});
            const Answer answer = send_once(destination(collector, protocol), one_span("a"));
            CHECK(answer.outcome == Answer::Outcome::try_again);
            REQUIRE(answer.retry_after.has_value());
            CHECK(*answer.retry_after == seconds(7));
        }
    }

    TEST_CASE("400 and INVALID_ARGUMENT are final") {
        for (const Protocol protocol : {Protocol::http_protobuf, Protocol::grpc}) {
            Collector collector;
            collector.behave({.mode = Behavior::Mode::fail, .status = 400});
            CHECK(send_once(destination(collector, protocol), one_span("a")).outcome ==
                  Answer::Outcome::refused);
        }
    }

    TEST_CASE("RESOURCE_EXHAUSTED is retried only where it says when") {
        Collector collector;
        collector.behave({.mode = Behavior::Mode::fail, .status = 429});
        const Destination to = destination(collector, Protocol::grpc);
        CHECK(send_once(to, one_span("a")).outcome == Answer::Outcome::refused);
        collector.behave({.mode = Behavior::Mode::fail, .status = 429, .retry_after_s = 1});
        CHECK(send_once(to, one_span("a")).outcome == Answer::Outcome::try_again);
    }

    TEST_CASE("what a collector would not take is counted") {
        for (const Protocol protocol : {Protocol::http_protobuf, Protocol::grpc}) {
            Collector collector;
            collector.behave({.rejected = 3});
            const Answer answer = send_once(destination(collector, protocol), one_span("a"));
            CHECK(answer.outcome == Answer::Outcome::accepted);
            CHECK(answer.rejected == 3);
        }
    }

    TEST_CASE("a refused connection asks to try again") {
        const RefusingPort port;
        Destination to{.to = Destination::To::otlp};
        to.url = port.url() + "/v1/traces";
        CHECK(send_once(to, one_span("a")).outcome == Answer::Outcome::try_again);
        to.protocol = Protocol::grpc;
        to.url = port.url().substr(7);
        CHECK(send_once(to, one_span("a")).outcome == Answer::Outcome::try_again);
    }

    TEST_CASE("a hung collector is given up when the timeout or the patience ends") {
        for (const Protocol protocol : {Protocol::http_protobuf, Protocol::grpc}) {
            CAPTURE(static_cast<int>(protocol));
            Collector collector;
            collector.behave({.mode = Behavior::Mode::hang});
            Destination to = destination(collector, protocol);
            to.timeout = milliseconds(60);
            CHECK(send_once(to, one_span("a")).outcome == Answer::Outcome::try_again);
            to.timeout = seconds(3600);
            otlp::Patience patience;
            patience.end_by(otlp::Patience::Clock::now() + milliseconds(60));
            const Answer answer =
                otlp::make_sender(Signal::traces, to)->send(one_span("a"), patience);
            CHECK(answer.outcome == Answer::Outcome::try_again);
        }
    }

    TEST_CASE("one sender carries many messages over its connection") {
        for (const Protocol protocol : {Protocol::http_protobuf, Protocol::grpc}) {
            Collector collector;
            const otlp::Patience patience;
            const auto sender = otlp::make_sender(Signal::traces, destination(collector, protocol));
            for (int i = 0; i < 20; ++i)
                CHECK(sender->send(one_span("a"), patience).outcome == Answer::Outcome::accepted);
            CHECK(collector.spans().size() == 20);
        }
    }
}
