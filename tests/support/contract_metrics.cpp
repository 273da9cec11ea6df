#include "support/contract_checker.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace vacancy::testing::contract {
namespace {

bool same(double a, double b) { return std::abs(a - b) < 1e-9; }

void need(std::set<std::string>& all, const std::string& where,
          const std::vector<AttributeRule>& rules) {
    for (const AttributeRule& rule : rules) {
        if (rule.presence == Presence::sometimes) continue;
        const std::string name(rule.name);
        all.insert("attribute " + where + " " + name);
        for (const std::string_view value : rule.values)
            all.insert("value " + where + " " + name + " " + std::string(value));
    }
}

}  // namespace

template <class Points>
void Checker::check_points(const MetricRule& rule, const Points& points) {
    const std::string where = "metric " + std::string(rule.name);
    for (const auto& point : points) {
        check_attributes(where, point.attributes(), rule.attributes, true);
        for (const auto& attribute : point.attributes()) {
            // Its type is the rule's: pms.vip_level is an int on spans and a text here (C15).
            if (!known_attributes_.contains(attribute.key()))
                wrong(where, "the registry does not know " + attribute.key());
            const bool listed = std::ranges::find(rule.attributes, attribute.key(),
                                                  &AttributeRule::name) != rule.attributes.end();
            if (!listed && attribute.key() != "otel.metric.overflow")
                wrong(where, "it has an attribute " + attribute.key());
        }
    }
}

void Checker::check_shape(const MetricRule& rule, const Metric& metric) {
    const std::string where = "metric " + metric.name();
    seen_.insert(where);
    if (metric.unit() != rule.unit) wrong(where, "its unit is " + metric.unit());
    if (metric.description().empty()) wrong(where, "it has no description");
    if (rule.kind == "gauge") {
        if (!metric.has_gauge()) return wrong(where, "it is no gauge");
        return check_points(rule, metric.gauge().data_points());
    }
    if (rule.kind != "histogram") {
        if (!metric.has_sum()) return wrong(where, "it is no sum");
        if (metric.sum().is_monotonic() != (rule.kind == "counter"))
            wrong(where, "a counter is monotonic, an up-down counter is not");
        return check_points(rule, metric.sum().data_points());
    }
    if (!metric.has_histogram()) return wrong(where, "it is no histogram");
    for (const auto& point : metric.histogram().data_points()) {
        const auto& bounds = point.explicit_bounds();
        if (bounds.empty() || !same(*bounds.begin(), rule.first_bucket) ||
            !same(*bounds.rbegin(), rule.last_bucket))
            wrong(where, "it has other buckets");
    }
    check_points(rule, metric.histogram().data_points());
}

void Checker::check_metrics(const std::vector<ReceivedMetric>& metrics) {
    for (const ReceivedMetric& one : metrics) {
        const std::string where = "metric " + one.metric.name();
        if (!known_metrics_.contains(one.scope + "|" + one.metric.name()))
            wrong(where, "the registry does not know it");
        check_resource(where, one.scope, one.scope_version, one.resource);
        const auto rule = std::ranges::find_if(contract_.metrics, [&](const MetricRule& each) {
            return each.scope == one.scope && each.name == one.metric.name();
        });
        if (rule != contract_.metrics.end()) check_shape(*rule, one.metric);
    }
}

std::set<std::string> Checker::missing() const {
    std::set<std::string> all;
    if (contract_.has_conventions) all = {"http server", "http client", "http resend", "database"};
    for (const SpanRule& rule : contract_.spans) {
        const std::string name = std::string(rule.name) + " " + std::string(rule.kind);
        const std::string where = std::string(contract_.scope) + " " + name;
        all.insert("span " + name);
        if (rule.may_be_ok) all.insert("status " + where + " OK");  // or UNSET: that of success
        for (const std::string_view error : rule.errors)
            all.insert("status " + where + " ERROR " + std::string(error));
        if (!rule.errors.empty() && contract_.records_exceptions) all.insert("exception " + where);
        need(all, where, rule.attributes);
        for (const EventRule& event : rule.events) {
            all.insert("event " + where + " " + std::string(event.name));
            need(all, where + " " + std::string(event.name), event.attributes);
        }
    }
    for (const MetricRule& rule : contract_.metrics) {
        const std::string where = "metric " + std::string(rule.name);
        all.insert(where);
        need(all, where, rule.attributes);
    }
    std::set<std::string> left;
    std::ranges::set_difference(all, seen_, std::inserter(left, left.end()));
    return left;
}

}  // namespace vacancy::testing::contract
