#include "main/simulate/porter.hpp"

#include "main/simulate/town.hpp"

namespace vacancy::simulate {

using namespace std::chrono_literals;

void Porter::close(LocalDate day, bool is_before_midnight) {
    open_[day] = 1;
    const auto soon = dice().between(1us, 60'000'000us);
    around_.timeline.after(soon, Side::outside, [this, day] { ask({.day = day}); });
    if (!dice().chance(500)) return;
    // Another one at the same desk. After midnight the next day might be closed by who does not
    // say which.
    const Asked second{.day = day, .names_day = !is_before_midnight || dice().chance(500)};
    const auto then = soon + dice().between(0us, 300'000us);
    around_.timeline.after(then, Side::outside, [this, second] { ask(second); });
}

void Porter::ask(const Asked& asked) {
    Life* house = house_();
    if (house == nullptr) return again(asked);
    around_.witness.note("the porter closes {}", asked.names_day ? asked.day.text() : "the day");
    const int ticket = ++requests_;
    waiting_.emplace(ticket, asked);
    house->spawn(perform(*house, ticket, asked));
}

/// Only with its date: in between the hotel may have come to the next one.
void Porter::again(const Asked& asked) {
    if (!open_.contains(asked.day)) return;
    around_.timeline.after(dice().between(1us, 20'000'000us), Side::outside,
                           [this, day = asked.day] { ask({.day = day}); });
}

Task<void> Porter::perform(Life& house, int ticket, Asked asked) {
    hotel::CloseNight command{.property = the_property(),
                              .actor = {.id = "simulated porter", .role = "manager"}};
    if (asked.names_day) command.business_date = asked.day;
    Step root = house.world().recorder().root(span::http_server, {.name = "POST night-audit"});
    const trace::TraceId trace = root.context().trace_id;
    const auto done = co_await hotel::close_night(root, house.front_desk(), command);
    root.close(done ? nullptr : &done.error());
    waiting_.erase(ticket);
    around_.witness.note("the porter is told {}",
                         done ? done->business_date.text() : name_of(done.error().code));
    if (done) co_return told(asked, *done);
    // The batches of an audit are no spans: a fault of the store does not name this trace.
    const bool may_fail = around_.chaos.has_touched(trace) || around_.chaos.weather.store > 0;
    if (!may_fail)
        around_.witness.broken(
            fmt::format("{} to the porter without a cause", name_of(done.error().code)));
    again(asked);
}

void Porter::told(const Asked& asked, const hotel::ClosedNight& night) {
    open_.erase(asked.day);
    if (night.business_date != asked.day)
        return around_.witness.broken(
            fmt::format("{} was closed, not {}", night.business_date.text(), asked.day.text()));
    const auto [known, is_new] = reports_.emplace(asked.day, night.report);
    if (!is_new && known->second != night.report)
        around_.witness.broken("one day has two reports: " + asked.day.text());
}

void Porter::nobody_answers() {
    for (const auto& [ticket, asked] : std::exchange(waiting_, {})) again(asked);
}

}  // namespace vacancy::simulate
