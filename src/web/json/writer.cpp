#include "web/body.hpp"
#include "web/json/spare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <iterator>

namespace vacancy::web {
namespace {

bool is_plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

/// Eight letters at once: names and values are short, and most hold nothing special.
std::uint64_t special_in(std::uint64_t letters) {
    constexpr std::uint64_t ones = 0x0101010101010101;
    constexpr std::uint64_t highs = 0x8080808080808080;
    const auto zero_in = [](std::uint64_t word) { return (word - ones) & ~word & highs; };
    const std::uint64_t control = (letters - ones * 0x20) & ~letters & highs;
    return control | zero_in(letters ^ ones * '"') | zero_in(letters ^ ones * '\\');
}

bool is_all_plain(std::string_view text) {
    constexpr std::size_t step = sizeof(std::uint64_t);
    std::uint64_t special = 0;
    const auto look_at = [&](const char* from, std::size_t size) {
        std::uint64_t letters = 0x2020202020202020;
        std::memcpy(&letters, from, size);
        special |= special_in(letters);
    };
    std::size_t at = 0;
    for (; at + step <= text.size(); at += step) look_at(text.data() + at, step);
    if (at < text.size()) look_at(text.data() + at, text.size() - at);
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

/// All of them at once: the string is asked for room once.
template <class... Parts>
void put(std::string& out, const Parts&... parts) {
    const std::size_t from = out.size();
    const std::size_t size = from + (parts.size() + ...);
    out.resize_and_overwrite(size, [&](char* all, std::size_t) {  // libstdc++ 12 tells the capacity
        char* to = all + from;
        ((to = std::copy(parts.begin(), parts.end(), to)), ...);
        return size;
    });
}

constexpr std::string_view mark = "\"";

void quote(std::string& out, std::string_view text) {
    if (is_all_plain(text)) return put(out, mark, text, mark);
    out += mark;
    for (const char c : text) {
        if (is_plain(c))
            out += c;
        else
            escape(out, c);
    }
    out += mark;
}

void number(std::string& out, std::int64_t value) {
    const fmt::format_int text(value);
    out.append(text.data(), text.size());
}

}  // namespace

void Json::key(std::string_view name) {
    if (out_.empty()) out_ = take_spare();
    const std::string_view comma = comma_ ? "," : "";
    comma_ = true;
    if (is_all_plain(name) && !name.empty())
        return put(out_, comma, mark, name, std::string_view("\":"));
    out_ += comma;
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
    const fmt::format_int amount(value.amount);
    put(out_, std::string_view(R"({"amount":)"), std::string_view(amount.data(), amount.size()),
        std::string_view(R"(,"currency":")"), value.currency.code(), std::string_view(R"("})"));
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
