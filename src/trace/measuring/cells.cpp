#include "trace/measuring/cells.hpp"

#include "base/error.hpp"
#include "trace/names.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace vacancy::trace {
namespace {

std::uint64_t word_at(const char* at) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
}

/// Length, beginning and end tell nearly all values apart; what collides is compared anyway.
std::uint64_t hash_of(std::string_view text) {
    const std::size_t size = text.size();
    if (size >= 8) {
        return word_at(text.data()) ^ (word_at(text.data() + size - 8) * 0x9e3779b97f4a7c15U) ^
               (word_at(text.data() + size / 2 - 4) << 7) ^ size;
    }
    std::uint64_t word = 0;
    if (size > 0) std::memcpy(&word, text.data(), size);
    return word ^ (size << 56);
}

std::uint64_t hash_of(std::span<const Value> values) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const Value& value : values) {
        const std::uint64_t own = value.type() == Attribute::Type::text
                                      ? hash_of(value.text())
                                      : static_cast<std::uint64_t>(value.integer()) +
                                            static_cast<std::uint64_t>(value.type());
        hash = (hash ^ own) * 0xff51afd7ed558ccdU;
        hash ^= hash >> 32;
    }
    return hash;
}

class Sum final : public Series {
public:
    Sum(bool floating, Cell* twin) : floating_(floating), twin_(twin) {}

    void add(std::int64_t by) override {
        if (floating_) {
            real_.fetch_add(static_cast<double>(by), std::memory_order_relaxed);
        } else {
            integer_.fetch_add(by, std::memory_order_relaxed);
        }
        if (twin_ != nullptr) twin_->add(by);
    }
    void add(double by) override {
        if (floating_) {
            real_.fetch_add(by, std::memory_order_relaxed);
        } else {
            integer_.fetch_add(static_cast<std::int64_t>(by), std::memory_order_relaxed);
        }
        if (twin_ != nullptr) twin_->add(by);
    }
    void record(double value) override { add(value); }
    void exemplify(const Exemplar&) override {}

    void observe(std::int64_t value, std::uint64_t round) override {
        integer_.store(value, std::memory_order_relaxed);
        real_.store(static_cast<double>(value), std::memory_order_relaxed);
        round_ = round;
    }
    void observe(double value, std::uint64_t round) override {
        integer_.store(static_cast<std::int64_t>(value), std::memory_order_relaxed);
        real_.store(value, std::memory_order_relaxed);
        round_ = round;
    }
    [[nodiscard]] bool was_observed(std::uint64_t round) const override { return round_ == round; }

    [[nodiscard]] Point read() const override {
        Point point;
        point.integer = integer_.load(std::memory_order_relaxed);
        point.real = real_.load(std::memory_order_relaxed);
        return point;
    }

private:
    const bool floating_;
    Cell* const twin_;
    std::atomic<std::int64_t> integer_{0};
    std::atomic<double> real_{0};
    std::uint64_t round_ = 0;  ///< the collecting thread only
};

}  // namespace

bool Series::is_of(std::span<const Value> other) const {
    return !is_overflow && std::ranges::equal(values, other, [](const Value& a, const Value& b) {
        return a.type() == b.type() && a.integer() == b.integer() && a.text() == b.text();
    });
}

std::vector<Attribute> Series::attributes(const MetricDef& def) const {
    std::vector<Attribute> out;
    if (is_overflow) {
        out.push_back({.key = attr::otel_metric_overflow.name,
                       .type = Attribute::Type::boolean,
                       .boolean = true});
        return out;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        const Value& value = values[i];
        if (value.type() == Attribute::Type::none) continue;
        out.push_back({.key = def.attributes[i],
                       .type = value.type(),
                       .boolean = value.integer() != 0,
                       .text = value.text(),
                       .integer = value.integer()});
    }
    return out;
}

std::unique_ptr<Series> make_sum(const MetricDef& def, Cell* twin) {
    return std::make_unique<Sum>(def.floating, twin);
}

SeriesTable::SeriesTable(const MetricDef& def, SeriesTable* twin)
    : def_(def),
      twin_(twin),
      slot_count_(std::bit_ceil(std::size_t{def.series_limit} * 2 + 2)),
      slots_(std::make_unique<std::atomic<Series*>[]>(slot_count_)) {}

Series* SeriesTable::find(std::span<const Value> values, std::size_t hash) const {
    for (std::size_t at = hash;; ++at) {
        Series* series = slots_[at & (slot_count_ - 1)].load(std::memory_order_acquire);
        if (series == nullptr) return nullptr;
        if (series->hash == hash && series->is_of(values)) return series;
    }
}

Series& SeriesTable::bind(std::span<const Value> values) {
    must(values.size() <= def_.attributes.size());
    const std::size_t hash = hash_of(values);
    if (Series* found = find(values, hash)) return *found;
    const std::scoped_lock lock(guard_);
    if (Series* found = find(values, hash)) return *found;
    if (owned_.size() < def_.series_limit) return insert(make(values), hash);
    if (overflow_ == nullptr) {
        auto made = make({});
        made->is_overflow = true;
        overflow_ = &insert(std::move(made), 0);
    }
    return *overflow_;
}

std::unique_ptr<Series> SeriesTable::make(std::span<const Value> values) const {
    Cell* twin = twin_ != nullptr ? &twin_->bind(values) : nullptr;
    auto series = def_.instrument == Instrument::histogram ? make_histogram(def_, twin)
                                                           : make_sum(def_, twin);
    for (const Value& value : values) {
        const bool is_text = value.type() == Attribute::Type::text;
        series->values.push_back(is_text ? Value(series->texts.keep(value.text())) : value);
    }
    return series;
}

Series& SeriesTable::insert(std::unique_ptr<Series> series, std::size_t hash) {
    Series& made = *series;
    made.hash = hash;
    owned_.push_back(std::move(series));
    if (!made.is_overflow) {
        std::size_t at = hash;
        while (slots_[at & (slot_count_ - 1)].load(std::memory_order_relaxed) != nullptr) ++at;
        slots_[at & (slot_count_ - 1)].store(&made, std::memory_order_release);
    }
    return made;
}

std::vector<const Series*> SeriesTable::all() const {
    const std::scoped_lock lock(guard_);
    std::vector<const Series*> out;
    out.reserve(owned_.size());
    for (const auto& series : owned_) out.push_back(series.get());
    return out;
}

}  // namespace vacancy::trace
