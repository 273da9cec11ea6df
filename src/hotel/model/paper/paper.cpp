#include "hotel/model/paper/paper.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace vacancy::hotel {
namespace {

constexpr std::array<std::string_view, 4> kind_words{"invoice", "pro_forma", "credit_note",
                                                     "receipt"};
constexpr std::array<std::string_view, 4> prefixes{"INV", "PRO", "CRN", ""};

Money negated(const Money& money) { return {-money.amount, money.currency}; }

PaperLine line_of(const FolioItem& item, const Money& amount) {
    return {.date = item.business_date,
            .code = item.code,
            .description = item.description.empty() ? item.code : item.description,
            .quantity = item.quantity,
            .amount = amount,
            .credited = {0, amount.currency}};
}

Money left_of(const PaperLine& line) { return line.amount - line.credited; }

std::vector<CreditPart> all_that_is_left(const Paper& invoice) {
    std::vector<CreditPart> parts;
    for (std::size_t i = 0; i < invoice.lines.size(); ++i)
        if (!left_of(invoice.lines[i]).is_zero()) parts.push_back({i, left_of(invoice.lines[i])});
    return parts;
}

/// Shared among what was charged; allowances stay as they are.
std::vector<CreditPart> shared(const Paper& invoice, const Money& sum) {
    std::vector<CreditPart> parts;
    std::vector<std::int64_t> weights;
    for (std::size_t i = 0; i < invoice.lines.size(); ++i) {
        const Money left = left_of(invoice.lines[i]);
        if (left.amount <= 0) continue;
        parts.push_back({i, left});
        weights.push_back(left.amount);
    }
    const auto shares = split(sum, weights);
    for (std::size_t i = 0; i < parts.size(); ++i) parts[i].amount = shares[i];
    std::erase_if(parts, [](const CreditPart& part) { return part.amount.is_zero(); });
    return parts;
}

Result<void> check_left(const Money& asked, const Money& left, const std::string& of_what) {
    if (left.amount > 0 && asked.amount <= 0)
        return fail(ErrorCode::invalid_request, "an amount is above zero");
    if (asked.currency != left.currency)
        return fail(ErrorCode::invalid_request,
                    fmt::format("the invoice is in {}", left.currency.code()));
    if (left.amount <= 0 || asked.amount > left.amount)
        return fail(ErrorCode::invalid_request,
                    fmt::format("{} is left of {}", left.text(), of_what));
    return {};
}

Result<CreditPart> part_of(const Paper& invoice, const CreditWish::Line& wish) {
    const auto count = static_cast<int>(invoice.lines.size());
    if (wish.number < 1 || wish.number > count)
        return fail(ErrorCode::invalid_request,
                    fmt::format("the invoice has no line {}", wish.number));
    const auto place = static_cast<std::size_t>(wish.number - 1);
    const Money left = left_of(invoice.lines[place]);
    const Money amount = wish.amount.value_or(left);
    TRY_VOID(check_left(amount, left, fmt::format("line {}", wish.number)));
    return CreditPart{place, amount};
}

/// What a part of a line has of a tax in it, after what was credited before: rounded as a running
/// sum, so that all parts together have all of it.
Money share_of(const PaperTax& tax, const PaperLine& line, const Money& part) {
    if (part == line.amount) return tax.amount;
    const auto until = [&](const Money& sum) {
        const std::array<std::int64_t, 2> weights{sum.amount, (line.amount - sum).amount};
        return split(tax.amount, weights).front();
    };
    return until(line.credited + part) - until(line.credited);
}

PaperLine credited_line(const PaperLine& line, const Money& part) {
    PaperLine credit = line;
    if (part != line.amount) credit.quantity = 1;
    credit.amount = negated(part);
    credit.credited = {0, part.currency};
    for (PaperTax& tax : credit.taxes) tax.amount = negated(share_of(tax, line, part));
    std::erase_if(credit.taxes, [](const PaperTax& tax) { return tax.amount.is_zero(); });
    return credit;
}

}  // namespace

