#pragma once
// What leaves the house signed: manage links (sealed, so that the address shows nothing) and
// partner webhooks (Standard Webhooks v1). Pure; keys are given.

#include "base/guarded.hpp"
#include "base/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace vacancy::notices {

/// Of any text, for the two functions below.
class SealKey {
public:
    explicit SealKey(const Secret& secret);
    [[nodiscard]] const std::string& bytes() const { return bytes_.reveal(); }

private:
    Secret bytes_;
};

/// The confirmation code and the end of the link's life, encrypted and authenticated
/// (XChaCha20-Poly1305), as base64url.
[[nodiscard]] std::string seal_manage_token(const SealKey& key, std::string_view confirmation_code,
                                            Instant expires_at);
/// The same for a paper: the same token each time, so that the paper is the same each time.
[[nodiscard]] std::string print_manage_token(const SealKey& key, std::string_view confirmation_code,
                                             Instant expires_at);
/// The confirmation code; nothing when it was not sealed by this key or its life is over.
[[nodiscard]] std::optional<std::string> open_manage_token(const SealKey& key,
                                                           std::string_view token, Instant now);

/// The header webhook-signature: "v1," and base64 of HMAC-SHA256 over "id.timestamp.body". Secrets
/// look like "whsec_" and base64.
[[nodiscard]] Result<std::string> webhook_signature(const Secret& secret, std::string_view id,
                                                    std::int64_t timestamp_s,
                                                    std::string_view body);
[[nodiscard]] Secret make_webhook_secret();

}  // namespace vacancy::notices
