#include "base/stop.hpp"

#include <unistd.h>

#include <cstdlib>
#include <string>

namespace vacancy {

void stop_process(std::string_view why) {
    std::string line = "vacancy: stopping so that a restart recovers: ";
    line.append(why).push_back('\n');
    // Straight to the descriptor: nothing here may wait, allocate much or run destructors.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
    std::_Exit(74);  // EX_IOERR of sysexits.h
}

}  // namespace vacancy
