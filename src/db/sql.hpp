#pragma once
// Named statements and the values that go in and come out. One text serves both databases:
// parameters are $1, $2, …; text is UTF-8, money and instants (µs) are BIGINT, dates are TEXT
// (2026-03-01), ids are TEXT, booleans are INTEGER 0/1.

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace vacancy::db {

/// A statement: a named constant beside the function that runs it. `name` keys metrics, timeouts
/// and the cache of prepared statements ("hotel.take_night"); `operation` and `table` name its
/// span.
struct Sql {
    std::string_view name;
    std::string_view operation;  ///< SELECT, INSERT, UPDATE, DELETE
    std::string_view table;
    std::string_view text;
};

using Value = std::variant<std::monostate, std::int64_t, double, std::string>;

inline Value to_value(std::monostate) { return {}; }
inline Value to_value(std::int64_t v) { return v; }
inline Value to_value(int v) { return std::int64_t{v}; }
inline Value to_value(bool v) { return std::int64_t{v ? 1 : 0}; }
inline Value to_value(double v) { return v; }
inline Value to_value(std::string v) { return v; }
inline Value to_value(std::string_view v) { return std::string(v); }
inline Value to_value(const char* v) { return std::string(v); }
inline Value to_value(Instant v) { return v.us; }
inline Value to_value(LocalDate v) { return v.text(); }
inline Value to_value(const Currency& v) { return std::string(v.code()); }
template <class Tag>
Value to_value(const Id<Tag>& v) {
    return v.text();
}
template <class T>
Value to_value(const std::optional<T>& v) {
    return v ? to_value(*v) : Value{};
}

/// One row while it is being read; valid only inside the callback. A column of another type or a
/// null where none is expected is a broken promise: the schema and the code disagree.
class Row {
public:
    virtual ~Row() = default;
    [[nodiscard]] virtual bool is_null(int column) const = 0;
    [[nodiscard]] virtual std::int64_t integer(int column) const = 0;
    [[nodiscard]] virtual double real(int column) const = 0;
    [[nodiscard]] virtual std::string_view text_view(int column) const = 0;

    [[nodiscard]] std::string text(int column) const { return std::string(text_view(column)); }
    [[nodiscard]] int small(int column) const { return static_cast<int>(integer(column)); }
    [[nodiscard]] bool boolean(int column) const { return integer(column) != 0; }
    [[nodiscard]] Instant instant(int column) const { return {integer(column)}; }
    [[nodiscard]] LocalDate date(int column) const;
    [[nodiscard]] Money money(int amount_column, int currency_column) const;
    template <class AnyId>
    [[nodiscard]] AnyId id(int column) const {
        auto parsed = AnyId::parse(text_view(column));
        must(parsed.has_value());
        return *parsed;
    }
    [[nodiscard]] std::optional<std::string> optional_text(int column) const {
        return is_null(column) ? std::nullopt : std::optional(text(column));
    }
    [[nodiscard]] std::optional<Instant> optional_instant(int column) const {
        return is_null(column) ? std::nullopt : std::optional(instant(column));
    }
};

}  // namespace vacancy::db
