#include "notices/mail/facts.hpp"

#include <fmt/format.h>

#include <array>

namespace vacancy::notices {
namespace {

std::string meals(const StayNotice& notice) {
    constexpr std::array<std::pair<std::string_view, Phrase>, 5> known{{
        {"room_only", Phrase::room_only},
        {"breakfast", Phrase::breakfast},
        {"half_board", Phrase::half_board},
        {"full_board", Phrase::full_board},
        {"all_inclusive", Phrase::all_inclusive},
    }};
    for (const auto& [name, phrase] : known) {
        if (notice.meal_plan == name) return std::string(words(notice.language, phrase));
    }
    return notice.meal_plan;
}

std::string address(const HotelFacts& hotel) {
    return fmt::format("{}, {}, {} {}, {}", hotel.name, hotel.street, hotel.postal_code, hotel.city,
                       hotel.country);
}

std::string day_with_time(const StayNotice& notice, LocalDate day, Phrase phrase,
                          std::chrono::minutes wall) {
    return fmt::format("{}, {}", long_date(notice.language, day),
                       filled(notice.language, phrase, {clock_text(wall)}));
}

}  // namespace

std::string filled(Language language, Phrase phrase,
                   std::initializer_list<std::string_view> values) {
    std::string out(words(language, phrase));
    std::size_t from = 0;
    for (const std::string_view value : values) {
        const auto place = out.find("{}", from);
        must(place != std::string::npos);
        out.replace(place, 2, value);
        from = place + value.size();
    }
    return out;
}

Phrase intro_of(Occasion occasion) {
    switch (occasion) {
        case Occasion::confirmed: return Phrase::intro_confirmed;
        case Occasion::modified: return Phrase::intro_modified;
        case Occasion::canceled: return Phrase::intro_canceled;
    }
    return Phrase::intro_confirmed;
}

std::vector<Fact> facts_of(const StayNotice& notice) {
    const Language lang = notice.language;
    const auto label = [&](Phrase phrase) { return std::string(words(lang, phrase)); };
    std::vector<Fact> facts{
        {label(Phrase::confirmation_code), notice.confirmation_code},
        {label(Phrase::hotel), address(notice.hotel)},
        {label(Phrase::arrival),
         day_with_time(notice, notice.stay.arrival, Phrase::from_time, notice.hotel.check_in_from)},
        {label(Phrase::departure), day_with_time(notice, notice.stay.departure, Phrase::until_time,
                                                 notice.hotel.check_out_until)},
        {label(Phrase::nights), std::to_string(notice.stay.nights())},
        {label(Phrase::guests), std::to_string(notice.guests)},
        {label(Phrase::room), notice.room_type},
        {label(Phrase::rate), notice.rate_plan},
        {label(Phrase::meals), meals(notice)},
        {label(Phrase::total), money_text(lang, notice.total)},
    };
    const bool canceled = notice.occasion == Occasion::canceled;
    const bool owes = notice.due && !notice.due->is_zero();
    if (!canceled && owes) {
        if (notice.deposit && !notice.deposit->is_zero())
            facts.emplace_back(label(Phrase::deposit), money_text(lang, *notice.deposit));
        facts.emplace_back(label(Phrase::due_at_hotel), money_text(lang, *notice.due));
    }
    if (!canceled && notice.free_until) {
        const auto until = local_text(*notice.free_until, notice.hotel.time_zone);
        facts.emplace_back(label(Phrase::cancellation_terms),
                           filled(lang, Phrase::free_until, {until}));
    }
    if (notice.fee) facts.emplace_back(label(Phrase::fee), money_text(lang, *notice.fee));
    if (canceled && owes) facts.emplace_back(label(Phrase::fee_due), money_text(lang, *notice.due));
    if (notice.refund) facts.emplace_back(label(Phrase::refund), money_text(lang, *notice.refund));
    return facts;
}

}  // namespace vacancy::notices
