#pragma once
// A whole front desk in a test: a hotel of two rooms, its database in memory, a gateway and a key
// encoder outside, and a turnstile through which every call outside goes and where any one of them
// meets its fate. What is outside and what is in the database outlive a crash, the rest does not.

#include "db/migrate.hpp"
#include "hotel/api.hpp"
#include "hotel/desk/folios.hpp"
#include "hotel/desk/recovery.hpp"
#include "hotel/desk/staying.hpp"
#include "support/fake_gateway.hpp"
#include "support/kept.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

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

    void reset() { *this = {}; }
    Fate pass() {
        const auto at = fates.find(calls++);
        return at == fates.end() ? Fate::none : at->second;
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
};

/// What outlives every life of the house.
struct Outside {
    Outside();
    std::unique_ptr<db::Database> db;
    GatewayLedger ledger;
    Doors doors;
    Turnstile turnstile;
};

/// The house from one start to its end.
class DeskWorld {
public:
    explicit DeskWorld(Outside& outside);
    DeskWorld(const DeskWorld&) = delete;
    DeskWorld& operator=(const DeskWorld&) = delete;
    ~DeskWorld();

    /// A confirmed reservation for two nights from today, paid ahead in part; the code.
    std::string book();
    /// The same, but the gateway has not yet answered to the capture of what was paid ahead; then
    /// it does.
    std::string book_uncaptured();
    void capture_at_last();
    Result<hotel::CheckedIn> check_in(const std::string& code);
    Result<hotel::CheckedOut> check_out(const std::string& room_number);
    Result<hotel::FolioItem> charge(const hotel::FolioId& folio, std::int64_t minor);
    /// Goes on with everything unfinished, whatever its back-off.
    void recover();

    std::int64_t number(const char* text);
    std::string word(const char* text);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace vacancy::testing
