#include "base/stop.hpp"

#include "db/driver/driver.hpp"

#include <string>

namespace vacancy::db {

void stop_process(std::string_view why) {
    vacancy::stop_process("the database cannot be read or written: " + std::string(why));
}

}  // namespace vacancy::db
