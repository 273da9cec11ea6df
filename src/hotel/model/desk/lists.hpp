#pragma once
// What staff looks at: guests arriving, in the house and leaving; the rooms and what housekeeping
// has to do with them; who waits at the desk. Plain values and the rule of the search.

#include "hotel/model/desk/stay.hpp"
#include "hotel/model/desk/task.hpp"
#include "hotel/model/folio/folio.hpp"
#include "hotel/model/property.hpp"

#include <string_view>
#include <vector>

namespace vacancy::hotel {

/// One of the four; what stands first here counts.
struct GuestQuery {
    PropertyId property;
    std::optional<LocalDate> arriving{};
    std::optional<LocalDate> departing{};
    bool in_house = false;
    std::string text{};  ///< code, name, mail, phone, company or outside reference, or a part of it
    std::optional<ReservationId> after{};
    int limit = 50;
};

struct GuestLine {
    Reservation reservation;
    Stay stay;
    std::string room_number{};
    std::optional<FolioId> folio{};
};
struct GuestList {
    std::vector<GuestLine> items{};
    bool more = false;
};

/// The text without case and accents ("Müller" is "muller", "Łódź" is "lodz"), for searching
/// (Unicode compatibility decomposition, case folding, marks stripped).
[[nodiscard]] std::string folded(std::string_view text);
/// How well a line answers a search: 3 it is what was asked for, 2 it begins so, 1 it holds it or
/// is one letter off, 0 it does not. `wanted` is folded.
[[nodiscard]] int likeness(const GuestLine& line, std::string_view wanted);

struct BoardLine {
    Room room;
    std::optional<HousekeepingTask> task{};  ///< the most urgent open one
    bool arrival_due = false;                ///< somebody comes into it today
    bool departure_due = false;              ///< who is in it leaves today
};

using TicketId = Id<struct desk_ticket_tag>;

struct Ticket {
    TicketId id;
    PropertyId property;
    std::string operation;  ///< check_in, check_out
    Private<std::string> name{};
    Instant created_at{};
};

struct QueueLength {
    PropertyId property;
    std::int64_t waiting = 0;
};

}  // namespace vacancy::hotel
