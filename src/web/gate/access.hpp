#pragma once
// Who is asking: `Authorization: Bearer KEY` looked up in a small cache, then in the store.

#include "web/keys.hpp"

#include <cstring>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace vacancy::web {

/// The keys seen in the last seconds. One a thread; no lock.
class KeyCache {
public:
    explicit KeyCache(const Clock& clock) : clock_(clock) {}

    /// The principal, the cached refusal, or nothing: ask the store.
    [[nodiscard]] std::optional<Result<Principal>> find(const KeyHash& hash);
    void remember(const KeyHash& hash, const std::optional<Principal>& found);

private:
    struct Entry {
        std::optional<Principal> principal{};
        std::int64_t good_until_ns = 0;
    };
    struct ByFirstBytes {  // the hash is random already
        std::size_t operator()(const KeyHash& hash) const noexcept {
            std::size_t value = 0;
            std::memcpy(&value, hash.data(), sizeof value);
            return value;
        }
    };
    struct ConstantTime {
        bool operator()(const KeyHash& a, const KeyHash& b) const noexcept;
    };
    const Clock& clock_;
    std::uint64_t revocations_ = 0;
    std::unordered_map<KeyHash, Entry, ByFirstBytes, ConstantTime> entries_;
};

/// The KEY of "Bearer KEY"; nothing when the header has another form.
[[nodiscard]] std::optional<std::string_view> bearer(std::string_view authorization);

/// Asks the store and remembers the answer; unauthorized, or the store's own error.
Task<Result<Principal>> look_up(Step& step, db::Database& db, KeyCache& cache,
                                std::string_view presented);

}  // namespace vacancy::web
