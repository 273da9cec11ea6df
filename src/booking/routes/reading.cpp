#include "booking/routes/reading.hpp"

#include "web/keys.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace vacancy::booking {
namespace {

constexpr std::array<std::string_view, 4> languages{"en", "de", "fr", "es"};

bool is_ours(std::string_view language) {
    return std::ranges::find(languages, language) != languages.end();
}

}  // namespace

Asker asker_of(const web::Request& request) {
    const web::Principal& principal = request.principal;
    return {.staff = principal.role != web::Role::guest,
            .account = principal.account,
            .property = principal.property,
            .id = principal.id,
            .role = std::string(web::name_of(principal.role))};
}

Result<std::optional<int>> expected_version(const web::Request& request) {
    std::string_view tag = request.header("if-match");
    if (tag.empty() || tag == "*") return std::nullopt;
    if (tag.size() < 3 || tag.front() != '"' || tag.back() != '"')
        return fail(ErrorCode::version_mismatch);
    tag = tag.substr(1, tag.size() - 2);
    int version = 0;
    const auto [end, wrong] = std::from_chars(tag.data(), tag.data() + tag.size(), version);
    if (wrong != std::errc{} || end != tag.data() + tag.size())
        return fail(ErrorCode::version_mismatch);
    return version;
}

std::string language_of(const web::Request& request, const std::optional<std::string>& asked) {
    if (asked && is_ours(*asked)) return *asked;
    std::string_view rest = request.header("accept-language");
    while (!rest.empty()) {
        const std::string_view tag = rest.substr(0, rest.find(','));
        const auto begin = tag.find_first_not_of(' ');
        if (begin != std::string_view::npos && is_ours(tag.substr(begin, 2)))
            return std::string(tag.substr(begin, 2));
        rest.remove_prefix(std::min(rest.size(), tag.size() + 1));
    }
    return "en";
}

BuyerPayment read_payment(web::Body& body) {
    BuyerPayment payment{.method = body.text("/payment/method", 32),
                         .token = body.secret("/payment/token", 256),
                         .card_last_four = {},
                         .currency = body.currency("/payment/currency")};
    const std::string digits = body.text("/payment/card_last_four", 4);
    if (const auto last4 = Last4::parse(digits))
        payment.card_last_four = *last4;
    else if (!digits.empty())
        body.note("/payment/card_last_four", "invalid", "must be exactly the last four digits");
    return payment;
}

}  // namespace vacancy::booking
