#include "load/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace vacancy::load {
namespace {

/// How far the values lie apart, as a share of their median.
double spread(const std::vector<double>& values) {
    if (values.empty()) return 0;
    const auto [least, most] = std::ranges::minmax(values);
    const double middle = median(values);
    return middle > 0 ? (most - least) / middle : 0;
}

}  // namespace

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    std::ranges::sort(values);
    return values[values.size() / 2];
}

void Report::pair(double ours, double rival, double cpu_us, double rival_cpu_us) {
    ours_.push_back(ours);
    rival_.push_back(rival);
    if (rival > 0) ratios_.push_back(ours / rival);
    cpu_.push_back(cpu_us);
    rival_cpu_.push_back(rival_cpu_us);
}

void Report::add(std::string_view name, std::string_view value) {
    more_ += fmt::format(",\"{}\":{}", name, value);
}

void Report::add(std::string_view name, double value) { add(name, fmt::format("{:.3g}", value)); }

void Report::print() const {
    double load = 0;
    getloadavg(&load, 1);
    constexpr double trusted = 0.2;
    const double moved = spread(rival_);
    const double rival_cpu = median(rival_cpu_);
    fmt::print(
        "{{\"bench\":\"{}\",\"ours\":{:.4g},\"rival\":{:.4g},\"ratio\":{:.3g},\"unit\":\"{}\","
        "\"cpu_us\":{:.3g},\"n\":{},\"spread\":{:.2f},\"load\":{:.1f},\"rival_moved\":{:.2f},"
        "\"judged\":{}{}{}{}}}\n",
        bench_, median(ours_), median(rival_), median(ratios_), unit_, median(cpu_), ours_.size(),
        spread(ratios_), load, moved, moved <= trusted,
        rival_cpu > 0 ? fmt::format(",\"rival_cpu_us\":{:.3g}", rival_cpu) : "", more_,
        goal_.empty() ? "" : fmt::format(",\"goal\":\"{}\"", goal_));
    std::fflush(stdout);
}

}  // namespace vacancy::load
