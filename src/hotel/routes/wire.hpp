#pragma once
// How the front desk's things are written in JSON, both ways.

#include "hotel/setup.hpp"
#include "web/body.hpp"

namespace vacancy::hotel {

[[nodiscard]] Property read_property(web::Body& body);
void show_property(web::Json& json, const Property& property);
[[nodiscard]] RoomType read_room_type(web::Body& body, const Property& property);
void show_room_type(web::Json& json, const RoomType& type);
[[nodiscard]] Room read_room(web::Body& body, const Property& property);
void show_room(web::Json& json, const Room& room);
[[nodiscard]] RatePlan read_rate_plan(web::Body& body, const Property& property);
void show_rate_plan(web::Json& json, const RatePlan& plan);
[[nodiscard]] TaxFee read_tax(web::Body& body, const Property& property);
void show_tax(web::Json& json, const TaxFee& tax);

/// "15:00"; anything else is noted.
[[nodiscard]] std::chrono::minutes read_wall_time(web::Body& body, std::string_view pointer,
                                                  std::chrono::minutes absent);
[[nodiscard]] std::string wall_time(std::chrono::minutes wall);
/// from, to (both nights included) and weekdays [1 Monday … 7 Sunday], all of them when absent.
[[nodiscard]] NightRange read_nights(web::Body& body);

}  // namespace vacancy::hotel
