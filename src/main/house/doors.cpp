#include "main/house/doors.hpp"

#include "booking/routes/routes.hpp"
#include "hotel/api.hpp"
#include "hotel/routes/desk/routes.hpp"
#include "hotel/routes/interfaces/routes.hpp"
#include "hotel/routes/night/routes.hpp"
#include "hotel/routes/paper/routes.hpp"
#include "hotel/routes/rack/routes.hpp"
#include "hotel/routes/routes.hpp"
#include "notices/routes/routes.hpp"
#include "ops/routes/routes.hpp"
#include "payments/routes/routes.hpp"
#include "web/built_in.hpp"
#include "web/server.hpp"

#include <string_view>

namespace vacancy {
namespace {

std::vector<std::string> parts_of(std::string_view list) {
    std::vector<std::string> parts;
    while (!list.empty()) {
        const auto comma = std::min(list.find(','), list.size());
        if (comma > 0) parts.emplace_back(list.substr(0, comma));
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return parts;
}

web::ServerOptions server_options(House& house) {
    const Config& config = house.config();
    web::ServerOptions options;
    options.listen = config.listen;
    options.threads = static_cast<int>(config.threads);
    options.max_body_bytes = static_cast<std::size_t>(config.max_body_bytes);
    options.max_header_bytes = static_cast<std::size_t>(config.max_header_bytes);
    options.header_deadline = std::chrono::seconds{config.header_deadline_s};
    options.body_deadline = std::chrono::seconds{config.body_deadline_s};
    options.write_deadline = std::chrono::seconds{config.write_deadline_s};
    options.idle_deadline = std::chrono::seconds{config.idle_deadline_s};
    options.max_connections = static_cast<int>(config.max_connections);
    options.max_in_flight = static_cast<int>(config.max_in_flight);
    options.most_delay = std::chrono::microseconds{config.overload_delay_us};
    options.requests_per_minute_per_key = static_cast<int>(config.requests_per_minute_per_key);
    options.requests_per_minute_per_address =
        static_cast<int>(config.requests_per_minute_per_address);
    options.trusted_proxies = parts_of(config.trusted_proxies);
    options.guests_may_trace = config.guests_may_trace;
    options.metrics_open = config.metrics_open;
    options.metrics = [&house](const web::Request& request) {
        return web::metrics_reply(request, house.recorder(),
                                  house.telemetry().exporter().resources());
    };
    return options;
}

/// Staff of a tenant may look at its properties.
auto properties_of(hotel::Desk& desk) {
    return [&desk](const AccountId& account) {
        std::vector<PropertyId> own;
        for (const hotel::Property& property : hotel::all_properties(desk))
            if (property.account == account) own.push_back(property.id);
        return own;
    };
}

}  // namespace

struct Doors::State {
    explicit State(House& house)
        : watch{house.db(), house.recorder(), properties_of(house.desk())},
          router(all_routes(house, watch)),
          server(server_options(house), router, house.db(), house.recorder()) {}

    static web::Router all_routes(House& house, ops::Watch& watch) {
        web::Router router;
        router.add(booking::routes(), house.shop());
        router.add(hotel::routes(), house.desk());
        router.add(hotel::front_desk_routes(), house.front_desk());
        router.add(hotel::rack_routes(), house.front_desk());
        router.add(hotel::interface_routes(), house.front_desk());
        router.add(hotel::paper_routes(), house.front_desk());
        router.add(hotel::night_routes(), house.front_desk());
        router.add(payments::routes(), house.till());
        router.add(notices::routes(), house.mailroom());
        router.add(ops::routes(), watch);
        return router;
    }

    ops::Watch watch;
    web::Router router;
    web::Server server;
};

Doors::Doors(House& house) : state_(std::make_unique<State>(house)) {}

Doors::~Doors() = default;

std::string Doors::base_url() const { return state_->server.base_url(); }

void Doors::open() { state_->server.start(); }

void Doors::close(std::chrono::milliseconds deadline) { state_->server.stop(deadline); }

}  // namespace vacancy
