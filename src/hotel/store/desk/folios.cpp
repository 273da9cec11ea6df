#include "hotel/store/desk/folios.hpp"

namespace vacancy::hotel::store {
namespace {

using db::Row;
using db::Sql;

constexpr Sql open_sql{"hotel.open_folio", "INSERT", "folio",
                       "INSERT INTO folio (id, property_id, reservation_id, window_number, payer,"
                       " currency, status, opened_at, company_id)"
                       " VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8)"
                       " ON CONFLICT (reservation_id, window_number) DO NOTHING"};

constexpr Sql select_sql{
    "hotel.select_folio", "SELECT", "folio",
    "SELECT id, property_id, reservation_id, window_number, payer, currency, status, opened_at,"
    " closed_at, version, company_id FROM folio WHERE id = $1"};

constexpr Sql select_of_sql{
    "hotel.select_folios_of_reservation", "SELECT", "folio",
    "SELECT id, property_id, reservation_id, window_number, payer, currency, status, opened_at,"
    " closed_at, version, company_id FROM folio WHERE reservation_id = $1 ORDER BY window_number"};

constexpr Sql touch_sql{"hotel.touch_folio", "UPDATE", "folio",
                        "UPDATE folio SET version = version + 1 WHERE id = $1 AND status = 'open'"};

constexpr Sql set_payer_sql{"hotel.set_folio_payer", "UPDATE", "folio",
                            "UPDATE folio SET payer = $2, company_id = $3, version = version + 1"
                            " WHERE id = $1 AND status = 'open'"};

constexpr Sql close_sql{"hotel.close_folio", "UPDATE", "folio",
                        "UPDATE folio SET status = 'closed', closed_at = $2, version = version + 1"
                        " WHERE id = $1 AND status = 'open'"};

constexpr Sql reopen_sql{"hotel.reopen_folio", "UPDATE", "folio",
                         "UPDATE folio SET status = 'open', closed_at = NULL,"
                         " version = version + 1 WHERE id = $1 AND status = 'closed'"};

constexpr Sql route_sql{
    "hotel.select_folio_route", "SELECT", "folio_route",
    "SELECT window_number FROM folio_route WHERE reservation_id = $1 AND code IN ($2, '*')"
    " ORDER BY code DESC LIMIT 1"};

constexpr Sql set_route_sql{
    "hotel.set_folio_route", "INSERT", "folio_route",
    "INSERT INTO folio_route (reservation_id, code, window_number) VALUES ($1, $2, $3)"
    " ON CONFLICT (reservation_id, code) DO UPDATE SET window_number = excluded.window_number"};

constexpr Sql select_routes_sql{
    "hotel.select_folio_routes", "SELECT", "folio_route",
    "SELECT code, window_number FROM folio_route WHERE reservation_id = $1 ORDER BY code"};

constexpr Sql forget_routes_sql{"hotel.delete_folio_routes", "DELETE", "folio_route",
                                "DELETE FROM folio_route WHERE reservation_id = $1"};

constexpr Sql insert_posting_sql{
    "hotel.insert_posting", "INSERT", "posting",
    "INSERT INTO posting (id, property_id, business_date, kind, code, description, quantity,"
    " reference, corrects, reason, actor, trace_id, created_at, moves, origin, tendered_minor,"
    " tendered_currency, exchange_rate)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"
    " ON CONFLICT (property_id, reference) DO NOTHING"};

constexpr Sql insert_line_sql{
    "hotel.insert_posting_line", "INSERT", "posting_line",
    "INSERT INTO posting_line (posting_id, line, account, folio_id, amount_minor, currency,"
    " company_id) VALUES ($1, $2, $3, $4, $5, $6, $7)"};

constexpr Sql select_posting_sql{
    "hotel.select_posting", "SELECT", "posting",
    "SELECT id, property_id, business_date, kind, code, description, quantity, reference, corrects,"
    " reason, actor, trace_id, created_at, moves, origin, tendered_minor, tendered_currency,"
    " exchange_rate FROM posting WHERE id = $1"};

constexpr Sql select_lines_sql{"hotel.select_posting_lines", "SELECT", "posting_line",
                               "SELECT account, folio_id, amount_minor, currency, company_id"
                               " FROM posting_line WHERE posting_id = $1 ORDER BY line"};

constexpr Sql referenced_sql{"hotel.select_posting_by_reference", "SELECT", "posting",
                             "SELECT id FROM posting WHERE property_id = $1 AND reference = $2"};

constexpr Sql items_sql{
    "hotel.select_folio_items", "SELECT", "posting_line",
    "SELECT p.id, p.business_date, p.kind, p.code, p.description, p.quantity, l.amount_minor,"
    " l.currency, p.corrects, p.actor, p.created_at,"
    " CASE WHEN EXISTS (SELECT 1 FROM posting c WHERE c.corrects = p.id) THEN 1 ELSE 0 END,"
    " CASE WHEN EXISTS (SELECT 1 FROM posting t WHERE t.moves = p.id AND NOT EXISTS"
    " (SELECT 1 FROM posting c WHERE c.corrects = t.id)) THEN 1 ELSE 0 END,"
    " p.moves, p.origin, p.tendered_minor, p.tendered_currency, p.exchange_rate"
    " FROM posting_line l JOIN posting p ON p.id = l.posting_id WHERE l.folio_id = $1"
    " ORDER BY p.created_at, coalesce(p.reference, ''), p.id, l.line"};

template <class AnyId>
std::optional<AnyId> optional_id(const Row& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return row.id<AnyId>(column);
}

Folio read_folio(const Row& row) {
    const auto currency = Currency::parse(row.text_view(5));
    must(currency.has_value());
    return {.id = row.id<FolioId>(0),
            .property = row.id<PropertyId>(1),
            .reservation = row.id<ReservationId>(2),
            .window = row.small(3),
            .payer = row.text(4),
            .company = optional_id<CompanyId>(row, 10),
            .currency = *currency,
            .open = row.text_view(6) == "open",
            .opened_at = row.instant(7),
            .closed_at = row.optional_instant(8),
            .version = row.integer(9)};
}

PostingKind read_kind(const Row& row, int column) {
    const auto kind = posting_kind_named(row.text_view(column));
    must(kind.has_value());
    return *kind;
}

/// In the columns amount, currency and rate from that one on.
std::optional<Tender> read_tender(const Row& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    auto rate = ExchangeRate::parse(row.text_view(column + 2));
    must(rate.has_value());
    return Tender{row.money(column, column + 1), std::move(*rate)};
}

Posting read_posting(const Row& row) {
    return {.id = row.id<PostingId>(0),
            .property = row.id<PropertyId>(1),
            .business_date = row.date(2),
            .kind = read_kind(row, 3),
            .code = row.text(4),
            .description = row.text(5),
            .quantity = row.small(6),
            .reference = row.optional_text(7),
            .corrects = optional_id<PostingId>(row, 8),
            .reason = row.text(9),
            .moves = optional_id<PostingId>(row, 13),
            .origin = optional_id<PostingId>(row, 14),
            .tender = read_tender(row, 15),
            .actor = row.text(10),
            .trace_id = row.text(11),
            .created_at = row.instant(12)};
}

PostingLine read_line(const Row& row) {
    return {.account = row.text(0),
            .folio = optional_id<FolioId>(row, 1),
            .amount = row.money(2, 3),
            .company = optional_id<CompanyId>(row, 4)};
}

FolioItem read_item(const Row& row) {
    return {.posting = row.id<PostingId>(0),
            .business_date = row.date(1),
            .kind = read_kind(row, 2),
            .code = row.text(3),
            .description = row.text(4),
            .quantity = row.small(5),
            .amount = row.money(6, 7),
            .corrects = optional_id<PostingId>(row, 8),
            .corrected = row.boolean(11),
            .moved = row.boolean(12),
            .moves = optional_id<PostingId>(row, 13),
            .origin = optional_id<PostingId>(row, 14),
            .tender = read_tender(row, 15),
            .actor = row.text(9),
            .created_at = row.instant(10)};
}

Result<void> changed_one(const Result<std::int64_t>& rows) {
    if (!rows) return std::unexpected(rows.error());
    if (*rows != 1) return fail(ErrorCode::folio_closed);
    return {};
}

}  // namespace

Result<Folio> open_folio(db::Tx& tx, const Folio& folio) {
    TRY_VOID(tx.run(open_sql, folio.id, folio.property, folio.reservation, folio.window,
                    folio.payer, folio.currency, tx.now(), folio.company));
    TRY(const auto all, folios_of(tx, folio.reservation));
    for (const Folio& known : all)
        if (known.window == folio.window) return known;
    return fail(ErrorCode::folio_not_found);
}

Result<std::optional<Folio>> find_folio(db::Tx& tx, const FolioId& id) {
    return tx.first(select_sql, read_folio, id);
}

Result<std::vector<Folio>> folios_of(db::Tx& tx, const ReservationId& reservation) {
    std::vector<Folio> found;
    TRY_VOID(tx.each(
        select_of_sql, [&](const Row& row) { found.push_back(read_folio(row)); }, reservation));
    return found;
}

Result<void> touch_folio(db::Tx& tx, const FolioId& id) {
    return changed_one(tx.run(touch_sql, id));
}

Result<void> set_payer(db::Tx& tx, const Folio& folio) {
    return changed_one(tx.run(set_payer_sql, folio.id, folio.payer, folio.company));
}

Result<void> close_folio(db::Tx& tx, const FolioId& id) {
    return changed_one(tx.run(close_sql, id, tx.now()));
}

Result<void> reopen_folio(db::Tx& tx, const FolioId& id) {
    TRY_VOID(tx.run(reopen_sql, id));
    return {};
}

Result<int> window_for(db::Tx& tx, const ReservationId& reservation, std::string_view code) {
    TRY(const auto window,
        tx.first(route_sql, [](const Row& row) { return row.small(0); }, reservation, code));
    return window.value_or(1);
}

Result<void> set_route(db::Tx& tx, const ReservationId& reservation, std::string_view code,
                       int window) {
    TRY_VOID(tx.run(set_route_sql, reservation, code, window));
    return {};
}

Result<std::vector<FolioRoute>> routes_of(db::Tx& tx, const ReservationId& reservation) {
    std::vector<FolioRoute> routes;
    TRY_VOID(tx.each(
        select_routes_sql, [&](const Row& row) { routes.push_back({row.text(0), row.small(1)}); },
        reservation));
    return routes;
}

Result<void> forget_routes(db::Tx& tx, const ReservationId& reservation) {
    TRY_VOID(tx.run(forget_routes_sql, reservation));
    return {};
}

Result<bool> add_posting(db::Tx& tx, const Posting& p) {
    must(is_balanced(p.lines));
    std::optional<std::int64_t> tendered;
    std::optional<std::string> currency;
    std::optional<std::string> rate;
    if (p.tender) {
        tendered = p.tender->given.amount;
        currency = p.tender->given.currency.code();
        rate = p.tender->rate.text();
    }
    TRY(const auto rows,
        tx.run(insert_posting_sql, p.id, p.property, p.business_date, name_of(p.kind), p.code,
               p.description, p.quantity, p.reference, p.corrects, p.reason, p.actor, p.trace_id,
               tx.now(), p.moves, p.origin, tendered, currency, rate));
    if (rows == 0) return false;
    int number = 0;
    for (const PostingLine& line : p.lines)
        TRY_VOID(tx.run(insert_line_sql, p.id, ++number, line.account, line.folio,
                        line.amount.amount, line.amount.currency, line.company));
    return true;
}

Result<std::optional<Posting>> find_posting(db::Tx& tx, const PostingId& id) {
    TRY(auto posting, tx.first(select_posting_sql, read_posting, id));
    if (!posting) return std::nullopt;
    TRY_VOID(tx.each(
        select_lines_sql, [&](const Row& row) { posting->lines.push_back(read_line(row)); }, id));
    return posting;
}

Result<std::optional<PostingId>> posting_referenced(db::Tx& tx, const PropertyId& property,
                                                    std::string_view reference) {
    return tx.first(
        referenced_sql, [](const Row& row) { return row.id<PostingId>(0); }, property, reference);
}

Result<std::vector<FolioItem>> items_of(db::Tx& tx, const FolioId& folio) {
    std::vector<FolioItem> items;
    const auto add = [&](const Row& row) {
        items.push_back(read_item(row));
        items.back().folio = folio;
    };
    TRY_VOID(tx.each(items_sql, add, folio));
    return items;
}

Result<FolioView> view_folio(db::Tx& tx, const PropertyId& property, const FolioId& folio) {
    TRY(auto known, find_folio(tx, folio));
    if (!known || known->property != property) return fail(ErrorCode::folio_not_found);
    TRY(auto items, items_of(tx, folio));
    FolioTotals totals = totals_of(items, known->currency);
    return FolioView{std::move(*known), std::move(items), totals};
}

}  // namespace vacancy::hotel::store
