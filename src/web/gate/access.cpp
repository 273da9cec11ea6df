#include "web/gate/access.hpp"

#include <sodium.h>

namespace vacancy::web {
namespace {

constexpr std::int64_t good_for_ns = 2'000'000'000;
constexpr std::size_t most_entries = 4096;

}  // namespace

bool KeyCache::ConstantTime::operator()(const KeyHash& a, const KeyHash& b) const noexcept {
    return sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::optional<Result<Principal>> KeyCache::find(const KeyHash& hash) {
    if (const std::uint64_t now = revocations(); now != revocations_) {
        entries_.clear();
        revocations_ = now;
    }
    const auto entry = entries_.find(hash);
    if (entry == entries_.end() || entry->second.good_until_ns < clock_.steady_ns())
        return std::nullopt;
    if (!entry->second.principal) return fail(ErrorCode::unauthorized);
    return *entry->second.principal;
}

void KeyCache::remember(const KeyHash& hash, const std::optional<Principal>& found) {
    if (entries_.size() >= most_entries) entries_.clear();
    entries_[hash] = {found, clock_.steady_ns() + good_for_ns};
}

std::optional<std::string_view> bearer(std::string_view authorization) {
    constexpr std::string_view scheme = "bearer ";
    constexpr std::size_t longest = 256;
    if (authorization.size() <= scheme.size() || authorization.size() > longest)
        return std::nullopt;
    for (std::size_t i = 0; i < scheme.size(); ++i) {
        const char c = authorization[i];
        if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != scheme[i]) return std::nullopt;
    }
    authorization.remove_prefix(scheme.size());
    return authorization;
}

Task<Result<Principal>> look_up(Step& step, db::Database& db, KeyCache& cache,
                                std::string_view presented) {
    const KeyHash hash = hash_of_key(presented);
    const std::uint64_t before = revocations();
    const auto body = [hash](db::Tx& tx) { return find_key(tx, hash); };
    auto found = co_await db.read(step, body);
    if (!found) co_return std::unexpected(std::move(found).error());
    if (before == revocations()) cache.remember(hash, *found);
    if (!*found) co_return fail(ErrorCode::unauthorized);
    co_return **found;
}

}  // namespace vacancy::web
