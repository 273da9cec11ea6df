#include "support/collector.hpp"
#include "support/kept_traces.hpp"
#include "trace/export/exporter.hpp"
#include "trace/export/queue.hpp"

#include <doctest/doctest.h>

#include <mutex>
#include <set>
#include <string>
#include <vector>

using namespace vacancy::trace;
using namespace vacancy::testing;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr std::string_view protocols[] = {"http/protobuf", "grpc"};

ExporterOptions to(const std::string& http_url, const std::string& grpc_url,
                   std::string_view protocol) {
    ExporterOptions options;
    options.settings =
        read_export_settings({{"EXPORTER_OTLP_ENDPOINT", protocol == "grpc" ? grpc_url : http_url},
                              {"EXPORTER_OTLP_PROTOCOL", std::string(protocol)},
                              {"BSP_SCHEDULE_DELAY", "5"}});
    options.first_pause = milliseconds(1);
    options.longest_pause = milliseconds(5);
    return options;
}

ExporterOptions to(const Collector& collector, std::string_view protocol) {
    return to(collector.http_url(), collector.grpc_url(), protocol);
}

void check_accounts(const Exporter& exporter, std::uint64_t given) {
    const ExportCounts counts = exporter.counts();
    CHECK(counts.accepted == given);
    CHECK(counts.exported + counts.dropped() == given);
    CHECK(counts.waiting == 0);
}

}  // namespace

