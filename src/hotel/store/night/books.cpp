#include "hotel/store/night/books.hpp"

namespace vacancy::hotel::store {
namespace {

using db::Sql;

constexpr Sql postings_sql{"hotel.count_postings", "SELECT", "posting",
                           "SELECT CAST(COUNT(*) AS BIGINT) FROM posting"};

constexpr Sql unbalanced_sql{
    "hotel.count_unbalanced", "SELECT", "posting_line",
    "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT posting_id FROM posting_line"
    " GROUP BY posting_id HAVING SUM(amount_minor) <> 0) AS unbalanced"};

constexpr Sql open_sql{"hotel.count_open_folios", "SELECT", "folio",
                       "SELECT CAST(COUNT(*) AS BIGINT) FROM folio WHERE status = 'open'"};

constexpr Sql owed_sql{"hotel.sum_owed", "SELECT", "posting_line",
                       "SELECT CAST(COALESCE(SUM(l.amount_minor), 0) AS BIGINT) FROM folio f"
                       " JOIN posting_line l ON l.folio_id = f.id WHERE f.status = 'open'"};

Result<std::int64_t> number(db::Tx& tx, const Sql& sql) {
    TRY(const auto found, tx.first(sql, [](const db::Row& row) { return row.integer(0); }));
    return found.value_or(0);
}

}  // namespace

Result<Books> count_books(db::Tx& tx) {
    Books books;
    TRY(books.postings, number(tx, postings_sql));
    TRY(books.unbalanced, number(tx, unbalanced_sql));
    TRY(books.open_folios, number(tx, open_sql));
    TRY(books.owed_minor, number(tx, owed_sql));
    return books;
}

}  // namespace vacancy::hotel::store
