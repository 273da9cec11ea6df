#pragma once
// later: a statement whose answer its transaction body does not need. On PostgreSQL it is sent
// together with what follows it, at the latest with the COMMIT, and costs no round trip of its own;
// on SQLite it runs at once. Its error, or that of another number of rows than is asked for, is
// then the transaction's: the body may have gone on meanwhile, but nothing of it is committed.
//
// Without a number of rows it may travel with the COMMIT itself: only for rows that nobody else
// writes (a row of its own that is inserted), because waiting for another's lock there would run
// what follows the commits in another order than theirs.

#include "db/database.hpp"

namespace vacancy::db {

/// So many rows a statement has to change, or else the transaction fails with that.
struct Exactly {
    std::int64_t rows;
    ErrorCode otherwise;
};

/// What a transaction is as well when its statements can wait for each other.
class Pipelined {
public:
    virtual ~Pipelined() = default;
    virtual Result<void> put(const Sql& sql, std::span<const Value> values,
                             const std::optional<Exactly>& rows) = 0;
};

template <class... Args>
Result<void> later(Tx& tx, const std::optional<Exactly>& rows, const Sql& sql,
                   const Args&... args) {
    if (auto* const pipelined = dynamic_cast<Pipelined*>(&tx)) {
        const std::array<Value, sizeof...(Args)> values{to_value(args)...};
        return pipelined->put(sql, values, rows);
    }
    TRY(const auto changed, tx.run(sql, args...));
    if (rows && changed != rows->rows) return fail(rows->otherwise);
    return {};
}

}  // namespace vacancy::db
