#include "db/postgres/transaction.hpp"

#include "db/driver/statement.hpp"

#include <charconv>

namespace vacancy::db::postgres {
namespace {

constexpr Sql server_time{"db.server_time", "SELECT", "",
                          "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)"};

template <class T>
T number_in(std::string_view text) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    must(error == std::errc{} && end == text.data() + text.size());
    return value;
}

class PostgresRow final : public Row {
public:
    PostgresRow(const PGresult* result, int row) : result_(result), row_(row) {}

    [[nodiscard]] bool is_null(int column) const override {
        must(column < PQnfields(result_));
        return PQgetisnull(result_, row_, column) == 1;
    }
    [[nodiscard]] std::int64_t integer(int column) const override {
        return number_in<std::int64_t>(text_view(column));
    }
    [[nodiscard]] double real(int column) const override {
        return number_in<double>(text_view(column));
    }
    [[nodiscard]] std::string_view text_view(int column) const override {
        must(!is_null(column));
        return {PQgetvalue(result_, row_, column),
                static_cast<std::size_t>(PQgetlength(result_, row_, column))};
    }

private:
    const PGresult* result_;
    int row_;
};

std::int64_t rows_of(PGresult* result) {
    const std::string_view text = PQcmdTuples(result);
    return text.empty() ? 0 : number_in<std::int64_t>(text);
}

}  // namespace

Instant PostgresTx::now() {
    if (!now_ && clock_ != nullptr) now_ = clock_->now();
    if (!now_) {
        const auto read = first(server_time, [](const Row& row) { return row.instant(0); });
        // Without an answer the transaction is broken already; the value decides nothing any more.
        now_ = read && *read ? **read : system_clock().now();
    }
    return *now_;
}

void PostgresTx::after_commit(std::function<void()> action) {
    job_.after_commit(std::move(action));
}

Result<std::int64_t> PostgresTx::execute(const Sql& sql, std::span<const Value> values,
                                         const RowVisitor* visit) {
    if (broken_by_) return std::unexpected(*broken_by_);
    StatementSpan span(job_.span(), sql, connection_.span_name(sql), "postgresql");
    const auto result = connection_.run(sql, values);
    if (is_good(result.get())) {
        const std::int64_t rows = rows_of(result.get());
        const int count = PQntuples(result.get());
        for (int i = 0; visit != nullptr && i < count; ++i) (*visit)(PostgresRow(result.get(), i));
        span.end(rows);
        return rows;
    }
    const auto state = sqlstate_of(result.get());
    retryable_ = is_retryable(state);
    broken_by_ = error_of(result.get(), connection_.is_lost());
    span.end(*broken_by_, state);
    if (broken_by_->code == ErrorCode::internal && !sql.name.empty())
        throw BrokenPromise{std::string(sql.name) + ": " + broken_by_->detail};
    return std::unexpected(*broken_by_);
}

}  // namespace vacancy::db::postgres
