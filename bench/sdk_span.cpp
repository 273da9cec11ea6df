// What one span with six attributes and one histogram record cost: the official OpenTelemetry C++
// SDK against the recorder, with traces dropped at the tail and with traces kept and encoded. Runs
// are interleaved; CPU is that of the whole process, so that work moved to other threads counts
// too. The SDK's exporter throws its spans away: its encoding is not even counted.
//
// bench_sdk_span [runs] [traces a run]

#include "trace/names.hpp"
#include "trace/otlp/encode.hpp"
#include "trace/recorder.hpp"

#include <fmt/format.h>
#include <opentelemetry/context/context.h>
#include <opentelemetry/metrics/meter.h>
#include <opentelemetry/metrics/sync_instruments.h>
#include <opentelemetry/sdk/metrics/meter_provider.h>
#include <opentelemetry/sdk/metrics/metric_reader.h>
#include <opentelemetry/sdk/trace/batch_span_processor.h>
#include <opentelemetry/sdk/trace/batch_span_processor_options.h>
#include <opentelemetry/sdk/trace/exporter.h>
#include <opentelemetry/sdk/trace/span_data.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/trace/span_startoptions.h>
#include <opentelemetry/trace/tracer.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <memory>
#include <new>
#include <vector>

namespace {

thread_local std::uint64_t allocations = 0;

void* counted(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) { return counted(size); }
void* operator new[](std::size_t size) { return counted(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

using namespace vacancy;
namespace otel = opentelemetry;
namespace sdk = opentelemetry::sdk;

constexpr int spans_a_trace = 6;
constexpr int traces_a_flush = 500;
constexpr const char* property = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";

double cpu_ns(clockid_t which) {
    timespec now{};
    clock_gettime(which, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// What one span cost in one run.
struct Cost {
    double process_ns;
    double thread_ns;
    double allocations;
};

Cost measured(int spans, const std::function<void()>& work) {
    const double process = cpu_ns(CLOCK_PROCESS_CPUTIME_ID);
    const double thread = cpu_ns(CLOCK_THREAD_CPUTIME_ID);
    const std::uint64_t before = allocations;
    work();
    return {(cpu_ns(CLOCK_PROCESS_CPUTIME_ID) - process) / spans,
            (cpu_ns(CLOCK_THREAD_CPUTIME_ID) - thread) / spans,
            static_cast<double>(allocations - before) / spans};
}

class ThrowAway final : public sdk::trace::SpanExporter {
public:
    std::unique_ptr<sdk::trace::Recordable> MakeRecordable() noexcept override {
        return std::make_unique<sdk::trace::SpanData>();
    }
    sdk::common::ExportResult Export(
        const otel::nostd::span<std::unique_ptr<sdk::trace::Recordable>>&) noexcept override {
        return sdk::common::ExportResult::kSuccess;
    }
    bool ForceFlush(std::chrono::microseconds) noexcept override { return true; }
    bool Shutdown(std::chrono::microseconds) noexcept override { return true; }
};

class Reader final : public sdk::metrics::MetricReader {
public:
    sdk::metrics::AggregationTemporality GetAggregationTemporality(
        sdk::metrics::InstrumentType) const noexcept override {
        return sdk::metrics::AggregationTemporality::kCumulative;
    }

private:
    bool OnForceFlush(std::chrono::microseconds) noexcept override { return true; }
    bool OnShutDown(std::chrono::microseconds) noexcept override { return true; }
};

class Sdk {
public:
    Sdk() {
        sdk::trace::BatchSpanProcessorOptions options;
        options.max_queue_size = static_cast<std::size_t>(4 * spans_a_trace * traces_a_flush);
        spans_ = std::make_shared<sdk::trace::TracerProvider>(
            std::make_unique<sdk::trace::BatchSpanProcessor>(std::make_unique<ThrowAway>(),
                                                             options));
        tracer_ = spans_->GetTracer("booking-service", "2.1.0");
        meters_.AddMetricReader(std::make_shared<Reader>());
        histogram_ = meters_.GetMeter("booking-service", "2.1.0")
                         ->CreateDoubleHistogram("booking.duration_ms", "", "ms");
    }

    void trace() {
        otel::trace::StartSpanOptions options;
        const auto root = tracer_->StartSpan("booking.create", options);
        attributes(*root);
        for (int i = 1; i < spans_a_trace; ++i) {
            otel::trace::StartSpanOptions below;
            below.parent = root->GetContext();
            const auto child = tracer_->StartSpan("booking.check_availability", below);
            attributes(*child);
            child->End();
        }
        root->End();
    }
    void record(double value) {
        histogram_->Record(value, {{"booking.status", "success"}}, otel::context::Context{});
    }
    void flush() { spans_->ForceFlush(std::chrono::seconds(10)); }

private:
    static void attributes(otel::trace::Span& span) {
        span.SetAttribute("booking.property_id", property);
        span.SetAttribute("booking.check_in", "2026-03-01");
        span.SetAttribute("booking.check_out", "2026-03-04");
        span.SetAttribute("booking.guests", std::int64_t{2});
        span.SetAttribute("booking.available_count", std::int64_t{17});
        span.SetAttribute("booking.lock_acquired", true);
    }

    std::shared_ptr<sdk::trace::TracerProvider> spans_;
    otel::nostd::shared_ptr<otel::trace::Tracer> tracer_;
    sdk::metrics::MeterProvider meters_;
    otel::nostd::unique_ptr<otel::metrics::Histogram<double>> histogram_;
};

/// Encodes what it is given, as the exporter does; on the recorder's thread.
class Encoding final : public trace::KeptTraceSink {
public:
    void accept(std::shared_ptr<const trace::KeptTrace> kept) override {
        slices_.push_back({kept, 0, kept->spans.size()});
        if (slices_.size() < 512 / spans_a_trace) return;
        bytes_ += encoder_.encode(slices_).size();
        slices_.clear();
    }
    void accept(std::shared_ptr<const trace::LogRecord>) override {}
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

private:
    trace::otlp::Resources resources_{{}, trace::otlp::this_process()};
    trace::otlp::TraceEncoder encoder_{resources_};
    std::vector<trace::otlp::SpanSlice> slices_;
    std::size_t bytes_ = 0;
};

trace::RecorderOptions options_of(bool keep) {
    trace::RecorderOptions options;
    options.sampler = keep ? trace::Sampler::always_on : trace::Sampler::tail;
    options.ratio = 0;
    return options;
}

class Ours {
public:
    explicit Ours(bool keep)
        : recorder_(options_of(keep)),
          cell_(recorder_.metrics().bind(metric::booking_duration_ms, {"success"})) {
        if (keep) recorder_.send_to(sink_ = std::make_shared<Encoding>());
    }

    void trace() {
        Step root = recorder_.root(span::booking_create);
        attributes(root);
        for (int i = 1; i < spans_a_trace; ++i) {
            Step child = root.open(span::booking_check_availability, {});
            attributes(child);
            child.close(nullptr);
        }
        root.close(nullptr);
    }
    void record(double value) { cell_.record(value); }
    void flush() { recorder_.flush(std::chrono::seconds(10)); }
    [[nodiscard]] const trace::SpanAccounts& accounts() { return recorder_.accounts(); }

private:
    static void attributes(Step& step) {
        step.set(attr::booking_property_id, property);
        step.set(attr::booking_check_in, "2026-03-01");
        step.set(attr::booking_check_out, "2026-03-04");
        step.set(attr::booking_guests, 2);
        step.set(attr::booking_available_count, 17);
        step.set(attr::booking_lock_acquired, true);
    }

    trace::Recorder recorder_;
    std::shared_ptr<Encoding> sink_;
    trace::Cell& cell_;
};

template <class Side>
Cost spans_of(Side& side, int traces) {
    return measured(traces * spans_a_trace, [&] {
        for (int i = 0; i < traces; ++i) {
            side.trace();
            if (i % traces_a_flush == traces_a_flush - 1) side.flush();
        }
        side.flush();
    });
}

template <class Side>
Cost records_of(Side& side, int records) {
    return measured(records, [&] {
        for (int i = 0; i < records; ++i) side.record(static_cast<double>(i % 1000));
    });
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

using Field = double Cost::*;

std::vector<double> all_of(const std::vector<Cost>& costs, Field field) {
    std::vector<double> values;
    for (const Cost& cost : costs) values.push_back(cost.*field);
    return values;
}

/// One JSON line; the ratio is taken pair by pair, as the runs were interleaved.
void report(const char* bench, const std::vector<Cost>& ours, const std::vector<Cost>& rival) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < ours.size(); ++i)
        ratios.push_back(rival[i].process_ns / ours[i].process_ns);
    const auto [least, most] = std::ranges::minmax(ratios);
    const double ratio = median(ratios);
    double load = 0;
    getloadavg(&load, 1);
    const double ours_ns = median(all_of(ours, &Cost::process_ns));
    fmt::print(
        "{{\"bench\":\"{}\",\"ours\":{:.1f},\"rival\":{:.1f},\"ratio\":{:.1f},\"unit\":\"ns\","
        "\"cpu_us\":{:.4f},\"n\":{},\"spread\":{:.2f},\"load\":{:.1f},"
        "\"ours_thread_ns\":{:.1f},\"rival_thread_ns\":{:.1f},"
        "\"ours_allocations\":{:.2f},\"rival_allocations\":{:.2f}}}\n",
        bench, ours_ns, median(all_of(rival, &Cost::process_ns)), ratio, ours_ns / 1000,
        ours.size(), (most - least) / ratio, load, median(all_of(ours, &Cost::thread_ns)),
        median(all_of(rival, &Cost::thread_ns)), median(all_of(ours, &Cost::allocations)),
        median(all_of(rival, &Cost::allocations)));
}

}  // namespace

int main(int count, char** given) {
    const int runs = count > 1 ? std::atoi(given[1]) : 7;
    const int traces = count > 2 ? std::atoi(given[2]) : 20'000;
    Sdk rival;
    Ours dropping(false);
    Ours keeping(true);
    std::vector<Cost> rival_spans, dropped, kept, rival_records, records;
    // The first round warms up and is not counted.
    for (int run = -1; run < runs; ++run) {
        const Cost by_sdk = spans_of(rival, traces);
        const Cost let_go = spans_of(dropping, traces);
        const Cost taken = spans_of(keeping, traces);
        const Cost sdk_record = records_of(rival, traces * spans_a_trace);
        const Cost our_record = records_of(dropping, traces * spans_a_trace);
        if (run < 0) continue;
        rival_spans.push_back(by_sdk);
        dropped.push_back(let_go);
        kept.push_back(taken);
        rival_records.push_back(sdk_record);
        records.push_back(our_record);
    }
    const auto spans =
        static_cast<std::uint64_t>(traces) * spans_a_trace * static_cast<std::uint64_t>(runs + 1);
    if (dropping.accounts().sampled_out != spans || keeping.accounts().kept != spans) {
        fmt::print(stderr, "the recorder lost spans: the figures mean nothing\n");
        return 1;
    }
    report("span_dropped", dropped, rival_spans);
    report("span_kept_and_encoded", kept, rival_spans);
    report("histogram_record", records, rival_records);
    return 0;
}
