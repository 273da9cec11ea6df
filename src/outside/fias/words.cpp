#include "outside/fias/words.hpp"

#include "base/guarded.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace vacancy::outside::fias {
namespace {

constexpr std::size_t longest_text = 100;

Record& stamp(Record& record, const Moment& moment) {
    const std::string& zone = moment.interface.time_zone;
    return record.with("DA", date_text(local_date(moment.now, zone)))
        .with("TI", time_text(moment.now, zone));
}

std::string upper(std::string_view text) {
    std::string out(text.substr(0, 2));
    std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return out;
}

Record guest_record(std::string_view id, const Moment& moment, const hotel::InterfaceGuest& guest) {
    Record record{.id = std::string(id)};
    record.with("RN", guest.room_number)
        .with("G#", guest.number)
        .with("GN", guest.name.reveal())
        .with("GL", upper(guest.language))
        .with("GV", std::to_string(guest.vip_level))
        .with("GA", date_text(guest.stay.arrival))
        .with("GD", date_text(guest.stay.departure))
        .with("NP", guest.no_post ? "Y" : "N")
        .with("GS", "N");
    stamp(record, moment);
    return record;
}

std::string_view id_of(hotel::LetterKind kind) {
    constexpr std::array<std::string_view, 6> ids{"GI", "GC", "GO", "RE", "NS", "NE"};
    return ids.at(static_cast<std::size_t>(kind));
}

/// 1 dirty and vacant, 2 dirty and occupied, then clean, then inspected.
std::optional<std::string> room_status(const hotel::InterfaceLetter& letter) {
    if (!letter.housekeeping || *letter.housekeeping > hotel::Housekeeping::inspected)
        return std::nullopt;
    const int base = static_cast<int>(*letter.housekeeping) * 2 + 1;
    return std::to_string(base + (letter.occupied ? 1 : 0));
}

std::string text_in(const Record& record, std::string_view field) {
    return std::string(record.field(field).value_or(""));
}

std::int64_t number_in(const Record& record, std::string_view field, std::int64_t absent) {
    std::string_view text = record.field(field).value_or("");
    if (text.starts_with('+')) text.remove_prefix(1);
    std::int64_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = failed == std::errc{} && end == text.data() + text.size();
    constexpr std::int64_t most = 100'000'000'000;
    return whole && number >= -most && number <= most ? number : absent;
}

/// Whole characters, and no card numbers: tills put them into texts.
std::string short_text(std::string text) {
    text = without_card_numbers(text);
    if (text.size() <= longest_text) return text;
    std::size_t end = longest_text;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return text.substr(0, end);
}

std::string code_of(std::string_view type, const hotel::Interface& interface) {
    if (type.starts_with('T')) return "phone";
    if (type.starts_with('M')) return "minibar";
    return interface.posting_code;
}

std::string description_of(const Record& ps, std::string_view code) {
    if (const auto text = ps.field("CT"); text && !text->empty())
        return short_text(std::string(*text));
    if (code == "phone") return short_text(fmt::format("Call to {}", text_in(ps, "DD")));
    if (code == "minibar") return short_text(fmt::format("Minibar {}", text_in(ps, "MA")));
    return short_text(fmt::format("{} {}", code, text_in(ps, "P#")));
}

/// What makes a posting the same when it comes again.
std::string number_of(const Record& ps) {
    const std::string day = text_in(ps, "DA");
    if (const auto number = text_in(ps, "P#"); !number.empty())
        return day.empty() ? number : fmt::format("{}:{}", day, number);
    const std::string time = text_in(ps, "TI");
    if (day.empty() || time.empty()) return {};
    return fmt::format("{}:{}:{}:{}", day, time, text_in(ps, "RN"), text_in(ps, "TA"));
}

}  // namespace

