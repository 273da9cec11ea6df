#pragma once
// RouteTable: finds the row of a path, without regular expressions and without allocating. Built
// once from the Router, read by every thread.

#include "web/http/parser.hpp"
#include "web/server.hpp"

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vacancy::web {

[[nodiscard]] std::string_view name_of(Method method);

/// The names in a pattern's braces, in order.
[[nodiscard]] std::vector<std::string_view> parameters_of(std::string_view pattern);

/// A route and what is worked out from it once.
struct Row {
    const BoundRoute* route;
    std::string span_name;  ///< "POST /v1/bookings"
    std::vector<std::string_view> parameters;
};

class RouteTable {
public:
    /// Two routes for the same method and path are a broken promise.
    explicit RouteTable(const std::vector<BoundRoute>& routes);

    struct Match {
        const Row* row = nullptr;  ///< null: no such method, or no such path
        bool path_is_known = false;
        std::string_view allow{};                  ///< "GET, HEAD, OPTIONS"
        std::array<std::string_view, 8> values{};  ///< raw, in the order of the parameters
    };
    [[nodiscard]] Match find(Verb verb, std::string_view path) const;

private:
    struct Node {
        std::map<std::string, std::unique_ptr<Node>, std::less<>> words{};
        std::unique_ptr<Node> any{};
        std::array<const Row*, 5> rows{};
        std::string allow{};
    };
    [[nodiscard]] static const Node* descend(const Node& node, std::string_view rest, Match& match,
                                             std::size_t depth);
    void insert(const Row& row);

    std::vector<std::unique_ptr<Row>> rows_;
    Node root_;
};

}  // namespace vacancy::web
