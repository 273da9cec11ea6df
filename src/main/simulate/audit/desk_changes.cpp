// What the reference of the desk knows of guests who change rooms, leave again on the day they
// came, or stay longer or shorter.

#include "main/simulate/audit/desk_reference.hpp"

#include <fmt/format.h>

#include <utility>

namespace vacancy::simulate::reference {

void Desk::begin(int guest) {
    Guest& g = at(guest);
    if (++g.asking > 1) g.met_another = true;
}

void Desk::end(int guest) {
    Guest& g = at(guest);
    if (--g.asking == 0) g.met_another = false;
}

/// By a fault, by another request, or by what an earlier one still does.
bool Desk::is_excused(const Guest& g, const DeskAnswer& answer) const {
    return answer.was_touched || g.met_another || g.had_trouble || is_night_;
}

std::string Desk::taken_by_another(const Guest& g, const std::string& room) const {
    for (const Guest& other : guests_)
        if (&other != &g && other.room == room &&
            (other.where == Whereabouts::in_house ||
             (other.where == Whereabouts::maybe_out && !other.may_be_gone)))
            return "one room to two guests: " + room;
    return {};
}

/// Nobody knows what became of it, or it was not possible.
std::string Desk::not_changed(int guest, const DeskAnswer& answer) {
    Guest& g = at(guest);
    const bool is_open_end = answer.told == Told::trouble || answer.told == Told::unknown;
    const bool excused = is_excused(g, answer) || answer.told == Told::no_room;
    if (is_open_end || g.met_another) g.had_trouble = true;
    return excused ? "" : answer.word + " in the house without a cause";
}

std::string Desk::moved(int guest, const DeskAnswer& answer) {
    Guest& g = at(guest);
    std::string wrong;
    if (answer.told == Told::done) {
        wrong = taken_by_another(g, answer.room);
        g.room = answer.room;
    } else {
        wrong = not_changed(guest, answer);
        if (g.had_trouble) g.room.clear();
    }
    end(guest);
    return wrong;
}

std::string Desk::swapped(int guest, int other, const DeskAnswer& answer) {
    std::string wrong;
    if (answer.told == Told::done) {
        std::swap(at(guest).room, at(other).room);
    } else {
        at(guest).met_another = at(guest).met_another || at(other).met_another;
        wrong = not_changed(guest, answer);
        if (at(guest).had_trouble) {
            at(other).had_trouble = true;
            at(guest).room.clear();
            at(other).room.clear();
        }
    }
    end(guest);
    end(other);
    return wrong;
}

void Desk::begin_revert(int guest) {
    begin(guest);
    if (at(guest).where == Whereabouts::in_house) at(guest).where = Whereabouts::maybe_in;
}

std::string Desk::reverted(int guest, const DeskAnswer& answer) {
    Guest& g = at(guest);
    std::string wrong;
    if (answer.told == Told::done) {
        if (g.charges != 0) wrong = "a check-in with charges was taken back";
        g.where = Whereabouts::before;
        g.came_today = false;
        g.room.clear();
    } else {
        const bool has_charges = g.charges != 0 || !g.bill_is_sure || g.stay.first != day_;
        const bool is_sure = !is_excused(g, answer) && answer.told == Told::refused;
        wrong = not_changed(guest, answer);
        if (has_charges && answer.told == Told::refused) wrong.clear();
        if (is_sure) g.where = Whereabouts::in_house;
    }
    end(guest);
    return wrong;
}

std::string Desk::changed(int guest, int nights, const DeskAnswer& answer) {
    Guest& g = at(guest);
    std::string wrong;
    if (answer.told == Told::done) {
        // What was given up is owed all the same where nothing is free.
        Wish now = g.stay;
        now.nights = nights;
        if (g.stay.plan == 1 && nights < g.stay.nights) g.charges += price(g.stay) - price(now);
        g.stay = now;
    } else {
        wrong = not_changed(guest, answer);
        if (g.had_trouble) {
            g.stay_is_sure = false;
            g.bill_is_sure = false;
        }
    }
    end(guest);
    return wrong;
}

}  // namespace vacancy::simulate::reference
