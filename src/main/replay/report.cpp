#include "main/replay/report.hpp"

#include "web/body.hpp"

#include <fmt/format.h>

#include <set>

namespace vacancy::replay {
namespace {

std::int64_t per_second(const Report& report) {
    return report.seconds > 0
               ? static_cast<std::int64_t>(static_cast<double>(report.accepted) / report.seconds)
               : 0;
}

int days_of_month(const std::string& month) {
    const auto first = LocalDate::parse(month + "-01");
    must(first.has_value());
    const auto ymd = first->ymd();
    return static_cast<int>(static_cast<unsigned>((ymd.year() / ymd.month() / date::last).day()));
}

void show_desk(web::Json& json, const DeskCounts& desk) {
    json.open("front_desk")
        .field("check_ins", desk.check_ins)
        .field("check_outs", desk.check_outs)
        .field("night_audits", desk.night_audits)
        .field("discrepancies", desk.discrepancies)
        .field("postings", desk.postings)
        .field("unbalanced_postings", desk.unbalanced)
        .field("open_folios", desk.open_folios)
        .field("owed", Money{desk.owed_minor, eur()})
        .field("keys_left", desk.keys)
        .close();
}

}  // namespace

std::string month_of(LocalDate day) { return day.text().substr(0, 7); }

ByMonth expected_by_month(const std::vector<HistoryRow>& history) {
    ByMonth figures;
    for (const HistoryRow& row : history) {
        if (row.fault != Fault::none) continue;
        MonthFigures& month = figures[{row.hotel, month_of(row.stay.arrival)}];
        ++month.accepted;
        month.canceled += row.fate == Fate::canceled;
        month.no_show += row.fate == Fate::no_show;
        if (row.fate != Fate::checked_out) continue;
        ++month.checked_out;
        month.nights += row.stay.nights();
        month.revenue = month.revenue + times(row.rate, row.stay.nights());
    }
    return figures;
}

std::vector<std::string> differences(const ByMonth& replayed, const ByMonth& file) {
    std::set<ByMonth::key_type> keys;
    for (const auto& [key, figures] : replayed) keys.insert(key);
    for (const auto& [key, figures] : file) keys.insert(key);
    const auto figures_of = [](const ByMonth& months, const ByMonth::key_type& key) {
        const auto found = months.find(key);
        return found == months.end() ? MonthFigures{} : found->second;
    };
    std::vector<std::string> found;
    for (const auto& key : keys) {
        const auto ours = figures_of(replayed, key);
        const auto theirs = figures_of(file, key);
        if (ours == theirs) continue;
        found.push_back(fmt::format(
            "{} {}: replayed {} accepted, {} out, {} canceled, {} no-show, {} nights, {}; the file "
            "says {}, {}, {}, {}, {}, {}",
            key.first, key.second, ours.accepted, ours.checked_out, ours.canceled, ours.no_show,
            ours.nights, ours.revenue.text(), theirs.accepted, theirs.checked_out, theirs.canceled,
            theirs.no_show, theirs.nights, theirs.revenue.text()));
    }
    return found;
}

std::string Report::json() const {
    web::Json json;
    json.open().field("rows", rows).field("accepted", accepted).open("refused");
    for (const auto& [reason, count] : refused) json.field(reason, count);
    json.close();
    json.field("checked_out", checked_out).field("canceled", canceled).field("no_show", no_show);
    json.open_array("by_month");
    for (const auto& [key, month] : by_month) {
        json.open().field("hotel", key.first).field("month", key.second);
        json.field("accepted", month.accepted).field("checked_out", month.checked_out);
        json.field("canceled", month.canceled).field("no_show", month.no_show);
        json.field("nights", month.nights).field("revenue", month.revenue).close();
    }
    json.close_array();
    if (desk) show_desk(json, *desk);
    json.field("holds", holds).field("contention", contention);
    json.field("seconds", seconds).field("bookings_per_second", per_second(*this)).close();
    return json.take();
}

std::string Report::text() const {
    std::string out = fmt::format("{} rows, {} accepted\n", rows, accepted);
    for (const auto& [reason, count] : refused)
        out += fmt::format("  refused {:<16} {:>8}\n", reason, count);
    out +=
        fmt::format("checked out {}, canceled {}, no-show {}\n\n", checked_out, canceled, no_show);
    out +=
        fmt::format("{:<14} {:<8} {:>9} {:>9} {:>9} {:>8} {:>9} {:>10} {:>18}\n", "hotel", "month",
                    "accepted", "stays", "canceled", "no-show", "nights", "occupancy", "revenue");
    for (const auto& [key, month] : by_month) {
        const auto found = rooms.find(key.first);
        const auto nights_on_sale =
            (found == rooms.end() ? 0 : found->second) * days_of_month(key.second);
        const auto permille = nights_on_sale > 0 ? month.nights * 1000 / nights_on_sale : 0;
        out += fmt::format("{:<14} {:<8} {:>9} {:>9} {:>9} {:>8} {:>9} {:>8}.{}% {:>18}\n",
                           key.first, key.second, month.accepted, month.checked_out, month.canceled,
                           month.no_show, month.nights, permille / 10, permille % 10,
                           month.revenue.text());
    }
    if (desk)
        out += fmt::format(
            "\nfront desk: {} in, {} out, {} nights closed with {} discrepancies, "
            "{} postings ({} unbalanced), {} folios open\n",
            desk->check_ins, desk->check_outs, desk->night_audits, desk->discrepancies,
            desk->postings, desk->unbalanced, desk->open_folios);
    out += fmt::format("\n{} holds placed, {} contended; {:.1f} s, {} bookings per second\n", holds,
                       contention, seconds, per_second(*this));
    return out;
}

}  // namespace vacancy::replay
