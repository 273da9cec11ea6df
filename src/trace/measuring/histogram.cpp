// Histograms: every thread counts in a part of its own; whoever reads adds the parts up. A twin
// (the same measurement in another unit, with other bounds) counts nothing itself: the bounds of
// both are one list here, and the twin reads from it.

#include "base/error.hpp"
#include "trace/measuring/cells.hpp"
#include "trace/measuring/slots.hpp"

#include <algorithm>

namespace vacancy::trace {
namespace {

constexpr std::size_t most_buckets = 55;

/// What one thread has counted: it alone writes, everybody reads.
struct alignas(64) Part {
    std::atomic<double> sum{0};
    std::array<std::atomic<std::uint64_t>, most_buckets> counts{};
};

template <class Number>
void add_alone(std::atomic<Number>& to, Number by) {
    to.store(to.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
}

/// The first bound that is not below the value; bounds are inclusive.
std::size_t bucket_of(std::span<const double> bounds, double value) {
    std::size_t at = 0;
    while (at < bounds.size() && bounds[at] < value) ++at;
    return at;
}

class Histogram final : public Series {
public:
    Histogram(const MetricDef& def, Cell* twin)
        : bounds_(def.buckets),
          twin_(dynamic_cast<Histogram*>(twin)),
          twin_factor_(def.twin_factor),
          all_bounds_(def.buckets.begin(), def.buckets.end()) {
        must(twin == nullptr || twin_ != nullptr);
        if (twin_ != nullptr) {
            for (const double bound : twin_->bounds_) all_bounds_.push_back(bound / twin_factor_);
            std::ranges::sort(all_bounds_);
            const auto doubled = std::ranges::unique(all_bounds_);
            all_bounds_.erase(doubled.begin(), doubled.end());
            twin_->read_also(*this);
        }
        must(all_bounds_.size() < most_buckets);
    }
    Histogram(const Histogram&) = delete;
    Histogram& operator=(const Histogram&) = delete;
    ~Histogram() override {
        for (auto& part : parts_) delete part.load(std::memory_order_relaxed);
    }

    void add(std::int64_t by) override { record(static_cast<double>(by)); }
    void add(double by) override { record(by); }
    void record(double value) override {
        const std::size_t slot = slot_of_thread();
        Part* part = parts_[slot].load(std::memory_order_acquire);
        if (part == nullptr) part = make_part(slot);
        auto& count = part->counts[bucket_of(all_bounds_, value)];
        if (slot != shared_slot) {
            add_alone<std::uint64_t>(count, 1);
            add_alone(part->sum, value);
        } else {
            count.fetch_add(1, std::memory_order_relaxed);
            part->sum.fetch_add(value, std::memory_order_relaxed);
        }
    }

    void exemplify(const Exemplar& exemplar) override {
        {
            const std::scoped_lock lock(guard_);
            exemplars_.resize(bounds_.size() + 1);
            exemplars_[bucket_of(bounds_, exemplar.value)] = exemplar;
        }
        if (twin_ == nullptr) return;
        Exemplar other = exemplar;
        other.value *= twin_factor_;
        twin_->exemplify(other);
    }

    void observe(std::int64_t, std::uint64_t) override { must(false); }
    void observe(double, std::uint64_t) override { must(false); }
    [[nodiscard]] bool was_observed(std::uint64_t) const override { return true; }

    [[nodiscard]] Point read() const override {
        Point point;
        point.buckets.resize(bounds_.size() + 1);
        add_to(point, bounds_, 1);
        const std::scoped_lock lock(guard_);
        for (const Histogram* other : others_) other->add_to(point, bounds_, other->twin_factor_);
        for (const auto& exemplar : exemplars_) {
            if (exemplar) point.exemplars.push_back(*exemplar);
        }
        return point;
    }

private:
    void read_also(const Histogram& other) {
        const std::scoped_lock lock(guard_);
        others_.push_back(&other);
    }

    Part* make_part(std::size_t slot) {
        auto made = std::make_unique<Part>();
        Part* there = nullptr;
        if (parts_[slot].compare_exchange_strong(there, made.get(), std::memory_order_acq_rel))
            return made.release();
        return there;  // of the threads that share a slot another one was faster
    }

    /// Adds what was counted here to a point with those bounds, in a unit `factor` times as large.
    void add_to(Point& point, std::span<const double> bounds, double factor) const {
        for (const auto& slot : parts_) {
            const Part* part = slot.load(std::memory_order_acquire);
            if (part == nullptr) continue;
            for (std::size_t i = 0; i <= all_bounds_.size(); ++i) {
                const std::uint64_t count = part->counts[i].load(std::memory_order_relaxed);
                const std::size_t to = i < all_bounds_.size()
                                           ? bucket_in(bounds, all_bounds_[i], factor)
                                           : bounds.size();
                point.buckets[to] += count;
                point.count += count;
            }
            point.sum += part->sum.load(std::memory_order_relaxed) * factor;
        }
    }
    /// The bucket of everything up to `bound`, which is one of those bounds in this unit or lies
    /// between two.
    static std::size_t bucket_in(std::span<const double> bounds, double bound, double factor) {
        std::size_t at = 0;
        while (at < bounds.size() && bounds[at] / factor < bound) ++at;
        return at;
    }

    const std::span<const double> bounds_;
    Histogram* const twin_;
    const double twin_factor_;
    std::vector<double> all_bounds_;
    std::array<std::atomic<Part*>, own_slots + 1> parts_{};
    mutable std::mutex guard_;
    std::vector<const Histogram*> others_;  ///< whose twin this is; they live as long
    std::vector<std::optional<Exemplar>> exemplars_;
};

}  // namespace

std::unique_ptr<Series> make_histogram(const MetricDef& def, Cell* twin) {
    return std::make_unique<Histogram>(def, twin);
}

}  // namespace vacancy::trace
