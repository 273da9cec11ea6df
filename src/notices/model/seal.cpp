#include "notices/model/seal.hpp"

#include "base/id.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace vacancy::notices {
namespace {

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string base64(std::string_view bytes, int variant) {
    std::string out(sodium_base64_encoded_len(bytes.size(), variant), '\0');
    sodium_bin2base64(out.data(), out.size(), bytes_of(bytes), bytes.size(), variant);
    out.pop_back();  // the terminator
    return out;
}

std::optional<std::string> from_base64(std::string_view text, int variant) {
    std::string out(text.size(), '\0');
    std::size_t size = 0;
    const int code = sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(),
                                       text.data(), text.size(), nullptr, &size, nullptr, variant);
    if (code != 0) return std::nullopt;
    out.resize(size);
    return out;
}

constexpr std::size_t nonce_size = crypto_secretbox_xchacha20poly1305_NONCEBYTES;
constexpr std::size_t mac_size = crypto_secretbox_xchacha20poly1305_MACBYTES;
constexpr std::size_t longest_token = 200;
using Nonce = std::array<std::uint8_t, nonce_size>;

std::string sealed(const SealKey& key, std::string_view plain, const Nonce& nonce) {
    std::string token(nonce_size + mac_size + plain.size(), '\0');
    auto* out = reinterpret_cast<unsigned char*>(token.data());
    std::ranges::copy(nonce, out);
    crypto_secretbox_xchacha20poly1305_easy(out + nonce_size, bytes_of(plain), plain.size(), out,
                                            bytes_of(key.bytes()));
    return base64(token, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

}  // namespace

SealKey::SealKey(const Secret& secret) {
    std::string key(crypto_secretbox_xchacha20poly1305_KEYBYTES, '\0');
    crypto_generichash(reinterpret_cast<unsigned char*>(key.data()), key.size(),
                       bytes_of(secret.reveal()), secret.reveal().size(), nullptr, 0);
    bytes_ = Secret(std::move(key));
}

std::string seal_manage_token(const SealKey& key, std::string_view confirmation_code,
                              Instant expires_at) {
    const std::string plain = fmt::format("{}|{}", confirmation_code, expires_at.us / 1'000'000);
    Nonce nonce{};
    fill_random(nonce);
    return sealed(key, plain, nonce);
}

std::string print_manage_token(const SealKey& key, std::string_view confirmation_code,
                               Instant expires_at) {
    const std::string plain = fmt::format("{}|{}", confirmation_code, expires_at.us / 1'000'000);
    const std::string named = "printed|" + plain;
    // A nonce made of key and text repeats for the same text only, and then hides nothing new.
    Nonce nonce{};
    crypto_generichash(nonce.data(), nonce.size(), bytes_of(named), named.size(),
                       bytes_of(key.bytes()), key.bytes().size());
    return sealed(key, plain, nonce);
}

std::optional<std::string> open_manage_token(const SealKey& key, std::string_view token,
                                             Instant now) {
    if (token.size() > longest_token) return std::nullopt;
    const auto sealed = from_base64(token, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    if (!sealed || sealed->size() <= nonce_size + mac_size) return std::nullopt;
    std::string plain(sealed->size() - nonce_size - mac_size, '\0');
    const auto* in = bytes_of(*sealed);
    if (crypto_secretbox_xchacha20poly1305_open_easy(reinterpret_cast<unsigned char*>(plain.data()),
                                                     in + nonce_size, sealed->size() - nonce_size,
                                                     in, bytes_of(key.bytes())) != 0)
        return std::nullopt;
    const auto bar = plain.find('|');
    std::int64_t expires_s = 0;
    if (bar == std::string::npos) return std::nullopt;
    std::from_chars(plain.data() + bar + 1, plain.data() + plain.size(), expires_s);
    if (now.us / 1'000'000 >= expires_s) return std::nullopt;
    return plain.substr(0, bar);
}

Result<std::string> webhook_signature(const Secret& secret, std::string_view id,
                                      std::int64_t timestamp_s, std::string_view body) {
    std::string_view text = secret.reveal();
    if (text.starts_with("whsec_")) text.remove_prefix(6);
    const auto key = from_base64(text, sodium_base64_VARIANT_ORIGINAL);
    if (!key || key->empty())
        return fail(ErrorCode::invalid_request, "the webhook secret is not base64");
    const std::string signed_text = fmt::format("{}.{}.{}", id, timestamp_s, body);
    std::string mac(crypto_auth_hmacsha256_BYTES, '\0');
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, bytes_of(*key), key->size());
    crypto_auth_hmacsha256_update(&state, bytes_of(signed_text), signed_text.size());
    crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(mac.data()));
    return "v1," + base64(mac, sodium_base64_VARIANT_ORIGINAL);
}

Secret make_webhook_secret() {
    std::vector<std::uint8_t> random(24);
    fill_random(random);
    const std::string_view bytes(reinterpret_cast<const char*>(random.data()), random.size());
    return Secret("whsec_" + base64(bytes, sodium_base64_VARIANT_ORIGINAL));
}

}  // namespace vacancy::notices
