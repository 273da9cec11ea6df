#pragma once
// A rate plan: a priced promise with conditions. Its night prices are its own, or derived from
// another plan of the same property. Taxes and fees belong to the property.

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/time.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vacancy::hotel {

enum class MealPlan : std::uint8_t { room_only, breakfast, half_board, full_board, all_inclusive };
inline constexpr std::array<std::string_view, 5> meal_plan_words{
    "room_only", "breakfast", "half_board", "full_board", "all_inclusive"};

/// What a canceled or missed stay costs.
enum class FeeKind : std::uint8_t { none, first_night, percent, full };
inline constexpr std::array<std::string_view, 4> fee_words{"none", "first_night", "percent",
                                                           "full"};

struct Fee {
    FeeKind kind = FeeKind::none;
    BasisPoints percent{};  ///< of the stay's total, for FeeKind::percent
    friend bool operator==(const Fee&, const Fee&) = default;
};

/// Free until `free_until_days` before the arrival at `free_until_time` on the property's clock;
/// the fee after that. Not refundable: the fee from the start.
struct CancellationPolicy {
    bool refundable = true;
    int free_until_days = 1;
    std::chrono::minutes free_until_time{18 * 60};
    Fee fee{FeeKind::first_night, {}};
    friend bool operator==(const CancellationPolicy&, const CancellationPolicy&) = default;
};

enum class DepositKind : std::uint8_t { none, first_night, percent, full };
inline constexpr std::array<std::string_view, 4> deposit_words{"none", "first_night", "percent",
                                                               "full"};

/// What is paid when booking; the rest is due at the property.
struct DepositRule {
    DepositKind kind = DepositKind::full;
    BasisPoints percent{};  ///< of the stay's total, for DepositKind::percent
};

/// night = parent night × (1 + percent) + amount + guests × per_guest, the percent rounded half
/// away from zero once a night. The parent has prices of its own.
struct Derivation {
    RatePlanId parent;
    BasisPoints percent{};
    std::int64_t amount_minor = 0;
    std::int64_t per_guest_minor = 0;
};

struct RatePlan {
    RatePlanId id;
    PropertyId property;
    std::string code;  ///< unique within the property: "FLEX"
    std::string name;
    MealPlan meal_plan = MealPlan::room_only;
    CancellationPolicy cancellation{};
    Fee no_show{FeeKind::first_night, {}};
    DepositRule deposit{};
    int base_guests = 2;  ///< the occupancy the night price is for
    std::optional<Derivation> derived{};
    std::vector<RoomTypeId> room_types{};
    bool active = true;
    std::int64_t version = 1;
};

enum class TaxBasis : std::uint8_t { percent, per_night, per_person, per_person_night, per_stay };
inline constexpr std::array<std::string_view, 5> tax_basis_words{
    "percent", "per_night", "per_person", "per_person_night", "per_stay"};

using TaxFeeId = Id<struct tax_fee_tag>;

struct TaxFee {
    TaxFeeId id;
    PropertyId property;
    std::string name;
    bool is_fee = false;    ///< a fee of the house, not a tax
    bool inclusive = true;  ///< inside the night price already
    TaxBasis basis = TaxBasis::percent;
    BasisPoints percent{};                ///< for TaxBasis::percent
    std::int64_t amount_minor = 0;        ///< for the others
    bool adults_only = false;             ///< children do not count as persons
    LocalDate valid_from{};               ///< first night (or arrival, for per_person and per_stay)
    std::optional<LocalDate> valid_to{};  ///< last night
    std::int64_t version = 1;
};

}  // namespace vacancy::hotel
