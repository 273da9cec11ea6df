#pragma once
// Idempotency-Key: the first request with a key runs, every repetition gets its answer byte for
// byte. The row is reserved before the handler runs, so that two requests with one key cannot both
// run; it holds the answer for 24 hours. Answers that may change (5xx, 429, outcome_unknown) are
// not kept: the row stays open and the next repetition runs the handler again with the same
// identity. One object a server; any thread.

#include "base/time.hpp"
#include "db/database.hpp"
#include "web/message.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_set>

namespace vacancy::web {

/// One key as one caller used it at one route.
struct Claim {
    std::string tenant;     ///< account id, or empty
    std::string principal;  ///< key id, or "guest"
    std::string route;      ///< "POST /v1/bookings"
    std::string key;        ///< digest of tenant, principal, route and the caller's key
    std::string body_hash;  ///< of path, query and body
};

[[nodiscard]] Claim claim_of(const Request& request, std::string_view route,
                             std::string_view given_key, std::string_view query);

class Idempotency {
public:
    explicit Idempotency(db::Database& db);

    /// Nothing: this request owns the key and must end with `settle`. A Reply: the first answer.
    /// Errors: idempotency_key_reused, idempotency_in_progress, or the store's own.
    Task<Result<std::optional<Reply>>> reserve(Step& step, const Claim& claim);
    /// Keeps the answer, or opens the row again when it is not the last word.
    Task<Result<void>> settle(Step& step, const Claim& claim, const Reply& reply);
    /// Deletes rows older than 24 hours, some at a time; answers how many.
    Task<Result<std::int64_t>> sweep(Step& step);

private:
    struct Decision;
    struct Ending;
    [[nodiscard]] Result<Decision> decide(db::Tx& tx, const Claim& claim) const;
    bool begin_here(const std::string& key);
    void end_here(const std::string& key);

    db::Database& db_;
    std::string owner_;     ///< this process, this start
    bool others_are_gone_;  ///< one process owns the store: rows of an earlier start are orphans
    std::mutex guard_;
    std::unordered_set<std::string> here_;  ///< running in this process
};

}  // namespace vacancy::web
