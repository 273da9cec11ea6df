#pragma once
// The saga of a check-in that is taken back: begin, give the authorization up, let the guest out of
// the books, keys off. From the authorization on it goes through.

#include "hotel/desk/rack/stays.hpp"
#include "saga/runner.hpp"

namespace vacancy::hotel {

struct Reverting {
    saga::Journal journal;
    Reservation reservation;
    Property property;
    Room room{};
    std::optional<payments::Payment> held{};
    std::optional<payments::GatewayAnswer> given_up{};
    std::string reason{};
    Actor actor{};
    bool done = false;
    bool loaded = true;
};
[[nodiscard]] const saga::Table<FrontDesk, Reverting>& reverting_table();

}  // namespace vacancy::hotel
