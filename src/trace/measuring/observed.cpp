#include "trace/measuring/observed.hpp"

#include "base/time.hpp"
#include "trace/names.hpp"
#include "trace/recorder.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace vacancy::trace {
namespace {

double seconds_of(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

void observe_cpu(Observer& observer) {
    rusage used{};
    if (getrusage(RUSAGE_SELF, &used) == 0)
        observer.observe(seconds_of(used.ru_utime) + seconds_of(used.ru_stime));
}

void observe_memory(Observer& observer) {
    std::ifstream statm("/proc/self/statm");
    std::int64_t all = 0;
    std::int64_t resident = 0;
    if (statm >> all >> resident) observer.observe(resident * std::int64_t{sysconf(_SC_PAGESIZE)});
}

void observe_files(Observer& observer) {
    std::error_code trouble;
    const std::filesystem::directory_iterator files("/proc/self/fd", trouble);
    if (!trouble) observer.observe(std::int64_t{std::distance(begin(files), end(files))});
}

}  // namespace

void observe_process(Metrics& metrics) {
    const std::int64_t start = system_clock().steady_ns();
    metrics.observe(metric::process_cpu_time, observe_cpu);
    metrics.observe(metric::process_memory_usage, observe_memory);
    metrics.observe(metric::process_open_file_descriptor_count, observe_files);
    metrics.observe(metric::process_uptime, [start](Observer& observer) {
        observer.observe(static_cast<double>(system_clock().steady_ns() - start) * 1e-9);
    });
}

void observe_accounts(Metrics& metrics, const SpanAccounts& accounts) {
    const auto watch = [&](const MetricDef& def, const std::atomic<std::uint64_t>& count) {
        metrics.observe(def, [&count](Observer& observer) {
            observer.observe(static_cast<std::int64_t>(count.load()));
        });
    };
    watch(metric::otel_sdk_span_started, accounts.started);
    watch(metric::vacancy_trace_spans_kept, accounts.kept);
    watch(metric::vacancy_trace_spans_sampled_out, accounts.sampled_out);
}

}  // namespace vacancy::trace
