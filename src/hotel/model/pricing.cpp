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

/// How much of this tax or fee each night carries, before it is known whether it comes on top.
std::vector<Money> shares_of(const TaxFee& tax, std::span<const NightPrice> room,
                             const Party& party) {
    const Currency currency = room.front().price.currency;
    std::vector<Money> shares(room.size(), Money{0, currency});
    const Money flat{tax.amount_minor, currency};
    if (tax.basis == TaxBasis::per_person || tax.basis == TaxBasis::per_stay) {
        if (valid_on(tax, room.front().date))
            shares.front() =
                tax.basis == TaxBasis::per_stay ? flat : times(flat, persons(tax, party));
        return shares;
    }
    if (tax.basis != TaxBasis::percent) {
        const Money a_night =
            tax.basis == TaxBasis::per_night ? flat : times(flat, persons(tax, party));
        for (std::size_t i = 0; i < room.size(); ++i) {
            if (valid_on(tax, room[i].date)) shares[i] = a_night;
        }
        return shares;
    }
    std::vector<std::int64_t> weights(room.size(), 0);
    Money base{0, currency};
    for (std::size_t i = 0; i < room.size(); ++i) {
        if (!valid_on(tax, room[i].date)) continue;
        weights[i] = room[i].price.amount;
        base = base + room[i].price;
    }
    if (base.is_zero()) return shares;
    return split(
        tax.inclusive ? included_percent(base, tax.percent) : percent_of(base, tax.percent),
        weights);
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
    std::vector<Money> on_top(book.taxes.empty() ? 0 : priced.nights.size(),
                              Money{0, book.property.currency});
    for (const TaxFee& tax : book.taxes) {
        Money sum{0, book.property.currency};
        const auto shares = shares_of(tax, priced.nights, party);
        for (std::size_t i = 0; i < shares.size(); ++i) {
            sum = sum + shares[i];
            if (!tax.inclusive) on_top[i] = on_top[i] + shares[i];
        }
        if (sum.is_zero()) continue;
        priced.taxes.push_back({tax.name, tax.inclusive, sum});
        if (!tax.inclusive) priced.total = priced.total + sum;
    }
    for (std::size_t i = 0; i < on_top.size(); ++i)
        priced.nights[i].price = priced.nights[i].price + on_top[i];
    return priced;
}

}  // namespace vacancy::hotel
