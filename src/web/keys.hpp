#pragma once
// API keys: made once, shown once, stored as a hash. A key is "vk_" and 43 characters of random
// base64url; its id is the beginning of the hash, which may be shown.

#include "base/guarded.hpp"
#include "db/database.hpp"
#include "web/message.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace vacancy::web {

[[nodiscard]] std::string_view name_of(Role role);
[[nodiscard]] std::optional<Role> parse_role(std::string_view name);

struct KeyFor {
    Role role = Role::agent;
    std::string name;                    ///< for people: "front desk tablet"
    std::optional<AccountId> account{};  ///< none: of the installation itself (admin)
    std::optional<PropertyId> property{};
};

/// Writes the row and answers the key; it cannot be shown again. guest has no key.
Result<Secret> create_key(db::Tx& tx, const KeyFor& key);
/// From the commit on this process refuses it at once, others within seconds. not_found.
Result<void> revoke_key(db::Tx& tx, std::string_view key_id);

using KeyHash = std::array<unsigned char, 32>;
[[nodiscard]] KeyHash hash_of_key(std::string_view presented);
/// Whose key it is, or nothing (unknown or revoked).
Result<std::optional<Principal>> find_key(db::Tx& tx, const KeyHash& hash);
/// Changes when a key was revoked in this process; caches compare it.
[[nodiscard]] std::uint64_t revocations();

}  // namespace vacancy::web
