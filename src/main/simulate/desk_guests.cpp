#include "main/simulate/desk_guests.hpp"

#include "hotel/desk/folios.hpp"
#include "hotel/desk/interfaces.hpp"
#include "hotel/desk/staying.hpp"
#include "main/simulate/town.hpp"

namespace vacancy::simulate {

using namespace std::chrono_literals;
using reference::DeskAnswer;
using reference::Told;

namespace {

constexpr std::string_view declines_later = "tok_declined_later";

hotel::Actor the_agent() { return {.id = "simulated agent", .role = "agent"}; }

Told kind_of(const Error& error) {
    switch (error.code) {
        case ErrorCode::room_not_ready:
        case ErrorCode::room_taken:
        case ErrorCode::room_no_longer_available: return Told::no_room;
        case ErrorCode::payment_failed:
        case ErrorCode::payment_declined: return Told::declined;
        case ErrorCode::outcome_unknown: return Told::unknown;
        default: break;
    }
    return error.kind() == ErrorKind::unavailable ? Told::trouble : Told::refused;
}

}  // namespace

void DeskGuests::comes(const Guest& guest) {
    if (around_.chaos.stays_overnight) {
        if (dice().chance(200)) return;  // and is not heard of again
        if (dice().chance(200)) return late_.push_back(&guest);
    }
    stand_at_desk(guest);
}

void DeskGuests::night() {
    is_closed_ = false;
    for (const Guest* guest : std::exchange(late_, {})) stand_at_desk(*guest);
    for (DeskGuest& guest : guests_)
        if (desk_.where(guest.number) == reference::Whereabouts::in_house && dice().chance(150))
            later(guest, Verb::check_out, 90s);
}

void DeskGuests::morning(const Guests& all) {
    is_closed_ = false;
    desk_.rooms_are_cleaned();
    for (DeskGuest& guest : guests_) {
        if (desk_.where(guest.number) != reference::Whereabouts::in_house) continue;
        if (plan_change(guest)) continue;
        const reference::Wish& stay = desk_.stay(guest.number);
        const bool is_due = stay.first + stay.nights <= hotel_.today();
        if (dice().chance(is_due ? 900 : 250)) {
            later(guest, Verb::check_out, 60s);
        } else if (guest.folio && dice().chance(500)) {
            guest.spends = dice().between(100, 20'000);
            ++guest.visits;
            guest.at_bar = false;
            later(guest, Verb::charge, 40s);
        }
    }
    for (const Guest& guest : all.all()) {
        const bool is_due = hotel_.fate(guest.booking) == reference::Fate::booked &&
                            hotel_.is_sure(guest.booking) &&
                            hotel_.stay(guest.booking).first == hotel_.today();
        const bool was_here =
            std::ranges::find(guests_, &guest, &DeskGuest::guest) != guests_.end();
        if (is_due && !was_here) comes(guest);
    }
}

void DeskGuests::stand_at_desk(const Guest& guest) {
    DeskGuest comer;
    comer.number = desk_.arrives(hotel_.stay(guest.booking), guest.token == declines_later);
    comer.guest = &guest;
    comer.spends = dice().chance(600) ? dice().between(100, 20'000) : 0;
    comer.patience = dice().between(1, 6);
    comer.wants_to_leave = dice().chance(750);
    guests_.push_back(std::move(comer));
    later(guests_.back(), Verb::check_in, 40s);
}

void DeskGuests::later(DeskGuest& guest, Verb verb, std::chrono::microseconds at_most) {
    around_.timeline.after(dice().between(1us, at_most), Side::outside,
                           [this, &guest, verb] { ask(guest, verb); });
}

void DeskGuests::ask(DeskGuest& guest, Verb verb) {
    if (around_.chaos.is_calm || is_closed_) return;  // the day is over
    if (verb > Verb::check_out) return ask_to_change(guest, verb);
    if (verb == Verb::charge && guest.counted < guest.visits && !guest.at_bar)
        guest.at_bar = around_.chaos.stays_overnight && desk_.is_idle(guest.number) &&
                       !desk_.room(guest.number).empty() && dice().chance(600);
    const bool may_double =
        verb == Verb::check_in || verb == Verb::check_out || (verb == Verb::charge && guest.at_bar);
    const int twice =
        verb == Verb::charge ? 600 : 100;  // tills repeat what is not answered at once
    const bool doubled = may_double && dice().chance(twice);
    click({.verb = verb, .guest = &guest, .is_main = true, .is_alone = !doubled});
    if (!doubled) return;
    around_.timeline.after(dice().between(0us, 300'000us), Side::outside, [this, &guest, verb] {
        const Asked second{.verb = verb, .guest = &guest, .is_main = false, .is_alone = false};
        if (!around_.chaos.is_calm) click(second);
    });
}

void DeskGuests::click(Asked asked) {
    Life* house = house_();
    if (house == nullptr) {
        if (asked.is_main) later(*asked.guest, asked.verb, 5s);
        return;
    }
    begin(asked);
    constexpr std::array<std::string_view, 7> names{
        "checks in", "goes to the spa",       "checks out",    "moves",
        "swaps",     "changes the departure", "leaves at once"};
    around_.witness.note("{} {}{}", asked.guest->guest->key,
                         names.at(static_cast<std::size_t>(asked.verb)),
                         asked.is_main ? "" : " again at once");
    const int ticket = ++requests_;
    waiting_.emplace(ticket, asked);
    house->spawn(perform(*house, ticket, asked));
}

void DeskGuests::begin(Asked& asked) {
    const int number = asked.guest->number;
    const int booking = asked.guest->guest->booking;
    switch (asked.verb) {
        case Verb::check_in: desk_.begin_check_in(number); return hotel_.begins_to_come(booking);
        case Verb::charge: return desk_.begin_charge(number);
        case Verb::check_out:
            desk_.begin_check_out(number);
            return leaves(*asked.guest, desk_.day(), false);
        default: return begin_change(asked);
    }
}

Task<void> DeskGuests::perform(Life& house, int ticket, Asked asked) {
    DeskGuest& guest = *asked.guest;
    DeskAnswer answer;
    switch (asked.verb) {
        case Verb::check_in: answer = co_await check_in(house, guest); break;
        case Verb::charge:
            answer = co_await (guest.at_bar ? charge_by_till(house, guest) : charge(house, guest));
            break;
        case Verb::check_out: answer = co_await check_out(house, guest); break;
        case Verb::move: answer = co_await move(house, asked); break;
        case Verb::swap: answer = co_await swap(house, asked); break;
        case Verb::change: answer = co_await change(house, asked); break;
        case Verb::revert: answer = co_await revert(house, asked); break;
    }
    waiting_.erase(ticket);
    answered(asked, std::move(answer));
}

Task<DeskAnswer> DeskGuests::check_in(Life& house, DeskGuest& guest) {
    const hotel::CheckInCommand command{
        .property = asked_for(guest.guest->wish).property,
        .confirmation_code = guest.guest->code,
        .identity = {.kind = "passport", .verified_by = "simulated agent"},
        .upgrade = hotel::Upgrade::forbidden,
        .actor = the_agent()};
    Step root = house.world().recorder().root(span::http_server, {.name = "POST check-in"});
    const trace::TraceId trace = root.context().trace_id;
    const auto done =
        co_await root.run(span::pms_check_in, hotel::check_in_guest, house.front_desk(), command);
    root.close(done ? nullptr : &done.error());
    if (!done) co_return told(done.error(), guest, trace);
    guest.folio = done->folio;
    co_return DeskAnswer{.told = Told::done, .word = "checked in", .room = done->room.number};
}

Task<DeskAnswer> DeskGuests::charge(Life& house, const DeskGuest& guest) {
    const hotel::PostCommand command{
        .folio = {.property = asked_for(guest.guest->wish).property, .folio = *guest.folio},
        .code = "spa",
        .description = "Spa",
        .amount = Money{guest.spends, eur()},
        .reference = fmt::format("spa of {}, {}", guest.guest->key, guest.visits),
        .actor = the_agent()};
    Step root = house.world().recorder().root(span::http_server, {.name = "POST postings"});
    const trace::TraceId trace = root.context().trace_id;
    const auto done = co_await hotel::post_to_folio(root, house.front_desk(), command);
    root.close(done ? nullptr : &done.error());
    if (!done) co_return told(done.error(), guest, trace);
    co_return DeskAnswer{.told = Told::done, .word = "charged"};
}

Task<DeskAnswer> DeskGuests::charge_by_till(Life& house, const DeskGuest& guest) {
    const hotel::InterfaceCharge charge{
        .property = the_property(),
        .interface = till_name,
        .room_number = desk_.room(guest.number),
        .number = fmt::format("{}{:03}", guest.number, guest.visits),
        .code = "bar",
        .description = "Bar",
        .amount_minor = guest.spends};
    Step root = house.world().recorder().root(span::http_server, {.name = "PS"});
    const trace::TraceId trace = root.context().trace_id;
    const auto done = co_await hotel::take_charge(root, house.front_desk(), charge);
    root.close(done ? nullptr : &done.error());
    if (!done) co_return told(done.error(), guest, trace);
    if (done->verdict == hotel::ChargeVerdict::taken)
        co_return DeskAnswer{.told = Told::done, .word = done->was_there ? "known" : "charged"};
    co_return DeskAnswer{.told = Told::refused, .word = "no_guest"};
}

Task<DeskAnswer> DeskGuests::check_out(Life& house, const DeskGuest& guest) {
    hotel::CheckOutCommand command{.property = asked_for(guest.guest->wish).property,
                                   .room_number = desk_.room(guest.number),
                                   .actor = the_agent()};
    if (around_.chaos.stays_overnight) command.confirmation_code = guest.guest->code;
    Step root = house.world().recorder().root(span::http_server, {.name = "POST check-out"});
    const trace::TraceId trace = root.context().trace_id;
    const auto done =
        co_await root.run(span::pms_check_out, hotel::check_out_guest, house.front_desk(), command);
    root.close(done ? nullptr : &done.error());
    if (!done) co_return told(done.error(), guest, trace);
    co_return DeskAnswer{
        .told = Told::done, .word = "checked out", .total = done->total_charged.amount};
}

DeskAnswer DeskGuests::told(const Error& error, const DeskGuest& guest,
                            const trace::TraceId& trace) const {
    const Chaos& chaos = around_.chaos;
    return {.told = kind_of(error),
            .word = std::string(name_of(error.code)),
            .was_touched =
                chaos.has_touched(trace) || chaos.has_touched_reference(guest.guest->reservation)};
}

std::string DeskGuests::judge_check_in(const Asked& asked, const DeskAnswer& answer) {
    const int booking = asked.guest->guest->booking;
    const bool is_open_end = answer.told == Told::trouble || answer.told == Told::unknown;
    if (answer.told == Told::done) hotel_.has_come(booking);
    if (!is_open_end) hotel_.stays_away(booking);
    return desk_.checked_in(asked.guest->number, answer);
}

std::string DeskGuests::judge(const Asked& asked, const DeskAnswer& answer) {
    const int number = asked.guest->number;
    switch (asked.verb) {
        case Verb::check_in: return judge_check_in(asked, answer);
        case Verb::check_out:
            if (answer.told == Told::done) leaves(*asked.guest, desk_.day(), true);
            return desk_.checked_out(number, answer);
        case Verb::charge: return judge_charge(asked, answer);
        default: return judge_change(asked, answer);
    }
}

/// A posting that is repeated with its number is on the account once.
std::string DeskGuests::judge_charge(const Asked& asked, const DeskAnswer& answer) {
    DeskGuest& guest = *asked.guest;
    if (answer.told == Told::done) {
        const bool is_news = guest.counted < guest.visits;
        guest.counted = guest.visits;
        desk_.charged(guest.number, is_news ? guest.spends : 0);
        return {};
    }
    desk_.maybe_charged(guest.number);
    return answer.was_touched ? "" : answer.word + " to a charge without a cause";
}

void DeskGuests::answered(const Asked& asked, DeskAnswer answer) {
    answer.was_touched = answer.was_touched || !asked.is_alone;
    around_.witness.note("{} is told {} {}", asked.guest->guest->key, answer.word, answer.total);
    const std::string wrong = judge(asked, answer);
    if (!wrong.empty())
        around_.witness.broken(fmt::format("{}: {}", asked.guest->guest->key, wrong));
    if (asked.is_main) go_on(asked, answer.told);
}

void DeskGuests::nobody_answers() {
    for (const auto& [ticket, asked] : std::exchange(waiting_, {}))
        answered(asked, {.told = Told::unknown, .word = "nothing", .was_touched = true});
}

void DeskGuests::go_on(const Asked& asked, Told told) {
    DeskGuest& guest = *asked.guest;
    const bool in_house = desk_.where(guest.number) == reference::Whereabouts::in_house;
    if (told == Told::trouble || told == Told::unknown) {
        if (guest.patience-- > 0) later(guest, asked.verb, 25s);
        return;
    }
    if (asked.verb == Verb::revert && told == Told::done) {
        if (dice().chance(500)) later(guest, Verb::check_in, 60s);
        return;
    }
    if (told != Told::done || !in_house) return;
    if (asked.verb == Verb::check_in && plan_change(guest)) return;
    if (asked.verb == Verb::check_in && guest.spends > 0 && guest.folio)
        return later(guest, Verb::charge, 20s);
    if (guest.wants_to_leave) later(guest, Verb::check_out, 40s);
}

}  // namespace vacancy::simulate
