#pragma once
// The one HTTP client (libcurl). Opens the CLIENT span `{method}`, sends traceparent, tracestate
// and baggage, and tells apart what never left from what may have happened. Owned by the House.

#include "base/error.hpp"
#include "trace/step.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vacancy::outside {

struct HttpCall {
    std::string method = "GET";
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers{};
    std::string body{};
    std::chrono::milliseconds timeout{10'000};
    int resend_count = 0;  ///< > 0 on a retry: http.request.resend_count
};

struct HttpAnswer {
    int status = 0;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers{};  ///< names lower case
    [[nodiscard]] std::string_view header(std::string_view lower_case_name) const;
};

/// One thread runs all transfers; `call` resumes on the caller's executor. Errors:
/// upstream_unavailable (could not connect or send: nothing happened), timeout and outcome_unknown
/// (sent, no answer: it may have happened). Any HTTP status is an answer. A request with a body is
/// sent once: it is never repeated behind the caller's back when a kept connection turns out dead.
/// Answers longer than 16 MiB are outcome_unknown.
class HttpClient {
public:
    HttpClient();
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;
    Task<Result<HttpAnswer>> call(Step& step, const HttpCall& call);

    /// The same without a coroutine and without a span; `done` runs on the client's thread and must
    /// not block. Headers are sent as they are.
    using Done = std::move_only_function<void(Result<HttpAnswer>)>;
    void begin(const HttpCall& call, Done done);
    /// Ends every call under way as if it had timed out; for an orderly stop.
    void abandon();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace vacancy::outside
