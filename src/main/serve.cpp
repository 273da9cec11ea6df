#include "main/commands.hpp"
#include "main/console.hpp"
#include "main/house/close.hpp"
#include "main/house/house.hpp"
#include "main/signals.hpp"

#include <fmt/format.h>

namespace vacancy {

int serve(const Config& config) {
    Signals signals;  // before any thread, so that all of them inherit the mask
    auto store = open_store(config);
    if (!store) return complain(store.error());
    auto house = House::build(config, std::move(*store));
    if (!house) return complain(house.error());
    try {
        Doors doors(**house);
        Workers workers(**house);
        (*house)->set_public_url(config.public_url.empty() ? doors.base_url() : config.public_url);
        doors.open();
        workers.start();
        say_line(fmt::format("listening on {}", doors.base_url()));
        signals.wait();
        close_house(doors, workers, **house);
    } catch (const std::exception& failed) {  // only at start: an address in use, no threads
        return complain(Error{.code = ErrorCode::internal, .detail = failed.what()});
    }
    return 0;
}

}  // namespace vacancy
