#pragma once
// The OpenAPI 3.1 document: made from the routes themselves and the schemas of openapi/. Pure
// functions.

#include "web/server.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vacancy::web {

/// A name of openapi/ and its JSON text.
struct Described {
    std::string_view name;
    std::string_view json;
};

/// openapi/schemas/NAME.json.
[[nodiscard]] std::span<const Described> embedded_schemas();
/// openapi/queries/*.json: "GET /v1/availability" and its list of parameter objects.
[[nodiscard]] std::span<const Described> embedded_queries();

[[nodiscard]] std::string openapi_document(const std::vector<BoundRoute>& routes,
                                           std::string_view version);

/// Schema names that a route or another schema uses and nobody described. Empty when all is well.
[[nodiscard]] std::vector<std::string> undescribed(const std::vector<BoundRoute>& routes);
/// Operations with described parameters that are no routes. Empty when all is well.
[[nodiscard]] std::vector<std::string> queries_of_nobody(const std::vector<BoundRoute>& routes);

}  // namespace vacancy::web