TEST_SUITE("trace: exporting") {
    TEST_CASE("a collector that refuses is said once, and once more when it takes spans again") {
        Collector collector;
        Recorder recorder;
        std::mutex guard;
        std::vector<std::string> lines;
        recorder.log().write_to([&](std::string_view line) {
            const std::scoped_lock lock(guard);
            lines.emplace_back(line);
        });
        ExporterOptions options = to(collector, "http/protobuf");
        options.settings.metrics.to = options.settings.logs.to = Destination::To::nowhere;
        Exporter exporter(recorder, options);
        for (const bool refuses : {true, true, false, false}) {
            if (refuses)
                collector.behave({.mode = Behavior::Mode::fail, .status = 400});
            else
                collector.behave({});
            exporter.accept(kept_trace(1, 1));
            REQUIRE(exporter.flush(seconds(20)));
        }
        exporter.shutdown(seconds(5));
        REQUIRE(lines.size() == 2);
        CHECK(lines[0].find("telemetry cannot be sent") != std::string::npos);
        CHECK(lines[0].find("HTTP 400") != std::string::npos);
        CHECK(lines[1].find("telemetry is sent again") != std::string::npos);
    }

    TEST_CASE("traces, logs and metrics arrive by both protocols") {
        for (const std::string_view protocol : protocols) {
            CAPTURE(protocol);
            Collector collector;
            Recorder recorder;
            Exporter exporter(recorder, to(collector, protocol));
            exporter.accept(kept_trace(1, 6));
            exporter.accept(log_record("something went wrong"));
            recorder.metrics().add(metric::booking_attempts, 1, {"success", "web"});
            REQUIRE(exporter.flush(seconds(20)));
            CHECK(collector.spans().size() == 6);
            CHECK(collector.logs().size() == 1);
            CHECK_FALSE(collector.metrics().empty());
            exporter.shutdown(seconds(5));
            check_accounts(exporter, 6);
            CHECK(exporter.counts().exported == 6);
        }
    }

    TEST_CASE("the schedule sends without being asked") {
        Collector collector;
        Recorder recorder;
        Exporter exporter(recorder, to(collector, "http/protobuf"));
        exporter.accept(kept_trace(1, 3));
        CHECK(collector.wait_until([&] { return collector.spans().size() == 3; }));
    }

    TEST_CASE("a message is never larger than the batch size") {
        Collector collector;
        Recorder recorder;
        ExporterOptions options = to(collector, "http/protobuf");
        options.settings.batch_spans = 10;
        Exporter exporter(recorder, options);
        for (std::uint8_t i = 0; i < 8; ++i) exporter.accept(kept_trace(i, 7));
        REQUIRE(exporter.flush(seconds(20)));
        CHECK(collector.spans().size() == 56);
        for (const TraceRequest& request : collector.traces()) {
            int spans = 0;
            for (const auto& resource : request.resource_spans())
                for (const auto& scope : resource.scope_spans()) spans += scope.spans_size();
            CHECK(spans <= 10);
        }
    }

    TEST_CASE("what a collector could not take at once is repeated until it does") {
        for (const std::string_view protocol : protocols) {
            CAPTURE(protocol);
            Collector collector;
            collector.behave({.mode = Behavior::Mode::fail, .status = 503, .times = 3});
            Recorder recorder;
            ExporterOptions options = to(collector, protocol);
            options.settings.metrics.to = Destination::To::nowhere;
            Exporter exporter(recorder, options);
            exporter.accept(kept_trace(1, 4));
            REQUIRE(exporter.flush(seconds(20)));
            CHECK(collector.spans().size() == 4);
            CHECK(collector.calls().size() == 4);
            CHECK(exporter.counts().exported == 4);
        }
    }

    TEST_CASE("a message that is refused for good is not repeated, and counted") {
        Collector collector;
        collector.behave({.mode = Behavior::Mode::fail, .status = 400});
        Recorder recorder;
        ExporterOptions options = to(collector, "http/protobuf");
        options.settings.metrics.to = Destination::To::nowhere;
        Exporter exporter(recorder, options);
        exporter.accept(kept_trace(1, 4));
        REQUIRE(exporter.flush(seconds(20)));
        CHECK(collector.calls().size() == 1);
        CHECK(exporter.counts().refused == 4);
        check_accounts(exporter, 4);
    }

    TEST_CASE("spans that a collector rejects are dropped spans") {
        Collector collector;
        collector.behave({.rejected = 3});
        Recorder recorder;
        Exporter exporter(recorder, to(collector, "grpc"));
        exporter.accept(kept_trace(1, 5));
        REQUIRE(exporter.flush(seconds(20)));
        CHECK(exporter.counts().exported == 2);
        CHECK(exporter.counts().refused == 3);
    }

    TEST_CASE("repeating ends with the export timeout") {
        Collector collector;
        collector.behave({.mode = Behavior::Mode::fail, .status = 503});
        Recorder recorder;
        ExporterOptions options = to(collector, "http/protobuf");
        options.settings.export_timeout = milliseconds(30);
        options.settings.metric_timeout = milliseconds(30);
        Exporter exporter(recorder, options);
        exporter.accept(kept_trace(1, 4));
        REQUIRE(exporter.flush(seconds(20)));
        CHECK(exporter.counts().refused == 4);
        CHECK(collector.spans().empty());
    }

    TEST_CASE("a full queue drops whole traces and counts them") {
        Collector collector;
        collector.behave({.mode = Behavior::Mode::hang});
        Recorder recorder;
        ExporterOptions options = to(collector, "http/protobuf");
        options.settings.queue_spans = 20;
        options.settings.batch_spans = 20;
        Exporter exporter(recorder, options);
        std::uint64_t given = 0;
        for (std::uint8_t i = 0; i < 50; ++i) {
            exporter.accept(kept_trace(i, 6));
            given += 6;
        }
        CHECK(exporter.counts().queue_full >= 50 * 6 - 40);
        exporter.shutdown(milliseconds(50));
        check_accounts(exporter, given);
    }

    TEST_CASE("shutdown ends and every span is accounted for, whatever the collector does") {
        struct Trouble {
            std::string_view name;
            Behavior behavior;
        };
        const Trouble troubles[] = {
            {"hangs", {.mode = Behavior::Mode::hang}},
            {"is slow", {.delay = milliseconds(40)}},
            {"answers 503", {.mode = Behavior::Mode::fail, .status = 503}},
            {"answers 503 for an hour",
             {.mode = Behavior::Mode::fail, .status = 503, .retry_after_s = 3600}},
            {"takes parts", {.rejected = 1}},
        };
        for (const std::string_view protocol : protocols)
            for (const Trouble& trouble : troubles) {
                CAPTURE(protocol);
                CAPTURE(trouble.name);
                Collector collector;
                collector.behave(trouble.behavior);
                Recorder recorder;
                ExporterOptions options = to(collector, protocol);
                options.settings.batch_spans = 16;
                Exporter exporter(recorder, options);
                for (std::uint8_t i = 0; i < 30; ++i) exporter.accept(kept_trace(i, 8));
                exporter.shutdown(milliseconds(300));
                check_accounts(exporter, 240);
            }
    }

    TEST_CASE("a collector that is not there harms nothing") {
        for (const std::string_view protocol : protocols) {
            CAPTURE(protocol);
            const RefusingPort port;
            Recorder recorder;
            Exporter exporter(recorder, to(port.url(), port.url(), protocol));
            for (std::uint8_t i = 0; i < 20; ++i) exporter.accept(kept_trace(i, 8));
            exporter.shutdown(milliseconds(300));
            check_accounts(exporter, 160);
            CHECK(exporter.counts().exported == 0);
        }
    }

    TEST_CASE("what comes after the shutdown is dropped and counted") {
        Collector collector;
        Recorder recorder;
        Exporter exporter(recorder, to(collector, "http/protobuf"));
        exporter.shutdown(seconds(5));
        exporter.accept(kept_trace(1, 3));
        CHECK(exporter.counts().shutdown == 3);
        check_accounts(exporter, 3);
    }

    TEST_CASE("nothing is started where there is nowhere to send to") {
        Recorder recorder;
        Exporter exporter(recorder, {});
        CHECK_FALSE(exporter.is_active());
        exporter.accept(kept_trace(1, 3));
        CHECK(exporter.flush(seconds(1)));
        CHECK(exporter.counts().accepted == 0);
    }

    TEST_CASE("the console exporter writes each message as one line of JSON") {
        Recorder recorder;
        std::vector<std::string> lines;
        ExporterOptions options;
        options.settings = read_export_settings({{"TRACES_EXPORTER", "console"}});
        options.console = [&](std::string_view line) { lines.emplace_back(line); };
        Exporter exporter(recorder, options);
        exporter.accept(kept_trace(1, 2));
        REQUIRE(exporter.flush(seconds(20)));
        REQUIRE(lines.size() == 1);
        CHECK(lines[0].find("resourceSpans") != std::string::npos);
        CHECK(lines[0].find('\n') == std::string::npos);
    }

    TEST_CASE("started spans are exported, dropped or sampled out, from the recorder to the end") {
        Collector collector;
        RecorderOptions settings;
        settings.ratio = 0;
        Recorder recorder(settings);
        recorder.log().write_to([](std::string_view) {});
        auto exporter = start_exporter(recorder, to(collector, "http/protobuf"));
        for (int i = 0; i < 40; ++i) {
            Step root = recorder.root(span::booking_create);
            Step child = root.open(span::booking_check_availability, {});
            child.close(nullptr);
            const vacancy::Error error{.code = vacancy::ErrorCode::sold_out};
            root.close(i % 4 == 0 ? &error : nullptr);
        }
        stop_exporter(recorder, *exporter, seconds(5));
        SpanAccounts& accounts = recorder.accounts();
        CHECK(accounts.started == 80);
        CHECK(accounts.exported + accounts.lost + accounts.dropped + accounts.sampled_out == 80);
        CHECK(accounts.exported == 20);
        CHECK(collector.spans().size() == 20);
    }
}

