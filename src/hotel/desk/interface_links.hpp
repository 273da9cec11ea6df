#pragma once
// InterfaceLinks: the port to the links themselves: which interfaces are connected right now. Any
// thread.

#include "base/id.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace vacancy::hotel {

struct LinkStatus {
    std::string state = "closed";  ///< closed, failed, listening, connected, live
    std::string listening_on{};    ///< the address it can connect to
    std::string peer{};            ///< who is connected
    std::string family{};          ///< as the interface describes itself
    std::string asked_for{};       ///< the records it wants: "GI GO KR"
    std::optional<Instant> last_alive{};
    std::int64_t taken = 0;  ///< records since the start of this server
    std::int64_t told = 0;
    std::string detail{};  ///< why it cannot listen
};

class InterfaceLinks {
public:
    virtual ~InterfaceLinks() = default;
    [[nodiscard]] virtual LinkStatus status(const PropertyId& property,
                                            const std::string& name) const = 0;
    /// The settings are new: what listens follows them.
    virtual void changed() = 0;
};

}  // namespace vacancy::hotel
