#include "trace/measuring/slots.hpp"
#include "trace/measuring/ticks.hpp"
#include "trace/metrics.hpp"
#include "trace/names.hpp"

#include <doctest/doctest.h>

#include <latch>
#include <thread>
#include <vector>

namespace vacancy::trace {
namespace {

const Point* point_of(const Snapshot& snapshot, const MetricDef& def) {
    for (const auto& metric : snapshot.metrics) {
        if (metric.def == &def && !metric.points.empty()) return &metric.points.front();
    }
    return nullptr;
}

void check_holds(const Point& point, std::uint64_t count, double sum) {
    std::uint64_t in_buckets = 0;
    for (const std::uint64_t bucket : point.buckets) in_buckets += bucket;
    CHECK(in_buckets == count);
    CHECK(point.count == count);
    CHECK(point.sum == doctest::Approx(sum));
}

TEST_CASE("what many threads record at once is all there, in the twin too") {
    constexpr int threads = 40;  // more than there are slots
    constexpr int records = 2000;
    Metrics metrics;
    Cell& cell = metrics.bind(metric::booking_duration_ms, {"success"});
    std::latch start(threads);
    std::vector<std::thread> all;
    for (int i = 0; i < threads; ++i) {
        all.emplace_back([&] {
            start.arrive_and_wait();
            for (int n = 0; n < records; ++n) cell.record(n);
        });
    }
    for (auto& one : all) one.join();
    const Snapshot snapshot = metrics.snapshot(0);
    const double sum = 1.0 * threads * records * (records - 1) / 2;
    const Point* own = point_of(snapshot, metric::booking_duration_ms);
    REQUIRE(own != nullptr);
    check_holds(*own, threads * records, sum);
    const MetricDef* twin_def = metric::booking_duration_ms.twin;
    REQUIRE(twin_def != nullptr);
    const Point* twin = point_of(snapshot, *twin_def);
    REQUIRE(twin != nullptr);
    check_holds(*twin, threads * records, sum * metric::booking_duration_ms.twin_factor);
}

TEST_CASE("a value at a bound is below it, in the twin's unit too") {
    const MetricDef& def = metric::booking_duration_ms;
    const MetricDef& twin = *def.twin;
    for (const double bound : def.buckets) {
        Metrics metrics;
        metrics.bind(def, {"success"}).record(bound);
        const Snapshot snapshot = metrics.snapshot(0);
        const Point* own = point_of(snapshot, def);
        REQUIRE(own != nullptr);
        for (std::size_t i = 0; i < def.buckets.size(); ++i)
            CHECK(own->buckets[i] == (def.buckets[i] == bound ? 1 : 0));
    }
    for (const double bound : twin.buckets) {
        Metrics metrics;
        metrics.bind(def, {"success"}).record(bound / def.twin_factor);
        const Snapshot snapshot = metrics.snapshot(0);
        const Point* other = point_of(snapshot, twin);
        REQUIRE(other != nullptr);
        for (std::size_t i = 0; i < twin.buckets.size(); ++i)
            CHECK(other->buckets[i] == (twin.buckets[i] == bound ? 1 : 0));
    }
}

TEST_CASE("what is recorded by the twin's own name adds to what its other half records") {
    const MetricDef& def = metric::booking_duration_ms;
    Metrics metrics;
    metrics.bind(def, {"success"}).record(2000);
    metrics.bind(*def.twin, {"success"}).record(3);
    const Snapshot snapshot = metrics.snapshot(0);
    const Point* twin = point_of(snapshot, *def.twin);
    REQUIRE(twin != nullptr);
    check_holds(*twin, 2, 5);
}

TEST_CASE("a thread that ends leaves its slot to the next") {
    std::size_t first = no_slot;
    std::size_t second = no_slot;
    std::thread([&] { first = slot_of_thread(); }).join();
    std::thread([&] { second = slot_of_thread(); }).join();
    CHECK(first == second);
    CHECK(first < shared_slot);
    CHECK(slot_of_thread() == slot_of_thread());
}

TEST_CASE("the counter, where it can be trusted, keeps step with the clock") {
    Ticks ticks;
    ticks.compare();
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    ticks.compare();
    if (!ticks.are_good()) return;  // a machine that does not keep its time by it
    const std::int64_t before = system_clock().steady_ns();
    const std::int64_t now = ticks.now_ns();
    const std::int64_t after = system_clock().steady_ns();
    CHECK(now >= before - 100'000);
    CHECK(now <= after + 100'000);
    CHECK(ticks.now_ns() >= now);
}

}  // namespace
}  // namespace vacancy::trace
