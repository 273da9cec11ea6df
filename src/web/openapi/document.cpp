#include "web/openapi/document.hpp"

#include "web/body.hpp"
#include "web/http/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace vacancy::web {
namespace {

constexpr std::string_view reference = "\"#/components/schemas/";

std::string_view find(std::span<const Described> all, std::string_view name) {
    const auto found = std::ranges::find(all, name, &Described::name);
    return found == all.end() ? std::string_view() : found->json;
}

/// "POST /v1/bookings/{code}/cancel" is post_v1_bookings_by_code_cancel.
std::string operation_id(const BoundRoute& route) {
    std::string id(name_of(route.method));
    std::ranges::transform(id, id.begin(), [](char c) { return static_cast<char>(c | 0x20); });
    for (const char c : route.pattern) {
        if (c == '/' || c == '.')
            id += '_';
        else if (c == '{')
            id += "by_";
        else if (c == '-')
            id += '_';
        else if (c != '}')
            id += c;
    }
    return id;
}

void add_references(std::string_view json, std::vector<std::string>& names) {
    for (std::size_t at = json.find(reference); at != std::string_view::npos;
         at = json.find(reference, at + 1)) {
        const std::string_view rest = json.substr(at + reference.size());
        names.emplace_back(rest.substr(0, rest.find('"')));
    }
}

/// All schemas that the routes need, by themselves or through others.
std::set<std::string> needed_schemas(const std::vector<BoundRoute>& routes) {
    std::vector<std::string> waiting{"Problem"};
    for (const BoundRoute& route : routes) {
        if (!route.request_schema.empty()) waiting.emplace_back(route.request_schema);
        if (!route.response_schema.empty()) waiting.emplace_back(route.response_schema);
    }
    std::set<std::string> needed;
    while (!waiting.empty()) {
        const std::string name = std::move(waiting.back());
        waiting.pop_back();
        if (needed.insert(name).second) add_references(find(embedded_schemas(), name), waiting);
    }
    return needed;
}

void add_content(Json& json, std::string_view type, std::string_view schema) {
    json.open("content").open(type).open("schema");
    if (!schema.empty()) json.field("$ref", fmt::format("#/components/schemas/{}", schema));
    json.close().close().close();
}

void add_parameters(Json& json, const BoundRoute& route) {
    json.open_array("parameters");
    for (const std::string_view name : parameters_of(route.pattern))
        json.open()
            .field("name", name)
            .field("in", "path")
            .field("required", true)
            .raw("schema", R"({"type":"string"})")
            .close();
    if (route.idempotent)
        json.open().field("$ref", "#/components/parameters/IdempotencyKey").close();
    const std::string operation = fmt::format("{} {}", name_of(route.method), route.pattern);
    std::string_view query = find(embedded_queries(), operation);
    if (query.size() > 2) {  // the list without its brackets
        query = query.substr(1, query.size() - 2);
        json.raw_item(query);
    }
    json.close_array();
}

void add_responses(Json& json, const BoundRoute& route) {
    json.open("responses");
    json.open(route.method == Method::post ? "2XX" : "200").field("description", "Done");
    if (!route.response_schema.empty())
        add_content(json, "application/json", route.response_schema);
    json.close();
    json.open("4XX").field("$ref", "#/components/responses/Problem").close();
    json.open("5XX").field("$ref", "#/components/responses/Problem").close();
    json.close();
}

void add_operation(Json& json, const BoundRoute& route) {
    std::string method(name_of(route.method));
    std::ranges::transform(method, method.begin(),
                           [](char c) { return static_cast<char>(c | 0x20); });
    json.open(method).field("operationId", operation_id(route)).field("summary", route.summary);
    json.open_array("security");
    if (route.access.allows(Role::guest)) json.open().close();
    json.open().open_array("key").close_array().close();
    json.close_array();
    add_parameters(json, route);
    if (!route.request_schema.empty()) {
        json.open("requestBody").field("required", true);
        add_content(json, "application/json", route.request_schema);
        json.close();
    }
    add_responses(json, route);
    json.close();
}

void add_components(Json& json, const std::vector<BoundRoute>& routes) {
    json.open("components");
    json.open("securitySchemes").open("key");
    json.field("type", "http").field("scheme", "bearer");
    json.field("description", "Authorization: Bearer KEY").close().close();
    const bool idempotent = std::ranges::any_of(routes, &BoundRoute::idempotent);
    if (idempotent) {
        json.open("parameters").open("IdempotencyKey");
        json.field("name", "Idempotency-Key").field("in", "header").field("required", false);
        json.field("description", "The same key and body get the first answer again.");
        json.raw("schema", R"({"type":"string","maxLength":255})").close().close();
    }
    json.open("responses").open("Problem").field("description", "It could not be done");
    add_content(json, "application/problem+json", "Problem");
    json.close().close();
    json.open("schemas");
    for (const std::string& name : needed_schemas(routes)) {
        const std::string_view schema = find(embedded_schemas(), name);
        json.raw(name, schema.empty() ? R"({"type":"object"})" : schema);
    }
    json.close().close();
}

}  // namespace

std::string openapi_document(const std::vector<BoundRoute>& routes, std::string_view version) {
    std::map<std::string_view, std::vector<const BoundRoute*>> paths;
    for (const BoundRoute& route : routes) paths[route.pattern].push_back(&route);
    Json json;
    json.open().field("openapi", "3.1.0");
    json.open("info").field("title", "Vacancy").field("version", version);
    json.field("summary", "Reservations for hotels and restaurants");
    json.open("license").field("name", "Apache-2.0").field("identifier", "Apache-2.0").close();
    json.close();
    json.open_array("servers").open().field("url", "/").close().close_array();
    json.open("paths");
    for (const auto& [pattern, operations] : paths) {
        json.open(pattern);
        for (const BoundRoute* route : operations) add_operation(json, *route);
        json.close();
    }
    json.close();
    add_components(json, routes);
    json.close();
    return json.take();
}

std::vector<std::string> undescribed(const std::vector<BoundRoute>& routes) {
    std::vector<std::string> missing;
    for (const std::string& name : needed_schemas(routes)) {
        if (find(embedded_schemas(), name).empty()) missing.push_back(name);
    }
    return missing;
}

std::vector<std::string> queries_of_nobody(const std::vector<BoundRoute>& routes) {
    std::vector<std::string> lost;
    for (const Described& query : embedded_queries()) {
        const bool is_known = std::ranges::any_of(routes, [&](const BoundRoute& route) {
            return query.name == fmt::format("{} {}", name_of(route.method), route.pattern);
        });
        if (!is_known) lost.emplace_back(query.name);
    }
    return lost;
}

}  // namespace vacancy::web
