#include "hotel/model/demo_town.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace vacancy::hotel {
namespace {

struct Outline {
    std::string_view name;
    std::string_view zone;
    std::string_view currency;
    std::string_view street;
    std::string_view city;
    std::string_view postal_code;
    std::string_view country;
    std::int64_t latitude_e6;
    std::int64_t longitude_e6;
    std::int64_t base_minor;  ///< a double room on a quiet night
    std::string_view mail_domain;
};

// Invented houses at invented addresses; the mail domains are reserved for examples (RFC 2606).
constexpr std::array<Outline, demo_town_size> outlines{{
    {"Quinta da Lanterna", "Europe/Lisbon", "EUR", "Rua do Farolim 7", "Vila Serena", "9999-001",
     "PT", 38'712'000, -9'139'000, 11'200, "lanterna.example"},
    {"Alpenhaus Silberdistel", "Europe/Zurich", "CHF", "Distelweg 12", "Obersonnegg", "9999", "CH",
     46'684'000, 7'863'000, 18'900, "silberdistel.example"},
    {"The Larkspur Rooms", "Europe/London", "GBP", "4 Thistledown Lane", "Nether Brindle",
     "ZZ9 9ZZ", "GB", 53'960'000, -1'080'000, 12'600, "larkspur.example"},
}};

struct TypeOutline {
    std::string_view code;
    std::string_view name;
    std::string_view description;
    int max_guests;
    int max_adults;
    int rooms;
    int percent;  ///< of the double's price
};

constexpr std::array<TypeOutline, 5> types{{
    {"SGL", "Single room", "A quiet room for one, to the courtyard.", 1, 1, 8, 75},
    {"DBL", "Double room", "A double bed, a desk and a view of the town.", 2, 2, 24, 100},
    {"TWN", "Twin room", "Two beds, close to the lift.", 2, 2, 12, 100},
    {"FAM", "Family room", "A double bed and two bunks behind a door.", 4, 3, 6, 150},
    {"STE", "Suite", "Two rooms under the roof, with a terrace.", 3, 3, 4, 230},
}};

// An id that follows from what it names: the version nibble is 8 (RFC 9562: free to define).
template <class AnyId>
AnyId fixed_id(std::uint64_t kind, std::uint64_t position, std::uint64_t number) {
    std::uint64_t seed = kind << 56 ^ position << 24 ^ number;
    AnyId id;
    for (std::size_t half = 0; half < 2; ++half) {
        seed += 0x9e3779b97f4a7c15ULL;  // splitmix64
        std::uint64_t word = seed;
        word = (word ^ word >> 30) * 0xbf58476d1ce4e5b9ULL;
        word = (word ^ word >> 27) * 0x94d049bb133111ebULL;
        word ^= word >> 31;
        for (std::size_t i = 0; i < 8; ++i)
            id.uuid.bytes[half * 8 + i] = static_cast<std::uint8_t>(word >> (8 * i));
    }
    id.uuid.bytes[6] = static_cast<std::uint8_t>((id.uuid.bytes[6] & 0x0f) | 0x80);
    id.uuid.bytes[8] = static_cast<std::uint8_t>((id.uuid.bytes[8] & 0x3f) | 0x80);
    return id;
}

enum Kind : std::uint64_t {
    account_kind = 1,
    property_kind,
    type_kind,
    room_kind,
    plan_kind,
    tax_kind
};

const Outline& outline_of(int position) {
    return outlines.at(static_cast<std::size_t>(position % demo_town_size));
}

Property house_at(int position, Instant now) {
    const Outline& o = outline_of(position);
    const std::string number =
        position < demo_town_size ? std::string() : fmt::format(" No. {}", position + 1);
    return {.id = demo_property(position),
            .account = demo_account(),
            .name = std::string(o.name) + number,
            .time_zone = std::string(o.zone),
            .currency = Currency::parse(o.currency).value(),
            .address = {std::string(o.street), std::string(o.city), std::string(o.postal_code),
                        std::string(o.country)},
            .latitude_e6 = o.latitude_e6 + position / demo_town_size * 1'000,
            .longitude_e6 = o.longitude_e6 + position / demo_town_size * 1'000,
            .business_date = local_date(now, o.zone),
            .phone = "+000 555 0100",
            .email = fmt::format("desk@{}", o.mail_domain)};
}

void add_rooms(DemoHotel& hotel, int position) {
    const auto place = static_cast<std::uint64_t>(position);
    int number = 0;
    for (std::size_t t = 0; t < types.size(); ++t) {
        const TypeOutline& o = types[t];
        const RoomType& type =
            hotel.room_types.emplace_back(RoomType{.id = fixed_id<RoomTypeId>(type_kind, place, t),
                                                   .property = hotel.property.id,
                                                   .code = std::string(o.code),
                                                   .name = std::string(o.name),
                                                   .description = std::string(o.description),
                                                   .max_guests = o.max_guests,
                                                   .max_adults = o.max_adults,
                                                   .sort = static_cast<int>(t)});
        for (int i = 0; i < o.rooms; ++i, ++number) {
            const int floor = 1 + number / 18;
            hotel.rooms.push_back(
                {.id = fixed_id<RoomId>(room_kind, place, static_cast<std::uint64_t>(number)),
                 .property = hotel.property.id,
                 .room_type = type.id,
                 .number = fmt::format("{}{:02}", floor, 1 + number % 18),
                 .floor = std::to_string(floor)});
        }
    }
}

std::vector<RoomTypeId> ids_of(const std::vector<RoomType>& room_types) {
    std::vector<RoomTypeId> ids;
    for (const RoomType& type : room_types) ids.push_back(type.id);
    return ids;
}

void add_plans(DemoHotel& hotel, int position) {
    const auto place = static_cast<std::uint64_t>(position);
    const RatePlanId flexible = fixed_id<RatePlanId>(plan_kind, place, 0);
    const auto plan = [&](std::uint64_t number, std::string_view code, std::string_view name) {
        return RatePlan{.id = fixed_id<RatePlanId>(plan_kind, place, number),
                        .property = hotel.property.id,
                        .code = std::string(code),
                        .name = std::string(name),
                        .room_types = ids_of(hotel.room_types)};
    };
    RatePlan flex = plan(0, "FLEX", "Flexible with breakfast");
    flex.meal_plan = MealPlan::breakfast;
    RatePlan saver = plan(1, "SAVER", "Early saver, not refundable");
    saver.cancellation = {.refundable = false, .fee = {FeeKind::full, {}}};
    saver.no_show = {FeeKind::full, {}};
    saver.deposit = {DepositKind::full, {}};
    saver.derived = Derivation{.parent = flexible, .percent = {-1'500}};
    RatePlan half = plan(2, "HALF", "Half board");
    half.meal_plan = MealPlan::half_board;
    half.cancellation = {.free_until_days = 3, .fee = {FeeKind::percent, {5'000}}};
    half.deposit = {DepositKind::first_night, {}};
    half.derived = Derivation{.parent = flexible, .per_guest_minor = 2'900};
    hotel.plans = {std::move(flex), std::move(saver), std::move(half)};
}

void add_taxes(DemoHotel& hotel, int position) {
    const auto place = static_cast<std::uint64_t>(position);
    const LocalDate since = LocalDate::of(2020, 1, 1);
    const auto rule = [&](std::uint64_t number, std::string_view name) {
        return TaxFee{.id = fixed_id<TaxFeeId>(tax_kind, place, number),
                      .property = hotel.property.id,
                      .name = std::string(name),
                      .valid_from = since};
    };
    TaxFee vat = rule(0, "Value added tax");
    vat.percent = {position % 3 == 0 ? 600 : position % 3 == 1 ? 380 : 2'000};
    TaxFee visitors = rule(1, "Visitors' tax");
    visitors.inclusive = false;
    visitors.basis = TaxBasis::per_person_night;
    visitors.amount_minor = position % 3 == 0 ? 200 : 350;
    visitors.adults_only = true;
    hotel.taxes.push_back(std::move(vat));
    if (position % 3 != 2) hotel.taxes.push_back(std::move(visitors));
    if (position % 3 != 2) return;
    TaxFee service = rule(2, "Service charge");
    service.is_fee = true;
    service.inclusive = false;
    service.percent = {500};
    hotel.taxes.push_back(std::move(service));
}

/// Percent of the quiet price in that month.
int season(unsigned month) {
    if (month >= 6 && month <= 9) return 130;
    if (month == 12 || month <= 2) return 95;
    return 105;
}

LocalDate next_month(LocalDate day) {
    const auto d = day.ymd();
    const bool december = static_cast<unsigned>(d.month()) == 12;
    return LocalDate::of(static_cast<int>(d.year()) + (december ? 1 : 0),
                         december ? 1 : static_cast<unsigned>(d.month()) + 1, 1);
}

constexpr int fridays_and_saturdays = 1 << 4 | 1 << 5;
constexpr int other_days = 127 & ~fridays_and_saturdays;

void add_nights(DemoHotel& hotel, int position, int days) {
    const LocalDate first = hotel.property.business_date;
    const LocalDate end = first + days;
    for (std::size_t t = 0; t < types.size(); ++t)
        hotel.inventory.push_back({.room_type = hotel.room_types[t].id,
                                   .nights = {first, end},
                                   .capacity = types[t].rooms,
                                   .overbooking = 0});
    for (LocalDate from = first; from < end; from = next_month(from)) {
        const LocalDate until = std::min(next_month(from), end);
        const int percent = season(static_cast<unsigned>(from.ymd().month()));
        for (std::size_t t = 0; t < types.size(); ++t) {
            const std::int64_t quiet =
                outline_of(position).base_minor * types[t].percent * percent / 1'000'000 * 100;
            for (const int weekdays : {other_days, fridays_and_saturdays}) {
                const std::int64_t amount = weekdays == other_days ? quiet : quiet * 6 / 5;
                hotel.rates.push_back(
                    {.property = hotel.property.id,
                     .rate_plan = hotel.plans.front().id,
                     .room_type = hotel.room_types[t].id,
                     .nights = {from, until, weekdays},
                     .rate = {.amount = amount,
                              .single_discount = types[t].max_guests > 1 ? 1'500 : 0,
                              .extra_adult = 3'000,
                              .extra_child = 1'500}});
            }
        }
    }
    // Suites are for two nights on Saturdays; the saver is bought a week ahead.
    hotel.rules.push_back({.property = hotel.property.id,
                           .room_type = hotel.room_types.back().id,
                           .nights = {first, end, 1 << 5},
                           .rule = {.min_stay = 2}});
    for (const RoomType& type : hotel.room_types)
        hotel.rules.push_back({.property = hotel.property.id,
                               .rate_plan = hotel.plans[1].id,
                               .room_type = type.id,
                               .nights = {first, end},
                               .rule = {.min_lead_days = 7}});
}

}  // namespace

AccountId demo_account() { return fixed_id<AccountId>(account_kind, 0, 0); }

PropertyId demo_property(int position) {
    return fixed_id<PropertyId>(property_kind, static_cast<std::uint64_t>(position), 0);
}

DemoHotel demo_hotel(int position, Instant now, int days) {
    DemoHotel hotel{.property = house_at(position, now)};
    add_rooms(hotel, position);
    add_plans(hotel, position);
    add_taxes(hotel, position);
    add_nights(hotel, position, days);
    return hotel;
}

}  // namespace vacancy::hotel
