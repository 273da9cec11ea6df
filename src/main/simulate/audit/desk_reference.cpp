#include "main/simulate/audit/desk_reference.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vacancy::simulate::reference {
namespace {

std::int64_t nights_until(const Wish& stay, int until) {
    std::int64_t sum = 0;
    for (int day = stay.first; day < std::min(until, stay.first + stay.nights); ++day)
        sum += night_price(stay, day);
    return sum;
}

}  // namespace

int Desk::arrives(const Wish& stay, bool declines) {
    guests_.push_back({.stay = stay, .declines = declines, .paid = price(stay)});
    return static_cast<int>(guests_.size()) - 1;
}

std::int64_t Desk::bill(int guest, int day) const {
    const Guest& g = at(guest);
    const bool pays_all = g.stay.plan == 1;  // never free: the nights not slept in are kept
    const int until = pays_all ? g.stay.first + g.stay.nights : std::max(g.stay.first + 1, day);
    return nights_until(g.stay, until) + g.charges;
}

std::optional<std::int64_t> Desk::account(int guest) const {
    const Guest& g = at(guest);
    if (!g.bill_is_sure || g.asking > 0 || g.where != Whereabouts::in_house) return std::nullopt;
    return nights_until(g.stay, day_) + g.charges;
}

std::optional<std::int64_t> Desk::to_be_held(int guest) const {
    constexpr std::int64_t incidentals = 5'000;  // of each night
    const Guest& g = at(guest);
    if (g.where != Whereabouts::in_house || !g.stay_is_sure || g.asking > 0) return std::nullopt;
    return price(g.stay) - g.paid + incidentals * g.stay.nights;
}

void Desk::rooms_are_cleaned() {
    is_night_ = false;
    for (Guest& g : guests_) {
        g.may_be_gone = g.where == Whereabouts::maybe_out;
        g.moves = 0;
        if (g.where == Whereabouts::left || g.where == Whereabouts::before) g.tries = 0;
    }
}

/// A guest's part in the day that is closed now.
void Desk::count(const Guest& g, Day& day) const {
    const bool maybe_comes =
        g.where == Whereabouts::maybe_in || (g.where == Whereabouts::before && g.asking > 0);
    const bool maybe_goes = g.where == Whereabouts::maybe_out;
    const bool sleeps_tonight = g.stay.covers(day_);
    if (maybe_comes || maybe_goes || g.asking > 0 || !g.bill_is_sure) day.is_sure = false;
    if (!g.stay_is_sure && g.where == Whereabouts::in_house) {
        ++day.sold.most;
        day.arrivals.most += g.came_today || g.doubted_in ? 1 : 0;
        day.arrivals.least += g.came_today && !g.doubted_in ? 1 : 0;
        return;
    }
    // The night before was charged then, or with this one.
    if (g.doubted_in || g.doubted_out) day.is_sure = false;
    if (maybe_comes || maybe_goes) {
        day.sold.most += sleeps_tonight ? 1 : 0;
        day.arrivals.most += maybe_comes || g.came_today || g.doubted_in ? 1 : 0;
        day.arrivals.least += maybe_goes && g.came_today && !g.doubted_in ? 1 : 0;
        day.departures.most += 1;
        return;
    }
    if (g.came_today || g.doubted_in) {
        day.arrivals.least += g.came_today && !g.doubted_in ? 1 : 0;
        day.arrivals.most += 1;
    }
    if (g.left_today) {
        day.departures.least += g.doubted_out ? 0 : 1;
        day.departures.most += 1;
        // Who leaves on the first day pays its night with the bill, all others paid at night: a
        // room sold for the day.
        if (g.stay.first == day_) {
            day.room += night_price(g.stay, day_);
            day.sold.least += g.doubted_out ? 0 : 1;
            day.sold.most += 1;
        }
    }
    if (g.where != Whereabouts::in_house) return;
    if (sleeps_tonight) {
        ++day.sold.least;
        ++day.sold.most;
        day.room += night_price(g.stay, day_);
    }
    day.balance += nights_until(g.stay, day_ + 1) + g.charges - g.paid;
}

