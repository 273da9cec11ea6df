#include "web/gate/idempotency.hpp"

#include "web/encoding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace vacancy::web {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::microseconds kept_for = 24h;
constexpr std::chrono::microseconds lease = 60s;

constexpr db::Sql insert_row{
    "web.reserve_idempotency_key", "INSERT", "idempotency_key",
    "INSERT INTO idempotency_key (tenant, principal, route, key, body_hash, state, lease_owner, "
    "lease_until, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, 'running', $6, $7, $8, $9) "
    "ON CONFLICT (tenant, principal, route, key) DO NOTHING"};
constexpr db::Sql select_row{
    "web.select_idempotency_key", "SELECT", "idempotency_key",
    "SELECT body_hash, state, status, content_type, headers, body, lease_owner, lease_until, "
    "expires_at FROM idempotency_key "
    "WHERE tenant = $1 AND principal = $2 AND route = $3 AND key = $4"};
constexpr db::Sql take_over{
    "web.take_over_idempotency_key", "UPDATE", "idempotency_key",
    "UPDATE idempotency_key SET body_hash = $5, state = 'running', lease_owner = $6, "
    "lease_until = $7, created_at = $8, expires_at = $9 "
    "WHERE tenant = $1 AND principal = $2 AND route = $3 AND key = $4 "
    "AND lease_owner = $10 AND lease_until = $11"};
constexpr db::Sql keep_answer{
    "web.keep_idempotent_answer", "UPDATE", "idempotency_key",
    "UPDATE idempotency_key SET state = 'done', status = $6, content_type = $7, headers = $8, "
    "body = $9, lease_until = 0 "
    "WHERE tenant = $1 AND principal = $2 AND route = $3 AND key = $4 AND lease_owner = $5"};
constexpr db::Sql open_again{
    "web.release_idempotency_key", "UPDATE", "idempotency_key",
    "UPDATE idempotency_key SET lease_until = 0 "
    "WHERE tenant = $1 AND principal = $2 AND route = $3 AND key = $4 AND lease_owner = $5"};
constexpr db::Sql delete_expired{
    "web.delete_expired_idempotency_keys", "DELETE", "idempotency_key",
    "DELETE FROM idempotency_key WHERE expires_at <= $1 AND key IN "
    "(SELECT key FROM idempotency_key WHERE expires_at <= $1 LIMIT 500)"};

/// "Name: value" lines; the server has taken line feeds out of values.
std::string headers_text(const Reply& reply) {
    std::string text;
    for (const auto& [name, value] : reply.headers) text += fmt::format("{}: {}\n", name, value);
    return text;
}

void read_headers(std::string_view text, Reply& reply) {
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const std::size_t colon = line.find(": ");
        if (colon == std::string_view::npos) continue;
        reply.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
}

/// Reply refers to its content type; the words come from handlers, so there are few of them.
std::string_view interned(std::string_view word) {
    static std::mutex guard;
    static std::set<std::string, std::less<>> words;
    const std::scoped_lock lock(guard);
    const auto found = words.find(word);
    return found != words.end() ? *found : *words.emplace(word).first;
}

struct Kept {
    std::string body_hash{};
    bool is_done = false;
    Reply reply{};
    std::string owner{};
    Instant lease_until{};
    Instant expires_at{};
};

Kept kept_of(const db::Row& row) {
    Kept kept;
    kept.body_hash = row.text(0);
    kept.is_done = row.text_view(1) == "done";
    if (kept.is_done) {
        kept.reply.status = row.small(2);
        kept.reply.content_type = interned(row.text_view(3));
        read_headers(row.text_view(4), kept.reply);
        kept.reply.body = row.text(5);
    }
    kept.owner = row.text(6);
    kept.lease_until = row.instant(7);
    kept.expires_at = row.instant(8);
    return kept;
}

bool is_last_word(const Reply& reply) {
    return reply.is_final && reply.status < 500 && reply.status != 429;
}

Error in_progress(std::int64_t left_us) {
    Error error{.code = ErrorCode::idempotency_in_progress, .detail = {}};
    error.retry_after_s = static_cast<int>(std::clamp<std::int64_t>(left_us / 1'000'000, 1, 60));
    return error;
}

}  // namespace

