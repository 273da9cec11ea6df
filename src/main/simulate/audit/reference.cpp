#include "main/simulate/audit/reference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace vacancy::simulate::reference {
namespace {

constexpr std::int64_t forever = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t longest_hold_us = 600'000'000;

}  // namespace

std::string Wish::text() const {
    return fmt::format("type {} plan {} days {}+{} for {}", type, plan, first, nights, guests);
}

std::int64_t night_price(const Wish& wish, int day) {
    const std::int64_t full = 10'000 + 3'000 * wish.type - 1'500 * wish.plan + 137 * day;
    return wish.guests == 1 ? full - 900 : full;
}

std::int64_t price(const Wish& wish) {
    std::int64_t sum = 0;
    for (int day = wish.first; day < wish.first + wish.nights; ++day) sum += night_price(wish, day);
    return sum;
}

std::int64_t cancel_fee(const Wish& wish, int today) {
    if (wish.plan == 1) return price(wish);
    return wish.first > today ? 0 : night_price(wish, wish.first);
}

std::int64_t no_show_fee(const Wish& wish) {
    return wish.plan == 1 ? price(wish) : night_price(wish, wish.first);
}

int Hotel::expect(const Wish& wish, Card card) {
    bookings_.push_back({.stay = wish, .card = card});
    return static_cast<int>(bookings_.size()) - 1;
}

int Hotel::expect_more(const Wish& nights) {
    const int more = expect(nights, {});
    at(more).has_come = true;
    at(more).is_more = true;
    return more;
}

int Hotel::taken(const Wish& wish, int day, int but, bool surely) const {
    int count = 0;
    for (std::size_t i = 0; i < bookings_.size(); ++i) {
        const Booking& b = bookings_[i];
        if (static_cast<int>(i) == but) continue;
        const auto holds = [&](const Wish& stay) {
            return stay.type == wish.type && stay.covers(day);
        };
        const bool booked = b.is_sure && holds(b.stay);
        const bool sure = booked && (!b.may_have_left || day < b.kept_until);
        const bool maybe = (booked && !b.has_left) ||
                           (now_ <= b.maybe_until && std::ranges::any_of(b.maybe, holds));
        if (sure || (!surely && maybe)) ++count;
    }
    return count;
}

/// Whoever is waiting for an answer may have met what is taken now.
void Hotel::look(std::int64_t now) {
    now_ = now;
    for (Request& request : requests_) {
        if (!request.is_open || request.verb == Verb::cancel) continue;
        const Wish& wish = request.wish;
        const int capacity = capacity_[static_cast<std::size_t>(wish.type)];
        bool has_room = true;
        for (int day = wish.first; day < wish.first + wish.nights; ++day) {
            if (taken(wish, day, request.booking, true) >= capacity) has_room = false;
            if (taken(wish, day, request.booking, false) >= capacity) request.may_lack = true;
        }
        request.could_have = request.could_have || has_room;
    }
}

void Hotel::doubt(Booking& booking, const Wish& also) {
    if (booking.is_sure) booking.maybe = {booking.stay};
    booking.is_sure = false;
    booking.maybe.push_back(also);
    booking.maybe_until = forever;
}

/// Nothing is open about a booking that was made: it holds what it holds.
void Hotel::settle_down(Booking& booking) {
    if (booking.fate != Fate::booked || booking.may_be_changed || booking.may_be_canceled ||
        booking.under_way > 0)
        return;
    booking.is_sure = true;
    booking.maybe.clear();
}

int Hotel::begin(Verb verb, int booking, const Wish& wish, std::int64_t now) {
    for (Request& other : requests_)
        if (other.is_open && other.booking == booking) other.met_another = true;
    ++at(booking).under_way;
    requests_.push_back(
        {.verb = verb, .booking = booking, .wish = wish, .met_another = at(booking).under_way > 1});
    look(now);
    return static_cast<int>(requests_.size()) - 1;
}

int Hotel::begin_booking(int booking, std::int64_t now) {
    Booking& b = at(booking);
    if (b.fate == Fate::unborn || b.fate == Fate::failed) b.fate = Fate::open;
    if (b.fate == Fate::open) doubt(b, b.stay);
    return begin(Verb::book, booking, b.stay, now);
}

int Hotel::begin_cancel(int booking, std::int64_t now) {
    Booking& b = at(booking);
    if (b.fate == Fate::booked) doubt(b, b.stay);
    return begin(Verb::cancel, booking, b.stay, now);
}

