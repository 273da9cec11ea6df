#include "outside/http_client.hpp"

#include "outside/transfers.hpp"

#include <boost/url/parse.hpp>
#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <optional>

namespace vacancy::outside {
namespace {

constexpr std::size_t longest_answer = std::size_t{16} << 20;
constexpr std::chrono::milliseconds longest_connect{5'000};

std::string_view trimmed(std::string_view text) {
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

/// One request and its answer; lives until curl is done with it.
struct Exchange {
    explicit Exchange(const HttpCall& call) : call(call) {}
    ~Exchange() {
        curl_slist_free_all(fields);
        curl_easy_cleanup(easy);
    }
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    HttpCall call;
    CURL* easy = curl_easy_init();
    curl_slist* fields = nullptr;
    std::size_t body_sent = 0;
    HttpAnswer answer;
    std::optional<Error> error;
};

std::size_t read_body(char* out, std::size_t size, std::size_t count, void* data) {
    auto& exchange = *static_cast<Exchange*>(data);
    const std::size_t rest = exchange.call.body.size() - exchange.body_sent;
    const std::size_t n = std::min(size * count, rest);
    std::memcpy(out, exchange.call.body.data() + exchange.body_sent, n);
    exchange.body_sent += n;
    return n;
}

/// Refusing to rewind is what keeps libcurl from sending a body a second time by itself.
int refuse_to_rewind(void*, curl_off_t, int) { return CURL_SEEKFUNC_FAIL; }

std::size_t take_body(char* in, std::size_t size, std::size_t count, void* data) {
    auto& answer = static_cast<Exchange*>(data)->answer;
    if (answer.body.size() + size * count > longest_answer) return 0;
    answer.body.append(in, size * count);
    return size * count;
}

std::size_t take_header(char* in, std::size_t size, std::size_t count, void* data) {
    auto& answer = static_cast<Exchange*>(data)->answer;
    const std::string_view line(in, size * count);
    if (line.starts_with("HTTP/")) {
        answer.headers.clear();  // an interim answer came before
        return line.size();
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return line.size();
    std::string name(line.substr(0, colon));
    std::ranges::transform(name, name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    answer.headers.emplace_back(std::move(name), trimmed(line.substr(colon + 1)));
    return line.size();
}

void prepare_fields(Exchange& exchange) {
    const auto add = [&](const std::string& line) {
        exchange.fields = curl_slist_append(exchange.fields, line.c_str());
    };
    add("Expect:");  // no waiting for 100 Continue
    for (const auto& [name, value] : exchange.call.headers)
        add(value.empty() ? name + ";" : name + ": " + value);
    curl_easy_setopt(exchange.easy, CURLOPT_HTTPHEADER, exchange.fields);
}

void prepare_body(Exchange& exchange) {
    CURL* easy = exchange.easy;
    const HttpCall& call = exchange.call;
    if (call.method == "GET" && call.body.empty()) return;
    if (call.method == "HEAD") {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
        return;
    }
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, call.method.c_str());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, read_body);
    curl_easy_setopt(easy, CURLOPT_READDATA, &exchange);
    curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, refuse_to_rewind);
}

void prepare(Exchange& exchange) {
    CURL* easy = exchange.easy;
    const HttpCall& call = exchange.call;
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_URL, call.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(call.timeout.count()));
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(std::min(call.timeout, longest_connect).count()));
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &exchange);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &exchange);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "vacancy");
    const auto url = boost::urls::parse_uri(call.url);
    if (url && is_loopback(url->host())) curl_easy_setopt(easy, CURLOPT_PROXY, "");
    prepare_body(exchange);
    prepare_fields(exchange);
}

