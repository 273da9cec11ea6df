#pragma once
// Auditors: what must be true from outside after every step, and what must be true when all has
// come to rest. They read the books, the bank's ledger, the mailbox and the kept spans; none of
// them asks the product's code. The first thing that is wrong goes to the witness. One thread.

#include "main/simulate/audit/books.hpp"
#include "main/simulate/audit/witness.hpp"
#include "main/simulate/desk_guests.hpp"
#include "main/simulate/outside/bank.hpp"
#include "main/simulate/outside/cable.hpp"
#include "main/simulate/outside/locks.hpp"
#include "main/simulate/outside/post.hpp"

#include <vector>

namespace vacancy::simulate {

struct Evidence {
    const Books& books;
    const reference::Hotel& hotel;
    const Guests& guests;
    const reference::Desk& desk;
    const DeskGuests& desk_guests;
    const Bank& bank;
    const Post& post;
    const Locks& locks;
    const Cable& cable;
    Instant now;
    Instant up_since;  ///< of the present life of the house; now: it is down
    const std::vector<Instant>& crashes;
    bool is_fine = false;  ///< nothing has ever gone wrong
    bool has_till = false;
    int last_day = 0;  ///< what the business date is at the end
};

/// A day was closed: its report, against what it must have come to.
void audit_closed_day(const Evidence& evidence, const reference::Day& day, Witness& witness);
/// The nights' part of `audit_step` and `audit_rest`, in audit_night.cpp.
void audit_night_step(const Evidence& evidence, Witness& witness);
void audit_night_rest(const Evidence& evidence, Witness& witness);

/// The desk's part of `audit_step` and `audit_rest`, in audit_desk.cpp.
void audit_desk_step(const Evidence& evidence, Witness& witness);
void audit_desk_rest(const Evidence& evidence, Witness& witness);

/// After every step that changed something.
void audit_step(const Evidence& evidence, Witness& witness);
/// Nothing is under way any more: no saga, hold, message or authorization.
[[nodiscard]] bool is_at_rest(const Evidence& evidence);
/// What is still under way, for the report.
[[nodiscard]] std::string unrest(const Evidence& evidence);
/// When all is at rest.
void audit_rest(const Evidence& evidence, Witness& witness);

}  // namespace vacancy::simulate
