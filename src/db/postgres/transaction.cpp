#include "db/postgres/transaction.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace vacancy::db::postgres {
namespace {

constexpr Sql server_time{"db.server_time", "SELECT", "",
                          "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)"};
constexpr Sql begin_write{"db.begin_write", "BEGIN", "",
                          "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"};
constexpr Sql begin_read{"db.begin_read", "BEGIN", "",
                         "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"};
constexpr Sql commit_all{"db.commit", "COMMIT", "", "COMMIT"};
constexpr Sql roll_back_all{"db.rollback", "ROLLBACK", "", "ROLLBACK"};
constexpr Sql frame_of_all[] = {begin_write, begin_read, commit_all, roll_back_all, server_time};

/// So many wait for an answer at most; what is sent must fit into the buffers of both sides.
constexpr std::size_t most_pending = 64;

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

std::span<const Sql> PostgresTx::frame() { return frame_of_all; }
const Sql& PostgresTx::rollback() { return roll_back_all; }

Instant PostgresTx::now() {
    if (!now_ && clock_ != nullptr) now_ = clock_->now();
    if (!now_ && !broken_by_) {
        begin();
        flush();
    }
    // Without an answer the transaction is broken already; the value decides nothing any more.
    if (!now_) now_ = system_clock().now();
    return *now_;
}

void PostgresTx::after_commit(std::function<void()> action) {
    job_.after_commit(std::move(action));
}

void PostgresTx::begin() {
    if (begun_) return;
    begun_ = begin_is_owed_ = true;
    static_cast<void>(connection_.send(job_.writes() ? begin_write : begin_read, {}));
    if (clock_ != nullptr || now_) return;
    time_is_owed_ = true;
    static_cast<void>(connection_.send(server_time, {}));
}

bool PostgresTx::send(const Sql& sql, std::span<const Value> values, StatementSpan& span) {
    if (!connection_.knows(sql)) {
        flush();
        if (broken_by_) return false;
        if (const auto done = connection_.prepare(sql); !is_good(done.get())) {
            fail_by(done.get(), sql, span);
            return false;
        }
    }
    begin();
    if (connection_.send(sql, values)) return true;
    flush();
    if (!broken_by_) fail_by(nullptr, sql, span);
    return false;
}

Result<void> PostgresTx::put(const Sql& sql, std::span<const Value> values,
                             const std::optional<Exactly>& rows) {
    if (broken_by_) return std::unexpected(*broken_by_);
    StatementSpan span(job_.span(), sql, connection_.span_name(sql), "postgresql");
    const bool sent = send(sql, values, span);
    throw_if_bug();
    if (!sent) return std::unexpected(*broken_by_);
    pending_.push_back({sql, std::move(span), rows});
    if (pending_.size() < most_pending) return {};
    flush();
    throw_if_bug();
    if (broken_by_) return std::unexpected(*broken_by_);
    return {};
}

Result<std::int64_t> PostgresTx::execute(const Sql& sql, std::span<const Value> values,
                                         const RowVisitor* visit) {
    if (broken_by_) return std::unexpected(*broken_by_);
    StatementSpan span(job_.span(), sql, connection_.span_name(sql), "postgresql");
    const bool sent = send(sql, values, span);
    throw_if_bug();
    if (!sent) return std::unexpected(*broken_by_);
    connection_.sync();
    take_pending();
    const auto result = connection_.take();
    connection_.take_sync();
    if (!broken_by_ && !is_good(result.get())) fail_by(result.get(), sql, span);
    throw_if_bug();
    if (broken_by_) return std::unexpected(*broken_by_);
    const std::int64_t rows = rows_of(result.get());
    const int count = PQntuples(result.get());
    for (int i = 0; visit != nullptr && i < count; ++i) (*visit)(PostgresRow(result.get(), i));
    span.end(rows);
    return rows;
}

void PostgresTx::settle() {
    const auto has_to_be_right = [](const Pending& pending) { return pending.rows.has_value(); };
    if (!broken_by_ && std::ranges::any_of(pending_, has_to_be_right)) flush();
}

ResultPtr PostgresTx::commit() {
    commit_is_sent_ = true;
    const bool sent = connection_.send(commit_all, {});
    connection_.sync();
    take_pending();
    ResultPtr result = sent ? connection_.take() : nullptr;
    connection_.take_sync();
    return result;
}

void PostgresTx::flush() {
    if (!begin_is_owed_ && pending_.empty()) return;
    connection_.sync();
    take_pending();
    connection_.take_sync();
}

void PostgresTx::take_pending() {
    if (std::exchange(begin_is_owed_, false)) {
        const auto begun = connection_.take();
        if (!is_good(begun.get()) && !is_in_doubt())
            broken_by_ = error_of(begun.get(), connection_.is_lost());
        was_answered_ = !broken_by_;
    }
    if (std::exchange(time_is_owed_, false)) take_time(connection_.take().get());
    for (Pending& pending : pending_) {
        const auto result = connection_.take();
        // It did not run, or nobody knows; its span ends as canceled.
        if (broken_by_ || is_in_doubt()) continue;
        if (!is_good(result.get())) {
            fail_by(result.get(), pending.sql, pending.span);
            continue;
        }
        const std::int64_t rows = rows_of(result.get());
        pending.span.end(rows);
        if (pending.rows && pending.rows->rows != rows)
            broken_by_ = Error{.code = pending.rows->otherwise, .detail = {}};
    }
    pending_.clear();
}

void PostgresTx::take_time(const PGresult* result) {
    if (broken_by_ || is_in_doubt()) return;
    if (is_good(result) && PQntuples(result) == 1) {
        now_ = PostgresRow(result, 0).instant(0);
    } else {
        broken_by_ = error_of(result, connection_.is_lost());
    }
}

void PostgresTx::fail_by(const PGresult* result, const Sql& sql, StatementSpan& span) {
    const auto state = sqlstate_of(result);
    retryable_ = is_retryable(state);
    broken_by_ = error_of(result, connection_.is_lost());
    span.end(*broken_by_, state);
    if (broken_by_->code == ErrorCode::internal && !sql.name.empty())
        bug_ = std::string(sql.name) + ": " + broken_by_->detail;
}

bool PostgresTx::wants_another_try() const {
    return retryable_ || (broken_by_ && !was_answered_ && connection_.is_lost());
}

void PostgresTx::throw_if_bug() const {
    if (bug_) throw BrokenPromise{*bug_};
}

}  // namespace vacancy::db::postgres
