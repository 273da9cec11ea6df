#pragma once
// The doors of the notices room: partners' webhook endpoints and their events.

#include "notices/mailroom.hpp"
#include "web/route.hpp"

#include <span>

namespace vacancy::notices {

[[nodiscard]] std::span<const web::Route<Mailroom>> routes();

}  // namespace vacancy::notices
