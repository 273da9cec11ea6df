// Guests of the desk who want another room, swap theirs, stay longer or shorter, or leave at once.

#include "hotel/desk/rack/rooms.hpp"
#include "hotel/desk/rack/stays.hpp"
#include "main/simulate/desk_guests.hpp"
#include "main/simulate/town.hpp"

namespace vacancy::simulate {

using namespace std::chrono_literals;
using reference::DeskAnswer;
using reference::Told;

namespace {

hotel::Actor the_agent() { return {.id = "simulated agent", .role = "agent"}; }

hotel::StayName named(const DeskGuest& guest) { return {the_property(), guest.guest->code}; }

}  // namespace

/// False: the stay goes on as it is.
bool DeskGuests::plan_change(DeskGuest& guest) {
    if (!around_.chaos.stays_overnight || !dice().chance(600)) return false;
    constexpr std::array kinds{Verb::move,   Verb::move,   Verb::move,  Verb::swap,
                               Verb::change, Verb::change, Verb::revert};
    later(guest, dice().one_of(kinds), 30s);
    return true;
}

/// One of the guest's type, whoever is in it; empty: there is no other.
std::string DeskGuests::other_room(const DeskGuest& guest) {
    const int type = desk_.stay(guest.number).type;
    const int count = hotel_.capacity()[static_cast<std::size_t>(type)];
    if (count < 2) return {};
    std::string room = desk_.room(guest.number);
    while (room == desk_.room(guest.number))
        room = fmt::format("{}{:02}", type + 1, dice().between(1, count));
    return room;
}

void DeskGuests::ask_to_change(DeskGuest& guest, Verb verb) {
    if (desk_.where(guest.number) != reference::Whereabouts::in_house) return;
    Asked asked{.verb = verb, .guest = &guest, .is_main = true, .is_alone = true};
    const reference::Wish& stay = desk_.stay(guest.number);
    if (verb == Verb::move) asked.room = other_room(guest);
    if (verb == Verb::swap)
        for (DeskGuest& other : guests_)
            if (&other != &guest && desk_.is_idle(other.number) &&
                desk_.stay(other.number).type == stay.type &&
                desk_.where(other.number) == reference::Whereabouts::in_house)
                asked.other = &other;
    if (verb == Verb::change) {
        const int least = std::max(1, desk_.day() - stay.first);
        asked.nights = dice().chance(500) ? stay.nights + dice().between(1, 2) : stay.nights - 1;
        if (asked.nights < least || stay.first + asked.nights > reference::days) return;
        if (stay.first + stay.nights < desk_.day()) return;  // should have left
    }
    const bool is_possible = (verb != Verb::move || !asked.room.empty()) &&
                             (verb != Verb::swap || asked.other != nullptr) &&
                             (verb != Verb::revert || guest.more.empty());
    if (is_possible) click(std::move(asked));
}

void DeskGuests::begin_change(Asked& asked) {
    const int number = asked.guest->number;
    switch (asked.verb) {
        case Verb::move: return desk_.begin_move(number);
        case Verb::swap: desk_.begin_move(asked.other->number); return desk_.begin_move(number);
        case Verb::revert: return desk_.begin_revert(number);
        default: break;
    }
    desk_.begin_change(number);
    reference::Wish nights = desk_.stay(number);
    const int end = nights.first + nights.nights;
    const int until = nights.first + asked.nights;
    const std::int64_t now = around_.timeline.now().us;
    if (until < end) return leaves(*asked.guest, until, false);
    nights.first = end;
    nights.nights = until - end;
    asked.more = hotel_.expect_more(nights);
    asked.guest->more.push_back(asked.more);
    asked.request = hotel_.begin_booking(asked.more, now);
}

void DeskGuests::leaves(const DeskGuest& guest, int until, bool surely) {
    const std::int64_t now = around_.timeline.now().us;
    const auto leave = [&](int booking) {
        surely ? hotel_.has_left(booking, now) : hotel_.begins_to_leave(booking, until, now);
    };
    leave(guest.guest->booking);
    for (const int more : guest.more) leave(more);
}

Task<DeskAnswer> DeskGuests::move(Life& house, Asked asked) {
    const hotel::MoveCommand command{.stay = named(*asked.guest),
                                     .room_number = asked.room,
                                     .reason = "the view",
                                     .actor = the_agent()};
    Step root = house.world().recorder().root(span::http_server, {.name = "POST move"});
    const trace::TraceId trace = root.context().trace_id;
    const auto done = co_await hotel::move_guest(root, house.front_desk(), command);
    root.close(done ? nullptr : &done.error());
    if (!done) co_return told(done.error(), *asked.guest, trace);
    co_return DeskAnswer{.told = Told::done, .word = "moved", .room = done->to.number};
}

Task<DeskAnswer> DeskGuests::swap(Life& house, Asked asked) {
    const hotel::SwapRoomsCommand command{.property = the_property(),
                                          .first = desk_.room(asked.guest->number),
                                          .second = desk_.room(asked.other->number),
                                          .reason = "friends",
                                          .actor = the_agent()};
    Step root = house.world().recorder().root(span::http_server, {.name = "POST swap"});
    const trace::TraceId trace = root.context().trace_id;
    const auto done = co_await hotel::swap_rooms(root, house.front_desk(), command);
    root.close(done ? nullptr : &done.error());
    if (done) co_return DeskAnswer{.told = Told::done, .word = "swapped"};
    DeskAnswer answer = told(done.error(), *asked.guest, trace);
    const std::string& other = asked.other->guest->reservation;
    answer.was_touched = answer.was_touched || around_.chaos.has_touched_reference(other);
    co_return answer;
}

Task<DeskAnswer> DeskGuests::change(Life& house, Asked asked) {
    const LocalDate first = first_day() + desk_.stay(asked.guest->number).first;
    const hotel::StayChange command{
        .stay = named(*asked.guest), .check_out = first + asked.nights, .actor = the_agent()};
    Step root = house.world().recorder().root(span::http_server, {.name = "POST stay"});
    const trace::TraceId trace = root.context().trace_id;
    const auto done = co_await hotel::change_stay(root, house.front_desk(), command);
    root.close(done ? nullptr : &done.error());
    if (!done) co_return told(done.error(), *asked.guest, trace);
    co_return DeskAnswer{.told = Told::done, .word = "changed", .total = done->difference.amount};
}

Task<DeskAnswer> DeskGuests::revert(Life& house, Asked asked) {
    const hotel::UndoCommand command{
        .stay = named(*asked.guest), .reason = "a bad smell", .actor = the_agent()};
    Step root = house.world().recorder().root(span::http_server, {.name = "POST revert"});
    const trace::TraceId trace = root.context().trace_id;
    const auto done = co_await hotel::revert_check_in(root, house.front_desk(), command);
    root.close(done ? nullptr : &done.error());
    if (!done) co_return told(done.error(), *asked.guest, trace);
    co_return DeskAnswer{.told = Told::done, .word = "out again"};
}

std::string DeskGuests::judge_change(const Asked& asked, const DeskAnswer& answer) {
    const int number = asked.guest->number;
    switch (asked.verb) {
        case Verb::move: return desk_.moved(number, answer);
        case Verb::swap: return desk_.swapped(number, asked.other->number, answer);
        case Verb::revert:
            if (answer.told != Told::refused) hotel_.has_come_back_out(asked.guest->guest->booking);
            if (answer.told != Told::refused && answer.told != Told::done)
                hotel_.begins_to_come(asked.guest->guest->booking);
            return desk_.reverted(number, answer);
        default: return judge_nights(asked, answer);
    }
}

/// Further nights are a booking of their own at the hotel's reference: they are sold like any.
std::string DeskGuests::judge_nights(const Asked& asked, const DeskAnswer& answer) {
    const std::int64_t now = around_.timeline.now().us;
    const bool is_done = answer.told == Told::done;
    std::string wrong;
    if (asked.more >= 0 && (is_done || (answer.told == Told::no_room && !answer.was_touched)))
        wrong = hotel_.answer(asked.request,
                              {.told = answer.told,
                               .word = answer.word,
                               .code = fmt::format("more {}", asked.more),
                               .total = answer.total},
                              now);
    else if (asked.more >= 0)
        hotel_.lost(asked.request, now);
    else if (is_done)
        leaves(*asked.guest, 0, true);
    std::string also = desk_.changed(asked.guest->number, asked.nights, answer);
    return wrong.empty() ? also : wrong;
}

}  // namespace vacancy::simulate
