#pragma once
// A strict reader of OpenMetrics 1.0 text: it knows what the standard forbids and shares no code
// with the writer it judges.

#include <map>
#include <string>
#include <vector>

namespace vacancy::testing {

struct Sample {
    std::string name;
    std::map<std::string, std::string> labels;
    double value = 0;
    std::map<std::string, std::string> exemplar{};  ///< labels; empty: none
};

struct Exposition {
    std::vector<Sample> samples;
    std::map<std::string, std::string> types;  ///< by family
    std::map<std::string, std::string> units;
    std::vector<std::string> problems;  ///< with line numbers; empty: the text is well-formed

    /// Samples of that name.
    [[nodiscard]] std::vector<Sample> of(const std::string& name) const;
};

[[nodiscard]] Exposition read_open_metrics(const std::string& text);

}  // namespace vacancy::testing
