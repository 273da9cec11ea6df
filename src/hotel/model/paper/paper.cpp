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
            .amount = amount};
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

Paper credit_note_for(const Paper& invoice) {
    Paper note = invoice;
    note.id = {};
    note.kind = PaperKind::credit_note;
    note.number = 0;
    note.corrects = invoice.id;
    note.credited_by.reset();
    for (PaperLine& line : note.lines) line.amount = negated(line.amount);
    for (PaperTax& tax : note.taxes) tax.amount = negated(tax.amount);
    note.payments.clear();
    note.total = negated(invoice.total);
    note.paid = {0, invoice.total.currency};
    return note;
}

}  // namespace vacancy::hotel
