#include "base/id.hpp"

#include <sodium.h>

#include <atomic>
#include <cstring>
#include <mutex>
#include <random>

namespace vacancy {
namespace {

constexpr std::string_view crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t code_length = 14;

std::atomic<bool> seeded = false;
std::mutex seeded_guard;
std::mt19937_64& seeded_engine() {
    static std::mt19937_64 engine;
    return engine;
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// libsodium asks the kernel each time. A thread asks it once in a while for a key instead and
/// stretches that: each round gives the key of the next one and bytes to hand out, and forgets its
/// own, so that nobody can tell afterwards what was handed out before (fast key erasure).
class Pool {
public:
    std::array<std::uint8_t, 512> bytes{};
    std::size_t left = 0;

    void refill() {
        if (rounds_left_-- == 0) {
            randombytes_buf(key_.data(), key_.size());
            rounds_left_ = rounds_a_key;
        }
        std::array<std::uint8_t, sizeof(key_) + sizeof(bytes)> stream;
        randombytes_buf_deterministic(stream.data(), stream.size(), key_.data());
        std::memcpy(key_.data(), stream.data(), key_.size());
        std::memcpy(bytes.data(), stream.data() + key_.size(), bytes.size());
        sodium_memzero(stream.data(), stream.size());
        left = bytes.size();
    }

private:
    static constexpr int rounds_a_key = 1000;
    std::array<std::uint8_t, randombytes_SEEDBYTES> key_{};
    int rounds_left_ = 0;
};

void from_pool(std::span<std::uint8_t> out) {
    thread_local Pool pool;
    if (out.size() <= pool.left) {
        pool.left -= out.size();
        std::memcpy(out.data(), pool.bytes.data() + pool.left, out.size());
        std::memset(pool.bytes.data() + pool.left, 0, out.size());
        return;
    }
    for (auto& byte : out) {
        if (pool.left == 0) pool.refill();
        auto& taken = pool.bytes[--pool.left];
        byte = taken;
        taken = 0;
    }
}

}  // namespace

void fill_random(std::span<std::uint8_t> out) {
    if (!seeded.load(std::memory_order_relaxed)) return from_pool(out);
    const std::scoped_lock lock(seeded_guard);
    for (auto& byte : out) byte = static_cast<std::uint8_t>(seeded_engine()() >> 56);
}

std::uint64_t random_u64() {
    std::array<std::uint8_t, 8> bytes{};
    fill_random(bytes);
    std::uint64_t value = 0;
    for (const auto byte : bytes) value = value << 8 | byte;
    return value;
}

void seed_random(std::uint64_t seed) {
    const std::scoped_lock lock(seeded_guard);
    seeded_engine().seed(seed);
    seeded.store(true);
}

std::string Uuid::text() const {
    constexpr std::string_view hex = "0123456789abcdef";
    std::string out(36, '-');
    char* to = out.data();
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) ++to;
        *to++ = hex[bytes[i] >> 4];
        *to++ = hex[bytes[i] & 15];
    }
    return out;
}

Result<Uuid> Uuid::parse(std::string_view text) {
    const auto bad = [] { return fail(ErrorCode::invalid_request, "not an id"); };
    if (text.size() != 36) return bad();
    Uuid id;
    std::size_t at = 0;
    for (std::size_t i = 0; i < 36;) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (text[i++] != '-') return bad();
            continue;
        }
        const int high = hex_value(text[i]);
        const int low = hex_value(text[i + 1]);
        if (high < 0 || low < 0) return bad();
        id.bytes[at++] = static_cast<std::uint8_t>(high << 4 | low);
        i += 2;
    }
    return id;
}

Uuid Uuid::make(Instant now) {
    Uuid id;
    fill_random(std::span(id.bytes).subspan(6));
    const auto ms = static_cast<std::uint64_t>(now.us / 1000);
    for (std::size_t i = 0; i < 6; ++i)
        id.bytes[i] = static_cast<std::uint8_t>(ms >> (8 * (5 - i)));
    id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0f) | 0x70);
    id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
    return id;
}

Uuid Uuid::named(std::string_view name) {
    Uuid id;
    crypto_generichash(id.bytes.data(), id.bytes.size(),
                       reinterpret_cast<const unsigned char*>(name.data()), name.size(), nullptr,
                       0);
    id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0f) | 0x80);
    id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
    return id;
}

std::string make_confirmation_code() {
    std::array<std::uint8_t, code_length> random{};
    fill_random(random);
    std::string code;
    for (std::size_t i = 0; i < code_length; ++i) {
        if (i == code_length / 2) code += '-';
        code += crockford[random[i] & 31];
    }
    return code;
}

Result<std::string> normalize_confirmation_code(std::string_view typed) {
    std::string code;
    for (char c : typed) {
        if (c == '-' || c == ' ') continue;
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (c == 'I' || c == 'L') c = '1';
        if (c == 'O') c = '0';
        if (crockford.find(c) == std::string_view::npos || code.size() > code_length)
            return fail(ErrorCode::invalid_request, "not a confirmation code");
        code += c;
        if (code.size() == code_length / 2) code += '-';
    }
    if (code.size() != code_length + 1)
        return fail(ErrorCode::invalid_request, "not a confirmation code");
    return code;
}

}  // namespace vacancy