TEST_SUITE("trace: the export queue") {
    TEST_CASE("a long trace leaves in pieces that together are all of it") {
        ExportQueue queue({.spans = 100, .bytes = 1 << 20, .logs = 10});
        REQUIRE(queue.put(kept_trace(1, 50)));
        std::set<std::string> seen;
        while (queue.spans() > 0)
            for (const auto& slice : queue.take_spans(7, 1 << 20).slices)
                for (std::size_t i = slice.begin; i < slice.end; ++i)
                    seen.insert(slice.trace->spans[i].id.text());
        CHECK(seen.size() == 50);
    }

    TEST_CASE("a trace larger than the queue fits into an empty one only") {
        ExportQueue queue({.spans = 10, .bytes = 1 << 20, .logs = 10});
        CHECK(queue.put(kept_trace(1, 50)));
        CHECK_FALSE(queue.put(kept_trace(2, 1)));
    }

    TEST_CASE("bytes bound a batch but never to nothing") {
        ExportQueue queue({.spans = 100, .bytes = 1 << 20, .logs = 10});
        REQUIRE(queue.put(kept_trace(1, 5)));
        CHECK(queue.take_spans(100, 1).spans == 1);
        CHECK(queue.spans() == 4);
    }

    TEST_CASE("bytes bound the queue") {
        ExportQueue queue({.spans = 1000, .bytes = 100, .logs = 10});
        CHECK(queue.put(kept_trace(1, 5)));
        CHECK_FALSE(queue.put(kept_trace(2, 5)));
    }

    TEST_CASE("log records beyond the limit are refused") {
        ExportQueue queue({.spans = 10, .bytes = 1 << 20, .logs = 1});
        CHECK(queue.put(log_record("first")));
        CHECK_FALSE(queue.put(log_record("second")));
        CHECK(queue.take_logs(10).size() == 1);
    }

    TEST_CASE("a closed queue takes nothing") {
        ExportQueue queue({.spans = 10, .bytes = 1 << 20, .logs = 1});
        queue.close();
        CHECK_FALSE(queue.put(kept_trace(1, 1)));
        CHECK(queue.is_closed());
    }
}
