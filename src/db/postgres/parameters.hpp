#pragma once
// Parameters: values as the texts that libpq wants; lives as long as the call.

#include "db/sql.hpp"

#include <charconv>
#include <span>
#include <string>
#include <vector>

namespace vacancy::db::postgres {

class Parameters {
public:
    explicit Parameters(std::span<const Value> values) {
        own_.reserve(values.size());
        for (const Value& value : values) add(value);
    }

    [[nodiscard]] const char* const* values() const { return pointers_.data(); }
    [[nodiscard]] const int* lengths() const { return lengths_.data(); }

private:
    void add(const Value& value) {
        if (std::holds_alternative<std::monostate>(value)) return point(nullptr, 0);
        if (const auto* text = std::get_if<std::string>(&value))
            return point(text->c_str(), text->size());
        char buffer[32];
        const auto end =
            std::holds_alternative<double>(value)
                ? std::to_chars(buffer, buffer + sizeof buffer, std::get<double>(value))
                : std::to_chars(buffer, buffer + sizeof buffer, std::get<std::int64_t>(value));
        own_.emplace_back(buffer, end.ptr);
        point(own_.back().c_str(), own_.back().size());
    }
    void point(const char* text, std::size_t size) {
        pointers_.push_back(text);
        lengths_.push_back(static_cast<int>(size));
    }

    std::vector<std::string> own_{};
    std::vector<const char*> pointers_{};
    std::vector<int> lengths_{};
};

}  // namespace vacancy::db::postgres