Record key_request(const Moment& moment, const hotel::KeyRequest& request) {
    const std::string& zone = moment.interface.time_zone;
    Record record{.id = "KR"};
    record.with("KC", moment.interface.coder)
        .with("WS", request.workstation)
        .with("RN", request.room_number)
        .with("KT", request.duplicate ? "D" : "N")
        .with("K#", std::to_string(request.count))
        .with("G#", hotel::guest_number(request.reservation))
        .with("GN", request.guest_name.reveal())
        .with("GA", date_text(local_date(request.valid_from, zone)))
        .with("GD", date_text(local_date(request.valid_until, zone)))
        .with("DT", time_text(request.valid_until, zone));
    stamp(record, moment);
    return record;
}

Record key_delete(const Moment& moment, const hotel::RoomKey& key) {
    Record record{.id = "KD"};
    record.with("KC", moment.interface.coder)
        .with("WS", moment.interface.workstation)
        .with("RN", key.room_number)
        .with("G#", hotel::guest_number(key.reservation));
    stamp(record, moment);
    return record;
}

std::optional<Record> record_of(const Moment& moment, const hotel::InterfaceLetter& letter) {
    const std::string_view id = id_of(letter.kind);
    if (letter.kind == hotel::LetterKind::night_begins ||
        letter.kind == hotel::LetterKind::night_ends)
        return stamped(id, moment);
    if (letter.kind == hotel::LetterKind::room_status) {
        const auto status = room_status(letter);
        if (!status) return std::nullopt;
        Record record{.id = std::string(id)};
        record.with("RN", letter.room_number).with("RS", *status);
        stamp(record, moment);
        return record;
    }
    if (!letter.guest) return std::nullopt;
    Record record = guest_record(id, moment, *letter.guest);
    if (!letter.old_room_number.empty()) record.with("RO", letter.old_room_number);
    return record;
}

Record swapped(const Moment& moment, const hotel::InterfaceGuest& guest) {
    Record record = guest_record("GI", moment, guest);
    record.with("SF", "");
    return record;
}

Record stamped(std::string_view id, const Moment& moment) {
    Record record{.id = std::string(id)};
    stamp(record, moment);
    return record;
}

hotel::InterfaceCharge charge_in(const Record& ps, const hotel::Interface& interface) {
    hotel::InterfaceCharge charge{.property = interface.property,
                                  .interface = interface.name,
                                  .room_number = text_in(ps, "RN"),
                                  .guest_number = text_in(ps, "G#"),
                                  .number = number_of(ps),
                                  .code = code_of(ps.field("PT").value_or("D"), interface)};
    constexpr std::int64_t none = INT64_MIN;
    charge.amount_minor = number_in(ps, "TA", none);
    if (charge.amount_minor == none || charge.number.size() > longest_text) {
        charge.amount_minor = 0;
        charge.number.clear();  // it cannot be posted, and nobody can tell what it was
    }
    charge.description = description_of(ps, charge.code);
    const std::int64_t pieces = number_in(ps, "M#", 1);
    charge.quantity = pieces >= 1 && pieces <= 999 ? static_cast<int>(pieces) : 1;
    return charge;
}

Record posting_answer(const Moment& moment, const Record& ps, std::string_view status) {
    Record record{.id = "PA"};
    record.with("AS", status);
    for (const std::string_view echoed : {"RN", "P#", "G#", "WS", "C#"})
        if (const auto value = ps.field(echoed)) record.with(echoed, *value);
    stamp(record, moment);
    return record;
}

std::string_view status_of(hotel::ChargeVerdict verdict) {
    switch (verdict) {
        case hotel::ChargeVerdict::taken: return "OK";
        case hotel::ChargeVerdict::no_guest: return "NG";
        case hotel::ChargeVerdict::no_post: return "NP";
        case hotel::ChargeVerdict::malformed: break;
    }
    return "UR";
}

std::optional<hotel::RoomReport> report_in(const Record& re, const hotel::Interface& interface) {
    const std::int64_t status = number_in(re, "RS", 0);
    if (status < 1 || status > 6) return std::nullopt;
    return hotel::RoomReport{.property = interface.property,
                             .interface = interface.name,
                             .room_number = text_in(re, "RN"),
                             .housekeeping = static_cast<hotel::Housekeeping>((status - 1) / 2)};
}

}  // namespace vacancy::outside::fias
