#include "web/http/answer.hpp"

#include <date/date.h>
#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace vacancy::web {
namespace {

constexpr std::size_t worth_compressing = 1024;

std::string_view reason_of(int status) {
    switch (status) {
        case 200: return "OK";
        case 201: return "Created";
        case 202: return "Accepted";
        case 204: return "No Content";
        case 304: return "Not Modified";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 402: return "Payment Required";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 410: return "Gone";
        case 412: return "Precondition Failed";
        case 413: return "Content Too Large";
        case 414: return "URI Too Long";
        case 415: return "Unsupported Media Type";
        case 417: return "Expectation Failed";
        case 422: return "Unprocessable Content";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 502: return "Bad Gateway";
        case 503: return "Service Unavailable";
        case 505: return "HTTP Version Not Supported";
        default: return "";
    }
}

void number(std::string& out, std::size_t value) {
    const fmt::format_int text(value);
    out.append(text.data(), text.size());
}

/// A value of our own, which has no line ends.
void own_header(std::string& out, std::string_view name, std::string_view value) {
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
}

void header(std::string& out, std::string_view name, std::string_view value) {
    const std::size_t from = out.size() + name.size() + 2;
    own_header(out, name, value);
    // A handler's value must not begin a line of its own.
    const auto begin = out.begin() + static_cast<std::ptrdiff_t>(from);
    std::replace_if(
        begin, out.end() - 2, [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
}

bool has_header(const Reply& reply, std::string_view name) {
    return std::ranges::any_of(reply.headers, [&](const auto& h) { return h.first == name; });
}

bool is_text(std::string_view content_type) {
    return content_type.starts_with("text/") || content_type.starts_with("application/json") ||
           content_type.starts_with("application/problem+json") ||
           content_type.starts_with("application/openmetrics") ||
           content_type.starts_with("image/svg");
}

/// One deflate state a thread: making one costs more than a small answer.
class Compressor {
public:
    Compressor() {
        constexpr int gzip_window = 15 + 16;
        must(deflateInit2(&stream_, 1, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    }
    Compressor(const Compressor&) = delete;
    Compressor& operator=(const Compressor&) = delete;
    ~Compressor() { deflateEnd(&stream_); }

    std::string run(std::string_view text) {
        must(deflateReset(&stream_) == Z_OK);
        std::string out(deflateBound(&stream_, text.size()), '\0');
        // zlib's pointer is not const, but it only reads.
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
        stream_.avail_in = static_cast<uInt>(text.size());
        stream_.next_out = reinterpret_cast<Bytef*>(out.data());
        stream_.avail_out = static_cast<uInt>(out.size());
        must(deflate(&stream_, Z_FINISH) == Z_STREAM_END);
        out.resize(out.size() - stream_.avail_out);
        return out;
    }

private:
    z_stream stream_{};
};

}  // namespace

std::string gzip(std::string_view text) {
    thread_local Compressor compressor;
    std::string packed = compressor.run(text);
    return packed.size() < text.size() ? packed : std::string();
}

bool accepts_gzip(std::string_view accept_encoding) {
    while (!accept_encoding.empty()) {
        std::string_view part = accept_encoding.substr(0, accept_encoding.find(','));
        accept_encoding.remove_prefix(std::min(accept_encoding.size(), part.size() + 1));
        while (part.starts_with(' ')) part.remove_prefix(1);
        const std::size_t end = part.find_first_of("; ");
        const std::string_view coding = part.substr(0, end);
        if (coding != "gzip" && coding != "*") continue;
        const std::size_t weight = part.find("q=");
        if (weight == std::string_view::npos) return true;
        return part.substr(weight + 2).find_first_of("123456789") != std::string_view::npos;
    }
    return false;
}

std::string http_date(std::int64_t unix_seconds) {
    using Seconds = date::sys_seconds;
    const Seconds at{std::chrono::seconds{unix_seconds}};
    constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = date::floor<date::days>(at);
    const date::year_month_day ymd{day};
    const auto s = (at - day).count();
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                       days.at(date::weekday{day}.c_encoding()), static_cast<unsigned>(ymd.day()),
                       months.at(static_cast<unsigned>(ymd.month()) - 1),
                       static_cast<int>(ymd.year()), s / 3600, s / 60 % 60, s % 60);
}

void write_answer(std::string& out, const Reply& reply, const AnswerFacts& facts) {
    std::string packed;
    const bool large = reply.body.size() > worth_compressing && is_text(reply.content_type);
    if (large && facts.accepts_gzip) packed = gzip(reply.body);
    const std::string_view body = packed.empty() ? std::string_view(reply.body) : packed;
    const bool bodiless = reply.status == 204 || reply.status == 304;

    out += "HTTP/1.1 ";
    number(out, static_cast<std::size_t>(reply.status));
    out += ' ';
    out += reason_of(reply.status);
    out += "\r\n";
    own_header(out, "Date", facts.date);
    if (!bodiless) {
        own_header(out, "Content-Type", reply.content_type);
        out += "Content-Length: ";
        number(out, body.size());
        out += "\r\n";
    }
    if (!packed.empty()) out += "Content-Encoding: gzip\r\n";
    if (large) out += "Vary: Accept-Encoding\r\n";
    own_header(out, "x-request-id", facts.request_id);
    if (!facts.traceparent.empty()) {
        out += "Server-Timing: traceparent;desc=\"";
        out += facts.traceparent;
        out += "\"\r\n";
    }
    if (!facts.allow.empty()) own_header(out, "Allow", facts.allow);
    for (const auto& [name, value] : reply.headers) header(out, name, value);
    if (!has_header(reply, "Cache-Control")) out += "Cache-Control: no-store\r\n";
    out += "X-Content-Type-Options: nosniff\r\n";
    if (!facts.keep_alive) out += "Connection: close\r\n";
    out += "\r\n";
    if (!facts.head_only && !bodiless) out += body;
}

}  // namespace vacancy::web
