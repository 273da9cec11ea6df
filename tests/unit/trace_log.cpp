#include "support/kept.hpp"

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

namespace vacancy::trace {
namespace {

/// A recorder whose lines are remembered.
struct Listened {
    explicit Listened(const RecorderOptions& options = keep_all()) : watched(options) {
        watched.recorder.log().write_to([this](std::string_view line) {
            const std::scoped_lock lock(guard);
            lines.emplace_back(line);
        });
    }
    std::mutex guard;
    std::vector<std::string> lines;
    Watched watched;
};

TEST_CASE("a line is JSON with time, severity, message and attributes") {
    ManualClock clock(Instant{1'772'366'400'000'000});
    RecorderOptions options = keep_all();
    options.clock = &clock;
    Listened heard(options);
    heard.watched.recorder.log().write(
        Severity::info, "the \"house\" stands",
        {attribute(attr::vacancy_count, 3), attribute(attr::vacancy_saga_kind, "a\nb")});
    const auto line = boost::json::parse(heard.lines.at(0)).as_object();
    CHECK(line.at("time") == "2026-03-01T12:00:00Z");
    CHECK(line.at("severity") == "info");
    CHECK(line.at("message") == "the \"house\" stands");
    CHECK(line.at("vacancy.count") == 3);
    CHECK(line.at("vacancy.saga.kind") == "a\nb");
}

TEST_CASE("a line of a step carries its ids") {
    Listened heard;
    Step root = heard.watched.recorder.root(span::vacancy_job);
    root.log(Severity::warn, "the queue is long");
    const auto line = boost::json::parse(heard.lines.at(0)).as_object();
    CHECK(line.at("trace_id").as_string() == root.context().trace_id.text());
    CHECK(line.at("span_id").as_string() == root.context().span_id.text());
    root.close(nullptr);
}

TEST_CASE("guest data in a line goes through the policy and card numbers are masked") {
    RecorderOptions options = keep_all();
    options.personal_data = PersonalData::drop;
    Listened heard(options);
    const Private<std::string> user("guest-7");
    heard.watched.recorder.log().write(Severity::info, "a guest came",
                                       {attribute(attr::booking_user_id, user),
                                        attribute(attr::vacancy_error_detail, "4111111111111111")});
    CHECK(heard.lines.at(0).find("guest-7") == std::string::npos);
    CHECK(heard.lines.at(0).find("4111") == std::string::npos);
}

TEST_CASE("lines below the threshold are not written") {
    Listened heard;
    heard.watched.recorder.log().write(Severity::debug, "chatter");
    CHECK(heard.lines.empty());
    heard.watched.recorder.log().set_threshold(Severity::debug);
    heard.watched.recorder.log().write(Severity::debug, "chatter");
    CHECK(heard.lines.size() == 1);
}

TEST_CASE("error lines go to the exporter too, others do not") {
    Listened heard;
    heard.watched.recorder.log().write(Severity::warn, "the mail server is slow");
    heard.watched.recorder.log().write(Severity::error, "the mail server is gone");
    CHECK(heard.watched.settled().empty());
    const auto records = heard.watched.keeper->records();
    REQUIRE(records.size() == 1);
    CHECK(records[0]->body == "the mail server is gone");
    CHECK(records[0]->severity == 17);
}

TEST_CASE("every exception event has one error record with the same ids") {
    Listened heard;
    Step root = heard.watched.recorder.root(span::booking_create);
    const SpanContext context = root.context();
    const Error error{.code = ErrorCode::payment_declined};
    root.close(&error);
    CHECK(heard.watched.settled().size() == 1);
    const auto records = heard.watched.keeper->records();
    REQUIRE(records.size() == 1);
    CHECK(records[0]->trace_id == context.trace_id);
    CHECK(records[0]->span_id == context.span_id);
    CHECK(records[0]->body == "Payment declined");
    CHECK(attribute_of(records[0]->attributes, "exception.type")->text == "payment_declined");
    CHECK(heard.lines.size() == 1);
}

TEST_CASE("an exception in a trace that the sampler lets go is still logged") {
    RecorderOptions options;
    options.sampler = Sampler::always_off;
    Listened heard(options);
    Step root = heard.watched.recorder.root(span::booking_create);
    const Error error{.code = ErrorCode::payment_declined};
    root.close(&error);
    CHECK(heard.watched.settled().empty());
    CHECK(heard.watched.keeper->records().size() == 1);
}

TEST_CASE("a flood of exceptions is logged in part and the rest is counted") {
    Listened heard;
    for (int i = 0; i < 1000; ++i) {
        Step root = heard.watched.recorder.root(span::booking_create);
        const Error error{.code = ErrorCode::payment_declined};
        root.close(&error);
    }
    CHECK(heard.watched.settled().size() == 1000);
    const auto logged = static_cast<std::int64_t>(heard.watched.keeper->records().size());
    CHECK(logged >= 100);
    CHECK(logged < 1000);
    for (const auto& metric : heard.watched.recorder.collect().metrics) {
        if (metric.def != &metric::vacancy_log_records_dropped) continue;
        CHECK(metric.points.at(0).integer == 1000 - logged);
    }
}

}  // namespace
}  // namespace vacancy::trace
