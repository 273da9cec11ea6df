#include "rigs/kit/evidence.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <random>

namespace vacancy::rigs {
namespace {

namespace json = boost::json;

std::vector<Line>& lines() {
    static std::vector<Line> kept;
    return kept;
}

std::mt19937_64& dice() {
    static std::mt19937_64 kept(seed());
    return kept;
}

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

json::object object_of(const Line& line) {
    json::array findings;
    for (const std::string& text : line.findings) findings.emplace_back(text);
    return {{"rig", line.rig},
            {"store", line.store},
            {"how", line.how},
            {"rounds", line.rounds},
            {"of", line.of},
            {"reached", line.reached},
            {"acknowledged", line.acknowledged},
            {"canary", line.canary},
            {"not_run", line.not_run},
            {"seconds", line.seconds},
            {"findings", std::move(findings)}};
}

void write_file() {
    json::array rigs;
    for (const Line& line : lines()) rigs.push_back(object_of(line));
    const json::object all{
        {"seed", seed()}, {"mode", runs_all() ? "all" : "sample"}, {"rigs", std::move(rigs)}};
    const std::string named = variable("RIGS_EVIDENCE");
    std::ofstream out(named.empty() ? "evidence.json" : named, std::ios::binary);
    out << json::serialize(all) << '\n';
}

void print_table() {
    constexpr const char* row =
        "evidence | {:<16} | {:<10} | {:<8} | {:>11} | {:>7} | {:>5} | {:>8} | {:>5} | {}\n";
    fmt::print(row, "rig", "store", "how", "rounds", "reached", "acked", "findings", "s",
               "canary; not run");
    for (const Line& line : lines())
        fmt::print(row, line.rig, line.store, line.how,
                   fmt::format("{} of {}", line.rounds, line.of), line.reached, line.acknowledged,
                   line.findings.size(), static_cast<int>(line.seconds),
                   line.canary + (line.not_run.empty() ? "" : "; not run: " + line.not_run));
    fmt::print("evidence | seed {} ({})\n", seed(), runs_all() ? "all rounds" : "sampled");
}

/// Writes the evidence when the last test case has ended.
class Clerk : public doctest::IReporter {
public:
    explicit Clerk(const doctest::ContextOptions& /*options*/) {}
    void report_query(const doctest::QueryData& /*data*/) override {}
    void test_run_start() override {}
    void test_run_end(const doctest::TestRunStats& /*stats*/) override {
        if (lines().empty()) return;
        write_file();
        print_table();
    }
    void test_case_start(const doctest::TestCaseData& /*data*/) override {}
    void test_case_reenter(const doctest::TestCaseData& /*data*/) override {}
    void test_case_end(const doctest::CurrentTestCaseStats& /*stats*/) override {}
    void test_case_exception(const doctest::TestCaseException& /*thrown*/) override {}
    void subcase_start(const doctest::SubcaseSignature& /*subcase*/) override {}
    void subcase_end() override {}
    void log_assert(const doctest::AssertData& /*data*/) override {}
    void log_message(const doctest::MessageData& /*data*/) override {}
    void test_case_skipped(const doctest::TestCaseData& /*data*/) override {}
};

REGISTER_LISTENER("clerk", 1, Clerk);

}  // namespace

void add(Line& line, const std::string& where, const Findings& found) {
    for (const std::string& text : found) line.findings.push_back(where + ": " + text);
}

void conclude(Line line) {
    using Seconds = std::chrono::duration<double>;
    line.seconds = Seconds(std::chrono::steady_clock::now() - line.began).count();
    for (const std::string& text : line.findings)
        ADD_FAIL_CHECK_AT(line.rig.c_str(), 0, line.store << ": " << text);
    lines().push_back(std::move(line));
}

void tell(const std::string& where) {
    if (variable("RIGS_TALK").empty()) return;
    using Seconds = std::chrono::duration<double>;
    static const auto began = std::chrono::steady_clock::now();
    fmt::print(stderr, "{:8.2f} {}\n", Seconds(std::chrono::steady_clock::now() - began).count(),
               where);
}

bool is_wanted(const std::string& name) { return name.contains(variable("RIGS_ONLY")); }

bool runs_all() { return variable("RIGS") == "all"; }

std::uint64_t seed() {
    static const std::uint64_t chosen = [] {
        const std::string given = variable("RIGS_SEED");
        return given.empty() ? std::random_device{}() : std::stoull(given);
    }();
    return chosen;
}

std::uint64_t chance(std::uint64_t below) { return below == 0 ? 0 : dice()() % below; }

std::vector<std::uint64_t> sample(std::uint64_t of, std::uint64_t count) {
    std::vector<std::uint64_t> chosen;
    if (runs_all() || count >= of) {
        for (std::uint64_t i = 1; i <= of; ++i) chosen.push_back(i);
        return chosen;
    }
    const std::uint64_t start = chance(of);
    for (std::uint64_t i = 0; i < count; ++i) chosen.push_back(1 + (start + i * of / count) % of);
    return chosen;
}

}  // namespace vacancy::rigs
