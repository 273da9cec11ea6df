#include "saga/words.hpp"

#include "base/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vacancy::saga {

std::string write_words(std::initializer_list<std::pair<std::string_view, std::string>> words) {
    const auto plain = [](char c) {
        return c != '"' && c != '\\' && static_cast<unsigned>(c) >= 32;
    };
    std::string text = "{";
    for (const auto& [name, value] : words) {
        must(std::ranges::all_of(value, plain));
        text += fmt::format("{}\"{}\":\"{}\"", text.size() > 1 ? "," : "", name, value);
    }
    return text + '}';
}

std::string_view read_word(std::string_view text, std::string_view name) {
    const std::string mark = fmt::format("\"{}\":\"", name);
    const auto at = text.find(mark);
    if (at == std::string_view::npos) return {};
    const auto begin = at + mark.size();
    return text.substr(begin, text.find('"', begin) - begin);
}

}  // namespace vacancy::saga
