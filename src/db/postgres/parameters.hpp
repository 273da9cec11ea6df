#pragma once
// Parameters: values as the texts that libpq wants; lives as long as the call.

#include "db/sql.hpp"

#include <array>
#include <charconv>
#include <span>
#include <string>
#include <vector>

namespace vacancy::db::postgres {

class Parameters {
public:
    explicit Parameters(std::span<const Value> values) {
        own_.reserve(values.size());  // they are pointed at: none may move
        pointers_.reserve(values.size());
        lengths_.reserve(values.size());
        for (const Value& value : values) add(value);
    }

    [[nodiscard]] const char* const* values() const { return pointers_.data(); }
    [[nodiscard]] const int* lengths() const { return lengths_.data(); }

private:
    void add(const Value& value) {
        if (std::holds_alternative<std::monostate>(value)) return point(nullptr, 0);
        if (const auto* text = std::get_if<std::string>(&value))
            return point(text->c_str(), text->size());
        auto& own = own_.emplace_back();
        char* const begin = own.data();
        char* const most = begin + own.size() - 1;
        const auto end = std::holds_alternative<double>(value)
                             ? std::to_chars(begin, most, std::get<double>(value))
                             : std::to_chars(begin, most, std::get<std::int64_t>(value));
        *end.ptr = '\0';
        point(begin, static_cast<std::size_t>(end.ptr - begin));
    }
    void point(const char* text, std::size_t size) {
        pointers_.push_back(text);
        lengths_.push_back(static_cast<int>(size));
    }

    std::vector<std::array<char, 32>> own_{};
    std::vector<const char*> pointers_{};
    std::vector<int> lengths_{};
};

}  // namespace vacancy::db::postgres
