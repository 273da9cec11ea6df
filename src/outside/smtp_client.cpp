#include "outside/smtp_client.hpp"

#include "outside/transfers.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

namespace vacancy::outside {
namespace {

/// One message on its way; lives until curl is done with it.
struct Delivery {
    ~Delivery() {
        curl_slist_free_all(recipients);
        curl_easy_cleanup(easy);
    }
    Delivery() = default;
    Delivery(const Delivery&) = delete;
    Delivery& operator=(const Delivery&) = delete;

    CURL* easy = curl_easy_init();
    curl_slist* recipients = nullptr;
    std::string from;
    std::string message;
    std::size_t sent = 0;
    std::optional<Error> error;
};

std::size_t read_message(char* out, std::size_t size, std::size_t count, void* data) {
    auto& delivery = *static_cast<Delivery*>(data);
    const std::size_t n = std::min(size * count, delivery.message.size() - delivery.sent);
    std::memcpy(out, delivery.message.data() + delivery.sent, n);
    delivery.sent += n;
    return n;
}

/// RFC 5321 lines end in CRLF and nothing else.
std::string with_crlf(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 40);
    char before = '\0';
    for (const char c : text) {
        if (c == '\n' && before != '\r') out += '\r';
        out += c;
        before = c;
    }
    if (!out.ends_with("\r\n")) out += "\r\n";
    return out;
}

/// Addresses go into SMTP commands: nothing that could end a command may be in them.
bool is_bare_address(std::string_view address) {
    return !address.empty() && address.size() <= 254 && std::ranges::all_of(address, [](char c) {
        return static_cast<unsigned char>(c) > ' ' && c != '<' && c != '>' && c != '\x7f';
    });
}

void prepare(Delivery& delivery, const SmtpOptions& options) {
    CURL* easy = delivery.easy;
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_URL, options.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.timeout.count()));
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, delivery.from.c_str());
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, delivery.recipients);
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, read_message);
    curl_easy_setopt(easy, CURLOPT_READDATA, &delivery);
}

std::optional<Error> judge(const Delivery& delivery, int code) {
    if (code == CURLE_OK) return std::nullopt;
    long smtp_code = 0;
    curl_easy_getinfo(delivery.easy, CURLINFO_RESPONSE_CODE, &smtp_code);
    if (smtp_code >= 500)
        return Error{.code = ErrorCode::invalid_request,
                     .detail = fmt::format("refused for good with {}", smtp_code)};
    if (smtp_code >= 400)
        return Error{.code = ErrorCode::upstream_unavailable,
                     .detail = fmt::format("not taken now, {}", smtp_code)};
    const std::string why = curl_easy_strerror(static_cast<CURLcode>(code));
    // Only the whole message can have been taken; a part of it is thrown away by the server.
    const bool sent_whole = delivery.sent == delivery.message.size();
    if (!sent_whole) return Error{.code = ErrorCode::upstream_unavailable, .detail = why};
    const bool late = code == CURLE_OPERATION_TIMEDOUT;
    return Error{.code = late ? ErrorCode::timeout : ErrorCode::outcome_unknown, .detail = why};
}

}  // namespace

struct SmtpClient::State {
    explicit State(SmtpOptions given) : options(std::move(given)) {}

    SmtpOptions options;
    Transfers transfers{};
};

SmtpClient::SmtpClient(SmtpOptions options) : state_(std::make_unique<State>(std::move(options))) {}
SmtpClient::~SmtpClient() = default;

Task<Result<void>> SmtpClient::send(Step& step, const Envelope& envelope,
                                    const std::string& message) {
    if (!is_bare_address(envelope.from) || envelope.to.empty() ||
        !std::ranges::all_of(envelope.to, is_bare_address))
        co_return fail(ErrorCode::invalid_request, "not a mail address");
    auto delivery = std::make_shared<Delivery>();
    delivery->from = "<" + envelope.from + ">";
    for (const std::string& to : envelope.to)
        delivery->recipients =
            curl_slist_append(delivery->recipients, fmt::format("<{}>", to).c_str());
    const std::string traceparent = step.carried().traceparent;
    if (state_->options.adds_traceparent && !traceparent.empty())
        delivery->message = fmt::format("traceparent: {}\r\n", traceparent);
    delivery->message += with_crlf(message);
    prepare(*delivery, state_->options);
    const auto code = co_await state_->transfers.run(delivery->easy, delivery);
    if (!code) co_return fail(ErrorCode::canceled);
    delivery->error = judge(*delivery, *code);
    if (delivery->error) co_return std::unexpected(*delivery->error);
    co_return Result<void>{};
}

}  // namespace vacancy::outside
