#include "web/message.hpp"

#include <algorithm>

namespace vacancy::web {

std::string_view Request::header(std::string_view lower_case_name) const {
    for (const auto& [name, value] : headers) {
        if (name == lower_case_name) return value;
    }
    return {};
}

std::string_view Request::path_parameter(std::string_view name) const {
    const auto found = std::ranges::find(path_parameters, name,
                                         [](const auto& parameter) { return parameter.first; });
    must(found != path_parameters.end());
    return found->second;
}

std::optional<std::string_view> Request::query_value(std::string_view name) const {
    for (const auto& [given, value] : query) {
        if (given == name) return value;
    }
    return std::nullopt;
}

}  // namespace vacancy::web
