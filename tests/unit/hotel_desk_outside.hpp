#pragma once
// What is outside of a front desk in a test: its database, a gateway and a key encoder, and a
// turnstile through which every call outside goes and where any one of them meets its fate. All of
// it outlives a crash.

#include "db/database.hpp"
#include "hotel/desk/key_encoder.hpp"
#include "support/fake_gateway.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace vacancy::testing {

/// Thrown where the process ends; nobody handles it.
struct ProcessEnded {};

enum class Fate : std::uint8_t {
    none,
    unreachable,   ///< nothing happened, and the caller knows
    refused,       ///< it does not like the request; nothing happened
    lost_before,   ///< the answer is lost, nothing happened
    lost_after,    ///< the answer is lost, it happened
    late,          ///< it happens, but the answer comes after the caller has gone
    twice,         ///< it happens twice
    crash_before,  ///< the process ends before the call
    crash_during,  ///< it happens, and the process ends before the answer
};
inline constexpr std::array all_fates{Fate::unreachable,  Fate::refused,     Fate::lost_before,
                                      Fate::lost_after,   Fate::late,        Fate::twice,
                                      Fate::crash_before, Fate::crash_during};
[[nodiscard]] std::string_view name_of(Fate fate);

/// Counts the calls outside and the crash points since `reset`; one or two calls meet a fate.
struct Turnstile {
    std::map<int, Fate> fates{};  ///< by the number of the call, from 0
    int calls = 0;
    int crash_point = -1;  ///< the process ends at the crash point of that number
    int points = 0;
    int points_before = 0;  ///< those that were passed before a call met its fate

    void reset() { *this = {}; }
    Fate pass() {
        const auto at = fates.find(calls++);
        if (at == fates.end()) return Fate::none;
        points_before = points;
        return at->second;
    }
};

/// The doors and their keys, in the hotel's walls.
struct Doors {
    struct Keys {
        ReservationId reservation;
        int count = 0;
    };
    std::map<std::string, Keys> open_to{};  ///< by room number
    bool lies = false;                      ///< a planted bug: says it erased, and did not
    int unheard_erasures = 0;  ///< that many times the encoder is not reached when it is to erase
    [[nodiscard]] std::string text() const;  ///< "101=RESERVATION 102=…"
};

/// What outlives every life of the house. Its database begins as a copy of one that was set up
/// once.
struct Outside {
    Outside();
    Outside(const Outside&) = delete;
    Outside& operator=(const Outside&) = delete;
    ~Outside();
    std::string folder;
    std::unique_ptr<db::Database> db;
    GatewayLedger ledger;
    bool gateway_lies = false;  ///< a planted bug: it does more than it says
    Doors doors;
    Turnstile turnstile;
};

/// What is outside, behind the turnstile.
class GatewayBehindTurnstile final : public payments::Gateway {
public:
    explicit GatewayBehindTurnstile(Outside& outside)
        : outside_(outside), gateway_(outside.ledger, real_timers()) {}

    using Answer = Result<payments::GatewayAnswer>;
    Task<Answer> authorize(Step& step, const payments::AuthorizeRequest& asked) override;
    Task<Answer> increment(Step& step, const payments::IncrementRequest& asked) override;
    Task<Answer> capture(Step& step, const payments::CaptureRequest& asked) override;
    Task<Answer> void_authorization(Step& step, const payments::ReturnRequest& asked) override;
    Task<Answer> refund(Step& step, const payments::ReturnRequest& asked) override;
    Task<Answer> look_up(Step& step, const std::string& transaction_id) override;

private:
    Task<Answer> ask(std::function<Answer()> act);
    Outside& outside_;
    FakeGateway gateway_;
};

class EncoderBehindTurnstile final : public hotel::KeyEncoder {
public:
    explicit EncoderBehindTurnstile(Outside& outside)
        : turnstile_(outside.turnstile), doors_(outside.doors) {}
    Task<Result<hotel::KeysMade>> encode(Step& step, const hotel::KeyRequest& asked) override;
    Task<Result<void>> erase(Step& step, const hotel::KeyErasure& asked) override;

private:
    Turnstile& turnstile_;
    Doors& doors_;
};

/// The hotel: two rooms of one type, 101 and 102, nights at 100.00 each, no deposit asked for.
[[nodiscard]] PropertyId desk_property();
[[nodiscard]] RoomTypeId desk_room_type();
[[nodiscard]] RatePlanId desk_plan();
[[nodiscard]] LocalDate desk_today();

}  // namespace vacancy::testing
