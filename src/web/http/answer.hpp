#pragma once
// How an answer looks on the wire: written once, into one string that the connection reuses.

#include "web/message.hpp"

#include <string>
#include <string_view>

namespace vacancy::web {

struct AnswerFacts {
    std::string_view request_id{};
    std::string_view traceparent{};  ///< empty: nothing is recorded
    std::string_view date{};         ///< IMF-fixdate
    std::string_view allow{};
    bool keep_alive = true;
    bool head_only = false;  ///< HEAD: the headers of GET without the body
    bool accepts_gzip = false;
};

/// Appends the whole answer; compresses large text when the client accepts it.
void write_answer(std::string& out, const Reply& reply, const AnswerFacts& facts);

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7).
[[nodiscard]] std::string http_date(std::int64_t unix_seconds);

/// True when Accept-Encoding names gzip (or *) and does not refuse it with q=0.
[[nodiscard]] bool accepts_gzip(std::string_view accept_encoding);

/// RFC 1952, for text of some size; empty when it does not pay.
[[nodiscard]] std::string gzip(std::string_view text);

}  // namespace vacancy::web
