#include "booking/api.hpp"
#include "booking/flows/deadline.hpp"
#include "booking/flows/find.hpp"
#include "booking/store/bookings.hpp"

namespace vacancy::booking {
namespace {

Task<Result<Availability>> ask_supplier(Step& step, Shop& shop, const SearchAvailability& query) {
    step.set(attr::booking_check_in, query.stay.stay.arrival.text());
    step.set(attr::booking_check_out, query.stay.stay.departure.text());
    step.set(attr::booking_guests, query.stay.guests);
    step.set(attr::booking_property_id, query.stay.property.text());
    auto found = co_await in_time(shop.timers, shop.step_deadline,
                                  shop.supplier.availability(step, query.stay, query.explain));
    if (found) step.set(attr::booking_available_count, found->offers.size());
    co_return found;
}

struct CodeAndAsker {
    const std::string& code;
    const Asker& asker;
};

Task<Result<BookingView>> view(Step& step, Shop& shop, const CodeAndAsker& asked) {
    step.set(attr::booking_confirmation_code, Private(asked.code));
    CO_TRY(Found found, co_await find_booking(step, shop, asked.code, asked.asker));
    const BookingId id = found.booking.id;
    const auto body = [id](db::Tx& tx) { return store::history(tx, id); };
    CO_TRY(auto history, co_await shop.db.read(step, body));
    const Money paid = payments::kept_of(found.payments, found.booking.total.currency);
    const Money due = due_at_property(found.booking, paid);
    co_return BookingView{.booking = std::move(found.booking),
                          .history = std::move(history),
                          .payment = facts_of(found.payments, paid.currency),
                          .paid = paid,
                          .due_at_property = due};
}

store::Filter filter_of(const ListBookings& query) {
    return {.account = *query.asker.account,
            .property = query.asker.property ? query.asker.property : query.property,
            .state = query.state,
            .arriving_from = query.arriving_from,
            .arriving_until = query.arriving_until,
            .after = query.after,
            .limit = query.limit};
}

}  // namespace

Task<Result<Availability>> search_availability(Step& step, Shop& shop,
                                               const SearchAvailability& query) {
    co_return co_await step.run(span::booking_check_availability, ask_supplier, shop, query);
}

Task<Result<BookingView>> look_up_booking(Step& step, Shop& shop, const std::string& code,
                                          const Asker& asker) {
    const CodeAndAsker asked{.code = code, .asker = asker};
    co_return co_await step.run(span::booking_look_up, view, shop, asked);
}

Task<Result<BookingPage>> list_bookings(Step& step, Shop& shop, const ListBookings& query) {
    if (!query.asker.account) co_return fail(ErrorCode::forbidden);
    const bool elsewhere =
        query.asker.property && query.property && *query.asker.property != *query.property;
    if (elsewhere) co_return BookingPage{};  // a foreign property looks like an empty one
    const store::Filter filter = filter_of(query);
    const auto body = [&filter](db::Tx& tx) { return store::list(tx, filter); };
    BookingPage page;
    CO_TRY(page.items, co_await shop.db.read(step, body));
    if (page.items.size() > static_cast<std::size_t>(query.limit)) {
        page.items.pop_back();
        page.next = page.items.back().id.text();
    }
    co_return page;
}

}  // namespace vacancy::booking
