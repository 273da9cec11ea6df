#pragma once
// Admission: how many requests are worked on at once. When it gets full, searches are refused
// first, changes next, and what finishes something (confirm, cancel, check-out) last. Any thread.

#include "web/route.hpp"

#include <algorithm>
#include <atomic>
#include <optional>
#include <utility>

namespace vacancy::web {

class Admission {
public:
    explicit Admission(int most) : most_(std::max(most, 1)) {}

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

    [[nodiscard]] std::optional<Place> enter(Urgency urgency) {
        const int before = running_.fetch_add(1, std::memory_order_relaxed);
        if (before < room_for(urgency)) return Place(*this);
        running_.fetch_sub(1, std::memory_order_relaxed);
        return std::nullopt;
    }
    [[nodiscard]] int running() const { return running_.load(std::memory_order_relaxed); }

private:
    [[nodiscard]] int room_for(Urgency urgency) const {
        switch (urgency) {
            case Urgency::finish: return most_;
            case Urgency::change: return std::max(1, most_ - std::max(1, most_ / 8));
            case Urgency::search: return std::max(1, most_ - std::max(2, most_ / 4));
        }
        return most_;
    }
    int most_;
    std::atomic<int> running_{0};
};

}  // namespace vacancy::web
