#include "base/time.hpp"
#include "trace/otlp/sender.hpp"

#include <curl/curl.h>
#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <charconv>

namespace vacancy::trace::otlp {

namespace {

using std::chrono::milliseconds;

/// Empty when zlib refuses; the message then goes unpacked.
std::string gzip(std::string_view plain) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        return {};
    std::string packed(deflateBound(&stream, plain.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    const int outcome = deflate(&stream, Z_FINISH);
    packed.resize(packed.size() - stream.avail_out);
    deflateEnd(&stream);
    return outcome == Z_STREAM_END ? packed : std::string();
}

struct Response {
    std::string body;
    std::string retry_after;
};

constexpr std::size_t longest_answer = 1 << 20;

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* to) {
    auto& body = static_cast<Response*>(to)->body;
    // An endless answer must not eat memory: what is too much ends the transfer.
    if (body.size() + size * count > longest_answer) return 0;
    body.append(data, size * count);
    return size * count;
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* to) {
    const std::string_view line(data, size * count);
    constexpr std::string_view name = "retry-after:";
    const auto same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
    if (line.size() > name.size() && std::equal(name.begin(), name.end(), line.begin(), same)) {
        std::string_view value = line.substr(name.size());
        while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
        while (!value.empty() && static_cast<unsigned char>(value.back()) <= ' ')
            value.remove_suffix(1);
        static_cast<Response*>(to)->retry_after = value;
    }
    return size * count;
}

/// Retry-After is seconds or an HTTP date (RFC 9110 10.2.3).
std::optional<milliseconds> wait_of(const std::string& retry_after) {
    if (retry_after.empty()) return std::nullopt;
    std::int64_t seconds = 0;
    const char* end = retry_after.data() + retry_after.size();
    const auto [stopped, code] = std::from_chars(retry_after.data(), end, seconds);
    if (code != std::errc{} || stopped != end) {
        const std::time_t at = curl_getdate(retry_after.c_str(), nullptr);
        if (at < 0) return std::nullopt;
        seconds = static_cast<std::int64_t>(at) - system_clock().now().us / 1'000'000;
    }
    return milliseconds(std::clamp<std::int64_t>(seconds, 0, 3600) * 1000);
}

class HttpSender final : public Sender {
public:
    explicit HttpSender(const Destination& to) : to_(to) {
        multi_ = curl_multi_init();
        easy_ = curl_easy_init();
        add_header("content-type: application/x-protobuf");
        add_header("expect:");
        if (to_.gzip) add_header("content-encoding: gzip");
        for (const auto& [name, value] : to_.headers)
            add_header(fmt::format("{}: {}", name, value.reveal()));
        set_options();
    }
    ~HttpSender() override {
        curl_slist_free_all(headers_);
        curl_easy_cleanup(easy_);
        curl_multi_cleanup(multi_);
    }
    HttpSender(const HttpSender&) = delete;
    HttpSender& operator=(const HttpSender&) = delete;

    Answer send(std::string_view message, const Patience& patience) override {
        std::string packed;
        if (to_.gzip) packed = gzip(message);
        if (to_.gzip && packed.empty())
            return {.outcome = Answer::Outcome::refused, .why = "the message could not be packed"};
        const std::string_view body = to_.gzip ? std::string_view(packed) : message;
        Response response;
        curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, body.data());
        curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
        curl_easy_setopt(easy_, CURLOPT_WRITEDATA, &response);
        curl_easy_setopt(easy_, CURLOPT_HEADERDATA, &response);
        const CURLcode code = perform(patience);
        if (code != CURLE_OK)
            return {.outcome = helps_to_repeat(code) ? Answer::Outcome::try_again
                                                     : Answer::Outcome::refused,
                    .why = curl_easy_strerror(code)};
        return judge(response);
    }

private:
    void add_header(const std::string& line) {
        headers_ = curl_slist_append(headers_, line.c_str());
    }

    void set_options() {
        curl_easy_setopt(easy_, CURLOPT_URL, to_.url.c_str());
        curl_easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers_);
        curl_easy_setopt(easy_, CURLOPT_USERAGENT, std::string(user_agent()).c_str());
        curl_easy_setopt(easy_, CURLOPT_POST, 1L);
        curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy_, CURLOPT_TIMEOUT_MS, static_cast<long>(to_.timeout.count()));
        curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, take_body);
        curl_easy_setopt(easy_, CURLOPT_HEADERFUNCTION, take_header);
        if (!to_.certificate.empty())
            curl_easy_setopt(easy_, CURLOPT_CAINFO, to_.certificate.c_str());
        if (!to_.client_key.empty())
            curl_easy_setopt(easy_, CURLOPT_SSLKEY, to_.client_key.c_str());
        if (!to_.client_certificate.empty())
            curl_easy_setopt(easy_, CURLOPT_SSLCERT, to_.client_certificate.c_str());
    }

    /// Runs the transfer in slices, so that a shutdown is noticed in the middle of a hung one.
    CURLcode perform(const Patience& patience) {
        curl_multi_add_handle(multi_, easy_);
        CURLcode outcome = CURLE_OPERATION_TIMEDOUT;
        int running = 1;
        while (!patience.is_over()) {
            if (curl_multi_perform(multi_, &running) != CURLM_OK) break;
            int left = 0;
            if (const CURLMsg* done = curl_multi_info_read(multi_, &left)) {
                outcome = done->data.result;
                break;
            }
            if (running == 0) break;
            curl_multi_poll(multi_, nullptr, 0, 20, nullptr);
        }
        curl_multi_remove_handle(multi_, easy_);
        return outcome;
    }

    /// Certificates that are not trusted or cannot be read stay so.
    [[nodiscard]] static bool helps_to_repeat(CURLcode code) {
        return code != CURLE_PEER_FAILED_VERIFICATION && code != CURLE_SSL_CERTPROBLEM &&
               code != CURLE_SSL_CACERT_BADFILE && code != CURLE_SSL_ISSUER_ERROR;
    }

    [[nodiscard]] Answer judge(const Response& response) const {
        long status = 0;
        curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
        if (status >= 200 && status < 300) return {.rejected = rejected_items(response.body)};
        const std::string why = fmt::format("HTTP {}", status);
        if (status == 429 || status == 502 || status == 503 || status == 504)
            return {.outcome = Answer::Outcome::try_again,
                    .retry_after = wait_of(response.retry_after),
                    .why = why};
        return {.outcome = Answer::Outcome::refused, .why = why};
    }

    Destination to_;
    CURLM* multi_;
    CURL* easy_;
    curl_slist* headers_ = nullptr;
};

}  // namespace

std::unique_ptr<Sender> make_http_sender(const Destination& to) {
    return std::make_unique<HttpSender>(to);
}

}  // namespace vacancy::trace::otlp
