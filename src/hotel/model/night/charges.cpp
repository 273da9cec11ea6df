#include "hotel/model/night/charges.hpp"

#include "hotel/model/desk/stay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace vacancy::hotel {
namespace {

bool valid_on(const TaxFee& tax, LocalDate night) {
    return tax.valid_from <= night && (!tax.valid_to || night <= *tax.valid_to);
}

/// How much of a tax each night bears: nothing outside its time, and by what it is reckoned.
std::vector<std::int64_t> weights_of(const TaxFee& tax, std::span<const NightPrice> room) {
    std::vector<std::int64_t> weights;
    for (const NightPrice& night : room) {
        const bool bears = valid_on(tax, night.date);
        const std::int64_t weight = tax.basis == TaxBasis::percent ? night.price.amount : 1;
        weights.push_back(bears ? weight : 0);
    }
    const bool at_arrival = tax.basis == TaxBasis::per_person || tax.basis == TaxBasis::per_stay;
    const bool none = std::ranges::all_of(weights, [](std::int64_t w) { return w == 0; });
    if (at_arrival || none) {
        std::ranges::fill(weights, 0);
        weights.front() = 1;
    }
    return weights;
}

/// The tax that a line of the priced stay is of; both are in the book's order.
const TaxFee* tax_of(const TaxLine& line, std::span<const TaxFee> taxes, std::size_t& from) {
    for (; from < taxes.size(); ++from)
        if (taxes[from].name == line.name && taxes[from].inclusive == line.inclusive)
            return &taxes[from++];
    return nullptr;
}

std::string_view next_part(std::string_view& text, char end) {
    const auto at = std::min(text.find(end), text.size());
    const auto part = text.substr(0, at);
    text.remove_prefix(std::min(at + 1, text.size()));
    return part;
}

std::optional<std::int64_t> number(std::string_view word) {
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (failed != std::errc{} || end != word.data() + word.size() || word.empty())
        return std::nullopt;
    return value;
}

std::optional<TaxPart> read_tax(std::string_view word, const Currency& currency) {
    if (word.empty() || (word.front() != 't' && word.front() != 'f')) return std::nullopt;
    TaxPart tax{.is_fee = word.front() == 'f'};
    word.remove_prefix(1);
    const auto amount = number(next_part(word, ' '));
    if (!amount) return std::nullopt;
    tax.amount = {*amount, currency};
    tax.name = word;
    return tax;
}

std::optional<NightCharge> read_night(std::string_view line, const Currency& currency) {
    const auto gross = number(next_part(line, '\t'));
    if (!gross) return std::nullopt;
    NightCharge night{.gross = {*gross, currency}};
    while (!line.empty()) {
        auto tax = read_tax(next_part(line, '\t'), currency);
        if (!tax) return std::nullopt;
        night.taxes.push_back(std::move(*tax));
    }
    return night;
}

/// Nothing when the text is not of this stay.
std::optional<std::vector<NightCharge>> read_all(const Reservation& r, std::string_view text) {
    std::vector<NightCharge> nights;
    Money sum{0, r.total.currency};
    while (!text.empty()) {
        auto night = read_night(next_part(text, '\n'), r.total.currency);
        if (!night) return std::nullopt;
        night->night = r.stay.arrival + static_cast<int>(nights.size());
        sum = sum + night->gross;
        nights.push_back(std::move(*night));
    }
    if (static_cast<int>(nights.size()) != r.stay.nights() || sum != r.total) return std::nullopt;
    return nights;
}

/// A name is one word of the line.
std::string in_one_line(std::string name) {
    std::ranges::replace_if(name, [](char c) { return c == '\t' || c == '\n'; }, ' ');
    return name;
}

}  // namespace

std::vector<NightCharge> night_charges(const Book& book, std::size_t product, const StayDates& stay,
                                       const Party& party) {
    const auto priced = price_stay(book, product, stay, party);
    must(priced.has_value());
    std::vector<NightPrice> room;  // before what comes on top
    std::vector<NightCharge> nights;
    for (const NightPrice& night : priced->nights) {
        room.push_back({night.date, *night_price(book, product, night.date, party)});
        nights.push_back({.night = night.date, .gross = night.price});
    }
    std::size_t next = 0;
    for (const TaxLine& line : priced->taxes) {
        const TaxFee* tax = tax_of(line, book.taxes, next);
        if (tax == nullptr) continue;
        const auto shares = split(line.amount, weights_of(*tax, room));
        for (std::size_t i = 0; i < nights.size(); ++i)
            if (!shares[i].is_zero())
                nights[i].taxes.push_back({tax->name, tax->is_fee, shares[i]});
    }
    return nights;
}

std::string charges_text(std::span<const NightCharge> nights) {
    std::string text;
    for (const NightCharge& night : nights) {
        if (!text.empty()) text += '\n';
        text += std::to_string(night.gross.amount);
        for (const TaxPart& tax : night.taxes)
            text += fmt::format("\t{}{} {}", tax.is_fee ? 'f' : 't', tax.amount.amount,
                                in_one_line(tax.name));
    }
    return text;
}

std::vector<NightCharge> charges_of(const Reservation& r, std::string_view text) {
    if (auto nights = read_all(r, text)) return std::move(*nights);
    std::vector<NightCharge> nights;
    for (const Money& price : night_prices(r))
        nights.push_back(
            {.night = r.stay.arrival + static_cast<int>(nights.size()), .gross = price});
    return nights;
}

}  // namespace vacancy::hotel
