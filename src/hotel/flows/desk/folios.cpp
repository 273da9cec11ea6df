#include "hotel/desk/folios.hpp"

#include "hotel/api.hpp"
#include "hotel/flows/desk/ledger.hpp"
#include "hotel/flows/paper/card_payment.hpp"
#include "hotel/store/desk/folios.hpp"
#include "hotel/store/desk/trail.hpp"
#include "hotel/store/paper/charge_codes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vacancy::hotel {
namespace {

Result<FolioItem> item_among(db::Tx& tx, const FolioId& folio, const PostingId& posting) {
    TRY(const auto items, store::items_of(tx, folio));
    const auto found = std::ranges::find(items, posting, &FolioItem::posting);
    if (found == items.end()) return fail(ErrorCode::not_found, "no such posting on this folio");
    return *found;
}

Result<Folio> own_folio(db::Tx& tx, const FolioQuery& query) {
    TRY(auto folio, store::find_folio(tx, query.folio));
    if (!folio || folio->property != query.property) return fail(ErrorCode::folio_not_found);
    return std::move(*folio);
}

Result<Folio> open_folio_of(db::Tx& tx, const FolioQuery& query) {
    TRY(Folio folio, own_folio(tx, query));
    if (!folio.open) return fail(ErrorCode::folio_closed);
    return folio;
}

/// The window that takes the code's charges; payments and allowances stay where they were entered.
Result<Folio> folio_taking(db::Tx& tx, const Folio& asked, const PostCommand& command) {
    if (command.kind != PostingKind::charge) return asked;
    TRY(const int window, store::window_for(tx, asked.reservation, command.code));
    if (window == 1 || window == asked.window) return asked;
    TRY(const auto windows, store::folios_of(tx, asked.reservation));
    for (const Folio& folio : windows)
        if (folio.window == window && folio.open) return folio;
    return asked;
}

/// What one piece costs: as entered, as given in another currency, or as the code says.
Result<Money> price_of(const PostCommand& command, const ChargeCode& code, const Folio& folio) {
    if (command.tender) {
        if (command.kind != PostingKind::payment || command.quantity != 1)
            return fail(ErrorCode::invalid_request, "only one payment is tendered");
        TRY(const Money booked, booked_amount(*command.tender, folio.currency));
        if (command.amount && *command.amount != booked)
            return fail(ErrorCode::invalid_request, "the amount is not what was tendered");
        return booked;
    }
    if (command.amount) return *command.amount;
    if (command.kind == PostingKind::charge && code.price_minor)
        return Money{*code.price_minor, folio.currency};
    return fail(ErrorCode::invalid_request, "an amount is missing");
}

Result<void> check_posting(const PostCommand& command, const Money& price, const Folio& folio) {
    if (price.currency != folio.currency)
        return fail(ErrorCode::invalid_request, "the folio is kept in another currency");
    if (price.amount <= 0) return fail(ErrorCode::invalid_request, "an amount is above zero");
    const bool pays = command.kind == PostingKind::payment;
    if (command.means)
        return fail(ErrorCode::invalid_request, "a card pays with kind payment and code card");
    if (pays && command.code.starts_with("city_ledger"))
        return fail(ErrorCode::invalid_request, "a company takes it by the folio's city-ledger");
    return {};
}

std::vector<PostingLine> lines_of(const PostCommand& command, const TaxedSum& sum,
                                  const FolioId& folio) {
    switch (command.kind) {
        case PostingKind::payment: return payment_lines(folio, command.code, sum.gross);
        case PostingKind::allowance:
            return allowance_lines(folio, command.code, sum.gross, sum.taxes);
        default: return charge_lines(folio, command.code, sum.gross, sum.taxes);
    }
}

/// The property's code; a free word is a code without price and taxes.
Result<ChargeCode> code_of(db::Tx& tx, const PostCommand& command) {
    if (command.kind == PostingKind::payment) return ChargeCode{};
    TRY(auto known, store::find_charge_code(tx, command.folio.property, command.code));
    if (!known) return ChargeCode{};
    if (!known->active) return fail(ErrorCode::invalid_request, "the code is not in use any more");
    return std::move(*known);
}

Result<FolioItem> record_new(db::Tx& tx, const PostCommand& command, const Entry& entry) {
    TRY(const Folio asked, open_folio_of(tx, command.folio));
    TRY(const ChargeCode code, code_of(tx, command));
    TRY(const Money price, price_of(command, code, asked));
    TRY_VOID(check_posting(command, price, asked));
    TRY(const Folio folio, folio_taking(tx, asked, command));
    const TaxedSum sum = with_taxes(times(price, command.quantity), code.taxes);
    Posting posting{.id = PostingId::make(tx.now()),
                    .kind = command.kind,
                    .code = command.code,
                    .description = command.description.empty() ? code.name : command.description,
                    .quantity = command.quantity,
                    .tender = command.tender,
                    .lines = lines_of(command, sum, folio.id)};
    if (!command.reference.empty()) posting.reference = command.reference;
    const PostingId id = posting.id;
    TRY_VOID(post(tx, entry, std::move(posting)));
    if (command.kind == PostingKind::payment) TRY_VOID(close_when_settled(tx, folio));
    return item_among(tx, folio.id, id);
}

Result<FolioItem> record_posting(db::Tx& tx, const PostCommand& command, const Entry& entry) {
    TRY_VOID(own_folio(tx, command.folio));
    if (!command.reference.empty()) {
        TRY(auto known, item_referenced(tx, command.folio.property, command.reference));
        if (known) return std::move(*known);
    }
    return record_new(tx, command, entry);
}

Task<Result<FolioItem>> post_item(Step& step, FrontDesk& front, const PostCommand& command) {
    step.set(attr::pms_posting_kind, name_of(command.kind));
    step.set(attr::pms_posting_code, command.code);
    CO_TRY(const Property property, property_facts(front.desk, command.folio.property));
    const Entry entry{property, command.actor, step.context().trace_id.text()};
    const auto body = [&](db::Tx& tx) { return record_posting(tx, command, entry); };
    co_return co_await front.db.transact(step, body);
}

Result<FolioItem> record_void(db::Tx& tx, const VoidCommand& command, const Entry& entry) {
    TRY_VOID(open_folio_of(tx, command.folio));
    TRY_VOID(item_among(tx, command.folio.folio, command.posting));
    TRY(const auto wrong, store::find_posting(tx, command.posting));
    must(wrong.has_value());
    TRY_VOID(lock_folios(tx, folios_in(*wrong)));
    TRY(const FolioItem item, item_among(tx, command.folio.folio, command.posting));
    if (item.moved)
        return fail(ErrorCode::illegal_transition, "it was moved; take that back first");
    const bool by_card = std::ranges::any_of(
        wrong->lines, [](const PostingLine& line) { return line.account == "card"; });
    if (by_card || wrong->kind == PostingKind::correction)
        return fail(ErrorCode::illegal_transition, "this posting cannot be taken back");
    Posting posting{.id = PostingId::make(tx.now()),
                    .kind = PostingKind::correction,
                    .code = wrong->code,
                    .description = "Void: " + wrong->description,
                    .quantity = wrong->quantity,
                    .corrects = wrong->id,
                    .reason = command.reason,
                    .lines = correcting_lines(wrong->lines)};
    const PostingId id = posting.id;
    TRY_VOID(post(tx, entry, std::move(posting)));
    TRY_VOID(store::append_trail(tx, entry.property.id,
                                 {.actor = entry.actor.id,
                                  .role = entry.actor.role,
                                  .action = "posting.void",
                                  .subject = command.posting.text(),
                                  .detail = command.reason,
                                  .trace_id = entry.trace_id}));
    return item_among(tx, command.folio.folio, id);
}

Task<Result<FolioItem>> void_item(Step& step, FrontDesk& front, const VoidCommand& command) {
    step.set(attr::pms_posting_kind, name_of(PostingKind::correction));
    step.set(attr::pms_posting_code, "void");
    CO_TRY(const Property property, property_facts(front.desk, command.folio.property));
    const Entry entry{property, command.actor, step.context().trace_id.text()};
    const auto body = [&](db::Tx& tx) { return record_void(tx, command, entry); };
    co_return co_await front.db.transact(step, body);
}

struct Move {
    FolioView from;
    FolioId to;
    std::vector<MovedPart> parts;
    std::string reason;
};

Result<void> record_part(db::Tx& tx, const Entry& entry, const Move& move, const MovedPart& part) {
    Posting posting{.kind = PostingKind::transfer,
                    .code = "transfer",
                    .description = "Moved to another folio",
                    .reason = move.reason,
                    .lines = transfer_lines(move.from.folio.id, move.to, part.amount)};
    if (part.item) {
        posting.code = part.item->code;
        posting.description = part.item->description;
        posting.quantity = part.item->quantity;
        posting.moves = part.item->posting;
        posting.origin = part.item->origin.value_or(part.item->posting);
    }
    TRY_VOID(post(tx, entry, std::move(posting)));
    return {};
}

Result<void> record_move(db::Tx& tx, const Entry& entry, const Move& move) {
    Money share{0, move.from.folio.currency};
    for (const MovedPart& part : move.parts) {
        TRY_VOID(record_part(tx, entry, move, part));
        share = share + part.amount;
    }
    return store::append_trail(tx, entry.property.id,
                               {.actor = entry.actor.id,
                                .role = entry.actor.role,
                                .action = "folio.transfer",
                                .subject = move.from.folio.id.text(),
                                .detail = fmt::format("{} to {}", share.text(), move.to.text()),
                                .trace_id = entry.trace_id});
}

Result<FolioView> record_split(db::Tx& tx, const SplitCommand& command, const Entry& entry) {
    TRY(const Folio from, open_folio_of(tx, command.folio));
    if (command.to_window == from.window)
        return fail(ErrorCode::invalid_request, "that is the same window");
    const std::string payer = command.payer.empty() ? "guest" : command.payer;
    TRY(const Folio to, store::open_folio(tx, {.id = FolioId::make(tx.now()),
                                               .property = from.property,
                                               .reservation = from.reservation,
                                               .window = command.to_window,
                                               .payer = payer,
                                               .currency = from.currency}));
    TRY_VOID(lock_folios(tx, {from.id, to.id}));
    TRY(const FolioView view, store::view_folio(tx, from.property, from.id));
    TRY(const auto parts, parts_to_move(view, command.rule));
    TRY_VOID(record_move(tx, entry, {view, to.id, parts, "split"}));
    for (const PostingId& id : command.rule.items) {
        const auto item = std::ranges::find(view.items, id, &FolioItem::posting);
        if (command.routes_codes && item != view.items.end())
            TRY_VOID(store::set_route(tx, from.reservation, item->code, command.to_window));
    }
    return store::view_folio(tx, from.property, from.id);
}

Result<FolioView> record_transfer(db::Tx& tx, const TransferCommand& command, const Entry& entry) {
    TRY(const Folio from, open_folio_of(tx, command.folio));
    TRY(const Folio to, open_folio_of(tx, {command.folio.property, command.to}));
    if (to.id == from.id) return fail(ErrorCode::invalid_request, "that is the same folio");
    if (to.currency != from.currency)
        return fail(ErrorCode::invalid_request, "the folios are kept in different currencies");
    TRY_VOID(lock_folios(tx, {from.id, to.id}));
    TRY(const FolioView view, store::view_folio(tx, from.property, from.id));
    TRY(const auto parts, parts_to_move(view, command.rule));
    TRY_VOID(record_move(tx, entry, {view, to.id, parts, command.reason}));
    return store::view_folio(tx, from.property, from.id);
}

/// A change of folios as one transaction, with its entry.
template <class Command, class Record>
Task<Result<FolioView>> change_folios(Step& step, FrontDesk& front, const Command& command,
                                      Record record) {
    CO_TRY(const Property property, property_facts(front.desk, command.folio.property));
    const Entry entry{property, command.actor, step.context().trace_id.text()};
    const auto body = [&](db::Tx& tx) { return record(tx, command, entry); };
    co_return co_await front.db.transact(step, body);
}

}  // namespace

Task<Result<FolioView>> find_folio(Step& step, FrontDesk& front, const FolioQuery& query) {
    const auto body = [&](db::Tx& tx) {
        return store::view_folio(tx, query.property, query.folio);
    };
    co_return co_await front.db.read(step, body);
}

Task<Result<FolioItem>> post_to_folio(Step& step, FrontDesk& front, const PostCommand& command) {
    if (command.kind == PostingKind::payment && command.code == "card")
        co_return co_await step.run(span::pms_post, pay_by_card, front, command);
    co_return co_await step.run(span::pms_post, post_item, front, command);
}

Task<Result<FolioItem>> void_posting(Step& step, FrontDesk& front, const VoidCommand& command) {
    co_return co_await step.run(span::pms_post, void_item, front, command);
}

Task<Result<FolioView>> split_folio(Step& step, FrontDesk& front, const SplitCommand& command) {
    co_return co_await change_folios(step, front, command, record_split);
}

Task<Result<FolioView>> transfer(Step& step, FrontDesk& front, const TransferCommand& command) {
    co_return co_await change_folios(step, front, command, record_transfer);
}

}  // namespace vacancy::hotel
