#pragma once
// FrontDesk: what check-in, check-out and the folios need beyond the Desk: the till and the key
// encoder. Owned by the House; its references outlive it; any thread may use it.

#include "hotel/desk.hpp"
#include "hotel/desk/interface_links.hpp"
#include "hotel/desk/key_encoder.hpp"
#include "hotel/press.hpp"
#include "payments/till.hpp"

namespace vacancy::hotel {

struct FrontDesk {
    db::Database& db;
    Desk& desk;
    payments::Till& till;
    KeyEncoder& keys;
    const Clock& clock;
    /// Hashes the numbers of documents where a house keeps them.
    Secret document_key{};
    /// Called by name between any two steps; tests stop the process there. Null: nothing happens.
    void (*crash_point)(std::string_view name) = nullptr;
    /// The links to key encoders, telephones and tills. Null: there are none.
    InterfaceLinks* links = nullptr;
    const Press* press = nullptr;  ///< null: nothing is drawn
};

/// Who acts at the desk.
struct Actor {
    std::string id;    ///< of the key or session
    std::string role;  ///< agent, manager, …
};

}  // namespace vacancy::hotel
