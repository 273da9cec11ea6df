#pragma once
// application/x-www-form-urlencoded, as card payment APIs take it.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vacancy::outside {

class Form {
public:
    Form() = default;
    explicit Form(std::string_view encoded);

    Form& add(std::string_view name, std::string_view value);
    [[nodiscard]] std::string encoded() const;
    /// Empty when it is not there.
    [[nodiscard]] std::string_view value(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const;
    /// A whole number, or nothing.
    [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name) const;

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

}  // namespace vacancy::outside
