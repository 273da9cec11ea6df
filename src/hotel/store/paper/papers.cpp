#include "hotel/store/paper/papers.hpp"

#include "hotel/store/desk/numbers.hpp"

namespace vacancy::hotel::store {
namespace {

using db::Row;
using db::Sql;

#define PAPER_COLUMNS                                                                             \
    "id, property_id, kind, number, folio_id, reservation_id, corrects, credited_by, reason,"     \
    " business_date, issued_at, actor, language, currency, total_minor, paid_minor, seller_name," \
    " seller_address, recipient_name, recipient_address, recipient_tax_number,"                   \
    " confirmation_code, room, arrival, departure"

constexpr Sql insert_sql{"hotel.insert_paper", "INSERT", "paper",
                         "INSERT INTO paper (" PAPER_COLUMNS
                         ") VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, $8, $9, $10, $11, $12, $13,"
                         " $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)"};

constexpr Sql insert_line_sql{
    "hotel.insert_paper_line", "INSERT", "paper_line",
    "INSERT INTO paper_line (paper_id, line, part, business_date, code, description, quantity,"
    " amount_minor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};

constexpr Sql insert_line_tax_sql{
    "hotel.insert_paper_line_tax", "INSERT", "paper_line_tax",
    "INSERT INTO paper_line_tax (paper_id, line, position, name, amount_minor)"
    " VALUES ($1, $2, $3, $4, $5)"};

constexpr Sql lock_sql{"hotel.lock_paper", "UPDATE", "paper",
                       "UPDATE paper SET credited_minor = credited_minor WHERE id = $1"};

constexpr Sql credit_sql{
    "hotel.credit_paper", "UPDATE", "paper",
    "UPDATE paper SET credited_minor = credited_minor + $2, credited_by = CASE WHEN $4 = 1 THEN $3"
    " END WHERE id = $1 AND kind = 'invoice' AND credited_by IS NULL"
    " AND ($4 = 1 OR credited_minor + $2 BETWEEN 0 AND total_minor)"};

constexpr Sql credit_line_sql{
    "hotel.credit_paper_line", "UPDATE", "paper_line",
    "UPDATE paper_line SET credited_minor = credited_minor + $3 WHERE paper_id = $1 AND line = $2"
    " AND part = 'charge' AND (credited_minor + $3 BETWEEN 0 AND amount_minor"
    " OR credited_minor + $3 BETWEEN amount_minor AND 0)"};

constexpr Sql find_sql{"hotel.find_paper", "SELECT", "paper",
                       "SELECT " PAPER_COLUMNS ", credited_minor FROM paper WHERE id = $1"};

constexpr Sql select_sql{"hotel.select_papers", "SELECT", "paper",
                         "SELECT " PAPER_COLUMNS
                         ", credited_minor FROM paper WHERE property_id = $1 AND ($2 = '' OR kind "
                         "= $2) AND ($3 = '' OR folio_id = $3)"
                         " AND ($4 = '' OR id < $4) ORDER BY id DESC LIMIT $5"};

constexpr Sql lines_sql{
    "hotel.select_paper_lines", "SELECT", "paper_line",
    "SELECT part, business_date, code, description, quantity, amount_minor, credited_minor"
    " FROM paper_line WHERE paper_id = $1 ORDER BY line"};

constexpr Sql line_taxes_sql{"hotel.select_paper_line_taxes", "SELECT", "paper_line_tax",
                             "SELECT line, name, amount_minor FROM paper_line_tax"
                             " WHERE paper_id = $1 ORDER BY line, position"};

constexpr Sql taxes_sql{"hotel.select_posting_taxes", "SELECT", "posting_line",
                        "SELECT account, -amount_minor, currency FROM posting_line"
                        " WHERE posting_id = $1 AND folio_id IS NULL AND company_id IS NULL"
                        " ORDER BY line"};

#undef PAPER_COLUMNS

template <class AnyId>
std::optional<AnyId> optional_id(const Row& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return row.id<AnyId>(column);
}

template <class AnyId>
std::string text_of(const std::optional<AnyId>& id) {
    return id ? id->text() : std::string{};
}

Paper read_paper(const Row& row) {
    const auto kind = paper_kind_named(row.text_view(2));
    must(kind.has_value());
    return {.id = row.id<PaperId>(0),
            .property = row.id<PropertyId>(1),
            .kind = *kind,
            .number = row.integer(3),
            .folio = row.id<FolioId>(4),
            .reservation = row.id<ReservationId>(5),
            .corrects = optional_id<PaperId>(row, 6),
            .credited_by = optional_id<PaperId>(row, 7),
            .reason = row.text(8),
            .business_date = row.date(9),
            .issued_at = row.instant(10),
            .actor = row.text(11),
            .language = row.text(12),
            .seller_name = row.text(16),
            .seller_address = row.text(17),
            .recipient = {.name = Private(row.text(18)),
                          .address = Private(row.text(19)),
                          .tax_number = row.text(20)},
            .confirmation_code = row.text(21),
            .room = row.text(22),
            .stay = {row.date(23), row.date(24)},
            .total = row.money(14, 13),
            .paid = row.money(15, 13),
            .credited = row.money(25, 13)};
}

void add_line(Paper& paper, const Row& row) {
    const Money amount{row.integer(5), paper.total.currency};
    if (row.text_view(0) == "tax") {
        paper.taxes.push_back({row.text(3), amount});
        return;
    }
    PaperLine line{.code = row.text(2),
                   .description = row.text(3),
                   .quantity = row.small(4),
                   .amount = amount,
                   .credited = {row.integer(6), paper.total.currency}};
    if (!row.is_null(1)) line.date = row.date(1);
    auto& part = row.text_view(0) == "payment" ? paper.payments : paper.lines;
    part.push_back(std::move(line));
}

struct Writing {
    const PaperId& paper;
    std::string_view part;
    int number = 0;
};

Result<void> write_line(db::Tx& tx, Writing& to, const PaperLine& line) {
    TRY_VOID(tx.run(insert_line_sql, to.paper, ++to.number, to.part, line.date, line.code,
                    line.description, line.quantity, line.amount.amount));
    return {};
}

/// Lines of what was charged come first: their numbers are their places.
Result<void> write_lines(db::Tx& tx, const Paper& paper) {
    Writing to{.paper = paper.id, .part = "charge"};
    for (const PaperLine& line : paper.lines) {
        TRY_VOID(write_line(tx, to, line));
        int position = 0;
        for (const PaperTax& tax : line.taxes)
            TRY_VOID(tx.run(insert_line_tax_sql, to.paper, to.number, ++position, tax.name,
                            tax.amount.amount));
    }
    to.part = "tax";
    for (const PaperTax& tax : paper.taxes) {
        const PaperLine line{.description = tax.name, .amount = tax.amount};
        TRY_VOID(write_line(tx, to, line));
    }
    to.part = "payment";
    for (const PaperLine& line : paper.payments) TRY_VOID(write_line(tx, to, line));
    return {};
}

}  // namespace

Result<void> insert_paper(db::Tx& tx, Paper& p) {
    p.id = PaperId::make(tx.now());
    p.issued_at = tx.now();
    TRY(p.number, next_number(tx, p.property, name_of(p.kind)));
    TRY_VOID(tx.run(insert_sql, p.id, p.property, name_of(p.kind), p.number, p.folio, p.reservation,
                    p.corrects, p.reason, p.business_date, p.issued_at, p.actor, p.language,
                    p.total.currency, p.total.amount, p.paid.amount, p.seller_name,
                    p.seller_address, p.recipient.name.reveal(), p.recipient.address.reveal(),
                    p.recipient.tax_number, p.confirmation_code, p.room, p.stay.arrival,
                    p.stay.departure));
    return write_lines(tx, p);
}

Result<void> lock_paper(db::Tx& tx, const PaperId& id) {
    TRY_VOID(tx.run(lock_sql, id));
    return {};
}

Result<void> credit(db::Tx& tx, const Credit& credit) {
    constexpr const char* too_much = "that much is not left of the invoice";
    Money sum{0, credit.invoice.total.currency};
    std::size_t ended = 0;  // lines of which nothing is left
    for (const PaperLine& line : credit.invoice.lines) ended += line.amount == line.credited;
    for (const CreditPart& part : credit.parts) {
        const PaperLine& line = credit.invoice.lines.at(part.line);
        ended += line.credited + part.amount == line.amount;
        sum = sum + part.amount;
        TRY(const auto rows, tx.run(credit_line_sql, credit.invoice.id,
                                    static_cast<std::int64_t>(part.line) + 1, part.amount.amount));
        if (rows != 1) return fail(ErrorCode::illegal_transition, too_much);
    }
    const bool is_all = ended == credit.invoice.lines.size();
    TRY(const auto rows,
        tx.run(credit_sql, credit.invoice.id, sum.amount, credit.note, is_all ? 1 : 0));
    if (rows != 1) return fail(ErrorCode::illegal_transition, too_much);
    return {};
}

Result<std::optional<Paper>> find_paper(db::Tx& tx, const PaperId& id) {
    TRY(auto paper, tx.first(find_sql, read_paper, id));
    if (!paper) return std::nullopt;
    TRY_VOID(tx.each(lines_sql, [&](const Row& row) { add_line(*paper, row); }, id));
    const auto add_tax = [&](const Row& row) {
        PaperLine& line = paper->lines.at(static_cast<std::size_t>(row.integer(0) - 1));
        line.taxes.push_back({row.text(1), {row.integer(2), paper->total.currency}});
    };
    TRY_VOID(tx.each(line_taxes_sql, add_tax, id));
    return paper;
}

Result<std::vector<Paper>> papers(db::Tx& tx, const PaperQuery& query) {
    std::vector<Paper> found;
    const std::string_view kind = query.kind ? name_of(*query.kind) : std::string_view{};
    TRY_VOID(tx.each(
        select_sql, [&](const Row& row) { found.push_back(read_paper(row)); }, query.property, kind,
        text_of(query.folio), text_of(query.before), query.limit));
    return found;
}

Result<std::vector<PaperTax>> taxes_in(db::Tx& tx, const PostingId& posting) {
    std::vector<PaperTax> taxes;
    TRY_VOID(tx.each(
        taxes_sql,
        [&](const Row& row) {
            const std::string_view account = row.text_view(0);
            const bool is_tax = account.starts_with("tax:") || account.starts_with("fee:");
            if (is_tax) taxes.push_back({std::string(account.substr(4)), row.money(1, 2)});
        },
        posting));
    return taxes;
}

}  // namespace vacancy::hotel::store
