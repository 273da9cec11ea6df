#include "web/http/answer.hpp"
#include "web/http/exchange.hpp"

namespace vacancy::web {

Shared::Shared(ServerOptions given, const Router& router, db::Database& database,
               trace::Recorder& rec)
    : options(std::move(given)),
      table(router.routes()),
      db(database),
      recorder(rec),
      by_key(options.requests_per_minute_per_key),
      by_address(options.requests_per_minute_per_address),
      admission({.most = options.max_in_flight, .most_delay = options.most_delay}),
      idempotency(database),
      turned_away(rec.metrics().bind(metric::vacancy_http_shed, {"in_flight"})) {
    for (std::size_t i = 0; i < active.size(); ++i)
        active.at(i) = &recorder.metrics().bind(metric::http_server_active_requests,
                                                {name_of(static_cast<Verb>(i)), "http"});
}

void Bench::tick() {
    now_ns = system_clock().steady_ns();
    date = http_date(system_clock().now().us / 1'000'000);
}

}  // namespace vacancy::web
