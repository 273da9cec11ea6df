#pragma once
// Strong ids (UUIDv7, RFC 9562: they rise with time, so that their rows are appended) and the codes
// people read to each other.

#include "base/time.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace vacancy {

struct Uuid {
    std::array<std::uint8_t, 16> bytes{};

    friend auto operator<=>(const Uuid&, const Uuid&) = default;
    [[nodiscard]] std::string text() const;
    static Result<Uuid> parse(std::string_view text);
    /// Version 7: milliseconds of `now`, then 74 random bits.
    static Uuid make(Instant now);
    /// Version 8, always the same for the same name: for what must be found again without a table.
    static Uuid named(std::string_view name);
};

template <class Tag>
struct Id {
    Uuid uuid{};

    friend auto operator<=>(const Id&, const Id&) = default;
    [[nodiscard]] std::string text() const { return uuid.text(); }
    static Result<Id> parse(std::string_view text) {
        TRY(const Uuid uuid, Uuid::parse(text));
        return Id{uuid};
    }
    static Id make(Instant now) { return Id{Uuid::make(now)}; }
    static Id named(std::string_view name) { return Id{Uuid::named(name)}; }
};

using AccountId = Id<struct account_tag>;
using PropertyId = Id<struct property_tag>;
using RoomTypeId = Id<struct room_type_tag>;
using RoomId = Id<struct room_tag>;
using RatePlanId = Id<struct rate_plan_tag>;
using ReservationId = Id<struct reservation_tag>;
using BookingId = Id<struct booking_tag>;
using HoldId = Id<struct hold_tag>;
using PaymentId = Id<struct payment_tag>;
using SagaId = Id<struct saga_tag>;
using MessageId = Id<struct message_tag>;

/// The one source of randomness. `seed_random` makes it repeat (simulator and tests only).
void fill_random(std::span<std::uint8_t> out);
[[nodiscard]] std::uint64_t random_u64();
void seed_random(std::uint64_t seed);

/// 14 characters of Crockford's base 32 in two groups, "7K2MQ4X-9RT5WHD": 70 random bits, no I, L,
/// O or U, so that it survives the telephone.
[[nodiscard]] std::string make_confirmation_code();
/// Upper case, separators dropped, I and L read as 1, O as 0, then grouped; invalid_request when it
/// cannot be one.
[[nodiscard]] Result<std::string> normalize_confirmation_code(std::string_view typed);

}  // namespace vacancy

template <class Tag>
struct std::hash<vacancy::Id<Tag>> {
    std::size_t operator()(const vacancy::Id<Tag>& id) const noexcept {
        std::size_t h = 0;  // the low bytes of a UUIDv7 are random: enough for a table
        for (std::size_t i = 8; i < 16; ++i) h = h << 8 | id.uuid.bytes[i];
        return h;
    }
};
