#include "web/body.hpp"
#include "web/json/spare.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

namespace vacancy::web {
namespace {

bool is_plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

/// No branch for each letter: the compiler makes vectors of it.
bool is_all_plain(std::string_view text) {
    unsigned special = 0;
    for (const char c : text) special |= is_plain(c) ? 0U : 1U;
    return special == 0;
}

void escape(std::string& out, char c) {
    if (c == '"' || c == '\\')
        (out += '\\') += c;
    else if (c == '\n')
        out += "\\n";
    else if (c == '\t')
        out += "\\t";
    else if (c == '\r')
        out += "\\r";
    else
        fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
}

void quote(std::string& out, std::string_view text) {
    out += '"';
    if (is_all_plain(text)) {
        out += text;
    } else {
        for (const char c : text) {
            if (is_plain(c))
                out += c;
            else
                escape(out, c);
        }
    }
    out += '"';
}

void number(std::string& out, std::int64_t value) {
    const fmt::format_int text(value);
    out.append(text.data(), text.size());
}

}  // namespace

void Json::key(std::string_view name) {
    if (out_.empty()) out_ = take_spare();
    if (comma_) out_ += ',';
    comma_ = true;
    if (name.empty()) return;
    quote(out_, name);
    out_ += ':';
}

Json& Json::open(std::string_view name) {
    key(name);
    out_ += '{';
    comma_ = false;
    return *this;
}

Json& Json::close() {
    out_ += '}';
    comma_ = true;
    return *this;
}

Json& Json::open_array(std::string_view name) {
    key(name);
    out_ += '[';
    comma_ = false;
    return *this;
}

Json& Json::close_array() {
    out_ += ']';
    comma_ = true;
    return *this;
}

Json& Json::field(std::string_view name, std::string_view value) {
    key(name);
    quote(out_, value);
    return *this;
}

Json& Json::field(std::string_view name, std::int64_t value) {
    key(name);
    number(out_, value);
    return *this;
}

Json& Json::field(std::string_view name, bool value) {
    key(name);
    out_ += value ? "true" : "false";
    return *this;
}

Json& Json::field(std::string_view name, double value) {
    if (!std::isfinite(value)) return null(name);  // JSON has no word for it
    key(name);
    fmt::format_to(std::back_inserter(out_), "{}", value);
    return *this;
}

Json& Json::field(std::string_view name, const Money& value) {
    key(name);
    out_ += R"({"amount":)";
    number(out_, value.amount);
    out_ += R"(,"currency":")";
    out_ += value.currency.code();
    out_ += R"("})";
    return *this;
}

Json& Json::null(std::string_view name) {
    key(name);
    out_ += "null";
    return *this;
}

Json& Json::item(std::string_view value) { return field({}, value); }
Json& Json::item(std::int64_t value) { return field({}, value); }

Json& Json::raw(std::string_view name, std::string_view json) {
    key(name);
    out_ += json;
    return *this;
}

Reply json_reply(Json& json, int status) { return {.status = status, .body = json.take()}; }

}  // namespace vacancy::web
