#include "rigs/kit/rows.hpp"

#include <libpq-fe.h>
#include <sqlite3.h>

#include <memory>
#include <stdexcept>
#include <string_view>

namespace vacancy::rigs {
namespace {

constexpr std::string_view sqlite_prefix = "sqlite:";

int add_row(void* into, int columns, char** values, char** /*names*/) {
    Row row;
    for (int i = 0; i < columns; ++i) row.emplace_back(values[i] != nullptr ? values[i] : "");
    static_cast<std::vector<Row>*>(into)->push_back(std::move(row));
    return 0;
}

std::vector<Row> from_sqlite(const std::string& path, const std::string& sql, int flags) {
    sqlite3* handle = nullptr;
    const int opened = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
    const std::unique_ptr<sqlite3, decltype([](sqlite3* d) { sqlite3_close(d); })> owned(handle);
    if (opened != SQLITE_OK) throw std::runtime_error(path + ": " + sqlite3_errstr(opened));
    sqlite3_busy_timeout(handle, 10'000);
    std::vector<Row> found;
    if (sqlite3_exec(handle, sql.c_str(), add_row, &found, nullptr) != SQLITE_OK)
        throw std::runtime_error(sql + ": " + sqlite3_errmsg(handle));
    return found;
}

std::vector<Row> from_postgres(const std::string& url, const std::string& sql) {
    const std::unique_ptr<PGconn, decltype([](PGconn* c) { PQfinish(c); })> owned(
        PQconnectdb(url.c_str()));
    const std::unique_ptr<PGresult, decltype([](PGresult* r) { PQclear(r); })> result(
        PQexec(owned.get(), sql.c_str()));
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        throw std::runtime_error(sql + ": " + PQerrorMessage(owned.get()));
    std::vector<Row> found;
    for (int i = 0; i < PQntuples(result.get()); ++i) {
        Row row;
        for (int j = 0; j < PQnfields(result.get()); ++j)
            row.emplace_back(PQgetvalue(result.get(), i, j));
        found.push_back(std::move(row));
    }
    return found;
}

}  // namespace

std::vector<Row> rows(const std::string& url, const std::string& sql) {
    if (url.starts_with(sqlite_prefix))
        return from_sqlite(url.substr(sqlite_prefix.size()), sql, SQLITE_OPEN_READONLY);
    return from_postgres(url, sql);
}

long long number(const std::string& url, const std::string& sql) {
    return std::stoll(rows(url, sql).at(0).at(0));
}

void change(const std::string& url, const std::string& sql) {
    if (url.starts_with(sqlite_prefix))
        from_sqlite(url.substr(sqlite_prefix.size()), sql, SQLITE_OPEN_READWRITE);
    else
        (void)from_postgres(url, sql);
}

}  // namespace vacancy::rigs
