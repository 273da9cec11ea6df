#pragma once
// Checker: holds what a collector received against the contract's tables and the registry that the
// server publishes, and remembers what it has seen. One thread.

#include "support/contract_booking_service.hpp"
#include "support/contract_otlp.hpp"

#include <boost/json/value.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace vacancy::testing::contract {

/// What deviates from the tables on purpose, such as a town whose holds last one second.
struct Allowances {
    std::string lock_ttl_ms = "600000";
};

class Checker {
public:
    /// `registry` is the answer of /v1/telemetry/registry.
    explicit Checker(const boost::json::value& registry,
                     const Contract& contract = booking_service());

    void check_spans(const std::vector<Received>& spans, const Allowances& allowances = {});
    void check_metrics(const std::vector<ReceivedMetric>& metrics);
    /// Every exception of a span has an ERROR log record with the same ids.
    void check_logs(const std::vector<Received>& spans, const std::vector<ReceivedLog>& logs);

    /// What contradicts contract or registry, in sentences.
    [[nodiscard]] const std::set<std::string>& problems() const { return problems_; }
    /// What the tables list and nothing showed.
    [[nodiscard]] std::set<std::string> missing() const;

private:
    struct Place;
    [[nodiscard]] const SpanRule* rule_of(const Received& one) const;
    void check_rule(const Place& place, const Allowances& allowances);
    void check_parent(const Place& place);
    void check_order(const std::vector<Received>& spans);
    void check_attributes(const std::string& where, const KeyValues& attributes,
                          const std::vector<AttributeRule>& rules, bool is_ok);
    void check_events(const Place& place);
    void check_status(const Place& place);
    void check_conventions(const Received& one);
    void check_database(const Received& one);
    void check_registered(const Received& one);
    void check_known(const std::string& where, const KeyValues& attributes);
    void check_resource(const std::string& where, const std::string& scope,
                        const std::string& version, const Texts& resource);
    template <class Points>
    void check_points(const MetricRule& rule, const Points& points);
    void check_shape(const MetricRule& rule, const Metric& metric);
    void wrong(const std::string& where, const std::string& what);

    const Contract& contract_;
    std::map<std::string, std::string> known_attributes_;  ///< name → type
    std::set<std::string> known_spans_;                    ///< "scope|name|kind"
    std::set<std::string> known_events_;
    std::set<std::string> known_metrics_;
    std::map<std::string, const Received*> by_id_;
    std::set<std::string> problems_;
    std::set<std::string> seen_;
};

/// "trace id/span id" in hexadecimal.
[[nodiscard]] std::string place_of(std::string_view trace_id, std::string_view span_id);

}  // namespace vacancy::testing::contract
