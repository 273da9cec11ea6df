#include "main/simulate/audit/desk_reference.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vacancy::simulate::reference {

int Desk::arrives(const Wish& stay, bool declines) {
    guests_.push_back({.stay = stay, .declines = declines});
    return static_cast<int>(guests_.size()) - 1;
}

std::int64_t Desk::bill(int guest) const {
    const Guest& g = at(guest);
    const bool pays_all = g.stay.plan == 1;  // never free: the nights not slept in are kept
    return (pays_all ? price(g.stay) : night_price(g.stay, g.stay.first)) + g.charges;
}

/// Whether every room of the guest's type may be taken, dirty, or promised to another.
bool Desk::may_lack_rooms(int guest) const {
    int used = 0;
    for (std::size_t i = 0; i < guests_.size(); ++i)
        if (static_cast<int>(i) != guest && guests_[i].stay.type == at(guest).stay.type &&
            guests_[i].tries > 0)
            ++used;
    return used >= rooms_[static_cast<std::size_t>(at(guest).stay.type)];
}

std::string Desk::came_in(int guest, const DeskAnswer& answer) {
    Guest& g = at(guest);
    if (g.where != Whereabouts::before && g.where != Whereabouts::maybe_in)
        return "checked in twice";
    for (const Guest& other : guests_)
        if (&other != &g && other.room == answer.room &&
            (other.where == Whereabouts::in_house || other.where == Whereabouts::maybe_out))
            return "one room to two guests: " + answer.room;
    g.where = Whereabouts::in_house;
    g.room = answer.room;
    return g.declines ? "a card that declines was authorized" : "";
}

std::string Desk::stayed_out(int guest, const DeskAnswer& answer) const {
    const Guest& g = at(guest);
    const bool excused = answer.was_touched || g.where != Whereabouts::before;
    switch (answer.told) {
        case Told::no_room:
            return may_lack_rooms(guest) || excused ? "" : "no room is ready, though one is";
        case Told::declined: return g.declines || excused ? "" : "a good card was declined";
        default: return excused ? "" : answer.word + " at the desk without a cause";
    }
}

std::string Desk::checked_in(int guest, const DeskAnswer& answer) {
    if (answer.told == Told::done) return came_in(guest, answer);
    std::string wrong = stayed_out(guest, answer);
    if (answer.told == Told::unknown && at(guest).where == Whereabouts::before)
        at(guest).where = Whereabouts::maybe_in;
    return wrong;
}

void Desk::begin_check_out(int guest) {
    ++at(guest).tries_to_leave;
    if (at(guest).where == Whereabouts::in_house) at(guest).where = Whereabouts::maybe_out;
}

std::string Desk::checked_out(int guest, const DeskAnswer& answer) {
    Guest& g = at(guest);
    if (answer.told == Told::done) {
        g.where = Whereabouts::left;
        if (answer.total == bill(guest) || !g.bill_is_sure) return {};
        return fmt::format("the stay cost {}, not {}", bill(guest), answer.total);
    }
    // After an answer that was lost it may have happened: the room is empty then.
    const bool excused = answer.was_touched || g.tries_to_leave > 1;
    return excused ? "" : fmt::format("{} at check-out without a cause", answer.word);
}

std::string Desk::settle(int guest, const std::string& status) const {
    const auto is_one_of = [&](std::initializer_list<std::string_view> possible) {
        return std::ranges::find(possible, status) != possible.end();
    };
    bool fits = false;
    switch (at(guest).where) {
        case Whereabouts::before: fits = is_one_of({"confirmed"}); break;
        case Whereabouts::maybe_in: fits = is_one_of({"confirmed", "in_house"}); break;
        case Whereabouts::in_house: fits = is_one_of({"in_house"}); break;
        case Whereabouts::maybe_out: fits = is_one_of({"in_house", "checked_out"}); break;
        case Whereabouts::left: fits = is_one_of({"checked_out"}); break;
    }
    return fits ? "" : fmt::format("a guest of the desk is {} at the end", status);
}

}  // namespace vacancy::simulate::reference
