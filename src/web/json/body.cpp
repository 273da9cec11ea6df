#include "web/body.hpp"

#include "web/text_rules.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parser.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace vacancy::web {
namespace {

namespace json = boost::json;

constexpr std::size_t max_depth = 32;
constexpr std::size_t most_errors = 32;  // a hostile body must not make a large answer

/// How many keys the text holds; only for text that is valid JSON.
std::size_t keys_written(std::string_view text) {
    std::size_t keys = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"')
            quoted = !quoted;
        else if (quoted && c == '\\')
            ++i;
        else if (!quoted && c == ':')
            ++keys;
    }
    return keys;
}

/// Looks at every key and value once: counts keys and finds the first card number.
class Walk {
public:
    void value(std::string_view name, const json::value& at) {
        if (const auto* object = at.if_object()) {
            for (const auto& [key, member] : *object) {
                ++keys;
                look({}, key);
                const Down down(*this, key);
                value(key, member);
            }
        } else if (const auto* array = at.if_array()) {
            for (std::size_t i = 0; i < array->size(); ++i) {
                const Down down(*this, fmt::to_string(i));
                value(name, (*array)[i]);
            }
        } else if (const auto* text = at.if_string()) {
            look(name, *text);
        } else if (at.is_int64() || at.is_uint64()) {
            number(at);
        }
    }

    std::size_t keys = 0;
    std::optional<std::string> card_at{};

private:
    /// One step of the pointer while it lives.
    struct Down {
        Down(Walk& w, std::string_view key) : walk(w), size(w.path_.size()) {
            walk.path_ += '/';
            walk.path_ += key;
        }
        ~Down() { walk.path_.resize(size); }
        Down(const Down&) = delete;
        Down& operator=(const Down&) = delete;
        Walk& walk;
        std::size_t size;
    };
    void look(std::string_view name, std::string_view text) {
        if (card_at || !looks_like_card(name, text)) return;
        card_at = name.empty() ? "" : path_;  // a key that is a card number is not repeated
    }
    void number(const json::value& at) {
        const std::uint64_t size = at.is_uint64() ? at.get_uint64()
                                   : at.get_int64() < 0
                                       ? 0 - static_cast<std::uint64_t>(at.get_int64())
                                       : static_cast<std::uint64_t>(at.get_int64());
        if (size >= 1'000'000'000'000) look("number", fmt::to_string(size));
    }
    std::string path_;
};

}  // namespace

struct Body::Parsed {
    // The arena is left uninitialized on purpose: it is written before it is read.
    Parsed() : root(json::storage_ptr(&memory)) {}

    void read(std::string_view text);
    [[nodiscard]] const json::value* find(std::string_view pointer) const;
    /// The value that must be there, of the asked kind; otherwise notes why not.
    const json::value* need(std::string_view pointer, json::kind kind, std::string_view words);
    void note(std::string_view pointer, std::string_view code, std::string_view detail);

    std::array<unsigned char, 4096> arena;
    std::array<unsigned char, 1024> scratch;
    json::monotonic_resource memory{arena.data(), arena.size()};
    json::value root;
    std::vector<FieldError> errors{};
    std::optional<Error> refused{};
};

void Body::Parsed::read(std::string_view text) {
    root = json::object(&memory);
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return;
    const auto refuse = [&](ErrorCode code, std::string detail) {
        refused = Error{.code = code, .detail = std::move(detail)};
        root = json::object(&memory);
    };
    json::parse_options options;
    options.max_depth = max_depth;
    json::parser parser({}, options, scratch.data(), scratch.size());
    parser.reset(&memory);
    json::error_code failure;
    const std::size_t read = parser.write(text.data(), text.size(), failure);
    if (failure)
        return refuse(ErrorCode::invalid_json,
                      fmt::format("{} at byte {}", failure.message(), read));
    json::value parsed = parser.release();
    if (!parsed.is_object())
        return refuse(ErrorCode::invalid_json, "the body must be a JSON object");
    Walk walk;
    walk.value({}, parsed);
    if (walk.keys != keys_written(text))
        return refuse(ErrorCode::invalid_json, "an object holds the same key twice");
    root = std::move(parsed);
    if (!walk.card_at) return;
    refuse(ErrorCode::card_number_refused, {});
    refused->fields.push_back({std::move(*walk.card_at),
                               std::string(name_of(ErrorCode::card_number_refused)),
                               "send a token"});
}

const json::value* Body::Parsed::find(std::string_view pointer) const {
    json::error_code failure;
    const json::value* found = root.find_pointer(pointer, failure);
    return found != nullptr && !found->is_null() ? found : nullptr;
}

void Body::Parsed::note(std::string_view pointer, std::string_view code, std::string_view detail) {
    if (errors.size() < most_errors)
        errors.push_back({std::string(pointer), std::string(code), std::string(detail)});
}

const json::value* Body::Parsed::need(std::string_view pointer, json::kind kind,
                                      std::string_view words) {
    const json::value* found = find(pointer);
    if (found == nullptr) {
        note(pointer, "required", "is required");
        return nullptr;
    }
    if (found->kind() == kind) return found;
    note(pointer, "invalid_type", words);
    return nullptr;
}

