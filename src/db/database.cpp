#include "db/database.hpp"

#include "db/postgres/postgres.hpp"
#include "db/sqlite/sqlite.hpp"

namespace vacancy::db {

LocalDate Row::date(int column) const {
    auto parsed = LocalDate::parse(text_view(column));
    must(parsed.has_value());
    return *parsed;
}

Money Row::money(int amount_column, int currency_column) const {
    const auto currency = Currency::parse(text_view(currency_column));
    must(currency.has_value());
    return {.amount = integer(amount_column), .currency = *currency};
}

Result<std::unique_ptr<Database>> open_database(const DatabaseOptions& options) {
    constexpr std::string_view sqlite_scheme = "sqlite:";
    const std::string& url = options.url;
    if (url.starts_with(sqlite_scheme))
        return sqlite::open(url.substr(sqlite_scheme.size()), options);
    if (url.starts_with("postgres://") || url.starts_with("postgresql://")) {
        if (options.inline_execution)
            return fail(ErrorCode::invalid_request, "Only SQLite runs on the caller's thread");
        return postgres::open(options);
    }
    return fail(ErrorCode::invalid_request,
                "The database is given as sqlite:FILE, sqlite::memory: or postgres://…");
}

}  // namespace vacancy::db
