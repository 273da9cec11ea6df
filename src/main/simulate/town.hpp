#pragma once
// The town of a simulation: one small hotel, so that its guests meet. Nights, room types and plans
// are those of the reference, which counts from the first day.

#include "booking/supplier.hpp"
#include "db/database.hpp"
#include "main/simulate/audit/reference.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace vacancy::simulate {

inline constexpr const char* town_zone = "Europe/Lisbon";

[[nodiscard]] PropertyId the_property();
[[nodiscard]] LocalDate first_day();
/// Ten in the morning of the first day.
[[nodiscard]] Instant opening();
[[nodiscard]] RoomTypeId type_id(int type);
[[nodiscard]] RatePlanId plan_id(int plan);

/// One account, one property, its types with these capacities, prices as the reference has them.
Result<void> set_up_town(db::Database& db, const std::vector<int>& capacity);

/// A till on a cable, a tax inside every price, and an hour at which days are closed by themselves;
/// nothing: by hand.
Result<void> set_up_nights(db::Database& db, std::optional<std::chrono::minutes> closes_at);

/// The maids have been there.
Result<void> clean_rooms(db::Database& db);

[[nodiscard]] booking::StayRequest asked_for(const reference::Wish& wish);
/// From ids and dates as they stand in the books.
[[nodiscard]] reference::Wish as_wish(const std::string& type, const std::string& plan,
                                      const StayDates& stay, int guests);

}  // namespace vacancy::simulate