int Hotel::begin_change(int booking, const Wish& to, std::int64_t now) {
    Booking& b = at(booking);
    if (b.fate == Fate::booked) doubt(b, to);
    return begin(Verb::change, booking, to, now);
}

std::string Hotel::answer(int request, const Answer& answer, std::int64_t now) {
    look(now);
    Request& asked = requests_[static_cast<std::size_t>(request)];
    asked.is_open = false;
    --at(asked.booking).under_way;
    std::string wrong = answer.told == Told::done ? done(asked, answer) : not_done(asked, answer);
    if (answer.told != Told::done) stays_undone(asked, answer);
    settle_down(at(asked.booking));
    look(now);
    return wrong;
}

void Hotel::lost(int request, std::int64_t now) {
    // A lost answer is never wrong.
    (void)answer(request, {.told = Told::unknown, .word = "lost", .was_touched = true}, now);
}

void Hotel::begins_to_leave(int booking, int until, std::int64_t now) {
    look(now);
    Booking& b = at(booking);
    b.kept_until = b.is_more ? until : std::max(until, b.stay.first + 1);
    b.may_have_left = true;
    b.has_left = false;
    look(now);
}

void Hotel::night_begins(std::int64_t now) {
    look(now);
    for (Booking& b : bookings_) {
        if (b.fate == Fate::unborn || b.has_come || b.may_have_left || b.stay.first > today_)
            continue;
        b.may_have_left = true;
        b.kept_until = b.stay.first + 1;
    }
    look(now);
}

int Hotel::sure_no_shows(int day) const {
    return static_cast<int>(std::ranges::count_if(bookings_, [&](const Booking& b) {
        return b.fate == Fate::booked && b.is_sure && !b.has_come && b.may_come == 0 &&
               b.stay.first == day;
    }));
}

int Hotel::possible_no_shows(int day) const {
    return static_cast<int>(std::ranges::count_if(bookings_, [&](const Booking& b) {
        const auto is_due = [&](const Wish& stay) { return stay.first <= day; };
        return b.fate != Fate::unborn && !b.has_come &&
               (is_due(b.stay) || std::ranges::any_of(b.maybe, is_due));
    }));
}

void Hotel::has_left(int booking, std::int64_t now) {
    look(now);
    at(booking).has_left = true;
    look(now);
}

std::string Hotel::done(const Request& request, const Answer& answer) {
    switch (request.verb) {
        case Verb::book: return booked(request, answer);
        case Verb::cancel: return canceled(request, answer);
        case Verb::change: return changed(request, answer);
    }
    return {};
}

std::string Hotel::booked(const Request& request, const Answer& answer) {
    Booking& b = at(request.booking);
    if (!b.code.empty() && b.code != answer.code)
        return fmt::format("one key made two bookings: {} and {}", b.code, answer.code);
    const bool is_news = b.fate == Fate::open || b.fate == Fate::failed;
    b.code = answer.code;
    if (!is_news) return {};
    if (b.fate == Fate::failed && !request.met_another)
        return "a booking that had failed for good was confirmed";
    b.fate = Fate::booked;
    b.is_unsettled = false;
    if (b.card.declines) return "a card that declines has paid";
    if (!request.could_have) return fmt::format("sold above capacity: {}", b.stay.text());
    if (answer.total != price(b.stay))
        return fmt::format("{} costs {}, not {}", b.stay.text(), price(b.stay), answer.total);
    return {};
}

std::string Hotel::canceled(const Request& request, const Answer& answer) {
    Booking& b = at(request.booking);
    const bool again = b.fate == Fate::canceled;
    const bool may_differ = b.may_be_changed || request.met_another;
    if (b.fate != Fate::booked && !again) return "canceled what was never booked";
    const std::int64_t fee = again ? b.fee : cancel_fee(b.stay, today_);
    const std::int64_t refund = again ? b.refund : price(b.stay) - fee;
    b.fate = Fate::canceled;
    b.fee = answer.fee;
    b.refund = answer.refund;
    b.maybe.clear();
    b.is_sure = false;
    if (may_differ) return {};
    if (answer.fee != fee) return fmt::format("canceling costs {}, not {}", fee, answer.fee);
    if (answer.refund != refund) return fmt::format("{} comes back, not {}", refund, answer.refund);
    return {};
}

