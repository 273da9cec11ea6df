#include "main/simulate/guests.hpp"

#include "main/simulate/town.hpp"

namespace vacancy::simulate {

using namespace std::chrono_literals;
using reference::Answer;
using reference::Told;
using reference::Wish;

namespace {

Wish any_wish(Dice& dice) {
    Wish wish{.type = dice.below(reference::room_types),
              .plan = dice.chance(700) ? 0 : 1,
              .first = dice.below(reference::days - 3),
              .nights = dice.between(1, 4),
              .guests = dice.between(1, 2)};
    wish.nights = std::min(wish.nights, reference::days - wish.first);
    return wish;
}

Wish other_than(Wish wish, Dice& dice) {
    switch (dice.below(4)) {
        case 0: wish.guests = 3 - wish.guests; break;
        case 1: wish.type = 1 - wish.type; break;
        case 2: wish.nights = wish.nights > 1 ? wish.nights - 1 : 2; break;
        default: wish.first = dice.below(reference::days - 4); break;
    }
    wish.nights = std::min(wish.nights, reference::days - wish.first);
    return wish;
}

struct Card {
    const char* token;
    reference::Hotel::Card does;
};

Card any_card(Dice& dice) {
    if (dice.chance(750)) return {"tok_approved", {}};
    if (dice.chance(500)) return {"tok_insufficient_funds", {.declines = true}};
    return {"tok_declined_later", {.declines_later = true}};
}

booking::CreateBooking command_of(const Guest& guest) {
    return {.user_id = Private<std::string>(guest.key),
            .source = booking::Source::web,
            .search = asked_for(guest.wish),
            .guest = {.name = Private<std::string>("Guest " + guest.key),
                      .email = Private<std::string>(guest.email)},
            .payment = {.method = "card",
                        .token = Secret(guest.token),
                        .card_last_four = Last4::parse("4242").value(),
                        .currency = eur()},
            .request_key = guest.key};
}

booking::ModifyBooking change_of(const Guest& guest) {
    const booking::StayRequest wanted = asked_for(guest.other_wish);
    booking::ModifyBooking command{.confirmation_code = guest.code, .asker = {}};
    command.check_in = wanted.stay.arrival;
    command.check_out = wanted.stay.departure;
    command.guests = wanted.guests;
    command.room_type = wanted.room_type;
    return command;
}

Told kind_of(const Error& error) {
    switch (error.code) {
        case ErrorCode::sold_out:
        case ErrorCode::room_no_longer_available: return Told::no_room;
        case ErrorCode::payment_declined: return Told::declined;
        case ErrorCode::outcome_unknown: return Told::unknown;
        default: break;
    }
    return error.kind() == ErrorKind::unavailable ? Told::trouble : Told::refused;
}

}  // namespace

void Guests::come(int count, std::chrono::microseconds within) {
    for (int i = 0; i < count; ++i)
        around_.timeline.after(dice().between(0us, within), Side::outside, [this] { arrive(); });
}

void Guests::open_doors(int count, std::chrono::microseconds within) {
    is_closed_ = false;
    const int today = hotel_.today();
    for (Guest& guest : guests_) {
        const bool has_plans = hotel_.fate(guest.booking) == reference::Fate::booked &&
                               hotel_.stay(guest.booking).first > today && dice().chance(400);
        if (!has_plans) continue;
        guest.other_wish.first = std::max(guest.other_wish.first, today);
        later(guest, dice().chance(500) ? Verb::cancel : Verb::change,
              dice().between(1us, 45'000'000us));
    }
    come(count, within);
}

void Guests::arrive() {
    if (is_closed_) return;
    const Card card = any_card(dice());
    Guest guest;
    guest.wish = any_wish(dice());
    const int today = hotel_.today();
    guest.wish.first = std::max(guest.wish.first, today);
    if (comes_to_desk_ && dice().chance(600)) guest.wish.first = today;  // they come today
    guest.other_wish = other_than(guest.wish, dice());
    guest.other_wish.first = std::max(guest.other_wish.first, today);
    guest.booking = hotel_.expect(guest.wish, card.does);
    guest.key = fmt::format("guest-{}", guests_.size() + 1);
    guest.email = guest.key + "@guests.example";
    guest.token = card.token;
    guest.wants_change = dice().chance(400);
    guest.wants_cancel = dice().chance(450);
    guest.patience = dice().between(0, 6);
    guests_.push_back(std::move(guest));
    ask(guests_.back(), Verb::book);
}

void Guests::later(Guest& guest, Verb verb, std::chrono::microseconds delay) {
    around_.timeline.after(delay, Side::outside, [this, &guest, verb] { ask(guest, verb); });
}

void Guests::ask(Guest& guest, Verb verb) {
    if (around_.chaos.is_calm || is_closed_) return;  // the day is over
    click(guest, verb, true);
    if (!dice().chance(120)) return;
    around_.timeline.after(dice().between(0us, 200'000us), Side::outside, [this, &guest, verb] {
        if (!around_.chaos.is_calm) click(guest, verb, false);
    });
}

void Guests::click(Guest& guest, Verb verb, bool is_main) {
    Life* house = house_();
    if (house == nullptr) {  // nobody opens: nothing was asked
        if (is_main) later(guest, verb, dice().between(500'000us, 5'000'000us));
        return;
    }
    const std::int64_t now = around_.timeline.now().us;
    Asked asked{.verb = verb, .guest = &guest, .request = 0, .is_main = is_main};
    switch (verb) {
        case Verb::book: asked.request = hotel_.begin_booking(guest.booking, now); break;
        case Verb::cancel: asked.request = hotel_.begin_cancel(guest.booking, now); break;
        case Verb::change:
            asked.request = hotel_.begin_change(guest.booking, guest.other_wish, now);
            break;
    }
    constexpr std::array<std::string_view, 3> names{"books", "cancels", "changes"};
    around_.witness.note("{} {}{}", guest.key, names.at(static_cast<std::size_t>(verb)),
                         is_main ? "" : " again at once");
    const int ticket = ++requests_;
    waiting_.emplace(ticket, asked);
    house->spawn(perform(house->world(), ticket, asked));
}

Task<void> Guests::perform(Stage& world, int ticket, Asked asked) {
    Guest& guest = *asked.guest;
    Answer answer;
    switch (asked.verb) {
        case Verb::book: answer = co_await book(world, guest); break;
        case Verb::cancel: answer = co_await cancel(world, guest); break;
        case Verb::change: answer = co_await change(world, guest); break;
    }
    answered(ticket, asked, answer);
}

Task<Answer> Guests::book(Stage& world, Guest& guest) {
    const booking::CreateBooking command = command_of(guest);
    Step step = world.recorder().root(span::http_server, {.name = "POST /v1/bookings"});
    const trace::TraceId trace = step.context().trace_id;
    const auto made = co_await booking::create_booking(step, world.shop(), command);
    step.close(made ? nullptr : &made.error());
    if (!made) co_return told(made.error(), guest, trace);
    guest.code = made->booking.confirmation_code;
    guest.reservation = made->booking.reservation.text();
    co_return Answer{.told = Told::done,
                     .word = "booked",
                     .code = made->booking.confirmation_code,
                     .total = made->booking.total.amount};
}

Task<Answer> Guests::cancel(Stage& world, const Guest& guest) {
    const booking::CancelBooking command{.confirmation_code = guest.code, .asker = {}};
    Step step = world.recorder().root(span::http_server, {.name = "POST /v1/bookings/cancel"});
    const trace::TraceId trace = step.context().trace_id;
    const auto done = co_await booking::cancel_booking(step, world.shop(), command);
    step.close(done ? nullptr : &done.error());
    if (!done) co_return told(done.error(), guest, trace);
    co_return Answer{.told = Told::done,
                     .word = "canceled",
                     .fee = done->fee.amount,
                     .refund = done->refund.amount};
}

Task<Answer> Guests::change(Stage& world, const Guest& guest) {
    const booking::ModifyBooking command = change_of(guest);
    Step step = world.recorder().root(span::http_server, {.name = "POST /v1/bookings/modify"});
    const trace::TraceId trace = step.context().trace_id;
    const auto done = co_await booking::modify_booking(step, world.shop(), command);
    step.close(done ? nullptr : &done.error());
    if (!done) co_return told(done.error(), guest, trace);
    co_return Answer{.told = Told::done, .word = "changed", .total = done->booking.total.amount};
}

Answer Guests::told(const Error& error, const Guest& guest, const trace::TraceId& trace) const {
    const Chaos& chaos = around_.chaos;
    return {.told = kind_of(error),
            .word = std::string(name_of(error.code)),
            .was_touched =
                chaos.has_touched(trace) ||
                (!guest.reservation.empty() && chaos.has_touched_reference(guest.reservation))};
}

void Guests::answered(int ticket, const Asked& asked, const Answer& answer) {
    waiting_.erase(ticket);
    around_.witness.note("{} is told {} {}", asked.guest->key, answer.word, answer.total);
    std::string wrong = hotel_.answer(asked.request, answer, around_.timeline.now().us);
    if (!wrong.empty()) around_.witness.broken(fmt::format("{}: {}", asked.guest->key, wrong));
    if (asked.is_main) go_on(*asked.guest, asked.verb, answer.told);
}

void Guests::nobody_answers() {
    for (const auto& [ticket, asked] : std::exchange(waiting_, {})) {
        around_.witness.note("{} is not answered", asked.guest->key);
        hotel_.lost(asked.request, around_.timeline.now().us);
        if (asked.is_main) go_on(*asked.guest, asked.verb, Told::unknown);
    }
}

void Guests::go_on(Guest& guest, Verb verb, Told told) {
    if (told == Told::trouble || told == Told::unknown) return patiently(guest, verb);
    switch (verb) {
        case Verb::book: return after_booking(guest, told);
        case Verb::change: return next(guest);
        case Verb::cancel:
            if (dice().chance(200)) later(guest, Verb::cancel, dice().between(1us, 60'000'000us));
            return;
    }
}

/// Asks again, with the same key, until patience is at its end.
void Guests::patiently(Guest& guest, Verb verb) {
    if (guest.patience-- > 0) later(guest, verb, dice().between(1'000'000us, 25'000'000us));
}

void Guests::after_booking(Guest& guest, Told told) {
    if (told == Told::done) return next(guest);
    if (told == Told::declined && dice().chance(300))
        return later(guest, Verb::book, dice().between(1us, 10'000'000us));
    if (dice().chance(400)) arrive();  // other dates, or another card
}

void Guests::next(Guest& guest) {
    const bool is_first = !std::exchange(guest.was_booked, true);
    if (comes_to_desk_ && is_first && guest.wish.first == hotel_.today())
        return comes_to_desk_(guest);
    const auto soon = dice().between(1us, 45'000'000us);
    if (dice().chance(100)) return later(guest, Verb::book, soon);  // the browser's back button
    if (guest.wants_change && guest.wants_cancel && dice().chance(250)) {
        // Two tabs of one browser: neither knows of the other.
        later(guest, Verb::cancel, soon + dice().between(0us, 150'000us));
        guest.wants_cancel = false;
    }
    if (std::exchange(guest.wants_change, false)) return later(guest, Verb::change, soon);
    if (std::exchange(guest.wants_cancel, false)) return later(guest, Verb::cancel, soon);
}

}  // namespace vacancy::simulate
