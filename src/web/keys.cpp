#include "web/keys.hpp"

#include "web/encoding.hpp"

#include <sodium.h>

#include <algorithm>
#include <atomic>

namespace vacancy::web {
namespace {

constexpr std::array<std::string_view, 7> role_names{
    "guest", "agent", "host", "housekeeper", "manager", "admin", "integration"};
constexpr std::size_t id_length = 16;

constexpr db::Sql insert_key{
    "web.insert_key", "INSERT", "api_key",
    "INSERT INTO api_key (key_hash, name, role, account_id, property_id, created_at) "
    "VALUES ($1, $2, $3, $4, $5, $6)"};
constexpr db::Sql revoke{"web.revoke_key", "UPDATE", "api_key",
                         "UPDATE api_key SET revoked_at = $2 "
                         "WHERE revoked_at IS NULL AND substr(key_hash, 1, 16) = $1"};
constexpr db::Sql select_key{"web.select_key", "SELECT", "api_key",
                             "SELECT role, account_id, property_id FROM api_key "
                             "WHERE key_hash = $1 AND revoked_at IS NULL"};

std::atomic<std::uint64_t> revoked{0};

std::string key_id(std::string_view hash) { return std::string(hash.substr(0, id_length)); }

Principal principal_of(const db::Row& row, std::string id) {
    Principal principal;
    const auto role = parse_role(row.text_view(0));
    must(role.has_value());
    principal.role = *role;
    principal.id = std::move(id);
    if (!row.is_null(1)) principal.account = row.id<AccountId>(1);
    if (!row.is_null(2)) principal.property = row.id<PropertyId>(2);
    return principal;
}

}  // namespace

std::string_view name_of(Role role) { return role_names.at(static_cast<std::size_t>(role)); }

std::optional<Role> parse_role(std::string_view name) {
    const auto found = std::ranges::find(role_names, name);
    if (found == role_names.end()) return std::nullopt;
    return static_cast<Role>(found - role_names.begin());
}

KeyHash hash_of_key(std::string_view presented) { return digest({presented}); }

Result<Secret> create_key(db::Tx& tx, const KeyFor& key) {
    must(key.role != Role::guest);
    std::array<std::uint8_t, 32> random{};
    fill_random(random);
    Secret secret("vk_" + base64url(random));
    sodium_memzero(random.data(), random.size());
    const std::string hash = hex(hash_of_key(secret.reveal()));
    TRY_VOID(
        tx.run(insert_key, hash, key.name, name_of(key.role), key.account, key.property, tx.now()));
    return secret;
}

Result<void> revoke_key(db::Tx& tx, std::string_view id) {
    TRY(const std::int64_t changed, tx.run(revoke, id, tx.now()));
    if (changed == 0) return fail(ErrorCode::not_found);
    tx.after_commit([] { revoked.fetch_add(1, std::memory_order_relaxed); });
    return {};
}

Result<std::optional<Principal>> find_key(db::Tx& tx, const KeyHash& hash) {
    const std::string text = hex(hash);
    return tx.first(
        select_key, [&](const db::Row& row) { return principal_of(row, key_id(text)); }, text);
}

std::uint64_t revocations() { return revoked.load(std::memory_order_relaxed); }

}  // namespace vacancy::web
