#include "trace/export/openmetrics.hpp"
#include "trace/registry.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

using namespace vacancy::trace;

namespace {

std::string content_of(const std::string& name) {
    const auto root = std::filesystem::path(__FILE__).parent_path().parent_path().parent_path();
    std::ifstream in(root / "deploy" / name);
    REQUIRE(in.good());
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Every sample name that /metrics can write.
std::set<std::string> sample_names() {
    std::set<std::string> names;
    for (const MetricDef* def : all_metrics()) {
        const std::string family = family_name(*def);
        if (def->instrument == Instrument::histogram) {
            for (const char* suffix : {"_bucket", "_sum", "_count"}) names.insert(family + suffix);
        } else if (def->instrument == Instrument::counter ||
                   def->instrument == Instrument::observable_counter) {
            names.insert(family + "_total");
        } else {
            names.insert(family);
        }
    }
    return names;
}

/// Metrics in PromQL: names before a range or a selector, and those alone inside an aggregation.
std::set<std::string> metrics_in(const std::string& text) {
    std::set<std::string> found;
    const std::regex metric(R"(\b([a-z][a-z0-9_]*_[a-z0-9_]+)(?=[\[{)]))");
    for (auto at = std::sregex_iterator(text.begin(), text.end(), metric);
         at != std::sregex_iterator(); ++at)
        found.insert((*at)[1]);
    return found;
}

/// Labels are written in parentheses too; they are the attributes of the registry.
std::set<std::string> label_names() {
    std::set<std::string> names;
    for (const MetricDef* def : all_metrics())
        for (const std::string_view key : def->attributes) {
            std::string name(key);
            for (char& c : name)
                if (c == '.') c = '_';
            names.insert(name);
        }
    return names;
}

}  // namespace

TEST_SUITE("trace: what is deployed to watch") {
    TEST_CASE("alerts and dashboard name only metrics that exist") {
        const std::set<std::string> known = sample_names();
        const std::set<std::string> labels = label_names();
        for (const char* file : {"alerts.yaml", "dashboard.json"}) {
            const auto used = metrics_in(content_of(file));
            CHECK(used.size() > 5);
            for (const std::string& name : used) {
                CAPTURE(file);
                CAPTURE(name);
                CHECK((known.contains(name) || labels.contains(name)));
            }
        }
    }

    TEST_CASE("there are alerts on the failure rate and on latency") {
        const auto used = metrics_in(content_of("alerts.yaml"));
        CHECK(used.contains("booking_attempts_total"));
        CHECK(used.contains("booking_duration_ms_milliseconds_bucket"));
    }
}
