#pragma once
// Killer: ends the server with SIGKILL at the nth call of one kind; by strace where the machine
// allows it, and by the shim everywhere.

#include "rigs/kit/town.hpp"

#include <memory>
#include <string>

namespace vacancy::rigs {

class Killer {
public:
    virtual ~Killer() = default;
    [[nodiscard]] virtual std::string name() const = 0;
    virtual void begin_counting(Town& town) = 0;
    /// How often each call was made since; strace counts each thread by itself and answers the
    /// largest.
    virtual Counts end_counting(Town& town) = 0;
    virtual void arm(Town& town, Call call, std::uint64_t at) = 0;
    virtual void disarm(Town& town) = 0;  ///< whether the server lives or not
};

[[nodiscard]] std::unique_ptr<Killer> shim_killer();
/// None when strace is missing or may not trace; `why` says so.
[[nodiscard]] std::unique_ptr<Killer> strace_killer(std::string& why);

}  // namespace vacancy::rigs
