#include "web/http/parser.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <limits>

namespace vacancy::web {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using View = boost::beast::string_view;

constexpr std::size_t most_headers = 100;
constexpr std::size_t longest_target = 8192;

std::string_view view(View text) { return {text.data(), text.size()}; }

bool same(std::string_view a, std::string_view lower) {
    return std::ranges::equal(a, lower, [](char x, char y) {
        return (x >= 'A' && x <= 'Z' ? static_cast<char>(x - 'A' + 'a') : x) == y;
    });
}

Verb verb_of(http::verb verb) {
    switch (verb) {
        case http::verb::get: return Verb::get;
        case http::verb::head: return Verb::head;
        case http::verb::post: return Verb::post;
        case http::verb::put: return Verb::put;
        case http::verb::patch: return Verb::patch;
        case http::verb::delete_: return Verb::del;
        case http::verb::options: return Verb::options;
        default: return Verb::other;
    }
}

std::optional<std::size_t> whole_number(std::string_view digits) {
    std::size_t value = 0;
    const char* end = digits.data() + digits.size();
    if (digits.empty() || digits[0] < '0' || digits[0] > '9') return std::nullopt;
    const auto [stop, failure] = std::from_chars(digits.data(), end, value);
    if (failure != std::errc{} || stop != end) return std::nullopt;
    return value;
}

/// Beast's callbacks, collecting a Head and chunk bytes.
class Callbacks final : public http::basic_parser<true> {
public:
    explicit Callbacks(std::span<char> block, Head& head) : block_(block), head_(&head) {
        header_limit(std::numeric_limits<std::uint32_t>::max());  // the connection counts bytes
        body_limit(boost::none);                                  // and `feed` those of the body
        eager(false);
    }
    void collect(std::string& body, std::size_t limit) {
        eager(true);
        body_ = &body;
        limit_ = limit;
    }
    void forget() { body_ = nullptr; }
    [[nodiscard]] const std::optional<Refusal>& refusal() const { return refusal_; }

private:
    void refuse(int status, std::string_view detail, error_code& ec) {
        if (!refusal_) refusal_ = Refusal{status, detail};
        ec = http::error::bad_field;
    }
    void on_request_impl(http::verb verb, View, View target, int version, error_code& ec) override {
        head_->verb = verb_of(verb);
        head_->target = view(target);
        head_->version = version;
        if (version != 10 && version != 11) refuse(505, "only HTTP/1.0 and HTTP/1.1", ec);
        if (target.size() > longest_target) refuse(414, "the target is too long", ec);
    }
    void on_field_impl(http::field field, View name, View value, error_code& ec) override {
        if (in_body_) return;  // trailers carry nothing that we use
        if (head_->headers.size() >= most_headers) return refuse(431, "too many headers", ec);
        char* letters = block_.data() + (name.data() - block_.data());
        for (char& c : std::span(letters, name.size())) {
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        }
        head_->headers.emplace_back(view(name), view(value));
        frame(field, view(value), ec);
    }
    /// The fields that say where the message ends.
    void frame(http::field field, std::string_view value, error_code& ec) {
        if (field == http::field::content_length) {
            const auto size = whole_number(value);
            if (!size || has_length_) return refuse(400, "Content-Length must be one number", ec);
            has_length_ = true;
            head_->content_length = *size;
        } else if (field == http::field::transfer_encoding) {
            if (!same(value, "chunked") || head_->chunked)
                return refuse(400, "only Transfer-Encoding: chunked is known", ec);
            head_->chunked = true;
        } else if (field == http::field::host) {
            if (has_host_) return refuse(400, "more than one Host", ec);
            has_host_ = true;
        } else if (field == http::field::expect) {
            if (!same(value, "100-continue")) return refuse(417, "unknown expectation", ec);
            head_->expects_continue = head_->version == 11;
        }
    }
    void on_header_impl(error_code& ec) override {
        in_body_ = true;
        head_->keep_alive = keep_alive();
        if (!has_host_ && head_->version == 11) refuse(400, "Host is missing", ec);
        if (head_->chunked && has_length_)
            refuse(400, "both Content-Length and Transfer-Encoding", ec);
        if (head_->chunked && head_->version == 10)
            refuse(400, "Transfer-Encoding needs HTTP/1.1", ec);
    }
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(View body, error_code&) override { return body.size(); }
    void on_chunk_header_impl(std::uint64_t size, View, error_code& ec) override {
        if (body_ != nullptr && size > limit_ - std::min(limit_, body_->size()))
            refuse(413, "the body is too large", ec);
    }
    std::size_t on_chunk_body_impl(std::uint64_t, View bytes, error_code& ec) override {
        if (body_ == nullptr || bytes.size() > limit_ - std::min(limit_, body_->size())) {
            refuse(413, "the body is too large", ec);
            return 0;
        }
        body_->append(bytes.data(), bytes.size());
        return bytes.size();
    }
    void on_finish_impl(error_code&) override {}
    void on_response_impl(int, View, int, error_code&) override {}

