#pragma once
// What the front desk does with a guest who stands there: check-in and check-out. Both are sagas:
// whatever fails or crashes, a failed check-in gives the room, the money and the keys back, and a
// check-out whose payment was taken goes through.

#include "hotel/desk/front_desk.hpp"
#include "hotel/model/desk/assignment.hpp"
#include "hotel/model/folio/folio.hpp"
#include "hotel/model/reservation.hpp"
#include "payments/api.hpp"
#include "trace/step.hpp"
#include "trace/task.hpp"

namespace vacancy::hotel {

/// The document the agent looked at. Its number is discarded, or kept as a keyed hash where the
/// property says so.
struct IdentityCheck {
    std::string kind;  ///< passport, id_card, driving_licence
    std::optional<Private<std::string>> number{};
    std::string verified_by;
    bool verified = true;  ///< false: the person is not who they say
};

struct CheckInCommand {
    PropertyId property;
    std::string confirmation_code;
    IdentityCheck identity;
    std::optional<int> keys{};  ///< nothing: the property's rule
    std::string room_number{};  ///< empty: the rule decides
    Upgrade upgrade = Upgrade::if_needed;
    std::optional<payments::Means> means{};  ///< nothing: the card of the booking
    std::string workstation{};
    bool waives_fee = false;  ///< of coming early
    Actor actor;
};

struct CheckedIn {
    Room room;
    std::string room_type_code;
    bool upgraded = false;
    std::string why{};  ///< this room, in words for the agent
    LocalDate checkout_date;
    std::string authorization_status{};  ///< approved, or not_needed
    Money authorized{};
    std::string authorization_code{};
    KeysMade keys{};
    FolioId folio{};
};

/// reservation_not_found, identity_failed, room_not_ready, payment_failed, key_encoder_unavailable,
/// illegal_transition (not confirmed, not due yet, or somebody is at it). `step` is the span
/// pms.check_in itself.
Task<Result<CheckedIn>> check_in_guest(Step& step, FrontDesk& front, const CheckInCommand& command);

struct CheckOutCommand {
    PropertyId property;
    std::string room_number;
    std::string confirmation_code{};         ///< names the guest instead of the room
    bool is_express = false;                 ///< the guest is not there: the card on file pays
    bool waives_fee = false;                 ///< of leaving late
    std::optional<payments::Means> means{};  ///< for what the authorization does not cover
    std::string receipt_email{};             ///< empty: the guest's own
    std::string city_ledger{};               ///< the company that takes the rest; empty: nobody
    Actor actor;
};

struct CheckedOut {
    Money total_charged{};  ///< all charges of the stay
    FolioId folio{};
    bool keys_off = true;  ///< false: the encoder was not reached; it will be asked again
};

/// room_not_found (nobody is in it), payment_declined (folio and room stay open), balance_open,
/// illegal_transition. `step` is the span pms.check_out itself.
Task<Result<CheckedOut>> check_out_guest(Step& step, FrontDesk& front,
                                         const CheckOutCommand& command);

}  // namespace vacancy::hotel