Claim claim_of(const Request& request, std::string_view route, std::string_view given_key,
               std::string_view query) {
    Claim claim;
    if (request.principal.account) claim.tenant = request.principal.account->text();
    claim.principal = request.principal.id;
    claim.route = route;
    claim.key = base64url(digest({claim.tenant, claim.principal, route, given_key}));
    claim.body_hash = base64url(digest({request.path, query, request.body}));
    return claim;
}

struct Idempotency::Decision {
    std::optional<Reply> replay{};
};

Idempotency::Idempotency(db::Database& db)
    : db_(db),
      owner_(Uuid::make(system_clock().now()).text()),
      others_are_gone_(db.system_name() == "sqlite") {}

bool Idempotency::begin_here(const std::string& key) {
    const std::scoped_lock lock(guard_);
    return here_.insert(key).second;
}

void Idempotency::end_here(const std::string& key) {
    const std::scoped_lock lock(guard_);
    here_.erase(key);
}

Result<Idempotency::Decision> Idempotency::decide(db::Tx& tx, const Claim& claim) const {
    const Instant now = tx.now();
    TRY(const std::int64_t inserted,
        tx.run(insert_row, claim.tenant, claim.principal, claim.route, claim.key, claim.body_hash,
               owner_, now + lease, now, now + kept_for));
    if (inserted == 1) return Decision{};
    TRY(auto found,
        tx.first(select_row, kept_of, claim.tenant, claim.principal, claim.route, claim.key));
    if (!found) return std::unexpected(in_progress(0));  // swept in this very moment
    const bool expired = found->expires_at <= now;
    if (!expired && found->body_hash != claim.body_hash)
        return fail(ErrorCode::idempotency_key_reused);
    if (!expired && found->is_done) return Decision{std::move(found->reply)};
    // A row of ours that nobody here works on (begin_here) was left when it could not be settled.
    const bool orphan = others_are_gone_ || found->owner == owner_;
    if (!expired && !orphan && found->lease_until > now)
        return std::unexpected(in_progress((found->lease_until - now).count()));
    TRY(const std::int64_t taken,
        tx.run(take_over, claim.tenant, claim.principal, claim.route, claim.key, claim.body_hash,
               owner_, now + lease, now, now + kept_for, found->owner, found->lease_until));
    if (taken != 1) return std::unexpected(in_progress(0));
    return Decision{};
}

/// Lets the key go when the request ends, however it ends.
struct Idempotency::Ending {
    Idempotency& all;
    const std::string& key;
    bool armed = true;
    Ending(Idempotency& a, const std::string& k) : all(a), key(k) {}
    Ending(const Ending&) = delete;
    Ending& operator=(const Ending&) = delete;
    ~Ending() {
        if (armed) all.end_here(key);
    }
};

Task<Result<std::optional<Reply>>> Idempotency::reserve(Step& step, const Claim& claim) {
    if (!begin_here(claim.key)) co_return std::unexpected(in_progress(0));
    Ending ending(*this, claim.key);
    const auto body = [this, &claim](db::Tx& tx) { return decide(tx, claim); };
    auto decision = co_await db_.transact(step, body);
    // Whether the row is there is found out by asking again; nothing has run yet.
    if (!decision && decision.error().code == ErrorCode::outcome_unknown)
        decision = co_await db_.transact(step, body);
    if (!decision && decision.error().code == ErrorCode::outcome_unknown)
        co_return fail(ErrorCode::store_unavailable);
    if (!decision) co_return std::unexpected(std::move(decision).error());
    ending.armed = decision->replay.has_value();  // otherwise `settle` ends it
    co_return std::move(decision->replay);
}

Task<Result<void>> Idempotency::settle(Step& step, const Claim& claim, const Reply& reply) {
    const Ending ending(*this, claim.key);
    const std::string headers = headers_text(reply);
    const auto body = [&](db::Tx& tx) -> Result<void> {
        if (!is_last_word(reply)) {
            TRY_VOID(
                tx.run(open_again, claim.tenant, claim.principal, claim.route, claim.key, owner_));
            return {};
        }
        TRY_VOID(tx.run(keep_answer, claim.tenant, claim.principal, claim.route, claim.key, owner_,
                        reply.status, reply.content_type, headers, reply.body));
        return {};
    };
    co_return co_await db_.transact(step, body);
}

Task<Result<std::int64_t>> Idempotency::sweep(Step& step) {
    const auto body = [](db::Tx& tx) { return tx.run(delete_expired, tx.now()); };
    co_return co_await db_.transact(step, body);
}

}  // namespace vacancy::web
