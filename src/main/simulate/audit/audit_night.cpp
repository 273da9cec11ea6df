// What must be true of the nights: each is charged once to who sleeps in it, who does not come pays
// by the terms, and the report of a closed day says what the day came to.

#include "main/simulate/audit/auditors.hpp"
#include "main/simulate/town.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cstdlib>

namespace vacancy::simulate {
namespace {

namespace json = boost::json;

/// The figures of a report, as its readers see them.
struct Figures {
    int rooms = 0;
    int sold = 0;
    int occupancy_bp = 0;
    int arrivals = 0;
    int departures = 0;
    int no_shows = 0;
    std::int64_t room = 0;   ///< net
    std::int64_t total = 0;  ///< net
    std::int64_t taxes = 0;
    std::int64_t balance = 0;
    bool is_plain = true;  ///< neither a night that was not charged nor an account nobody settles
};

std::int64_t sum_at(const json::value& report, std::string_view pointer) {
    return report.at_pointer(std::string(pointer) + "/amount").to_number<std::int64_t>();
}

Figures read(const std::string& text) {
    const json::value report = json::parse(text);
    const auto count = [&](std::string_view name) {
        return report.at_pointer("/house/" + std::string(name)).to_number<int>();
    };
    Figures figures{.rooms = count("rooms"),
                    .sold = count("rooms_sold"),
                    .occupancy_bp = count("occupancy_bp"),
                    .arrivals = count("arrivals"),
                    .departures = count("departures"),
                    .no_shows = count("no_shows"),
                    .room = sum_at(report, "/room_revenue"),
                    .total = sum_at(report, "/total_revenue"),
                    .balance = sum_at(report, "/house_balance")};
    for (const json::value& tax : report.at("taxes").as_array())
        figures.taxes += sum_at(tax, "/amount");
    for (const json::value& one : report.at("discrepancies").as_array()) {
        const json::string& kind = one.at("kind").as_string();
        if (kind == "not_posted" || kind == "folio_open") figures.is_plain = false;
    }
    return figures;
}

void audit_counts(const Figures& found, const reference::Day& day, Witness& witness) {
    const auto check = [&](std::string_view what, int count, const reference::Range& range) {
        if (!range.holds(count))
            witness.broken(fmt::format("the report counts {} {}, not {} to {}", count, what,
                                       range.least, range.most));
    };
    check("rooms sold", found.sold, day.sold);
    check("arrivals", found.arrivals, day.arrivals);
    check("departures", found.departures, day.departures);
    const int share = found.rooms == 0 ? 0 : (found.sold * 20'000 / found.rooms + 1) / 2;
    if (found.occupancy_bp != share)
        witness.broken(
            fmt::format("the occupancy is {} of 10000, not {}", found.occupancy_bp, share));
}

void audit_sums(const Figures& found, const reference::Day& day, Witness& witness) {
    if (found.room + found.taxes != day.room)
        witness.broken(fmt::format("the rooms of the day made {}, not {}", found.room + found.taxes,
                                   day.room));
    if (found.balance != day.balance)
        witness.broken(fmt::format("the house is owed {}, not {}", found.balance, day.balance));
    // To the cent of each night: the whole tax of a stay is shared among its nights.
    const std::int64_t tax = day.room * reference::tax_bp / (10'000 + reference::tax_bp);
    if (std::abs(found.taxes - tax) > found.sold + found.departures)
        witness.broken(fmt::format("the tax of the day is {}, not {}", found.taxes, tax));
}

std::vector<NightPosting> postings_of(const Evidence& e, const std::string& reservation) {
    std::vector<NightPosting> found;
    for (const NightPosting& posting : e.books.night_postings)
        if (posting.reservation == reservation) found.push_back(posting);
    return found;
}

reference::Wish sold_as(const BookingRow& booking) {
    return as_wish(booking.type, booking.plan, booking.stay, booking.guests);
}

/// All nights up to `until`, each once and for its price.
void audit_slept(const BookingRow& booking, const std::vector<NightPosting>& postings, int until,
                 Witness& witness) {
    const reference::Wish wish = sold_as(booking);
    int day = wish.first;
    for (const NightPosting& posting : postings) {
        if (posting.night != (first_day() + day).text())
            return witness.broken(fmt::format("{} is charged the night of {} and not {}",
                                              booking.key, posting.night,
                                              (first_day() + day).text()));
        if (posting.amount != reference::night_price(wish, day))
            return witness.broken(
                fmt::format("{} is charged {} for {}", booking.key, posting.amount, posting.night));
        ++day;
    }
    if (day != until)
        witness.broken(fmt::format("{} is charged up to day {}, not {}", booking.key, day, until));
}

void audit_missed(const Evidence& e, const BookingRow& booking,
                  const std::vector<NightPosting>& postings, Witness& witness) {
    const std::int64_t fee = reference::no_show_fee(sold_as(booking));
    if (postings.size() != 1 || !postings.front().night.empty() || postings.front().amount != fee)
        return witness.broken(booking.key + " did not come and is not charged for it by the terms");
    const auto folio = e.books.folios.find(booking.reservation);
    if (folio == e.books.folios.end() || folio->second.is_open || folio->second.balance != 0)
        witness.broken(booking.key + " did not come and still has an account");
}

void audit_stay(const Evidence& e, const StayRow& stay, const BookingRow& booking,
                Witness& witness) {
    const auto postings = postings_of(e, stay.id);
    const int first = stay.stay.arrival - first_day();
    const int last = stay.stay.departure - first_day();
    const int today = e.books.business_date - first_day();
    if (stay.status == "in_house")
        audit_slept(booking, postings, std::min(today, last), witness);
    else if (stay.status == "checked_out")
        audit_slept(booking, postings, first + e.books.claims.at(stay.id), witness);
    else if (stay.status == "no_show")
        audit_missed(e, booking, postings, witness);
    else if (!postings.empty())
        witness.broken(
            fmt::format("{} is {} and is charged for a night", booking.key, stay.status));
    if (stay.status == "confirmed" && first < today)
        witness.broken(fmt::format("{} has not come and nobody noticed", booking.key));
}

}  // namespace

void audit_closed_day(const Evidence& e, const reference::Day& day, Witness& witness) {
    const LocalDate closed = e.books.business_date - 1;
    const auto& days = e.books.closed_days;
    if (days.empty() || days.back().day != closed)
        return witness.broken("the day was closed without a report: " + closed.text());
    const Figures found = read(days.back().report);
    audit_counts(found, day, witness);
    int counted = 0;
    for (const ClosedDay& before : days)
        if (before.day < closed) counted += read(before.report).no_shows;
    const int number = closed - first_day();
    const int least = e.is_fine ? e.hotel.sure_no_shows(number) : 0;
    const int most = e.hotel.possible_no_shows(number) - counted;
    if (found.no_shows < least || found.no_shows > most)
        witness.broken(fmt::format("the report counts {} no-shows, not {} to {}", found.no_shows,
                                   least, most));
    if (day.is_sure && found.is_plain) audit_sums(found, day, witness);
}

void audit_night_step(const Evidence& e, Witness& witness) {
    for (std::size_t i = 1; i < e.books.night_postings.size(); ++i) {
        const NightPosting& one = e.books.night_postings[i - 1];
        const NightPosting& next = e.books.night_postings[i];
        if (one.reservation == next.reservation && one.night == next.night)
            witness.broken(fmt::format("the night of {} is charged twice", one.night));
    }
    for (const ClosedDay& day : e.books.closed_days) {
        const Figures found = read(day.report);
        const auto earned = e.books.earned.find(day.day);
        const std::int64_t sum = earned == e.books.earned.end() ? 0 : earned->second;
        if (found.total + found.taxes != sum)
            witness.broken(fmt::format("the books made {} on {}, its report says {}", sum,
                                       day.day.text(), found.total + found.taxes));
    }
}

void audit_night_rest(const Evidence& e, Witness& witness) {
    if (e.books.business_date - first_day() != e.last_day)
        witness.broken("the business date is " + e.books.business_date.text());
    for (const BookingRow& booking : e.books.bookings) {
        const auto stay = std::ranges::find(e.books.stays, booking.reservation, &StayRow::id);
        if (stay != e.books.stays.end()) audit_stay(e, *stay, booking, witness);
    }
}

}  // namespace vacancy::simulate
