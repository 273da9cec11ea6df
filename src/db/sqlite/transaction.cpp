#include "db/sqlite/transaction.hpp"

#include "db/driver/driver.hpp"
#include "db/driver/statement.hpp"

namespace vacancy::db::sqlite {
namespace {

class SqliteRow final : public Row {
public:
    explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}

    [[nodiscard]] bool is_null(int column) const override {
        must(column < sqlite3_column_count(statement_));
        return sqlite3_column_type(statement_, column) == SQLITE_NULL;
    }
    [[nodiscard]] std::int64_t integer(int column) const override {
        must(sqlite3_column_type(statement_, column) == SQLITE_INTEGER);
        return sqlite3_column_int64(statement_, column);
    }
    [[nodiscard]] double real(int column) const override {
        const int type = sqlite3_column_type(statement_, column);
        must(type == SQLITE_FLOAT || type == SQLITE_INTEGER);
        return sqlite3_column_double(statement_, column);
    }
    [[nodiscard]] std::string_view text_view(int column) const override {
        must(sqlite3_column_type(statement_, column) == SQLITE_TEXT);
        const auto* text = sqlite3_column_text(statement_, column);
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
        return {reinterpret_cast<const char*>(text), size};
    }

private:
    sqlite3_stmt* statement_;
};

int bind(sqlite3_stmt* statement, int index, const Value& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value))
        return sqlite3_bind_int64(statement, index, *integer);
    if (const auto* real = std::get_if<double>(&value))
        return sqlite3_bind_double(statement, index, *real);
    if (const auto* text = std::get_if<std::string>(&value))
        return sqlite3_bind_text64(statement, index, text->data(), text->size(), SQLITE_STATIC,
                                   SQLITE_UTF8);
    return sqlite3_bind_null(statement, index);
}

/// Whether the database's count of changed rows tells all that such a statement does; it does not
/// when the schema changes.
bool counts_its_rows(const Sql& sql) {
    return sql.operation == "SELECT" || sql.operation == "INSERT" || sql.operation == "UPDATE" ||
           sql.operation == "DELETE";
}

}  // namespace

Instant SqliteTx::now() {
    if (!now_) now_ = clock_.now();
    return *now_;
}

void SqliteTx::after_commit(std::function<void()> action) { job_.after_commit(std::move(action)); }

Result<std::int64_t> SqliteTx::execute(const Sql& sql, std::span<const Value> values,
                                       const RowVisitor* visit) {
    if (broken_by_) return std::unexpected(*broken_by_);
    int rc = SQLITE_OK;
    const Borrowed statement = connection_.borrow(sql, rc);
    StatementSpan span(job_.span(), sql, statement.span_name(), "sqlite");
    std::int64_t rows = 0;
    if (statement.handle() != nullptr) rows = step_through(statement.handle(), values, visit, rc);
    wrote_ = wrote_ || !counts_its_rows(sql);
    if (rc == SQLITE_OK) {
        span.end(rows);
        return rows;
    }
    broken_by_ = error_of(rc, connection_.message());
    if (is_fatal(rc)) stop_process(connection_.message());
    span.end(*broken_by_, std::to_string(rc));
    // A named statement that cannot run is a bug of ours; its text is not for the caller.
    if (broken_by_->code == ErrorCode::internal && !sql.name.empty())
        throw BrokenPromise{std::string(sql.name) + ": " + broken_by_->detail};
    return std::unexpected(*broken_by_);
}

std::int64_t SqliteTx::step_through(sqlite3_stmt* statement, std::span<const Value> values,
                                    const RowVisitor* visit, int& rc) {
    must(sqlite3_bind_parameter_count(statement) == static_cast<int>(values.size()));
    const bool reads = sqlite3_stmt_readonly(statement) != 0;
    if (!reads && !job_.writes()) {
        rc = SQLITE_READONLY;
        return 0;
    }
    for (std::size_t i = 0; i < values.size(); ++i)
        if (rc = bind(statement, static_cast<int>(i) + 1, values[i]); rc != SQLITE_OK) return 0;
    const auto changed_before = sqlite3_total_changes64(connection_.handle());
    const SqliteRow row(statement);
    std::int64_t rows = 0;
    for (rc = sqlite3_step(statement); rc == SQLITE_ROW; rc = sqlite3_step(statement)) {
        ++rows;
        if (visit != nullptr) (*visit)(row);
    }
    const bool changed = sqlite3_total_changes64(connection_.handle()) != changed_before;
    wrote_ = wrote_ || changed || (!reads && rc != SQLITE_DONE);
    if (rc != SQLITE_DONE) return 0;
    rc = SQLITE_OK;
    if (reads) return rows;
    return changed ? sqlite3_changes64(connection_.handle()) : 0;
}

Ran run_body(Connection& connection, const Clock& clock, Job& job) {
    SqliteTx tx(connection, clock, job);
    job.begin(clock.steady_ns());
    if (job.run(tx) && tx.broken_by()) job.fail_with(*tx.broken_by());
    return {.keeps = !job.failed(), .wrote = tx.wrote()};
}

}  // namespace vacancy::db::sqlite
