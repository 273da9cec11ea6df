#include "support/kept.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <new>
#include <thread>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define VACANCY_IS_SANITIZED
#include <sanitizer/allocator_interface.h>
#endif
#endif

// The test binary counts what the calling thread allocates.
namespace {

thread_local std::int64_t allocations = 0;

}  // namespace

#ifdef VACANCY_IS_SANITIZED
namespace {

// A sanitizer has its own operator new, and hooks to watch it.
const int hooked = __sanitizer_install_malloc_and_free_hooks(
    [](const volatile void*, std::size_t) { ++allocations; }, [](const volatile void*) {});

}  // namespace
#else
void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
void* operator new(std::size_t size, std::align_val_t alignment) {
    ++allocations;
    const auto step = static_cast<std::size_t>(alignment);
    if (void* memory = std::aligned_alloc(step, (size + step - 1) / step * step)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
#endif

namespace vacancy::trace {
namespace {

void one_request(Recorder& recorder, bool fails) {
    Step root = recorder.root(span::http_server, {.name = "POST /v1/bookings"});
    root.set(attr::http_request_method, "POST");
    root.set(attr::http_route, "/v1/bookings");
    root.set(attr::url_scheme, "http");
    root.set(attr::network_protocol_version, "1.1");
    for (int i = 0; i < 5; ++i) {
        Step child = root.open(span::booking_check_availability, {});
        child.set(attr::booking_check_in, "2026-03-01");
        child.set(attr::booking_check_out, "2026-03-04");
        child.set(attr::booking_guests, 2);
        child.set(attr::booking_property_id, "01930000-0000-7000-8000-000000000001");
        child.set(attr::booking_available_count, 3);
        child.close(nullptr);
    }
    root.set(attr::http_response_status_code, 201);
    const Error error{.code = ErrorCode::internal};
    root.close(fails ? &error : nullptr);
}

TEST_CASE("a request that is let go allocates nothing once the pool is warm") {
    RecorderOptions options;
    options.ratio = 0;
    Watched watched(options);
    for (int i = 0; i < 10; ++i) one_request(watched.recorder, false);
    const std::int64_t before = allocations;
    for (int i = 0; i < 1000; ++i) one_request(watched.recorder, false);
    CHECK(allocations - before == 0);
}

TEST_CASE("a request that is kept allocates nothing on its own thread once the pool is warm") {
    Watched watched;
    for (int i = 0; i < 200; ++i) one_request(watched.recorder, false);
    CHECK(watched.settled().size() == 200);
    const std::int64_t before = allocations;
    for (int i = 0; i < 100; ++i) one_request(watched.recorder, false);
    CHECK(allocations - before == 0);
}

TEST_CASE("the count of allocations would see one") {
    const std::int64_t before = allocations;
    const auto here = std::make_unique<int>(1);
    CHECK(*here == 1);
    CHECK(allocations - before > 0);
}

TEST_CASE("every span is accounted for, from many threads and beyond a full queue") {
    RecorderOptions options;
    options.ratio = 0.3;
    options.max_waiting_traces = 20;
    Watched watched(options);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 2000; ++i) one_request(watched.recorder, i % 7 == 0);
        });
    }
    for (auto& thread : threads) thread.join();
    std::uint64_t handed_over = 0;
    for (const auto& trace : watched.settled()) handed_over += trace->spans.size();
    const SpanAccounts& accounts = watched.recorder.accounts();
    CHECK(accounts.started == 4 * 2000 * 6);
    CHECK(accounts.kept == handed_over);
    CHECK(accounts.started == accounts.kept + accounts.sampled_out + accounts.dropped);
    CHECK(watched.recorder.open_traces() == 0);
}

TEST_CASE("metrics count what the sampler lets go") {
    RecorderOptions options;
    options.ratio = 0;
    Watched watched(options);
    for (int i = 0; i < 50; ++i) one_request(watched.recorder, false);
    for (const auto& metric : watched.recorder.collect().metrics) {
        if (metric.def != &metric::http_server_request_duration) continue;
        REQUIRE(metric.points.size() == 1);
        CHECK(metric.points[0].count == 50);
        CHECK(metric.points[0].exemplars.empty());
        return;
    }
    FAIL("the histogram has no points");
}

}  // namespace
}  // namespace vacancy::trace