/// What curl's code means for what may have happened at the other end.
std::optional<Error> judge(const Exchange& exchange, int code) {
    if (code == CURLE_OK) return std::nullopt;
    long sent = 0;
    curl_easy_getinfo(exchange.easy, CURLINFO_REQUEST_SIZE, &sent);
    const std::string why = curl_easy_strerror(static_cast<CURLcode>(code));
    if (sent == 0) return Error{.code = ErrorCode::upstream_unavailable, .detail = why};
    const bool late = code == CURLE_OPERATION_TIMEDOUT || code == CURLE_ABORTED_BY_CALLBACK;
    return Error{.code = late ? ErrorCode::timeout : ErrorCode::outcome_unknown, .detail = why};
}

void take_result(Exchange& exchange, int code) {
    exchange.error = judge(exchange, code);
    long status = 0;
    curl_easy_getinfo(exchange.easy, CURLINFO_RESPONSE_CODE, &status);
    exchange.answer.status = static_cast<int>(status);
}

/// Scheme, host, port and path: what follows may hold secrets.
std::string redacted(const boost::urls::url_view& url) {
    return fmt::format("{}://{}{}{}", std::string_view(url.scheme()),
                       std::string_view(url.encoded_host_and_port()),
                       std::string_view(url.encoded_path()), url.has_query() ? "?REDACTED" : "");
}

void describe(Step& step, const HttpCall& call) {
    step.set(attr::http_request_method, call.method);
    if (const auto url = boost::urls::parse_uri(call.url)) {
        step.set(attr::url_full, redacted(*url));
        step.set(attr::server_address, url->host());
        const int standard = url->scheme() == "https" ? 443 : 80;
        step.set(attr::server_port, url->has_port() ? int{url->port_number()} : standard);
    }
    if (call.resend_count > 0) step.set(attr::http_request_resend_count, call.resend_count);
}

void add_context(HttpCall& call, trace::Carried carried) {
    const auto add = [&](const char* name, std::string& value) {
        if (!value.empty()) call.headers.emplace_back(name, std::move(value));
    };
    add("traceparent", carried.traceparent);
    add("tracestate", carried.tracestate);
    add("baggage", carried.baggage);
}

void show_outcome(Step& step, const Exchange& exchange) {
    if (exchange.error) return step.close(&*exchange.error);
    step.set(attr::http_response_status_code, exchange.answer.status);
    if (exchange.answer.status >= 400) {
        const bool theirs = exchange.answer.status >= 500;
        const Error error{
            .code = theirs ? ErrorCode::upstream_unavailable : ErrorCode::invalid_request,
            .detail = {}};
        step.failed(error);
        step.set(attr::error_type, std::to_string(exchange.answer.status));
    }
    step.close(nullptr);
}

}  // namespace

std::string_view HttpAnswer::header(std::string_view lower_case_name) const {
    for (const auto& [name, value] : headers)
        if (name == lower_case_name) return value;
    return {};
}

struct HttpClient::State {
    Transfers transfers;
};

HttpClient::HttpClient() : state_(std::make_unique<State>()) {}
HttpClient::~HttpClient() = default;

Task<Result<HttpAnswer>> HttpClient::call(Step& step, const HttpCall& call) {
    Step child = step.open(span::http_client, call.method);
    describe(child, call);
    auto exchange = std::make_shared<Exchange>(call);
    add_context(exchange->call, child.carried());
    prepare(*exchange);
    const auto code = co_await state_->transfers.run(exchange->easy, exchange);
    if (!code) co_return fail(ErrorCode::canceled);
    take_result(*exchange, *code);
    show_outcome(child, *exchange);
    if (exchange->error) co_return std::unexpected(*exchange->error);
    co_return std::move(exchange->answer);
}

void HttpClient::begin(const HttpCall& call, Done done) {
    auto exchange = std::make_shared<Exchange>(call);
    prepare(*exchange);
    state_->transfers.start(exchange->easy, [exchange, done = std::move(done)](int code) mutable {
        take_result(*exchange, code);
        if (exchange->error) return done(std::unexpected(*exchange->error));
        done(std::move(exchange->answer));
    });
}

void HttpClient::abandon() { state_->transfers.cancel_all(); }

}  // namespace vacancy::outside
