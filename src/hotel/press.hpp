#pragma once
// Press: the port to what draws papers. The same paper always makes the same bytes. Any thread.

#include "hotel/model/paper/paper.hpp"

#include <string>

namespace vacancy::hotel {

class Press {
public:
    virtual ~Press() = default;
    /// PDF, in the paper's language. Takes milliseconds of the caller's thread.
    [[nodiscard]] virtual Result<std::string> print(const Paper& paper) const = 0;
};

}  // namespace vacancy::hotel