std::string Hotel::changed(const Request& request, const Answer& answer) {
    Booking& b = at(request.booking);
    const bool dearer = price(request.wish) > price(b.stay);
    const bool differs = !(request.wish == b.stay);
    const bool is_plain = !b.may_be_changed && !request.met_another;
    if (b.fate != Fate::booked)
        return b.may_be_canceled || request.met_another ? "" : "changed what was not booked";
    b.stay = request.wish;
    b.may_be_changed = b.under_way > 0;
    if (!b.may_be_changed) b.maybe = {b.stay};
    if (answer.total != price(request.wish))
        return fmt::format("{} costs {}, not {}", request.wish.text(), price(request.wish),
                           answer.total);
    if (is_plain && differs && !request.could_have)
        return fmt::format("changed above capacity: {}", request.wish.text());
    if (is_plain && dearer && b.card.declines_later) return "a card that declines paid for more";
    return {};
}

/// Whether a refusal was possible.
std::string Hotel::not_done(const Request& request, const Answer& answer) const {
    const Booking& b = at(request.booking);
    const bool excused = answer.was_touched || request.met_another || b.is_unsettled ||
                         b.may_be_changed || b.may_be_canceled || b.trouble.contains(answer.word);
    const auto without_cause = [&] {
        return excused ? "" : fmt::format("{} without a cause: {}", answer.word, b.stay.text());
    };
    const bool was_made = b.fate == Fate::booked || b.fate == Fate::canceled;
    switch (answer.told) {
        case Told::no_room:
            if (request.verb == Verb::cancel) return answer.word + " to a cancellation";
            if (request.verb == Verb::book && was_made && !request.met_another)
                return "the second answer to one key is another: " + answer.word;
            if (!request.may_lack && !excused)
                return fmt::format("{} while a room was free: {}", answer.word,
                                   request.wish.text());
            return {};
        case Told::declined: {
            const bool may =
                request.verb == Verb::book ? b.card.declines && !was_made : b.card.declines_later;
            return may ? "" : "a good card was declined";
        }
        case Told::trouble:
        case Told::unknown: return without_cause();
        default: break;
    }
    // What was canceled in the other tab cannot be changed any more.
    const bool may_be_gone = b.fate == Fate::canceled || b.may_be_canceled || request.met_another;
    if (request.verb == Verb::change && was_made && may_be_gone) return {};
    return request.met_another && was_made ? "" : "refused: " + answer.word;
}

void Hotel::stays_undone(const Request& request, const Answer& answer) {
    Booking& b = at(request.booking);
    const bool is_open_end = answer.told == Told::unknown;
    if (request.verb == Verb::cancel) {
        b.may_be_canceled = b.may_be_canceled || is_open_end;
        return;
    }
    if (request.verb == Verb::change) {
        b.may_be_changed = b.may_be_changed || is_open_end;
        return;
    }
    if (b.fate != Fate::open) return;
    b.is_unsettled = b.is_unsettled || is_open_end;
    if (b.is_unsettled || b.under_way > 0) return;
    b.fate = Fate::failed;
    b.trouble.insert(answer.word);
    b.maybe_until = answer.was_touched ? now_ + longest_hold_us : 0;
}

std::string Hotel::settle(int booking, const Found& found) const {
    const Booking& b = at(booking);
    const bool none = found.state.empty() || found.state == "failed";
    const auto wrong = [&](std::string_view wanted) {
        return fmt::format("{} is '{}' at the end, not {}", b.stay.text(), found.state, wanted);
    };
    if (b.fate == Fate::unborn) return found.state.empty() ? "" : wrong("nothing");
    if (b.fate == Fate::failed) return none ? "" : wrong("failed");
    if (b.fate == Fate::open && none) return {};
    if (b.fate == Fate::open && b.card.declines) return wrong("declined");
    if (b.fate == Fate::canceled)
        return found.state == "canceled" && found.fee == b.fee ? "" : wrong("canceled");
    if (found.state == "canceled")
        return b.fate == Fate::booked && b.may_be_canceled ? "" : wrong("confirmed");
    if (found.state != "confirmed") return wrong("confirmed");
    const bool is_stay = found.stay == b.stay;
    const bool is_maybe =
        b.may_be_changed && std::ranges::find(b.maybe, found.stay) != b.maybe.end();
    if (!is_stay && !is_maybe) return wrong("for " + b.stay.text());
    if (found.total != price(found.stay)) return wrong("sold for its price");
    return {};
}

}  // namespace vacancy::simulate::reference
