#pragma once
// How a benchmark's runs become one line: A and B are interleaved, their ratio is taken pair by
// pair, and nothing is judged when the reference itself moved by more than a fifth.

#include <string>
#include <string_view>
#include <vector>

namespace vacancy::load {

class Report {
public:
    Report(std::string bench, std::string unit)
        : bench_(std::move(bench)), unit_(std::move(unit)) {}

    /// `rival_cpu_us` is shown when it was measured.
    void pair(double ours, double rival, double cpu_us, double rival_cpu_us = 0);
    /// One more field of the line; `value` is JSON.
    void add(std::string_view name, std::string_view value);
    void add(std::string_view name, double value);
    /// The goal in words, shown beside the figures.
    void goal(std::string_view words) { goal_ = words; }
    /// {"bench", "ours", "rival", "ratio", "unit", "cpu_us", "n", "spread", "load", ...}
    void print() const;

private:
    std::string bench_;
    std::string unit_;
    std::string goal_{};
    std::vector<double> ours_{};
    std::vector<double> rival_{};
    std::vector<double> ratios_{};
    std::vector<double> cpu_{};
    std::vector<double> rival_cpu_{};
    std::string more_{};
};

[[nodiscard]] double median(std::vector<double> values);

}  // namespace vacancy::load
