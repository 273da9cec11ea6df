#include "hotel/flows/stays/stay_prices.hpp"

#include "hotel/model/night/charges.hpp"

namespace vacancy::hotel {
namespace {

Result<std::size_t> product_for(const Book& book, const Reservation& r) {
    const auto type = book.type_index(r.room_type);
    const auto plan = book.plan_index(r.rate_plan);
    const auto product = type && plan ? book.product_of(*type, *plan) : std::nullopt;
    if (!product)
        return fail(ErrorCode::invalid_request, "the plan is not sold any more; sell a new stay");
    return *product;
}

}  // namespace

Result<std::vector<Money>> prices_of(db::Tx& tx, const Reservation& r) {
    TRY(const std::string sold, store::sold_nights(tx, r.id));
    std::vector<Money> prices;
    for (const NightCharge& charge : charges_of(r, sold)) prices.push_back(charge.gross);
    return prices;
}

Result<std::vector<Money>> prices_of_more(const Book& book, const Reservation& r,
                                          const StayDates& nights) {
    TRY(const std::size_t product, product_for(book, r));
    const Party party{r.guests, r.children, {}};
    const auto priced = price_stay(book, product, nights, party);
    if (!priced)
        return fail(ErrorCode::invalid_request, "there is no price for " + priced.error().text());
    std::vector<Money> prices;
    for (const NightCharge& charge : night_charges(book, product, nights, party))
        prices.push_back(charge.gross);
    return prices;
}

Result<void> rewrite(db::Tx& tx, const Reservation& r, const Rewritten& as) {
    Reservation after = r;
    after.stay = as.stay;
    after.total = as.total;
    TRY(const std::string sold, store::sold_nights(tx, r.id));
    std::vector<NightCharge> nights;
    for (NightCharge& charge : charges_of(r, sold))
        if (charge.night < as.stay.departure) nights.push_back(std::move(charge));
    if (as.stay.departure > r.stay.departure) {
        TRY(const std::size_t product, product_for(as.book, r));
        const StayDates more{r.stay.departure, as.stay.departure};
        for (NightCharge& charge :
             night_charges(as.book, product, more, {r.guests, r.children, {}}))
            nights.push_back(std::move(charge));
    }
    TRY(const bool rewritten, store::rewrite_stay(tx, after, r.version, charges_text(nights)));
    if (!rewritten) return fail(ErrorCode::version_mismatch);
    return {};
}

}  // namespace vacancy::hotel
