#pragma once
// PostgresTx: one try of one job on one connection. BEGIN goes out with the first statement, and
// statements that can wait with those behind them.

#include "db/driver/job.hpp"
#include "db/driver/statement.hpp"
#include "db/later.hpp"
#include "db/postgres/connection.hpp"

#include <vector>

namespace vacancy::db::postgres {

class PostgresTx final : public Tx, public Pipelined {
public:
    /// `clock` null: the server's clock_timestamp(), read once.
    PostgresTx(Connection& connection, const Clock* clock, Job& job)
        : connection_(connection), clock_(clock), job_(job) {}

    Instant now() override;
    void after_commit(std::function<void()> action) override;
    Step& step() override { return job_.span(); }
    Result<void> put(const Sql& sql, std::span<const Value> values,
                     const std::optional<Exactly>& rows) override;

    // The worker's side.

    /// The body has ended: what has to be checked before the commit is.
    void settle();
    /// COMMIT with what still waits, and its answer. `broken_by` afterwards: one of those failed,
    /// and so the COMMIT did not run.
    [[nodiscard]] ResultPtr commit();
    /// There is something to commit or to roll back.
    [[nodiscard]] bool has_begun() const { return begun_; }
    [[nodiscard]] const std::optional<Error>& broken_by() const { return broken_by_; }
    /// Rivals were in the way, or an idle connection had died before its first answer.
    [[nodiscard]] bool wants_another_try() const;

    /// The statements every connection knows from the start.
    [[nodiscard]] static std::span<const Sql> frame();
    [[nodiscard]] static const Sql& rollback();

protected:
    Result<std::int64_t> execute(const Sql& sql, std::span<const Value> values,
                                 const RowVisitor* visit) override;

private:
    /// Sent, not yet answered.
    struct Pending {
        Sql sql;
        StatementSpan span;
        std::optional<Exactly> rows;
    };

    [[nodiscard]] bool send(const Sql& sql, std::span<const Value> values, StatementSpan& span);
    /// BEGIN, and the question for the server's time, before the first statement.
    void begin();
    void flush();
    void take_pending();
    void take_time(const PGresult* result);
    /// The statement failed, and with it the transaction.
    void fail_by(const PGresult* result, const Sql& sql, StatementSpan& span);
    void throw_if_bug() const;
    /// The connection broke after the COMMIT was sent: what was sent with it may be durable.
    [[nodiscard]] bool is_in_doubt() const { return commit_is_sent_ && connection_.is_lost(); }

    Connection& connection_;
    const Clock* clock_;
    Job& job_;
    std::vector<Pending> pending_{};
    std::optional<Instant> now_{};
    std::optional<Error> broken_by_{};
    std::optional<std::string> bug_{};
    bool begun_ = false;
    bool begin_is_owed_ = false;  ///< sent, not yet answered
    bool time_is_owed_ = false;
    bool was_answered_ = false;  ///< anything, so that the connection was alive
    bool retryable_ = false;
    bool commit_is_sent_ = false;
};

}  // namespace vacancy::db::postgres
