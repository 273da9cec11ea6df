#pragma once
// What a story about many days needs in process: a key encoder that is out of order now and then,
// and a store on the caller's thread that follows a clock.

#include "db/database.hpp"
#include "db/migrate.hpp"
#include "main/replay/key_board.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <memory>

namespace vacancy::test {

/// Makes keys, unless it is out of order just now.
class MoodyBoard final : public hotel::KeyEncoder {
public:
    explicit MoodyBoard(std::function<bool()> is_away) : is_away_(std::move(is_away)) {}
    Task<Result<hotel::KeysMade>> encode(Step& step, const hotel::KeyRequest& request) override {
        if (is_away_()) co_return fail(ErrorCode::upstream_unavailable);
        co_return co_await board_.encode(step, request);
    }
    Task<Result<void>> erase(Step& step, const hotel::KeyErasure& erasure) override {
        if (is_away_()) co_return fail(ErrorCode::upstream_unavailable);
        co_return co_await board_.erase(step, erasure);
    }
    [[nodiscard]] const replay::KeyBoard::Doors& opens() const { return board_.opens(); }

private:
    std::function<bool()> is_away_;
    replay::KeyBoard board_;
};

inline std::unique_ptr<db::Database> empty_store(const Clock& clock) {
    db::DatabaseOptions options;
    options.url = "sqlite::memory:";
    options.clock = &clock;
    options.inline_execution = true;
    auto db = db::open_database(options);
    REQUIRE(db.has_value());
    Step step = Step::silent();
    REQUIRE(db::migrate(step, **db).has_value());
    return std::move(*db);
}

}  // namespace vacancy::test
