#include "hotel/model/folio/posting.hpp"

#include <algorithm>
#include <array>

namespace vacancy::hotel {
namespace {

constexpr std::array<std::string_view, 5> kind_words{"charge", "payment", "allowance", "transfer",
                                                     "correction"};

Money negated(const Money& money) { return {-money.amount, money.currency}; }

PostingLine guest(const FolioId& folio, const Money& amount) {
    return {.account = "guest", .folio = folio, .amount = amount};
}

std::string account(std::string_view kind, std::string_view name) {
    return std::string(kind) + ':' + std::string(name);
}

}  // namespace

std::string_view name_of(PostingKind kind) { return kind_words.at(static_cast<std::size_t>(kind)); }

std::optional<PostingKind> posting_kind_named(std::string_view word) {
    const auto found = std::ranges::find(kind_words, word);
    if (found == kind_words.end()) return std::nullopt;
    return static_cast<PostingKind>(found - kind_words.begin());
}

bool is_balanced(std::span<const PostingLine> lines) {
    if (lines.empty()) return false;
    Money sum{0, lines.front().amount.currency};
    for (const PostingLine& line : lines) {
        if (line.amount.currency != sum.currency) return false;
        sum = sum + line.amount;
    }
    return sum.is_zero();
}

std::vector<PostingLine> charge_lines(const FolioId& folio, std::string_view code,
                                      const Money& gross, std::span<const TaxPart> taxes) {
    std::vector<PostingLine> lines{guest(folio, gross)};
    Money net = gross;
    for (const TaxPart& tax : taxes) {
        net = net - tax.amount;
        lines.push_back({.account = account(tax.is_fee ? "fee" : "tax", tax.name),
                         .amount = negated(tax.amount)});
    }
    lines.push_back({.account = account("revenue", code), .amount = negated(net)});
    return lines;
}

std::vector<PostingLine> payment_lines(const FolioId& folio, std::string_view account,
                                       const Money& paid) {
    return {guest(folio, negated(paid)), {.account = std::string(account), .amount = paid}};
}

std::vector<PostingLine> allowance_lines(const FolioId& folio, std::string_view code,
                                         const Money& given_up) {
    return {guest(folio, negated(given_up)),
            {.account = account("revenue", code), .amount = given_up}};
}

std::vector<PostingLine> transfer_lines(const FolioId& from, const FolioId& to,
                                        const Money& moved) {
    return {guest(from, negated(moved)), guest(to, moved)};
}

std::vector<PostingLine> correcting_lines(std::span<const PostingLine> lines) {
    std::vector<PostingLine> opposite(lines.begin(), lines.end());
    for (PostingLine& line : opposite) line.amount = negated(line.amount);
    return opposite;
}

}  // namespace vacancy::hotel
