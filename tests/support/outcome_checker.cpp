#include "support/outcome_checker.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vacancy::testing {
namespace {

using Wrongs = std::vector<std::string>;

struct Sums {
    std::int64_t held = 0;  ///< authorized and neither captured nor given up
    std::int64_t captured = 0;
    std::int64_t refunded = 0;
    int live = 0;
};

Sums sums_of(const std::vector<PaymentFact>& ledger, const std::string& reference) {
    Sums sums;
    for (const PaymentFact& one : ledger) {
        if (one.reference != reference) continue;
        if (one.status == "authorized") sums.held += one.authorized;
        sums.captured += one.captured;
        sums.refunded += one.refunded;
        sums.live += one.captured > one.refunded || one.status == "authorized" ? 1 : 0;
    }
    return sums;
}

void check_money(const WorldFacts& facts, const BookingFact& booking, Wrongs& wrongs) {
    const Sums ours = sums_of(facts.ours, booking.reservation);
    const Sums theirs = sums_of(facts.theirs, booking.reservation);
    const auto wrong = [&](std::string_view what) {
        wrongs.push_back(
            fmt::format("{} booking {}: {} (gateway: held {}, captured {}, refunded "
                        "{}; ours: {}, {}, {})",
                        booking.state, booking.id, what, theirs.held, theirs.captured,
                        theirs.refunded, ours.held, ours.captured, ours.refunded));
    };
    if (ours.held != theirs.held || ours.captured != theirs.captured ||
        ours.refunded != theirs.refunded)
        wrong("our ledger is not the gateway's");
    if (booking.state == "confirmed" && theirs.captured - theirs.refunded != booking.total)
        wrong("it is not paid exactly once");
    if (booking.state == "confirmed" && theirs.live != 1) wrong("it has not one live payment");
    if (booking.state == "failed" && theirs.held + theirs.captured - theirs.refunded != 0)
        wrong("its money was not given back");
    if (theirs.refunded > theirs.captured) wrong("more was refunded than captured");
}

void check_mails(const WorldFacts& facts, const BookingFact& booking, Wrongs& wrongs) {
    std::vector<std::string> ids;
    for (const MailFact& mail : facts.mails) {
        if (mail.to.find(booking.email) == std::string::npos) continue;
        if (mail.deliveries < 1) wrongs.push_back("a mail was never delivered");
        ids.push_back(mail.id);
    }
    std::ranges::sort(ids);
    const bool twice = std::ranges::adjacent_find(ids) != ids.end();
    const std::size_t expected = booking.state == "failed"     ? 0
                                 : booking.state == "canceled" ? 2
                                                               : 1;
    if (ids.size() != expected || twice)
        wrongs.push_back(fmt::format("{} booking {} has {} mails by Message-ID, not {}",
                                     booking.state, booking.id, ids.size(), expected));
}

}  // namespace

Wrongs wrongs_of(const WorldFacts& facts) {
    Wrongs wrongs;
    if (facts.open_sagas > 0) wrongs.push_back(fmt::format("{} sagas are stuck", facts.open_sagas));
    if (facts.open_messages > 0)
        wrongs.push_back(fmt::format("{} messages are stuck", facts.open_messages));
    for (const BookingFact& booking : facts.bookings) {
        if (booking.state == "pending")
            wrongs.push_back(fmt::format("booking {} is pending for ever", booking.id));
        check_money(facts, booking, wrongs);
        check_mails(facts, booking, wrongs);
    }
    for (const PaymentFact& theirs : facts.theirs) {
        const bool known = std::ranges::any_of(facts.bookings, [&](const BookingFact& booking) {
            return booking.reservation == theirs.reference;
        });
        if (!known) wrongs.push_back("the gateway has money for a booking that is none");
    }
    if (facts.nights_held != 0)
        wrongs.push_back(fmt::format("{} nights are held by nobody", facts.nights_held));
    if (facts.nights_sold != facts.nights_confirmed)
        wrongs.push_back(fmt::format("{} nights are sold, {} confirmed", facts.nights_sold,
                                     facts.nights_confirmed));
    return wrongs;
}

}  // namespace vacancy::testing
