#pragma once
// SmtpClient: hands a ready RFC 5322 message to a mail server (libcurl, own thread). Owned by the
// House; safe to use from any thread.

#include "base/error.hpp"
#include "trace/step.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace vacancy::outside {

struct SmtpOptions {
    std::string url;  ///< smtp://127.0.0.1:2525
    std::chrono::milliseconds timeout{15'000};
    bool adds_traceparent = true;  ///< a `traceparent` header field on top of the message
};

struct Envelope {
    std::string from;             ///< bare address
    std::vector<std::string> to;  ///< bare addresses
};

/// Errors: upstream_unavailable (not taken, try again), invalid_request (refused for good, 5xx,
/// with the server's words), timeout and outcome_unknown (the message was sent and its answer lost:
/// send it again with the same Message-ID).
class SmtpClient {
public:
    explicit SmtpClient(SmtpOptions options);
    ~SmtpClient();
    SmtpClient(const SmtpClient&) = delete;
    SmtpClient& operator=(const SmtpClient&) = delete;

    /// `message`: header fields, blank line, body; lines end in CRLF (a bare LF is made one).
    Task<Result<void>> send(Step& step, const Envelope& envelope, const std::string& message);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace vacancy::outside