    std::span<char> block_;
    Head* head_;
    std::string* body_ = nullptr;
    std::size_t limit_ = 0;
    std::optional<Refusal> refusal_{};
    bool has_length_ = false;
    bool has_host_ = false;
    bool in_body_ = false;
};

}  // namespace

std::string_view name_of(Verb verb) {
    constexpr std::array<std::string_view, 8> names{"GET",   "HEAD",   "POST",    "PUT",
                                                    "PATCH", "DELETE", "OPTIONS", "_OTHER"};
    return names.at(static_cast<std::size_t>(verb));
}

struct RequestParser::Beast {
    std::optional<Callbacks> callbacks;  // made anew for every request; it owns no memory
};

RequestParser::RequestParser() : beast_(std::make_unique<Beast>()) {}
RequestParser::~RequestParser() = default;

std::pair<std::size_t, std::optional<Refusal>> RequestParser::head_end(std::string_view bytes) {
    const auto refuse = [](std::string_view why) {
        return std::pair{std::size_t{0}, std::optional(Refusal{400, why})};
    };
    for (std::size_t at = bytes.find('\n'); at != std::string_view::npos;
         at = bytes.find('\n', at + 1)) {
        if (at == 0 || bytes[at - 1] != '\r') return refuse("a line ends without CR");
        if (at == 1) return refuse("an empty request line");
        if (bytes[at - 2] == '\n') return {at + 1, std::nullopt};
        if (at + 1 < bytes.size() && (bytes[at + 1] == ' ' || bytes[at + 1] == '\t'))
            return refuse("folded header lines are not accepted");
    }
    return {0, std::nullopt};
}

std::optional<Refusal> RequestParser::parse(std::span<char> block, Head& head) {
    head.headers.clear();
    head = Head{.headers = std::move(head.headers)};
    Callbacks& parser = beast_->callbacks.emplace(block, head);
    error_code failure;
    parser.put(boost::asio::const_buffer(block.data(), block.size()), failure);
    if (parser.refusal()) return parser.refusal();
    if (failure || !parser.is_header_done()) return Refusal{400, "not an HTTP request"};
    return std::nullopt;
}

RequestParser::Fed RequestParser::feed(std::string_view bytes, std::string& body,
                                       std::size_t limit) {
    Callbacks& parser = beast_->callbacks.value();
    parser.collect(body, limit);
    Fed fed;
    error_code failure;
    while (fed.used < bytes.size() && !parser.is_done() && !failure) {
        const std::string_view rest = bytes.substr(fed.used);
        fed.used += parser.put(boost::asio::const_buffer(rest.data(), rest.size()), failure);
    }
    parser.forget();
    fed.done = parser.is_done();
    if (parser.refusal())
        fed.refusal = parser.refusal();
    else if (failure && failure != http::error::need_more)
        fed.refusal = Refusal{400, "the chunks are not well formed"};
    return fed;
}

}  // namespace vacancy::web
