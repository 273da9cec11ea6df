#include "hotel/model/rack/document.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>

namespace vacancy::hotel {

std::string document_hash(const Secret& key, const Private<std::string>& number) {
    std::string plain;
    for (const char c : number.reveal()) {
        if (c == ' ' || c == '-') continue;
        plain += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    const std::string& secret = key.reveal();
    // The key may be longer than the hash takes: it is hashed first.
    std::array<unsigned char, crypto_generichash_KEYBYTES> short_key{};
    must(crypto_generichash(short_key.data(), short_key.size(),
                            reinterpret_cast<const unsigned char*>(secret.data()), secret.size(),
                            nullptr, 0) == 0);
    std::array<unsigned char, crypto_generichash_BYTES> digest{};
    must(crypto_generichash(digest.data(), digest.size(),
                            reinterpret_cast<const unsigned char*>(plain.data()), plain.size(),
                            short_key.data(), short_key.size()) == 0);
    std::string hex;
    for (const unsigned char byte : digest) hex += fmt::format("{:02x}", byte);
    return hex;
}

}  // namespace vacancy::hotel
