#pragma once
// The series of one instrument: a table that is read without a lock and grows under one, and the
// cells in it. Any thread.

#include "trace/kept_trace.hpp"
#include "trace/metrics.hpp"

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

namespace vacancy::trace {

/// One series: what it is of, and how to read it.
class Series : public Cell {
public:
    void add(std::int64_t by) override = 0;
    void add(double by) override = 0;
    [[nodiscard]] virtual Point read() const = 0;
    /// Gauges: the value at this collection; `round` tells series that were not observed.
    virtual void observe(std::int64_t value, std::uint64_t round) = 0;
    virtual void observe(double value, std::uint64_t round) = 0;
    [[nodiscard]] virtual bool was_observed(std::uint64_t round) const = 0;

    [[nodiscard]] bool is_of(std::span<const Value> values) const;
    [[nodiscard]] std::vector<Attribute> attributes(const MetricDef& def) const;

    std::vector<Value> values;  ///< their texts are in `texts`
    TextPool texts;
    std::size_t hash = 0;
    bool is_overflow = false;
};

/// Counters and gauges. `twin` may be null.
[[nodiscard]] std::unique_ptr<Series> make_sum(const MetricDef& def, Cell* twin);
[[nodiscard]] std::unique_ptr<Series> make_histogram(const MetricDef& def, Cell* twin);

class SeriesTable {
public:
    SeriesTable(const MetricDef& def, SeriesTable* twin);

    [[nodiscard]] Series& bind(std::span<const Value> values);
    /// In the order they were made; a copy, so that readers need no lock.
    [[nodiscard]] std::vector<const Series*> all() const;
    [[nodiscard]] const MetricDef& def() const { return def_; }

private:
    [[nodiscard]] Series* find(std::span<const Value> values, std::size_t hash) const;
    Series& insert(std::unique_ptr<Series> series, std::size_t hash);
    [[nodiscard]] std::unique_ptr<Series> make(std::span<const Value> values) const;

    const MetricDef& def_;
    SeriesTable* twin_;
    const std::size_t slot_count_;  ///< a power of two, at least twice the limit
    std::unique_ptr<std::atomic<Series*>[]> slots_;
    mutable std::mutex guard_;
    std::vector<std::unique_ptr<Series>> owned_;
    Series* overflow_ = nullptr;
};

}  // namespace vacancy::trace
