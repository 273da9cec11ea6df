#include "hotel/model/sell.hpp"

#include "hotel/model/cancellation.hpp"

#include <algorithm>
#include <array>

namespace vacancy::hotel {
namespace {

constexpr std::array<std::string_view, 11> reasons{"sold_out",
                                                   "not_on_sale",
                                                   "closed",
                                                   "closed_to_arrival",
                                                   "closed_to_departure",
                                                   "minimum_stay",
                                                   "maximum_stay",
                                                   "minimum_lead_time",
                                                   "maximum_lead_time",
                                                   "occupancy",
                                                   "past"};

std::expected<PricedStay, Refusal> sell(const Book& book, std::size_t product,
                                        const StayRequest& stay, const Left& left) {
    const RoomType& type = book.room_types[book.products[product].type];
    const RatePlan& plan = book.plans[book.products[product].plan];
    if (auto refused = refused_by_rule(book, product, stay)) return std::unexpected(*refused);
    const auto refuse = [&](RefusalReason reason, LocalDate night) {
        return std::unexpected(Refusal{type.id, plan.id, reason, night});
    };
    if (!left.on_sale) return refuse(RefusalReason::not_on_sale, left.scarcest);
    if (left.rooms <= 0) return refuse(RefusalReason::sold_out, left.scarcest);
    auto priced =
        price_stay(book, product, stay.stay, {stay.guests, stay.children, stay.agreed_rate});
    if (!priced) return refuse(RefusalReason::not_on_sale, priced.error());
    return std::move(*priced);
}

Offer offer_of(const Book& book, std::size_t product, PricedStay&& priced, const Left& left) {
    const RoomType& type = book.room_types[book.products[product].type];
    const RatePlan& plan = book.plans[book.products[product].plan];
    const PaidStay paid{{}, priced.total, priced.nights.front().price};
    return {.room_type = type.id,
            .rate_plan = plan.id,
            .rooms_left = left.rooms,
            .total = priced.total,
            .due_at_booking = deposit_of(plan.deposit, paid),
            .nights = std::move(priced.nights),
            .room_type_name = type.name,
            .rate_plan_name = plan.name,
            .meal_plan = std::string(meal_plan_words.at(static_cast<std::size_t>(plan.meal_plan))),
            .taxes = std::move(priced.taxes)};
}

/// A product that can be sold; small, so that sorting moves little.
struct Candidate {
    std::size_t product;
    PricedStay priced;
};

}  // namespace

std::string_view name_of(RefusalReason reason) {
    return reasons.at(static_cast<std::size_t>(reason));
}

Result<void> check_stay(const StayRequest& stay) {
    if (stay.stay.nights() < 1)
        return fail(ErrorCode::invalid_request, "check_out must be after check_in");
    if (stay.stay.nights() > longest_stay)
        return fail(ErrorCode::invalid_request, "a stay has at most 365 nights");
    if (stay.guests < 1 || stay.guests > most_guests)
        return fail(ErrorCode::invalid_request, "guests must be 1 to 100");
    if (stay.children < 0 || stay.children > stay.guests)
        return fail(ErrorCode::invalid_request, "children are among the guests");
    if (stay.agreed_rate && stay.agreed_rate->amount < 0)
        return fail(ErrorCode::invalid_request, "a rate is not negative");
    return {};
}

std::optional<Refusal> refused_by_rule(const Book& book, std::size_t product,
                                       const StayRequest& stay) {
    const Product& sold = book.products[product];
    const RoomType& type = book.room_types[sold.type];
    const auto refusal = [&](RefusalReason reason, LocalDate night) {
        return Refusal{type.id, book.plans[sold.plan].id, reason, night};
    };
    const LocalDate arrival = stay.stay.arrival;
    const LocalDate departure = stay.stay.departure;
    if (arrival < book.property.business_date) return refusal(RefusalReason::past, arrival);
    if (stay.guests > type.max_guests || stay.guests - stay.children > type.max_adults)
        return refusal(RefusalReason::occupancy, arrival);
    if (!book.knows(arrival)) return refusal(RefusalReason::not_on_sale, arrival);
    if (!book.knows(departure - 1)) return refusal(RefusalReason::not_on_sale, departure - 1);
    for (LocalDate night = arrival; night < departure; ++night) {
        if (book.rule(night, product).closed) return refusal(RefusalReason::closed, night);
    }
    const DayRule& first = book.rule(arrival, product);
    const int lead = arrival - book.property.business_date;
    if (first.closed_to_arrival) return refusal(RefusalReason::closed_to_arrival, arrival);
    if (book.rule(departure, product).closed_to_departure)
        return refusal(RefusalReason::closed_to_departure, departure);
    if (stay.stay.nights() < first.min_stay) return refusal(RefusalReason::minimum_stay, arrival);
    if (first.max_stay != 0 && stay.stay.nights() > first.max_stay)
        return refusal(RefusalReason::maximum_stay, arrival);
    if (lead < first.min_lead_days) return refusal(RefusalReason::minimum_lead, arrival);
    if (first.max_lead_days != 0 && lead > first.max_lead_days)
        return refusal(RefusalReason::maximum_lead, arrival);
    return std::nullopt;
}

Availability offers(const Book& book, const StayRequest& stay, std::span<const Left> left,
                    bool explain) {
    Availability found;
    if (stay.agreed_rate && stay.agreed_rate->currency != book.property.currency) return found;
    std::vector<Candidate> candidates;
    candidates.reserve(book.products.size());
    for (std::size_t i = 0; i < book.products.size(); ++i) {
        const Product& sold = book.products[i];
        if (stay.room_type && book.room_types[sold.type].id != *stay.room_type) continue;
        if (stay.rate_plan && book.plans[sold.plan].id != *stay.rate_plan) continue;
        if (!explain && left[sold.type].rooms <= 0) continue;
        auto priced = sell(book, i, stay, left[sold.type]);
        if (priced)
            candidates.push_back({i, std::move(*priced)});
        else if (explain)
            found.refusals.push_back(priced.error());
    }
    std::ranges::sort(candidates, {}, [](const Candidate& candidate) {
        return std::pair(candidate.priced.total.amount, candidate.product);
    });
    found.offers.reserve(candidates.size());
    for (Candidate& one : candidates)
        found.offers.push_back(offer_of(book, one.product, std::move(one.priced),
                                        left[book.products[one.product].type]));
    return found;
}

Result<std::expected<Offer, Refusal>> offer_for(const Book& book, const StayRequest& stay,
                                                std::span<const Left> left) {
    must(stay.room_type && stay.rate_plan);
    const auto type = book.type_index(*stay.room_type);
    if (!type) return fail(ErrorCode::room_type_not_found);
    const auto plan = book.plan_index(*stay.rate_plan);
    if (!plan) return fail(ErrorCode::rate_plan_not_found);
    if (stay.agreed_rate && stay.agreed_rate->currency != book.property.currency)
        return fail(ErrorCode::invalid_request, "the property sells in another currency");
    const auto product = book.product_of(*type, *plan);
    if (!product) return fail(ErrorCode::rate_plan_not_found, "the plan is not for this room type");
    auto priced = sell(book, *product, stay, left[*type]);
    if (!priced) return std::expected<Offer, Refusal>(std::unexpect, priced.error());
    return offer_of(book, *product, std::move(*priced), left[*type]);
}

}  // namespace vacancy::hotel
