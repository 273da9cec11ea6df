#include "booking/routes/routes.hpp"
#include "hotel/routes/desk/routes.hpp"
#include "hotel/routes/interfaces/routes.hpp"
#include "hotel/routes/night/routes.hpp"
#include "hotel/routes/paper/routes.hpp"
#include "hotel/routes/rack/routes.hpp"
#include "hotel/routes/routes.hpp"
#include "notices/routes/routes.hpp"
#include "ops/routes/routes.hpp"
#include "payments/routes/routes.hpp"
#include "web/openapi/document.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace vacancy;

namespace {

template <class Place>
void add(std::vector<web::BoundRoute>& all, std::span<const web::Route<Place>> rows) {
    for (const web::Route<Place>& row : rows)
        all.push_back({row.method,
                       row.pattern,
                       row.access,
                       {},
                       row.summary,
                       row.urgency,
                       row.entry_span,
                       row.idempotent,
                       row.request_schema,
                       row.response_schema});
}

std::vector<web::BoundRoute> all_routes() {
    std::vector<web::BoundRoute> all;
    add(all, booking::routes());
    add(all, hotel::routes());
    add(all, hotel::front_desk_routes());
    add(all, hotel::rack_routes());
    add(all, hotel::interface_routes());
    add(all, hotel::paper_routes());
    add(all, hotel::night_routes());
    add(all, payments::routes());
    add(all, notices::routes());
    add(all, ops::routes());
    return all;
}

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += name + " ";
    return text;
}

}  // namespace

TEST_CASE("every schema that a route names is described") {
    CHECK(listed(web::undescribed(all_routes())) == "");
}

TEST_CASE("every described query belongs to a route") {
    CHECK(listed(web::queries_of_nobody(all_routes())) == "");
}

TEST_CASE("every route has a sentence of its own") {
    for (const web::BoundRoute& route : all_routes()) {
        CAPTURE(route.pattern);
        CHECK(!route.summary.empty());
    }
}

TEST_CASE("every POST that changes something takes an Idempotency-Key") {
    for (const web::BoundRoute& route : all_routes()) {
        if (route.method != web::Method::post) continue;
        CAPTURE(route.pattern);
        // The gateway's events have ids of their own, which make a repetition harmless.
        const bool has_own_ids = route.pattern == "/v1/payments/webhooks";
        CHECK((route.idempotent || has_own_ids));
    }
}
