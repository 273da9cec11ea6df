#include "booking/routes/routes.hpp"

namespace vacancy::booking {
namespace {

using web::Method;
using web::Urgency;

constexpr web::Route<Shop> rows[] = {
    {.method = Method::get,
     .pattern = "/v1/availability",
     .access = web::anyone,
     .handler = get_availability,
     .summary = "What can be booked for a stay, cheapest first.",
     .urgency = Urgency::search,
     .response_schema = "BookingAvailability"},
    {.method = Method::post,
     .pattern = "/v1/bookings",
     .access = web::anyone,
     .handler = post_booking,
     .summary = "Books a stay: checks, prices, locks, charges and confirms it.",
     .idempotent = true,
     .request_schema = "BookingRequest",
     .response_schema = "BookingConfirmed"},
    {.method = Method::get,
     .pattern = "/v1/bookings",
     .access = web::staff,
     .handler = get_bookings,
     .summary = "The bookings of the caller's account, in the order they were made.",
     .response_schema = "BookingPage"},
    {.method = Method::get,
     .pattern = "/v1/bookings/{confirmation_code}",
     .access = web::anyone,
     .handler = get_booking,
     .summary = "A booking, its history and its traces; the code is the key to it.",
     .response_schema = "BookingView"},
    {.method = Method::post,
     .pattern = "/v1/bookings/{confirmation_code}/cancel",
     .access = web::anyone,
     .handler = post_cancel,
     .summary = "Quotes what canceling costs, or cancels by the quoted terms.",
     .urgency = Urgency::finish,
     .idempotent = true,
     .request_schema = "BookingCancel",
     .response_schema = "BookingCanceled"},
    {.method = Method::post,
     .pattern = "/v1/bookings/{confirmation_code}/modify",
     .access = web::anyone,
     .handler = post_modify,
     .summary = "Quotes another stay in place of this one, or swaps them atomically.",
     .idempotent = true,
     .request_schema = "BookingModify",
     .response_schema = "BookingModified"},
};

}  // namespace

std::span<const web::Route<Shop>> routes() { return rows; }

}  // namespace vacancy::booking
