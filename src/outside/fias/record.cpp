#include "outside/fias/record.hpp"

#include <fmt/format.h>
#include <iconv.h>

#include <algorithm>
#include <array>

namespace vacancy::outside::fias {
namespace {

constexpr char stx = '\x02';
constexpr char etx = '\x03';

constexpr std::array<std::pair<std::string_view, const char*>, 3> pages{
    {{"utf-8", "UTF-8"}, {"cp850", "CP850"}, {"cp1252", "CP1252"}}};

const char* name_of(CodePage page) { return pages.at(static_cast<std::size_t>(page)).second; }

/// iconv, with '?' for what the other side has no character for.
std::string converted(std::string_view text, const char* to, const char* from) {
    const iconv_t converter = iconv_open(to, from);
    must(converter != reinterpret_cast<iconv_t>(-1));
    std::string in(text);
    std::string out;
    char* at = in.data();
    std::size_t left = in.size();
    while (left > 0) {
        std::array<char, 256> part{};
        char* to_at = part.data();
        std::size_t room = part.size();
        const std::size_t done = iconv(converter, &at, &left, &to_at, &room);
        out.append(part.data(), part.size() - room);
        if (done != static_cast<std::size_t>(-1) || errno == E2BIG) continue;
        out += '?';
        // The whole character goes: its first byte and, in UTF-8, those that belong to it.
        do {
            ++at;
            --left;
        } while (left > 0 && std::string_view(from) == "UTF-8" &&
                 (static_cast<unsigned char>(*at) & 0xc0) == 0x80);
    }
    iconv_close(converter);
    return out;
}

bool is_id(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '#' || c == '$';
    };
    return text.size() == 2 && std::ranges::all_of(text, fits);
}

/// What an interface may begin a record with.
constexpr std::array<std::string_view, 20> record_ids{"LS", "LD", "LR", "LA", "LE", "KA", "KR",
                                                      "PS", "PR", "PL", "RE", "DR", "GI", "GC",
                                                      "GO", "XM", "XD", "XR", "WR", "WC"};

/// Without frames two records may come as one text: "LD|IFKE|LR|RIKR|FLRN|LA|". A part that is no
/// more than the id of a record begins one.
std::vector<std::string> split_unframed(std::string_view text) {
    std::vector<std::string> records;
    while (!text.empty()) {
        const std::size_t bar = std::min(text.find('|'), text.size());
        const std::string_view part = text.substr(0, bar);
        const bool begins = std::ranges::find(record_ids, part) != record_ids.end();
        if (begins || records.empty()) records.emplace_back();
        (records.back() += part) += '|';
        text.remove_prefix(std::min(bar + 1, text.size()));
    }
    return records;
}

bool may_stand(char c) { return c != '|' && static_cast<unsigned char>(c) >= 0x20; }

}  // namespace

Result<CodePage> parse_code_page(std::string_view name) {
    for (std::size_t i = 0; i < pages.size(); ++i)
        if (pages.at(i).first == name) return static_cast<CodePage>(i);
    return fail(ErrorCode::invalid_request, "the code page is utf-8, cp850 or cp1252");
}

std::string to_utf8(std::string_view bytes, CodePage page) {
    return converted(bytes, "UTF-8", name_of(page));
}

std::string from_utf8(std::string_view text, CodePage page) {
    return converted(text, name_of(page), "UTF-8");
}

std::optional<std::string_view> Record::field(std::string_view name) const {
    for (const auto& [known, value] : fields)
        if (known == name) return value;
    return std::nullopt;
}

std::optional<Record> parse_record(std::string_view text) {
    Record record;
    bool first = true;
    while (!text.empty()) {
        const std::size_t bar = std::min(text.find('|'), text.size());
        const std::string_view part = text.substr(0, bar);
        text.remove_prefix(std::min(bar + 1, text.size()));
        if (first) {
            if (!is_id(part)) return std::nullopt;
            record.id = part;
            first = false;
        } else if (part.size() >= 2 && is_id(part.substr(0, 2))) {
            record.fields.emplace_back(part.substr(0, 2), part.substr(2));
        }
    }
    if (first) return std::nullopt;
    return record;
}

std::string frame(const Record& record) {
    std::string text(1, stx);
    text += record.id + '|';
    for (const auto& [id, value] : record.fields) {
        text += id;
        std::ranges::copy_if(value, std::back_inserter(text), may_stand);
        text += '|';
    }
    return text + etx;
}

Result<std::vector<std::string>> Deframer::feed(std::string_view bytes) {
    std::vector<std::string> records;
    if (is_broken_) return fail(ErrorCode::invalid_request, "a record is too long");
    const auto finish = [&] {
        if (waiting_.empty()) return;
        if (framed_)
            records.push_back(std::move(waiting_));
        else
            for (std::string& record : split_unframed(waiting_))
                records.push_back(std::move(record));
        waiting_.clear();
    };
    for (const char c : bytes) {
        const bool between = c == '\r' || c == '\n';
        if (c == stx && !framed_) {
            finish();
            framed_ = true;
        }
        if (c == stx || c == etx || between) {
            finish();
        } else {
            waiting_ += c;
            is_broken_ = waiting_.size() > longest;
            if (is_broken_ && records.empty()) return feed({});
            if (is_broken_) return records;  // what came before it was whole
        }
    }
    // An interface that frames nothing ends what it writes with a field.
    if (!framed_ && waiting_.ends_with('|')) finish();
    return records;
}

std::string date_text(LocalDate date) {
    const auto ymd = date.ymd();
    return fmt::format("{:02}{:02}{:02}", static_cast<int>(ymd.year()) % 100,
                       static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()));
}

std::string time_text(Instant at, std::string_view zone) {
    const LocalDate day = local_date(at, zone);
    const auto since = std::chrono::duration_cast<std::chrono::seconds>(
        at - instant_of(day, std::chrono::minutes{0}, zone));
    const auto s = since.count();
    return fmt::format("{:02}{:02}{:02}", s / 3600, s / 60 % 60, s % 60);
}

}  // namespace vacancy::outside::fias
