#pragma once
// Reading JSON bodies and writing JSON answers without a JSON type in a header.

#include "base/error.hpp"
#include "base/guarded.hpp"
#include "base/id.hpp"
#include "base/money.hpp"
#include "base/time.hpp"
#include "trace/step.hpp"
#include "web/message.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vacancy::web {

struct Limits {
    std::int64_t min = 0;
    std::int64_t max = 0;
};

/// Reads a request's body field by field and collects what is wrong, so that the caller learns all
/// of it at once. Fields are named by JSON pointer: "/search/guests". Reading a missing or wrong
/// field answers an empty value and notes the error; look at `error()` before using any of them.
/// Text is UTF-8, control characters refused, and card numbers refused everywhere.
class Body {
public:
    explicit Body(std::string_view json);  ///< an empty body reads as {}
    ~Body();
    Body(Body&&) noexcept;
    Body& operator=(Body&&) = delete;

    [[nodiscard]] bool has(std::string_view pointer) const;
    /// Length in bytes, 1 to `longest`.
    std::string text(std::string_view pointer, std::size_t longest);
    std::optional<std::string> optional_text(std::string_view pointer, std::size_t longest);
    /// The same, but line feeds and tabs are welcome.
    std::optional<std::string> optional_paragraph(std::string_view pointer, std::size_t longest);
    std::int64_t integer(std::string_view pointer, Limits limits);
    std::optional<std::int64_t> optional_integer(std::string_view pointer, Limits limits);
    bool boolean(std::string_view pointer, bool absent);
    LocalDate date(std::string_view pointer);
    std::optional<LocalDate> optional_date(std::string_view pointer);
    Money money(std::string_view pointer);  ///< {"amount": 12000, "currency": "EUR"}
    std::optional<Money> optional_money(std::string_view pointer);
    Currency currency(std::string_view pointer);
    /// One of `words`; answers its index.
    std::size_t one_of(std::string_view pointer, std::span<const std::string_view> words);
    template <class AnyId>
    AnyId id(std::string_view pointer) {
        const std::string given = text(pointer, 64);
        if (given.empty()) return {};
        auto parsed = AnyId::parse(given);
        if (!parsed) note(pointer, "invalid", "not an id");
        return parsed.value_or(AnyId{});
    }
    template <class AnyId>
    std::optional<AnyId> optional_id(std::string_view pointer) {
        if (!has(pointer)) return std::nullopt;
        return id<AnyId>(pointer);
    }
    /// How many items the array has (0 when absent); more than `most` is noted. Read the items by
    /// "/travelers/0/name".
    std::size_t items(std::string_view pointer, std::size_t most);
    /// Unvalidated token: neither stored in logs nor shown; 1 to `longest` printable ASCII bytes.
    Secret secret(std::string_view pointer, std::size_t longest);

    /// Notes a rule of the route's own.
    void note(std::string_view pointer, std::string_view code, std::string_view detail);
    /// The collected errors as invalid_request (or invalid_json, card_number_refused), or nothing.
    [[nodiscard]] std::optional<Error> error() const;

private:
    struct Parsed;
    std::string checked_text(std::string_view pointer, std::size_t longest, bool paragraphs);
    std::unique_ptr<Parsed> parsed_;
};

/// The same for the query string: /v1/availability?check_in=…
class Query {
public:
    explicit Query(const Request& request) : request_(request) {}
    std::string text(std::string_view name, std::size_t longest);
    std::optional<std::string> optional_text(std::string_view name, std::size_t longest);
    LocalDate date(std::string_view name);
    std::optional<LocalDate> optional_date(std::string_view name);
    std::int64_t integer(std::string_view name, Limits limits);
    std::optional<std::int64_t> optional_integer(std::string_view name, Limits limits);
    bool boolean(std::string_view name, bool absent);
    template <class AnyId>
    AnyId id(std::string_view name) {
        const std::string given = text(name, 64);
        if (given.empty()) return {};
        auto parsed = AnyId::parse(given);
        if (!parsed) note(name, "invalid", "not an id");
        return parsed.value_or(AnyId{});
    }
    void note(std::string_view name, std::string_view code, std::string_view detail);
    [[nodiscard]] std::optional<Error> error() const;

private:
    const Request& request_;
    std::vector<FieldError> errors_;
};

/// Appends JSON to one string: json.open().field("a", 1).open_array("items")….close_array().close()
class Json {
public:
    Json& open(std::string_view name = {});
    Json& close();
    Json& open_array(std::string_view name = {});
    Json& close_array();
    Json& field(std::string_view name, std::string_view value);
    Json& field(std::string_view name, const char* value) {
        return field(name, std::string_view(value));
    }
    Json& field(std::string_view name, const std::string& value) {
        return field(name, std::string_view(value));
    }
    Json& field(std::string_view name, std::int64_t value);
    Json& field(std::string_view name, int value) { return field(name, std::int64_t{value}); }
    Json& field(std::string_view name, std::size_t value) {
        return field(name, static_cast<std::int64_t>(value));
    }
    Json& field(std::string_view name, bool value);
    Json& field(std::string_view name, double value);
    Json& field(std::string_view name, const Money& value);
    Json& field(std::string_view name, LocalDate value) { return field(name, value.text()); }
    Json& field(std::string_view name, Instant value) { return field(name, value.text()); }
    template <class Tag>
    Json& field(std::string_view name, const Id<Tag>& value) {
        return field(name, value.text());
    }
    template <class T>
    Json& field(std::string_view name, const std::optional<T>& value) {
        return value ? field(name, *value) : null(name);
    }
    Json& null(std::string_view name);
    Json& item(std::string_view value);
    Json& item(std::int64_t value);
    /// An array item that is JSON already.
    Json& raw_item(std::string_view json) { return raw({}, json); }
    /// Text that is JSON already (from the store); not checked.
    Json& raw(std::string_view name, std::string_view json);
    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    void key(std::string_view name);
    std::string out_;
    bool comma_ = false;
};

[[nodiscard]] Reply json_reply(Json& json, int status = 200);
/// problem+json by the one mapping of kinds to statuses; adds trace_id, Retry-After, Location, and
/// marks the step (5xx: failed). `more` are further members, written as JSON without braces:
/// `"alternatives":[…]`.
[[nodiscard]] Reply problem(Step& step, const Error& error, std::string_view more = {});
/// The same with another status, for the few answers of the protocol that no code stands for.
[[nodiscard]] Reply problem_as(int status, Step& step, const Error& error,
                               std::string_view more = {});
/// The status that `problem` answers for a code; the one place that knows.
[[nodiscard]] int status_of(ErrorCode code);

}  // namespace vacancy::web
