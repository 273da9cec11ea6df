#pragma once
// The saga of a longer stay: take the further nights and the room for them, raise the authorization
// to the new estimate, settle. Up to that everything goes back; a shorter stay is one transaction.

#include "hotel/desk/rack/stays.hpp"
#include "hotel/model/rack/rules.hpp"
#include "saga/runner.hpp"

namespace vacancy::hotel {

struct ChangingStay {
    saga::Journal journal;
    Reservation reservation;  ///< as it was; after recovery as it is
    Stay stay{};
    Room room{};
    Property property;
    ChangedStay change{};
    std::vector<Money> new_nights{};          ///< what each further night costs
    std::optional<payments::Payment> held{};  ///< what is raised; nothing: no authorization is
    Money raise_to{};
    std::optional<payments::GatewayAnswer> answer{};
    Actor actor{};
    bool applied = false;
    bool loaded = true;
};
[[nodiscard]] const saga::Table<FrontDesk, ChangingStay>& changing_table();

}  // namespace vacancy::hotel
