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

PostingLine owed_by(const CompanyId& company, const Money& amount) {
    return {
        .account = account("city_ledger", company.text()), .amount = amount, .company = company};
}

struct TaxedAmount {
    const Money& gross;
    std::span<const TaxPart> taxes;
    bool is_given_up;
};

/// What is left of the gross amount for the house, and a line for each tax in it.
void add_earnings(std::vector<PostingLine>& lines, std::string_view code, const TaxedAmount& of) {
    Money net = of.gross;
    for (const TaxPart& tax : of.taxes) {
        net = net - tax.amount;
        lines.push_back({.account = account(tax.is_fee ? "fee" : "tax", tax.name),
                         .amount = of.is_given_up ? tax.amount : negated(tax.amount)});
    }
    lines.push_back(
        {.account = account("revenue", code), .amount = of.is_given_up ? net : negated(net)});
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
    add_earnings(lines, code, {gross, taxes, false});
    return lines;
}

std::vector<PostingLine> payment_lines(const FolioId& folio, std::string_view account,
                                       const Money& paid) {
    return {guest(folio, negated(paid)), {.account = std::string(account), .amount = paid}};
}

std::vector<PostingLine> allowance_lines(const FolioId& folio, std::string_view code,
                                         const Money& given_up, std::span<const TaxPart> taxes) {
    std::vector<PostingLine> lines{guest(folio, negated(given_up))};
    add_earnings(lines, code, {given_up, taxes, true});
    return lines;
}

std::vector<PostingLine> city_ledger_lines(const FolioId& folio, const CompanyId& company,
                                           const Money& moved) {
    return {guest(folio, negated(moved)), owed_by(company, moved)};
}

std::vector<PostingLine> company_payment_lines(const CompanyId& company, std::string_view account,
                                               const Money& paid) {
    return {owed_by(company, negated(paid)), {.account = std::string(account), .amount = paid}};
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
