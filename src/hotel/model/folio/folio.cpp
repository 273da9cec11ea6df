#include "hotel/model/folio/folio.hpp"

#include <algorithm>

namespace vacancy::hotel {
namespace {

bool is_room(const FolioItem& item) {
    return item.code == code::room || item.code == code::tax ||
           item.code == code::early_departure || item.code == code::no_show;
}

/// A correction is of the kind of what it corrects.
PostingKind effective_kind(const FolioItem& item, std::span<const FolioItem> items) {
    if (item.kind != PostingKind::correction || !item.corrects) return item.kind;
    const auto of = std::ranges::find(items, *item.corrects, &FolioItem::posting);
    return of == items.end() ? item.kind : of->kind;
}

Result<std::vector<MovedPart>> items_of(const FolioView& view,
                                        const std::vector<PostingId>& wanted) {
    std::vector<MovedPart> parts;
    for (const PostingId& id : wanted) {
        const auto item = std::ranges::find(view.items, id, &FolioItem::posting);
        if (item == view.items.end())
            return fail(ErrorCode::invalid_request, "an item is not on this folio");
        if (item->corrected || item->moved || item->kind == PostingKind::correction)
            return fail(ErrorCode::invalid_request, "an item was taken back or moved");
        if (item->amount.amount <= 0)
            return fail(ErrorCode::invalid_request, "only what is owed can be moved");
        if (std::ranges::count(wanted, id) > 1)
            return fail(ErrorCode::invalid_request, "an item is named twice");
        parts.push_back({item->amount, *item});
    }
    return parts;
}

}  // namespace

FolioTotals totals_of(std::span<const FolioItem> items, const Currency& currency) {
    const Money zero{0, currency};
    FolioTotals totals{zero, zero, zero, zero, zero};
    for (const FolioItem& item : items) {
        totals.balance = totals.balance + item.amount;
        if (effective_kind(item, items) == PostingKind::payment) {
            totals.paid = totals.paid - item.amount;
            continue;
        }
        totals.charges = totals.charges + item.amount;
        Money& part = is_room(item) ? totals.room : totals.incidental;
        part = part + item.amount;
    }
    return totals;
}

Result<std::vector<MovedPart>> parts_to_move(const FolioView& view, const SplitRule& rule) {
    const int given = (rule.amount ? 1 : 0) + (rule.percent ? 1 : 0) + (rule.items.empty() ? 0 : 1);
    if (given != 1)
        return fail(ErrorCode::invalid_request, "give one of amount, percent_bp and items");
    if (!rule.items.empty()) return items_of(view, rule.items);
    const Money share = rule.amount ? *rule.amount : percent_of(view.totals.balance, *rule.percent);
    if (share.currency != view.folio.currency)
        return fail(ErrorCode::invalid_request, "the folio is kept in another currency");
    if (share.amount <= 0 || share.amount > view.totals.balance.amount)
        return fail(ErrorCode::invalid_request, "that much is not owed on this folio");
    return std::vector<MovedPart>{{share, std::nullopt}};
}

}  // namespace vacancy::hotel