bool stands(const FolioItem& item) {
    const bool moves_away = item.moves && item.amount.amount < 0;
    return !item.corrected && !item.moved && !moves_away && item.kind != PostingKind::correction;
}

std::string_view name_of(PaperKind kind) { return kind_words.at(static_cast<std::size_t>(kind)); }

std::optional<PaperKind> paper_kind_named(std::string_view word) {
    const auto found = std::ranges::find(kind_words, word);
    if (found == kind_words.end()) return std::nullopt;
    return static_cast<PaperKind>(found - kind_words.begin());
}

std::string Paper::label() const {
    if (kind == PaperKind::receipt) return {};
    return fmt::format("{}-{:06}", prefixes.at(static_cast<std::size_t>(kind)), number);
}

void fill_from(Paper& paper, const FolioView& view) {
    const Money zero{0, view.folio.currency};
    paper.total = zero;
    paper.paid = zero;
    paper.credited = zero;
    for (const FolioItem& item : view.items) {
        if (!stands(item)) continue;
        if (item.kind == PostingKind::payment) {
            paper.payments.push_back(line_of(item, negated(item.amount)));
            paper.paid = paper.paid - item.amount;
            continue;
        }
        paper.lines.push_back(line_of(item, item.amount));
        paper.total = paper.total + item.amount;
    }
    must(paper.total == view.totals.charges);
    must(paper.paid == view.totals.paid);
}

std::vector<PaperTax> taxes_of(std::span<const PaperLine> lines) {
    std::vector<PaperTax> taxes;
    for (const PaperLine& line : lines) {
        for (const PaperTax& tax : line.taxes) {
            const auto known = std::ranges::find(taxes, tax.name, &PaperTax::name);
            if (known == taxes.end())
                taxes.push_back(tax);
            else
                known->amount = known->amount + tax.amount;
        }
    }
    std::erase_if(taxes, [](const PaperTax& tax) { return tax.amount.is_zero(); });
    std::ranges::sort(taxes, {}, &PaperTax::name);
    return taxes;
}

Result<std::vector<CreditPart>> parts_to_credit(const Paper& invoice, const CreditWish& wish) {
    if (invoice.credited_by)
        return fail(ErrorCode::illegal_transition, "it was taken back already");
    if (!wish.is_partial()) return all_that_is_left(invoice);
    const Money left = invoice.total - invoice.credited;
    if (wish.amount) {
        if (!wish.lines.empty())
            return fail(ErrorCode::invalid_request, "give either lines or an amount");
        TRY_VOID(check_left(*wish.amount, left, "the invoice"));
        return *wish.amount == left ? all_that_is_left(invoice) : shared(invoice, *wish.amount);
    }
    std::vector<CreditPart> parts;
    Money sum{0, left.currency};
    for (const CreditWish::Line& line : wish.lines) {
        TRY(CreditPart part, part_of(invoice, line));
        if (std::ranges::find(parts, part.line, &CreditPart::line) != parts.end())
            return fail(ErrorCode::invalid_request,
                        fmt::format("line {} is named twice", line.number));
        sum = sum + part.amount;
        parts.push_back(part);
    }
    TRY_VOID(check_left(sum, left, "the invoice"));
    return parts;
}

Paper credit_note_for(const Paper& invoice, std::span<const CreditPart> parts) {
    Paper note = invoice;
    note.id = {};
    note.kind = PaperKind::credit_note;
    note.number = 0;
    note.corrects = invoice.id;
    note.credited_by.reset();
    note.lines.clear();
    note.payments.clear();
    const Money zero{0, invoice.total.currency};
    note.total = zero;
    note.paid = zero;
    note.credited = zero;
    for (const CreditPart& part : parts) {
        note.lines.push_back(credited_line(invoice.lines[part.line], part.amount));
        note.total = note.total - part.amount;
    }
    // An invoice from before lines knew their taxes is only ever taken back whole.
    if (taxes_of(invoice.lines).empty())
        for (PaperTax& tax : note.taxes) tax.amount = negated(tax.amount);
    else
        note.taxes = taxes_of(note.lines);
    return note;
}

}  // namespace vacancy::hotel
