#include "support/contract_checker.hpp"

#include <algorithm>
#include <cmath>

namespace vacancy::testing::contract {
namespace {

namespace json = boost::json;
constexpr int error_status = 2;
constexpr int ok_status = 1;

template <class Names>
bool holds(const Names& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

std::string upper(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return out;
}

std::string text_in(const json::value& object, std::string_view name) {
    const json::value* found = object.as_object().if_contains(name);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : "";
}

std::string where_of(const Received& one) {
    return one.scope + " " + one.span.name() + " " + std::string(kind_of(one.span));
}

/// What the registry calls a span whose name is made of its attributes.
std::string registered_name(const Received& one) {
    const std::string_view kind = kind_of(one.span);
    if (one.scope != "vacancy" || one.span.name().starts_with("vacancy.")) return one.span.name();
    if (kind == "SERVER") return "{method} {http.route}";
    if (kind == "PRODUCER" || kind == "CONSUMER") return "{operation} {destination}";
    if (kind != "CLIENT") return one.span.name();
    const bool is_database = find(one.span.attributes(), "db.system.name") != nullptr;
    return is_database ? "{db.operation.name} {target}" : "{method}";
}

}  // namespace

std::string place_of(std::string_view trace_id, std::string_view span_id) {
    return hex(trace_id) + "/" + hex(span_id);
}

struct Checker::Place {
    const Received& one;
    const SpanRule& rule;
    std::string where;
    const Received* parent;
};

const SpanRule* Checker::rule_of(const Received& one) const {
    if (one.scope != contract_.scope) return nullptr;
    for (const SpanRule& rule : contract_.spans) {
        if (rule.name == one.span.name() && rule.kind == kind_of(one.span)) return &rule;
    }
    return nullptr;
}

Checker::Checker(const json::value& registry, const Contract& contract) : contract_(contract) {
    for (const json::value& one : registry.at("attributes").as_array())
        known_attributes_[text_in(one, "name")] = text_in(one, "type");
    for (const json::value& one : registry.at("spans").as_array())
        known_spans_.insert(text_in(one, "scope") + "|" + text_in(one, "name") + "|" +
                            upper(text_in(one, "kind")));
    for (const json::value& one : registry.at("events").as_array())
        known_events_.insert(text_in(one, "name"));
    for (const json::value& one : registry.at("metrics").as_array())
        known_metrics_.insert(text_in(one, "scope") + "|" + text_in(one, "name"));
}

void Checker::wrong(const std::string& where, const std::string& what) {
    problems_.insert(where + ": " + what);
}

void Checker::check_spans(const std::vector<Received>& spans, const Allowances& allowances) {
    by_id_.clear();
    for (const Received& one : spans) {
        const std::string place = place_of(one.span.trace_id(), one.span.span_id());
        if (!by_id_.emplace(place, &one).second) wrong(where_of(one), "its span id came twice");
    }
    for (const Received& one : spans) {
        check_registered(one);
        check_conventions(one);
        check_resource(where_of(one), one.scope, one.scope_version, one.resource);
        const std::string above = place_of(one.span.trace_id(), one.span.parent_span_id());
        const auto parent = by_id_.find(above);
        const bool has_parent = parent != by_id_.end();
        if (!one.span.parent_span_id().empty() && !has_parent)
            wrong(where_of(one), "its parent was not exported");
        const SpanRule* rule = rule_of(one);
        if (rule == nullptr) continue;
        const Place place{one, *rule, where_of(one), has_parent ? parent->second : nullptr};
        check_rule(place, allowances);
    }
    check_order(spans);
}

void Checker::check_rule(const Place& place, const Allowances& allowances) {
    const SpanRule& rule = place.rule;
    seen_.insert("span " + std::string(rule.name) + " " + std::string(rule.kind));
    std::vector<AttributeRule> attributes = rule.attributes;
    for (AttributeRule& one : attributes) {
        if (one.name == "booking.lock_ttl_ms") one.values = {allowances.lock_ttl_ms};
    }
    const bool is_ok = place.one.span.status().code() != error_status;
    check_attributes(place.where, place.one.span.attributes(), attributes, is_ok);
    check_parent(place);
    check_events(place);
    check_status(place);
}

void Checker::check_parent(const Place& place) {
    std::string name = "<root>";
    if (place.parent != nullptr) {
        name = place.parent->span.name();
        const bool is_entry = kind_of(place.parent->span) == "SERVER";
        if (is_entry && place.parent->scope != contract_.scope) name = "<server>";
    }
    if (!holds(place.rule.parents, name)) wrong(place.where, "its parent may not be " + name);
    for (const auto& link : place.one.span.links()) {
        if (!by_id_.contains(place_of(link.trace_id(), link.span_id())))
            wrong(place.where, "it links to a span that was not exported");
    }
    if (place.rule.kind == "CONSUMER" && place.one.span.links().empty())
        wrong(place.where, "it has no link to what produced it");
}

void Checker::check_order(const std::vector<Received>& spans) {
    std::map<std::string, std::vector<std::pair<std::uint64_t, const Received*>>> families;
    for (const Received& one : spans) {
        const SpanRule* rule = rule_of(one);
        if (rule != nullptr && rule->order > 0)
            families[place_of(one.span.trace_id(), one.span.parent_span_id())].emplace_back(
                one.span.start_time_unix_nano(), &one);
    }
    for (auto& [parent, children] : families) {
        std::ranges::sort(children, {}, [](const auto& child) { return child.first; });
        int last = 0;
        for (const auto& [start, child] : children) {
            const int order = rule_of(*child)->order;
            if (order < last) wrong(where_of(*child), "it came after a step that follows it");
            last = std::max(last, order);
        }
    }
}

void Checker::check_attributes(const std::string& where, const KeyValues& attributes,
                               const std::vector<AttributeRule>& rules, bool is_ok) {
    for (const AttributeRule& rule : rules) {
        const std::string name(rule.name);
        const Value* value = find(attributes, rule.name);
        const bool must_be = rule.presence == Presence::always ||
                             rule.presence == Presence::named ||
                             (rule.presence == Presence::when_ok && is_ok);
        if (value == nullptr) {
            if (must_be) wrong(where, name + " is absent");
            continue;
        }
        seen_.insert("attribute " + where + " " + name);
        if (type_of(*value) != rule.type)
            wrong(where, name + " is of type " + std::string(type_of(*value)));
        const std::string text = text_of(*value);
        const bool may_be_empty = rule.presence == Presence::named && !is_ok;
        if (text.empty() && !may_be_empty) wrong(where, name + " is empty");
        seen_.insert("value " + where + " " + name + " " + text);
        if (!rule.values.empty() && !holds(rule.values, text) && must_be &&
            name != "payment.refund_status")
            wrong(where, name + " may not be " + text);
    }
}

void Checker::check_events(const Place& place) {
    for (const auto& event : place.one.span.events()) {
        if (event.name() == "exception") {
            seen_.insert("exception " + place.where);
            for (const char* name : {"exception.type", "exception.message", "exception.stacktrace"})
                if (text_of(event.attributes(), name).empty())
                    wrong(place.where, std::string("its exception has no ") + name);
            continue;
        }
        const auto rule = std::ranges::find(place.rule.events, event.name(), &EventRule::name);
        if (rule == place.rule.events.end()) {
            wrong(place.where, "it has an event " + event.name());
            continue;
        }
        seen_.insert("event " + place.where + " " + event.name());
        check_attributes(place.where + " " + event.name(), event.attributes(), rule->attributes,
                         false);
    }
}

void Checker::check_status(const Place& place) {
    const auto& status = place.one.span.status();
    const auto& events = place.one.span.events();
    const auto is_exception = [](const auto& event) { return event.name() == "exception"; };
    if (status.code() != error_status) {
        const int success = contract_.ok_on_success ? ok_status : 0;
        if (status.code() != success) wrong(place.where, "its status is not that of success");
        if (!status.message().empty()) wrong(place.where, "OK with a description");
        if (std::ranges::any_of(events, is_exception)) wrong(place.where, "OK with an exception");
        seen_.insert("status " + place.where + " OK");
        return;
    }
    seen_.insert("status " + place.where + " ERROR " + status.message());
    if (text_of(place.one.span.attributes(), "error.type").empty())
        wrong(place.where, "ERROR without error.type");
    if (!place.rule.errors.empty() && !holds(place.rule.errors, status.message()))
        wrong(place.where, "it may not end with ERROR " + status.message());
    const auto exception = std::ranges::find_if(events, is_exception);
    if (place.rule.errors.empty() || !contract_.records_exceptions) return;
    if (exception == events.end())
        wrong(place.where, "ERROR without an exception event");
    else if (text_of(exception->attributes(), "exception.message") != status.message())
        wrong(place.where, "its exception says something else than its status");
}

void Checker::check_conventions(const Received& one) {
    const KeyValues& attributes = one.span.attributes();
    const std::string where = where_of(one);
    const std::string_view kind = kind_of(one.span);
    if (one.scope != "vacancy") return;
    if (one.span.status().code() == ok_status) wrong(where, "OK is for the booking service");
    if (find(attributes, "db.system.name") != nullptr && kind == "CLIENT")
        return check_database(one);
    const std::string method = text_of(attributes, "http.request.method");
    if (method.empty()) return;
    const int status = std::atoi(text_of(attributes, "http.response.status_code").c_str());
    const bool is_server = kind == "SERVER";
    const bool is_error = one.span.status().code() == error_status;
    std::vector<AttributeRule> rules{{"server.address", "string"}, {"server.port", "int"}};
    if (is_server) {
        rules.insert(rules.end(), {{"url.path", "string"},
                                   {"url.scheme", "string"},
                                   {"http.response.status_code", "int"},
                                   {"network.protocol.version", "string"}});
        const std::string route = text_of(attributes, "http.route");
        const std::string name = route.empty() ? method : method + " " + route;
        if (one.span.name() != name) wrong(where, "its name is not method and route");
        if (is_error != (status >= 500)) wrong(where, "ERROR is for 5xx, and for nothing else");
        seen_.insert("http server");
    } else {
        rules.push_back({"url.full", "string"});
        if (one.span.name() != method) wrong(where, "its name is not the method");
        if (status != 0 && is_error != (status >= 400)) wrong(where, "ERROR is for 4xx and 5xx");
        if (find(attributes, "http.request.resend_count") != nullptr) seen_.insert("http resend");
        seen_.insert("http client");
    }
    if (is_error) rules.push_back({"error.type", "string"});
    check_attributes(where, attributes, rules, true);
}

void Checker::check_database(const Received& one) {
    const KeyValues& attributes = one.span.attributes();
    const std::string where = where_of(one);
    check_attributes(where, attributes,
                     {{"db.system.name", "string"},
                      {"db.operation.name", "string"},
                      {"db.query.text", "string", Presence::sometimes}},
                     true);
    const std::string table = text_of(attributes, "db.collection.name");
    const std::string operation = text_of(attributes, "db.operation.name");
    const std::string name = table.empty() ? operation : operation + " " + table;
    if (one.span.name() != name && !table.empty()) wrong(where, "its name is not " + name);
    seen_.insert("database");
}

void Checker::check_registered(const Received& one) {
    const std::string where = where_of(one);
    const std::string key =
        one.scope + "|" + registered_name(one) + "|" + std::string(kind_of(one.span));
    if (!known_spans_.contains(key)) wrong(where, "the registry does not know it");
    check_known(where, one.span.attributes());
    for (const auto& event : one.span.events()) {
        if (!known_events_.contains(event.name()))
            wrong(where, "the registry does not know its event " + event.name());
        check_known(where + " " + event.name(), event.attributes());
    }
    for (const auto& link : one.span.links()) check_known(where + " link", link.attributes());
    if (one.span.end_time_unix_nano() < one.span.start_time_unix_nano())
        wrong(where, "it ended before it began");
}

void Checker::check_known(const std::string& where, const KeyValues& attributes) {
    std::set<std::string> keys;
    for (const auto& attribute : attributes) {
        if (!keys.insert(attribute.key()).second) wrong(where, attribute.key() + " came twice");
        const auto known = known_attributes_.find(attribute.key());
        if (known == known_attributes_.end())
            wrong(where, "the registry does not know " + attribute.key());
        else if (known->second != type_of(attribute.value()))
            wrong(where, attribute.key() + " is not of its registered type");
    }
}

void Checker::check_resource(const std::string& where, const std::string& scope,
                             const std::string& version, const Texts& resource) {
    const auto says = [&](const std::string& name, std::string_view value) {
        const auto found = resource.find(name);
        if (found == resource.end() || found->second != value)
            wrong(where, "its resource has another " + name);
    };
    if (!resource.contains("service.instance.id")) wrong(where, "no service.instance.id");
    if (scope == "hotel.pms") return says("service.name", "hotel-pms");
    if (scope != scope_name) return says("service.name", "vacancy");
    says("service.name", "booking-service");
    says("service.version", "2.1.0");
    says("service.domain", "reservations");
    if (version != scope_version) wrong(where, "its scope has another version");
}

void Checker::check_logs(const std::vector<Received>& spans, const std::vector<ReceivedLog>& logs) {
    std::map<std::string, int> records;
    for (const ReceivedLog& log : logs) {
        if (log.severity >= 17) ++records[place_of(log.trace_id, log.span_id)];
    }
    for (const Received& one : spans) {
        for (const auto& event : one.span.events()) {
            if (event.name() != "exception") continue;
            const int count = records[place_of(one.span.trace_id(), one.span.span_id())];
            if (count != 1)
                wrong(where_of(one), "its exception has " + std::to_string(count) + " log records");
        }
    }
}

}  // namespace vacancy::testing::contract
