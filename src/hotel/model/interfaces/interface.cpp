#include "hotel/model/interfaces/interface.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace vacancy::hotel {
namespace {

constexpr std::array<std::string_view, 3> kinds{"keys", "telephone", "point_of_sale"};
constexpr std::array<std::string_view, 6> letters{"guest_in",    "guest_change", "guest_out",
                                                  "room_status", "night_begins", "night_ends"};
constexpr std::array<std::string_view, 3> key_states{"asked", "made", "to_erase"};
constexpr std::array<std::string_view, 3> code_pages{"utf-8", "cp850", "cp1252"};
constexpr std::chrono::milliseconds shortest{100};
constexpr std::chrono::milliseconds longest{60'000};

template <class Enum, std::size_t size>
std::optional<Enum> named(const std::array<std::string_view, size>& words, std::string_view word) {
    const auto found = std::ranges::find(words, word);
    if (found == words.end()) return std::nullopt;
    return static_cast<Enum>(found - words.begin());
}

bool is_name(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    return !text.empty() && text.size() <= 32 && std::ranges::all_of(text, fits);
}

/// What may stand in a field: printable, no separator.
bool is_field(std::string_view text, std::size_t at_most) {
    const auto fits = [](char c) { return c > ' ' && c < '\x7f' && c != '|'; };
    return !text.empty() && text.size() <= at_most && std::ranges::all_of(text, fits);
}

}  // namespace

std::string_view name_of(InterfaceKind kind) { return kinds.at(static_cast<std::size_t>(kind)); }

std::optional<InterfaceKind> interface_kind_named(std::string_view word) {
    return named<InterfaceKind>(kinds, word);
}

std::string_view name_of(LetterKind kind) { return letters.at(static_cast<std::size_t>(kind)); }

std::optional<LetterKind> letter_kind_named(std::string_view word) {
    return named<LetterKind>(letters, word);
}

std::string_view name_of(KeyState state) { return key_states.at(static_cast<std::size_t>(state)); }

std::optional<KeyState> key_state_named(std::string_view word) {
    return named<KeyState>(key_states, word);
}

std::string guest_number(const ReservationId& reservation) {
    constexpr std::size_t begin_of_last = 24;
    return reservation.text().substr(begin_of_last);
}

std::optional<ListenAddress> parse_listen(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    ListenAddress address{.host = std::string(text.substr(0, colon))};
    const std::string_view port = text.substr(colon + 1);
    const auto [end, failed] =
        std::from_chars(port.data(), port.data() + port.size(), address.port);
    if (failed != std::errc{} || end != port.data() + port.size()) return std::nullopt;
    const bool bracketed = address.host.starts_with('[') && address.host.ends_with(']');
    if (bracketed) address.host = address.host.substr(1, address.host.size() - 2);
    const auto fits = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') ||
               c == '.' || c == ':';
    };
    if (address.host.empty() || !std::ranges::all_of(address.host, fits)) return std::nullopt;
    return address;
}

Result<void> check_interface(const Interface& interface) {
    const auto wrong = [](const char* why) { return fail(ErrorCode::invalid_request, why); };
    if (!is_name(interface.name))
        return wrong("a name is up to 32 letters a to z, digits, dashes and underscores");
    if (!parse_listen(interface.listen)) return wrong("listen is an address like 127.0.0.1:5010");
    if (std::ranges::find(code_pages, interface.code_page) == code_pages.end())
        return wrong("the code page is utf-8, cp850 or cp1252");
    if (!is_time_zone(interface.time_zone)) return wrong("there is no such time zone");
    if (interface.timeout < shortest || interface.timeout > longest)
        return wrong("the timeout is 100 to 60000 ms");
    if (!is_field(interface.workstation, 32) || !is_field(interface.coder, 16))
        return wrong("workstation and coder are printable and without blanks");
    if (!is_field(interface.posting_code, 32)) return wrong("a posting code has no blanks");
    return {};
}

}  // namespace vacancy::hotel
