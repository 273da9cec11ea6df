#pragma once
// The flows that rigs break: each is prepared in peace, and then one request is made.

#include "rigs/kit/clients.hpp"

#include <string>
#include <vector>

namespace vacancy::rigs {

struct Flow {
    std::string name;
    /// In peace; answers the guest whose turn it is, if the flow needs one.
    std::string (*prepare)(Clients&);
    void (*act)(Clients&, const std::string& guest);
};

/// create, decline, modify (dearer, cheaper), cancel; check in, move, check out; keys, mails,
/// webhooks to the partner and the gateway's own webhooks come with each.
[[nodiscard]] const std::vector<Flow>& flows();

}  // namespace vacancy::rigs
