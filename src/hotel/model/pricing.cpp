#include "hotel/model/pricing.hpp"

#include <algorithm>

namespace vacancy::hotel {
namespace {

bool valid_on(const TaxFee& tax, LocalDate night) {
    return tax.valid_from <= night && (!tax.valid_to || night <= *tax.valid_to);
}

int persons(const TaxFee& tax, const Party& party) {
    return tax.adults_only ? party.adults() : party.guests;
}

/// What a tax or fee comes to over the room's nights, and the nights it is valid for.
struct Levied {
    Money sum;
    int first = -1;  ///< index of the first valid night
    int nights = 0;  ///< valid ones; they follow each other
};

Levied levy(const TaxFee& tax, std::span<const NightPrice> room, const Party& party) {
    Levied levied{.sum = {0, room.front().price.currency}};
    std::int64_t base = 0;
    for (int i = 0; i < static_cast<int>(room.size()); ++i) {
        const NightPrice& night = room[static_cast<std::size_t>(i)];
        if (!valid_on(tax, night.date)) continue;
        if (levied.first < 0) levied.first = i;
        ++levied.nights;
        base += night.price.amount;
    }
    const bool at_arrival = levied.first == 0;
    std::int64_t times_charged = 0;
    switch (tax.basis) {
        case TaxBasis::percent:
            levied.sum.amount = base;
            levied.sum = tax.inclusive ? included_percent(levied.sum, tax.percent)
                                       : percent_of(levied.sum, tax.percent);
            return levied;
        case TaxBasis::per_night: times_charged = levied.nights; break;
        case TaxBasis::per_person_night: times_charged = levied.nights * persons(tax, party); break;
        case TaxBasis::per_person: times_charged = at_arrival ? persons(tax, party) : 0; break;
        case TaxBasis::per_stay: times_charged = at_arrival ? 1 : 0; break;
    }
    levied.sum = times({tax.amount_minor, levied.sum.currency}, times_charged);
    return levied;
}

/// Shares what comes on top among its nights; `room` are their prices before any of it.
void share(const TaxFee& tax, const Levied& levied, std::span<const std::int64_t> room,
           std::span<NightPrice> nights) {
    if (tax.basis == TaxBasis::per_person || tax.basis == TaxBasis::per_stay) {
        nights.front().price = nights.front().price + levied.sum;
        return;
    }
    const auto first = static_cast<std::size_t>(levied.first);
    const auto count = static_cast<std::size_t>(levied.nights);
    if (tax.basis != TaxBasis::percent) {
        const Money each{levied.sum.amount / levied.nights, levied.sum.currency};
        for (std::size_t i = 0; i < count; ++i)
            nights[first + i].price = nights[first + i].price + each;
        return;
    }
    const auto shares = split(levied.sum, room.subspan(first, count));
    for (std::size_t i = 0; i < count; ++i)
        nights[first + i].price = nights[first + i].price + shares[i];
}

}  // namespace

std::optional<Money> night_price(const Book& book, std::size_t product, LocalDate night,
                                 const Party& party) {
    if (party.agreed_rate) return party.agreed_rate;
    const Product& sold = book.products[product];
    const RatePlan& plan = book.plans[sold.plan];
    const DayRate& rate = book.rate(night, sold.rate_slot);
    if (rate.amount < 0) return std::nullopt;
    const RatePlan& priced = book.plans[book.products[sold.rate_slot].plan];
    const Currency currency = book.property.currency;
    Money price{rate.amount, currency};
    if (party.guests == 1 && priced.base_guests > 1)
        price = price - Money{rate.single_discount, currency};
    const int extra = std::max(0, party.guests - priced.base_guests);
    const int extra_children = std::min(extra, party.children);
    price = price + times({rate.extra_child, currency}, extra_children) +
            times({rate.extra_adult, currency}, extra - extra_children);
    if (plan.derived) {
        price = price + percent_of(price, plan.derived->percent) +
                Money{plan.derived->amount_minor, currency} +
                times({plan.derived->per_guest_minor, currency}, party.guests);
        if (price.amount < 0) price.amount = 0;
    }
    return price;
}

std::expected<PricedStay, LocalDate> price_stay(const Book& book, std::size_t product,
                                                const StayDates& stay, const Party& party) {
    must(stay.nights() >= 1);
    PricedStay priced;
    priced.nights.reserve(static_cast<std::size_t>(stay.nights()));
    priced.total = {0, book.property.currency};
    for (LocalDate night = stay.arrival; night < stay.departure; ++night) {
        const auto price = night_price(book, product, night, party);
        if (!price) return std::unexpected(night);
        priced.nights.push_back({night, *price});
        priced.total = priced.total + *price;
    }
    std::vector<std::pair<const TaxFee*, Levied>> on_top;
    priced.taxes.reserve(book.taxes.size());
    for (const TaxFee& tax : book.taxes) {
        const Levied levied = levy(tax, priced.nights, party);
        if (levied.sum.is_zero()) continue;
        priced.taxes.push_back({tax.name, tax.inclusive, levied.sum});
        if (!tax.inclusive) on_top.emplace_back(&tax, levied);
    }
    if (on_top.empty()) return priced;
    std::vector<std::int64_t> room;  // before what comes on top
    room.reserve(priced.nights.size());
    for (const NightPrice& night : priced.nights) room.push_back(night.price.amount);
    for (const auto& [tax, levied] : on_top) {
        share(*tax, levied, room, priced.nights);
        priced.total = priced.total + levied.sum;
    }
    return priced;
}

}  // namespace vacancy::hotel
