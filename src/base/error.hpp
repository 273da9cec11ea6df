#pragma once
// Error: what a verb answers when it cannot do what was asked. Expected failures travel in
// Result<T>, never as exceptions. Codes live in errors.def alone.

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace vacancy {

enum class ErrorKind : std::uint8_t {
    invalid,
    too_large,
    headers_too_large,
    unsupported,
    unauthorized,
    forbidden,
    not_found,
    method,
    conflict,
    gone,
    precondition,
    unprocessable,
    declined,
    limited,
    unavailable,
    outcome_unknown,
    internal
};

enum class ErrorCode : std::uint8_t {
#define ERROR_CODE(code, kind, sentence) code,
#include "base/errors.def"
#undef ERROR_CODE
};

[[nodiscard]] std::string_view name_of(ErrorCode code);
[[nodiscard]] ErrorKind kind_of(ErrorCode code);
/// The fixed sentence of the code; safe to export: it never holds a guest's words.
[[nodiscard]] std::string_view sentence_of(ErrorCode code);

/// One thing wrong with one field; `pointer` is a JSON pointer into the body ("/guest/email").
struct FieldError {
    std::string pointer;
    std::string code;
    std::string detail;
};

struct Error {
    ErrorCode code = ErrorCode::internal;
    std::string detail;  ///< for the caller; empty: the code's sentence
    std::vector<FieldError> fields{};
    int retry_after_s = 0;  ///< 0: no Retry-After
    std::string look_at{};  ///< Location of the final answer, for outcome_unknown

    [[nodiscard]] std::string_view sentence() const { return sentence_of(code); }
    [[nodiscard]] ErrorKind kind() const { return kind_of(code); }
};

template <class T>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string detail = {}) {
    return std::unexpected(Error{.code = code, .detail = std::move(detail)});
}

/// Stays on in release. A broken promise ends the request with 500, never the process.
[[noreturn]] void broken_promise(const char* condition, const char* file, int line);

/// Thrown by must(); caught by the server, which answers 500 and marks the span.
struct BrokenPromise {
    std::string what;
};

}  // namespace vacancy

#define VACANCY_JOIN_(a, b) a##b
#define VACANCY_JOIN(a, b) VACANCY_JOIN_(a, b)

// TRY(auto x, expr): binds the value or returns the error. CO_TRY is the same in a coroutine.
#define TRY_(temporary, returns, declaration, ...)                         \
    auto temporary = __VA_ARGS__;                                          \
    if (!temporary) returns std::unexpected(std::move(temporary).error()); \
    declaration = std::move(temporary).value()
#define TRY(declaration, ...) \
    TRY_(VACANCY_JOIN(try_result_, __LINE__), return, declaration, __VA_ARGS__)
#define CO_TRY(declaration, ...) \
    TRY_(VACANCY_JOIN(try_result_, __LINE__), co_return, declaration, __VA_ARGS__)
// The same for Result<void>.
#define CHECK_OK_(temporary, returns, ...)        \
    if (auto temporary = __VA_ARGS__; !temporary) \
    returns std::unexpected(std::move(temporary).error())
#define TRY_VOID(...) CHECK_OK_(VACANCY_JOIN(try_result_, __LINE__), return, __VA_ARGS__)
#define CO_TRY_VOID(...) CHECK_OK_(VACANCY_JOIN(try_result_, __LINE__), co_return, __VA_ARGS__)

#define must(condition) \
    ((condition) ? void(0) : ::vacancy::broken_promise(#condition, __FILE__, __LINE__))
