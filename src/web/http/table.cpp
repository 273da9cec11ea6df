#include "web/http/table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vacancy::web {
namespace {

/// Takes the next segment off "/a/b": answers "a" and leaves "/b".
std::string_view next_segment(std::string_view& rest) {
    rest.remove_prefix(1);
    const std::string_view segment = rest.substr(0, rest.find('/'));
    rest.remove_prefix(segment.size());
    return segment;
}

bool is_parameter(std::string_view segment) {
    return segment.starts_with('{') && segment.ends_with('}');
}

std::optional<Method> method_of(Verb verb) {
    switch (verb) {
        case Verb::get:
        case Verb::head: return Method::get;
        case Verb::post: return Method::post;
        case Verb::put: return Method::put;
        case Verb::patch: return Method::patch;
        case Verb::del: return Method::del;
        case Verb::options:
        case Verb::other: break;
    }
    return std::nullopt;
}

}  // namespace

std::string_view name_of(Method method) {
    constexpr std::array<std::string_view, 5> names{"GET", "POST", "PUT", "PATCH", "DELETE"};
    return names.at(static_cast<std::size_t>(method));
}

std::vector<std::string_view> parameters_of(std::string_view pattern) {
    std::vector<std::string_view> names;
    while (!pattern.empty()) {
        const std::string_view segment = next_segment(pattern);
        if (is_parameter(segment)) names.push_back(segment.substr(1, segment.size() - 2));
    }
    return names;
}

void Router::add(BoundRoute route) {
    must(route.pattern.starts_with('/'));
    must(!route.idempotent || route.method == Method::post);
    routes_.push_back(std::move(route));
}

RouteTable::RouteTable(const std::vector<BoundRoute>& routes) {
    for (const BoundRoute& route : routes) {
        rows_.push_back(std::make_unique<Row>(
            Row{&route, fmt::format("{} {}", name_of(route.method), route.pattern),
                parameters_of(route.pattern)}));
        must(rows_.back()->parameters.size() <= Match{}.values.size());
        insert(*rows_.back());
    }
}

void RouteTable::insert(const Row& row) {
    Node* node = &root_;
    for (std::string_view rest = row.route->pattern; !rest.empty();) {
        const std::string_view segment = next_segment(rest);
        std::unique_ptr<Node>& next =
            is_parameter(segment) ? node->any : node->words[std::string(segment)];
        if (!next) next = std::make_unique<Node>();
        node = next.get();
    }
    const Row*& place = node->rows.at(static_cast<std::size_t>(row.route->method));
    must(place == nullptr);
    place = &row;
    constexpr std::string_view always = "OPTIONS";
    if (node->allow.empty()) node->allow = always;
    const bool is_get = row.route->method == Method::get;
    const std::string_view name = is_get ? "GET, HEAD" : name_of(row.route->method);
    node->allow.insert(node->allow.size() - always.size(), fmt::format("{}, ", name));
}

const RouteTable::Node* RouteTable::descend(const Node& node, std::string_view rest, Match& match,
                                            std::size_t depth) {
    if (rest.empty()) return node.allow.empty() ? nullptr : &node;
    const std::string_view segment = next_segment(rest);
    if (const auto word = node.words.find(segment); word != node.words.end()) {
        if (const Node* found = descend(*word->second, rest, match, depth)) return found;
    }
    if (!node.any || segment.empty() || depth >= match.values.size()) return nullptr;
    match.values.at(depth) = segment;
    return descend(*node.any, rest, match, depth + 1);
}

RouteTable::Match RouteTable::find(Verb verb, std::string_view path) const {
    Match match;
    const Node* node = path.starts_with('/') ? descend(root_, path, match, 0) : nullptr;
    if (node == nullptr) return match;
    match.path_is_known = true;
    match.allow = node->allow;
    if (const auto method = method_of(verb))
        match.row = node->rows.at(static_cast<std::size_t>(*method));
    return match;
}

}  // namespace vacancy::web
