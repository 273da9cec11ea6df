#include "web/body.hpp"
#include "web/text_rules.hpp"

#include <fmt/format.h>

#include <charconv>

namespace vacancy::web {

void Query::note(std::string_view name, std::string_view code, std::string_view detail) {
    errors_.push_back({fmt::format("?{}", name), std::string(code), std::string(detail)});
}

std::string Query::text(std::string_view name, std::size_t longest) {
    const auto given = request_.query_value(name);
    if (!given || given->empty()) {
        note(name, "required", "is required");
        return {};
    }
    if (given->size() > longest)
        note(name, "too_long", fmt::format("must have at most {} bytes", longest));
    else if (looks_like_card(name, *given))
        note(name, name_of(ErrorCode::card_number_refused), "send a token");
    else
        return std::string(*given);
    return {};
}

std::optional<std::string> Query::optional_text(std::string_view name, std::size_t longest) {
    const auto given = request_.query_value(name);
    if (!given || given->empty()) return std::nullopt;
    return text(name, longest);
}

LocalDate Query::date(std::string_view name) {
    const std::string given = text(name, 10);
    if (given.empty()) return {};
    auto parsed = LocalDate::parse(given);
    if (!parsed) note(name, "invalid", parsed.error().detail);
    return parsed.value_or(LocalDate{});
}

std::optional<LocalDate> Query::optional_date(std::string_view name) {
    if (!optional_text(name, 10)) return std::nullopt;
    return date(name);
}

std::int64_t Query::integer(std::string_view name, Limits limits) {
    const std::string given = text(name, 20);
    if (given.empty()) return 0;
    std::int64_t value = 0;
    const char* end = given.data() + given.size();
    const auto [stop, failure] = std::from_chars(given.data(), end, value);
    if (failure == std::errc::invalid_argument || stop != end)
        note(name, "invalid_type", "must be a whole number");
    else if (failure != std::errc{} || value < limits.min || value > limits.max)
        note(name, "out_of_range", fmt::format("must be from {} to {}", limits.min, limits.max));
    else
        return value;
    return 0;
}

std::optional<std::int64_t> Query::optional_integer(std::string_view name, Limits limits) {
    if (!optional_text(name, 20)) return std::nullopt;
    return integer(name, limits);
}

bool Query::boolean(std::string_view name, bool absent) {
    const auto given = request_.query_value(name);
    if (!given) return absent;
    if (*given == "true") return true;
    if (*given != "false") note(name, "invalid_type", "must be true or false");
    return false;
}

std::optional<Error> Query::error() const {
    if (errors_.empty()) return std::nullopt;
    const FieldError& first = errors_.front();
    const bool card = first.code == name_of(ErrorCode::card_number_refused);
    return Error{.code = card ? ErrorCode::card_number_refused : ErrorCode::invalid_request,
                 .detail = fmt::format("{}: {}", first.pointer, first.detail),
                 .fields = errors_};
}

}  // namespace vacancy::web
