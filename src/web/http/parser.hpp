#pragma once
// RequestParser: one HTTP/1.1 request head and, when it is chunked, its body. The only place that
// knows Beast. Stricter than the RFC allows where leniency lets two parties disagree about where a
// message ends (RFC 9112, 11.2): one Content-Length of digits, Transfer-Encoding only `chunked`,
// never both, CRLF only, no folded lines, exactly one Host.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vacancy::web {

enum class Verb : std::uint8_t { get, head, post, put, patch, del, options, other };

[[nodiscard]] std::string_view name_of(Verb verb);  ///< "_OTHER" for unknown ones

/// Views into the connection's buffer, good until its next request.
struct Head {
    Verb verb = Verb::other;
    std::string_view target{};
    int version = 11;
    std::vector<std::pair<std::string_view, std::string_view>> headers{};  ///< names lower case
    bool keep_alive = true;
    bool chunked = false;
    bool expects_continue = false;
    std::size_t content_length = 0;
};

/// What is wrong with the bytes: the status to answer before the connection is closed.
struct Refusal {
    int status = 400;
    std::string_view detail{};
};

class RequestParser {
public:
    RequestParser();
    ~RequestParser();
    RequestParser(const RequestParser&) = delete;
    RequestParser& operator=(const RequestParser&) = delete;

    /// Where the head ends (one past the empty line), 0 when it is not complete yet, or a refusal
    /// as soon as it is clear.
    [[nodiscard]] static std::pair<std::size_t, std::optional<Refusal>> head_end(
        std::string_view bytes);

    /// Parses a complete head; header names become lower case in place.
    std::optional<Refusal> parse(std::span<char> block, Head& head);

    struct Fed {
        std::size_t used = 0;
        bool done = false;
        std::optional<Refusal> refusal{};
    };
    /// Decodes chunks of the request just parsed and appends their bytes to `body`.
    Fed feed(std::string_view bytes, std::string& body, std::size_t limit);

private:
    struct Beast;
    std::unique_ptr<Beast> beast_;
};

}  // namespace vacancy::web
