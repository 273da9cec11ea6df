#include "hotel/store/book.hpp"

#include "hotel/store/prices.hpp"
#include "hotel/store/rate_plans.hpp"
#include "hotel/store/setup.hpp"

#include <algorithm>
#include <unordered_map>

namespace vacancy::hotel::store {
namespace {

using db::Row;
using db::Sql;

constexpr int longest_window = 1500;  // nights kept in memory at most

constexpr Sql select_counts{
    "hotel.select_counts", "SELECT", "inventory_night",
    "SELECT night, capacity, overbooking, sell_limit, sold, held, version, last_taken_by"
    " FROM inventory_night WHERE room_type_id = $1 AND night >= $2"};

TypeNight read_count(const Row& row, const RoomTypeId& type) {
    const InventoryNight night{
        .room_type = type,
        .night = row.date(0),
        .capacity = row.small(1),
        .overbooking = row.small(2),
        .sell_limit = row.is_null(3) ? std::nullopt : std::optional(row.small(3)),
        .sold = row.small(4),
        .held = row.small(5)};
    TypeNight count{type, {night.night, night.left(), row.integer(6)}};
    if (!row.text_view(7).empty()) count.taken_by = row.id<ReservationId>(7);
    return count;
}

/// Which slot a row of prices or rules belongs to; rows of one product repeat night by night.
class Slots {
public:
    explicit Slots(const Book& book) {
        for (std::size_t i = 0; i < book.products.size(); ++i) {
            const Product& product = book.products[i];
            const RoomTypeId type = book.room_types[product.type].id;
            by_type_[type].push_back({book.plans[product.plan].id, i});
        }
    }
    /// Every slot of the type, or the plan's alone.
    template <class Visit>
    void each(const RoomTypeId& type, const std::optional<RatePlanId>& plan, Visit&& visit) const {
        const auto found = by_type_.find(type);
        if (found == by_type_.end()) return;
        for (const auto& [id, slot] : found->second) {
            if (!plan || *plan == id) visit(slot);
        }
    }

private:
    std::unordered_map<RoomTypeId, std::vector<std::pair<RatePlanId, std::size_t>>> by_type_;
};

}  // namespace

Result<std::optional<LoadedBook>> load_book(db::Tx& tx, const PropertyId& property) {
    TRY(const auto row, find_property(tx, property));
    if (!row) return std::nullopt;
    LoadedBook loaded{.book = {.property = row->property, .rates_version = row->rates_version},
                      .counts = {}};
    Book& book = loaded.book;
    TRY(book.room_types, room_types(tx, property));
    TRY(book.plans, rate_plans(tx, property));
    std::erase_if(book.plans, [](const RatePlan& plan) { return !plan.active; });
    TRY(book.taxes, taxes(tx, property));
    const LocalDate first = book.property.business_date;
    LocalDate last = first - 1;
    for (const RoomType& type : book.room_types) {
        const auto collect = [&](const Row& count) {
            loaded.counts.push_back(read_count(count, type.id));
            last = std::max(last, loaded.counts.back().night.night);
        };
        TRY_VOID(tx.each(select_counts, collect, type.id, first));
    }
    book.lay_out(first, std::min(last - first + 1, longest_window));
    const Slots slots(book);
    TRY(const auto prices, rates(tx, property, {first, first + book.nights}));
    for (const RateRow& price : prices) {
        slots.each(price.room_type, price.rate_plan,
                   [&](std::size_t slot) { book.rate_cell(price.night, slot) = price.rate; });
    }
    TRY(const auto limits, rules(tx, property, {first, first + book.nights + 1}));
    for (const RuleRow& limit : limits) {
        slots.each(limit.room_type, limit.rate_plan, [&](std::size_t slot) {
            DayRule& cell = book.rule_cell(limit.night, slot);
            cell = stricter(cell, limit.rule);
        });
    }
    return std::optional(std::move(loaded));
}

}  // namespace vacancy::hotel::store