Day Desk::close_day() {
    Day day;
    for (Guest& g : guests_) {
        count(g, day);
        const bool asks = g.asking > 0;
        g.doubted_in = g.where == Whereabouts::maybe_in || (g.where == Whereabouts::before && asks);
        g.doubted_out = g.where == Whereabouts::maybe_out;
        g.came_today = false;
        g.left_today = false;
    }
    ++day_;
    return day;
}

/// Whether every room of the guest's type may be taken, dirty, or promised to another.
bool Desk::may_lack_rooms(int guest) const {
    int used = 0;
    for (std::size_t i = 0; i < guests_.size(); ++i)
        if (static_cast<int>(i) != guest && guests_[i].stay.type == at(guest).stay.type &&
            guests_[i].tries > 0)
            used += 1 + guests_[i].moves;
    return used >= rooms_[static_cast<std::size_t>(at(guest).stay.type)];
}

std::string Desk::came_in(int guest, const DeskAnswer& answer) {
    Guest& g = at(guest);
    if (g.where != Whereabouts::before && g.where != Whereabouts::maybe_in)
        return "checked in twice";
    if (std::string wrong = taken_by_another(g, answer.room); !wrong.empty()) return wrong;
    g.where = Whereabouts::in_house;
    g.came_today = true;
    g.room = answer.room;
    return g.declines ? "a card that declines was authorized" : "";
}

std::string Desk::stayed_out(int guest, const DeskAnswer& answer) const {
    const Guest& g = at(guest);
    const bool excused = is_excused(g, answer) || g.where != Whereabouts::before;
    switch (answer.told) {
        case Told::no_room:
            return may_lack_rooms(guest) || excused ? "" : "no room is ready, though one is";
        case Told::declined: return g.declines || excused ? "" : "a good card was declined";
        default: return excused ? "" : answer.word + " at the desk without a cause";
    }
}

std::string Desk::checked_in(int guest, const DeskAnswer& answer) {
    if (answer.told == Told::done) {
        std::string wrong = came_in(guest, answer);
        end(guest);
        return wrong;
    }
    std::string wrong = stayed_out(guest, answer);
    end(guest);
    if (answer.told == Told::unknown && at(guest).where == Whereabouts::before)
        at(guest).where = Whereabouts::maybe_in;
    return wrong;
}

void Desk::begin_check_out(int guest) {
    if (at(guest).tries_to_leave++ == 0) at(guest).leaving_since = day_;
    begin(guest);
    if (at(guest).where == Whereabouts::in_house) at(guest).where = Whereabouts::maybe_out;
}

std::string Desk::checked_out(int guest, const DeskAnswer& answer) {
    Guest& g = at(guest);
    const bool excused = is_excused(g, answer) || g.tries_to_leave > 1;
    end(guest);
    if (answer.told == Told::done) {
        g.left_today = g.where != Whereabouts::left;
        g.where = Whereabouts::left;
        // A night may have been closed between the bill and the answer.
        for (int day = g.leaving_since; day <= day_; ++day)
            if (answer.total == bill(guest, day)) return {};
        if (!g.bill_is_sure) return {};
        return fmt::format("the stay cost {}, not {}", bill(guest, day_), answer.total);
    }
    // After an answer that was lost it may have happened: the room is empty then.
    return excused ? "" : fmt::format("{} at check-out without a cause", answer.word);
}

std::string Desk::settle(int guest, const std::string& status) const {
    const auto is_one_of = [&](std::initializer_list<std::string_view> possible) {
        return std::ranges::find(possible, status) != possible.end();
    };
    bool fits = false;
    switch (at(guest).where) {
        case Whereabouts::before: fits = is_one_of({"confirmed", "no_show"}); break;
        case Whereabouts::maybe_in: fits = is_one_of({"confirmed", "in_house", "no_show"}); break;
        case Whereabouts::in_house: fits = is_one_of({"in_house"}); break;
        case Whereabouts::maybe_out: fits = is_one_of({"in_house", "checked_out"}); break;
        case Whereabouts::left: fits = is_one_of({"checked_out"}); break;
    }
    return fits ? "" : fmt::format("a guest of the desk is {} at the end", status);
}

}  // namespace vacancy::simulate::reference
