#include "main/replay/history.hpp"

#include "main/replay/file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace vacancy::replay {
namespace {

constexpr auto column_names = std::to_array<std::string_view>(
    {"hotel", "lead_time", "arrival_date_year", "arrival_date_month", "arrival_date_day_of_month",
     "stays_in_weekend_nights", "stays_in_week_nights", "adults", "children", "babies", "meal",
     "country", "distribution_channel", "reserved_room_type", "deposit_type", "adr",
     "reservation_status", "reservation_status_date"});
enum Column : std::uint8_t {
    hotel,
    lead_time,
    year,
    month,
    day,
    weekend_nights,
    week_nights,
    adults,
    children,
    babies,
    meal,
    country,
    channel,
    room_type,
    deposit,
    adr,
    status,
    status_date
};

constexpr auto months =
    std::to_array<std::string_view>({"January", "February", "March", "April", "May", "June", "July",
                                     "August", "September", "October", "November", "December"});

/// One record; quoted fields may hold commas and line ends ("" is a quote). Empty at the end.
std::vector<std::string> next_record(std::string_view& csv) {
    std::vector<std::string> fields;
    if (csv.empty()) return fields;
    std::string field;
    bool quoted = false;
    std::size_t i = 0;
    for (; i < csv.size(); ++i) {
        const char c = csv[i];
        if (quoted) {
            if (c != '"') {
                field += c;
            } else if (i + 1 < csv.size() && csv[i + 1] == '"') {
                field += csv[++i];
            } else {
                quoted = false;
            }
        } else if (c == '"') {
            quoted = true;
        } else if (c == ',') {
            fields.push_back(std::exchange(field, {}));
        } else if (c == '\n') {
            break;
        } else if (c != '\r') {
            field += c;
        }
    }
    fields.push_back(std::move(field));
    csv.remove_prefix(std::min(i + 1, csv.size()));
    return fields;
}

std::optional<int> whole(std::string_view text) {
    int value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Of people, nights or days: sums of a few, and dates that far away, are always good.
std::optional<int> count(std::string_view text) {
    constexpr int most = 10'000;
    const auto value = whole(text);
    return value && *value >= -most && *value <= most ? value : std::nullopt;
}

/// "126.85" → 12685; at most two decimals, as all of the file's rates.
std::optional<std::int64_t> cents(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    const auto dot = text.find('.');
    std::string digits(text.substr(0, dot));
    std::string decimals(dot == std::string_view::npos ? "" : text.substr(dot + 1));
    if (digits.empty() || decimals.size() > 2) return std::nullopt;
    decimals.resize(2, '0');
    const auto value = whole(digits + decimals);
    if (!value || *value < 0) return std::nullopt;
    return negative ? -*value : *value;
}

std::optional<LocalDate> arrival_of(const std::vector<std::string_view>& cells) {
    const auto y = whole(cells[year]);
    const auto d = whole(cells[day]);
    const auto* m = std::ranges::find(months, cells[month]);
    if (!y || !d || m == months.end()) return std::nullopt;
    const auto parsed =
        LocalDate::parse(fmt::format("{:04}-{:02}-{:02}", *y, m - months.begin() + 1, *d));
    return parsed ? std::optional(*parsed) : std::nullopt;
}

std::optional<Fate> fate_of(std::string_view status) {
    if (status == "Check-Out") return Fate::checked_out;
    if (status == "Canceled") return Fate::canceled;
    if (status == "No-Show") return Fate::no_show;
    return std::nullopt;
}

/// False when a cell cannot be read.
bool fill(HistoryRow& row, const std::vector<std::string_view>& cells) {
    const auto arrival = arrival_of(cells);
    const auto lead = count(cells[lead_time]);
    const auto nights = count(cells[weekend_nights]);
    const auto more_nights = count(cells[week_nights]);
    const auto grown = count(cells[adults]);
    // Four rows say NA for the children: none were counted.
    const auto young = cells[children] == "NA" ? std::optional(0) : count(cells[children]);
    const auto infants = count(cells[babies]);
    const auto rate = cents(cells[adr]);
    const auto fate = fate_of(cells[status]);
    const auto changed = LocalDate::parse(cells[status_date]);
    if (!arrival || !lead || *lead < 0 || !nights || !more_nights || !grown || !young || !infants ||
        !rate || !fate || !changed)
        return false;
    row.stay = {*arrival, *arrival + (*nights + *more_nights)};
    row.booked_on = *arrival - *lead;
    row.last_status = *changed;
    row.adults = *grown;
    row.children = *young + *infants;
    row.rate = {*rate, eur()};
    row.fate = *fate;
    return row.stay.nights() >= 0 && row.adults >= 0 && row.children >= 0;
}

HistoryRow read_row(const std::vector<std::string_view>& cells, std::size_t line) {
    HistoryRow row;
    row.line = line;
    row.hotel = cells[hotel];
    row.room_type = cells[room_type];
    row.meal = cells[meal];
    row.deposit = cells[deposit];
    row.channel = cells[channel];
    row.country = cells[country];
    if (!fill(row, cells)) {
        row.fault = Fault::unreadable;
    } else if (row.stay.nights() == 0) {
        row.fault = Fault::zero_nights;
    } else if (row.guests() == 0) {
        row.fault = Fault::no_guests;
    } else if (row.rate.amount < 0) {
        row.fault = Fault::negative_rate;
    }
    return row;
}

Result<std::vector<std::size_t>> find_columns(const std::vector<std::string>& header) {
    std::vector<std::size_t> places;
    for (const auto name : column_names) {
        const auto found = std::ranges::find(header, name);
        if (found == header.end())
            return fail(ErrorCode::invalid_request,
                        fmt::format("the file has no column \"{}\"", name));
        places.push_back(static_cast<std::size_t>(found - header.begin()));
    }
    return places;
}

}  // namespace

Result<std::vector<HistoryRow>> parse_history(std::string_view csv) {
    if (csv.starts_with("\xef\xbb\xbf")) csv.remove_prefix(3);
    TRY(const auto places, find_columns(next_record(csv)));
    std::vector<HistoryRow> rows;
    for (std::size_t line = 2; !csv.empty(); ++line) {
        const auto fields = next_record(csv);
        if (fields.size() == 1 && fields[0].empty()) continue;  // a blank line
        std::vector<std::string_view> cells;
        for (const std::size_t place : places)
            cells.emplace_back(place < fields.size() ? std::string_view(fields[place]) : "");
        rows.push_back(read_row(cells, line));
    }
    return rows;
}

Result<std::vector<HistoryRow>> read_history(const std::string& file) {
    TRY(const std::string csv, read_file_or_zip(file, ".csv"));
    return parse_history(csv);
}

}  // namespace vacancy::replay
