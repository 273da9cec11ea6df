#pragma once
// SqliteTx: one job's view of a connection. The thread of that connection uses it.

#include "db/driver/job.hpp"
#include "db/sqlite/connection.hpp"

namespace vacancy::db::sqlite {

class SqliteTx final : public Tx {
public:
    SqliteTx(Connection& connection, const Clock& clock, Job& job)
        : connection_(connection), clock_(clock), job_(job) {}

    Instant now() override;
    void after_commit(std::function<void()> action) override;
    Step& step() override { return job_.span(); }

    /// The first statement that failed, whatever the body made of it.
    [[nodiscard]] const std::optional<Error>& broken_by() const { return broken_by_; }
    /// A statement changed something, or may have before it failed.
    [[nodiscard]] bool wrote() const { return wrote_; }

protected:
    Result<std::int64_t> execute(const Sql& sql, std::span<const Value> values,
                                 const RowVisitor* visit) override;

private:
    std::int64_t step_through(sqlite3_stmt* statement, std::span<const Value> values,
                              const RowVisitor* visit, int& rc);

    Connection& connection_;
    const Clock& clock_;
    Job& job_;
    std::optional<Instant> now_{};
    std::optional<Error> broken_by_{};
    bool wrote_ = false;
};

/// What came of a body: whether it is to be committed, and whether there is anything to undo.
struct Ran {
    bool keeps;
    bool wrote;
};
/// Runs the job's body on this connection. A job whose statement failed has failed, even when its
/// body went on.
Ran run_body(Connection& connection, const Clock& clock, Job& job);

}  // namespace vacancy::db::sqlite
