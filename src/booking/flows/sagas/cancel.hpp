#pragma once
// The saga behind …/cancel: cancel the stay and journal the refunds (the pivot) → refund → settle.

#include "booking/flows/sagas/returning.hpp"
#include "saga/saga.hpp"

namespace vacancy::saga {
template <class Place, class State>
struct Table;
}

namespace vacancy::booking {

struct Canceling {
    saga::Journal journal;
    Booking booking;
    Money fee{};
    Money due{};  ///< what of the fee was not paid ahead
    Returning back;
    std::optional<CanceledByStaff> by_staff{};
    bool loaded = true;
};

[[nodiscard]] const saga::Table<Shop, Canceling>& cancel_table();

}  // namespace vacancy::booking
