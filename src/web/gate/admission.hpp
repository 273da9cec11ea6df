#pragma once
// Admission: how many requests are worked on at once. When it gets full, searches are refused
// first, changes next, and what finishes something (confirm, cancel, check-out) last.
//
// How many are too many is not known beforehand: it is learned from the time things wait in our own
// queues, those of the threads and of the store. While that is longer than `most_delay`, fewer are
// let in; while it is shorter and somebody was refused, more. The time a payment gateway takes is
// no queue of ours and counts for nothing. Any thread; one of them calls `adjust`.

#include "web/route.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

namespace vacancy::web {

struct AdmissionLimits {
    int most = 1024;                         ///< requests at once, whatever the queues say
    std::chrono::nanoseconds most_delay{0};  ///< 0: only `most` counts
};

class Admission {
public:
    explicit Admission(AdmissionLimits limits);

    /// A place among the running requests, given back when it goes.
    class Place {
    public:
        explicit Place(Admission& admission) : admission_(&admission) {}
        Place(Place&& other) noexcept : admission_(std::exchange(other.admission_, nullptr)) {}
        Place& operator=(Place&&) = delete;
        ~Place() {
            if (admission_ != nullptr) admission_->running_.fetch_sub(1, std::memory_order_relaxed);
        }

    private:
        Admission* admission_;
    };

    static constexpr int looks = 10;

    [[nodiscard]] std::optional<Place> enter(Urgency urgency);
    [[nodiscard]] int running() const { return running_.load(std::memory_order_relaxed); }
    /// Requests that may be worked on at once for now.
    [[nodiscard]] int limit() const { return limit_.load(std::memory_order_relaxed); }
    /// How long things wait at least, by the last conclusion.
    [[nodiscard]] std::chrono::nanoseconds delay() const {
        return std::chrono::nanoseconds(delay_ns_.load(std::memory_order_relaxed));
    }

    /// Something stood that long in the queue of a serving thread.
    void waited(std::chrono::nanoseconds time);
    /// Takes note, and every `looks` times draws the conclusion; the store's queue is told here.
    /// Called every ten milliseconds.
    void adjust(std::chrono::nanoseconds store_wait);

private:
    [[nodiscard]] int room_for(Urgency urgency) const;
    [[nodiscard]] bool draws_lot();
    void move_limit(std::int64_t delay_ns);
    void move_searches(std::int64_t thread_ns);

    const AdmissionLimits limits_;
    std::atomic<int> running_{0};
    std::atomic<int> limit_;
    std::atomic<int> peak_{0};  ///< of running_ since the last look
    std::atomic<bool> was_full_{false};
    std::atomic<unsigned> searches_permille_{1000};  ///< so many are let in while threads are late
    std::atomic<unsigned> searches_{0};              ///< that came since the last look
    std::atomic<std::int64_t> waited_ns_{0};
    std::atomic<std::int64_t> waits_{0};
    std::atomic<std::int64_t> delay_ns_{0};

    // of the one who adjusts
    int looked_ = 0;
    std::int64_t least_thread_ns_ = INT64_MAX;
    std::int64_t least_store_ns_ = INT64_MAX;
};

}  // namespace vacancy::web
