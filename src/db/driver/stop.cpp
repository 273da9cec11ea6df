#include "db/driver/driver.hpp"

#include <unistd.h>

#include <cstdlib>

namespace vacancy::db {

void stop_process(std::string_view why) {
    std::string line =
        "vacancy: the database cannot be written, stopping so that a restart recovers: ";
    line.append(why).push_back('\n');
    // Straight to the descriptor: nothing here may wait, allocate much or run destructors.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
    std::_Exit(74);  // EX_IOERR of sysexits.h
}

}  // namespace vacancy::db
