#pragma once
// Route: one row of a room's constexpr table. A row names its role and its span; a handler reads
// the command, calls the verb and shows the answer, nothing else.

#include "trace/step.hpp"
#include "web/message.hpp"

#include <initializer_list>

namespace vacancy::web {

/// Who may call. `only({...})` lists the roles (guest means anyone, also without a key).
struct Access {
    std::uint8_t roles = 0;
    [[nodiscard]] constexpr bool allows(Role role) const {
        return (roles & (1U << static_cast<unsigned>(role))) != 0;
    }
};

consteval Access only(std::initializer_list<Role> roles) {
    Access access;
    for (const Role role : roles)
        access.roles =
            static_cast<std::uint8_t>(access.roles | (1U << static_cast<unsigned>(role)));
    if (access.roles == 0) throw "a route needs a role";
    return access;
}
/// Guests and everyone with a key.
inline constexpr Access anyone{0x7f};
/// Everyone who works with the system: agent, host, housekeeper, manager, admin, integration.
inline constexpr Access staff{0x7e};

/// What is shed last under load: confirm, cancel and check-out go before search.
enum class Urgency : std::uint8_t { finish, change, search };

template <class Place>
struct Route {
    using Handler = Task<Reply> (*)(Step&, Place&, const Request&);
    Method method;
    std::string_view pattern;  ///< "/v1/bookings/{confirmation_code}/cancel"
    Access access;
    Handler handler;
    std::string_view summary;  ///< one sentence for the OpenAPI document
    Urgency urgency = Urgency::change;
    /// The seed's SERVER span when the flow has one; null: `{method} {route}` of the HTTP rules.
    const trace::SpanDef* entry_span = nullptr;
    /// POSTs that change something keep Idempotency-Key and replay the first answer byte for byte.
    bool idempotent = false;
    /// Name of the request/response schemas in the OpenAPI document; empty: none.
    std::string_view request_schema{};
    std::string_view response_schema{};
};

}  // namespace vacancy::web
