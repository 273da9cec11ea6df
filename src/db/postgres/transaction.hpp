#pragma once
// PostgresTx: one try of one job on one connection.

#include "db/driver/job.hpp"
#include "db/postgres/connection.hpp"

namespace vacancy::db::postgres {

class PostgresTx final : public Tx {
public:
    /// `clock` null: the server's clock_timestamp(), read once.
    PostgresTx(Connection& connection, const Clock* clock, Job& job)
        : connection_(connection), clock_(clock), job_(job) {}

    Instant now() override;
    void after_commit(std::function<void()> action) override;
    Step& step() override { return job_.span(); }

    [[nodiscard]] const std::optional<Error>& broken_by() const { return broken_by_; }
    [[nodiscard]] bool wants_another_try() const { return retryable_; }

protected:
    Result<std::int64_t> execute(const Sql& sql, std::span<const Value> values,
                                 const RowVisitor* visit) override;

private:
    Connection& connection_;
    const Clock* clock_;
    Job& job_;
    std::optional<Instant> now_{};
    std::optional<Error> broken_by_{};
    bool retryable_ = false;
};

}  // namespace vacancy::db::postgres