Body::Body(std::string_view json) : parsed_(new Parsed) { parsed_->read(json); }
Body::~Body() = default;
Body::Body(Body&&) noexcept = default;

bool Body::has(std::string_view pointer) const { return parsed_->find(pointer) != nullptr; }

std::string Body::checked_text(std::string_view pointer, std::size_t longest, bool paragraphs) {
    const auto* found = parsed_->need(pointer, json::kind::string, "must be a text");
    if (found == nullptr) return {};
    const std::string_view text = found->get_string();
    if (text.empty())
        note(pointer, "too_short", "must not be empty");
    else if (text.size() > longest)
        note(pointer, "too_long", fmt::format("must have at most {} bytes", longest));
    else if (holds_controls(text, paragraphs))
        note(pointer, "invalid", "must not hold control characters");
    else
        return std::string(text);
    return {};
}

std::string Body::text(std::string_view pointer, std::size_t longest) {
    return checked_text(pointer, longest, false);
}

std::optional<std::string> Body::optional_text(std::string_view pointer, std::size_t longest) {
    if (!has(pointer)) return std::nullopt;
    return text(pointer, longest);
}

std::optional<std::string> Body::optional_paragraph(std::string_view pointer, std::size_t longest) {
    if (!has(pointer)) return std::nullopt;
    return checked_text(pointer, longest, true);
}

std::int64_t Body::integer(std::string_view pointer, Limits limits) {
    const auto* found = parsed_->find(pointer);
    if (found != nullptr && found->is_uint64()) {  // larger than any limit
        note(pointer, "out_of_range", fmt::format("must be at most {}", limits.max));
        return 0;
    }
    found = parsed_->need(pointer, json::kind::int64, "must be a whole number");
    if (found == nullptr) return 0;
    const std::int64_t value = found->get_int64();
    if (value >= limits.min && value <= limits.max) return value;
    note(pointer, "out_of_range", fmt::format("must be from {} to {}", limits.min, limits.max));
    return 0;
}

std::optional<std::int64_t> Body::optional_integer(std::string_view pointer, Limits limits) {
    if (!has(pointer)) return std::nullopt;
    return integer(pointer, limits);
}

bool Body::boolean(std::string_view pointer, bool absent) {
    if (!has(pointer)) return absent;
    const auto* found = parsed_->need(pointer, json::kind::bool_, "must be true or false");
    return found != nullptr ? found->get_bool() : absent;
}

LocalDate Body::date(std::string_view pointer) {
    const std::string given = text(pointer, 10);
    if (given.empty()) return {};
    auto parsed = LocalDate::parse(given);
    if (!parsed) note(pointer, "invalid", parsed.error().detail);
    return parsed.value_or(LocalDate{});
}

std::optional<LocalDate> Body::optional_date(std::string_view pointer) {
    if (!has(pointer)) return std::nullopt;
    return date(pointer);
}

Currency Body::currency(std::string_view pointer) {
    const std::string given = text(pointer, 3);
    if (given.empty()) return {};
    auto parsed = Currency::parse(given);
    if (!parsed) note(pointer, "invalid", parsed.error().detail);
    return parsed.value_or(Currency{});
}

Money Body::money(std::string_view pointer) {
    constexpr Limits sane{-1'000'000'000'000, 1'000'000'000'000};
    if (parsed_->need(pointer, json::kind::object, "must be {amount, currency}") == nullptr)
        return {};
    const std::int64_t amount = integer(fmt::format("{}/amount", pointer), sane);
    return {amount, currency(fmt::format("{}/currency", pointer))};
}

std::optional<Money> Body::optional_money(std::string_view pointer) {
    if (!has(pointer)) return std::nullopt;
    return money(pointer);
}

std::size_t Body::one_of(std::string_view pointer, std::span<const std::string_view> words) {
    const std::string given = text(pointer, 64);
    if (given.empty()) return 0;
    const auto found = std::ranges::find(words, given);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    note(pointer, "invalid", fmt::format("must be one of {}", fmt::join(words, ", ")));
    return 0;
}

std::size_t Body::items(std::string_view pointer, std::size_t most) {
    if (!has(pointer)) return 0;
    const auto* found = parsed_->need(pointer, json::kind::array, "must be a list");
    if (found == nullptr) return 0;
    const std::size_t size = found->get_array().size();
    if (size <= most) return size;
    note(pointer, "too_many", fmt::format("must have at most {} items", most));
    return 0;
}

Secret Body::secret(std::string_view pointer, std::size_t longest) {
    std::string given = text(pointer, longest);
    const bool plain = std::ranges::all_of(given, [](char c) { return c > ' ' && c < 0x7f; });
    if (!plain) note(pointer, "invalid", "must be printable ASCII");
    return Secret(plain ? std::move(given) : std::string());
}

void Body::note(std::string_view pointer, std::string_view code, std::string_view detail) {
    parsed_->note(pointer, code, detail);
}

std::optional<Error> Body::error() const {
    if (parsed_->refused) return parsed_->refused;
    if (parsed_->errors.empty()) return std::nullopt;
    const FieldError& first = parsed_->errors.front();
    return Error{.code = ErrorCode::invalid_request,
                 .detail = fmt::format("{}: {}", first.pointer, first.detail),
                 .fields = parsed_->errors};
}

}  // namespace vacancy::web
