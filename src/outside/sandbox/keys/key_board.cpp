#include "outside/sandbox/keys/key_board.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace vacancy::outside {
namespace {

namespace json = boost::json;

std::string text_in(const fias::Record& record, std::string_view field) {
    return std::string(record.field(field).value_or(""));
}

/// 260301 and 140211 as 2026-03-01T14:02:11; what is no date stays as it came.
std::string moment(std::string_view date, std::string_view time) {
    std::string text(date);
    if (date.size() == 6)
        text = fmt::format("20{}-{}-{}", date.substr(0, 2), date.substr(2, 2), date.substr(4, 2));
    if (time.size() == 6)
        text += fmt::format("T{}:{}:{}", time.substr(0, 2), time.substr(2, 2), time.substr(4, 2));
    return text;
}

int number_in(const fias::Record& record, std::string_view field) {
    const std::string_view text = record.field(field).value_or("1");
    int number = 1;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

json::object show(const CutKeys& keys) {
    return {{"room_number", keys.room_number},
            {"count", keys.count},
            {"from", keys.from},
            {"until", keys.until},
            {"guest", keys.guest},
            {"deleted", keys.deleted}};
}

std::string text_of(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

}  // namespace

KeyBoard::KeyBoard(const std::string& file)
    : journal_(file, [this](std::string_view line) { read_line(line); }) {}

void KeyBoard::put(CutKeys keys) {
    take_off(keys.room_number);
    keys_.push_back(std::move(keys));
}

void KeyBoard::take_off(std::string_view room_number) {
    for (CutKeys& keys : keys_)
        if (keys.room_number == room_number) keys.deleted = true;
}

void KeyBoard::read_line(std::string_view line) {
    boost::system::error_code code;
    const json::value value = json::parse(line, code);
    if (code || !value.is_object()) return;
    const json::object& object = value.get_object();
    if (const auto erased = text_of(object, "erased"); !erased.empty()) return take_off(erased);
    const json::value* count = object.if_contains("count");
    put({.room_number = text_of(object, "room_number"),
         .count = count != nullptr && count->is_int64() ? static_cast<int>(count->get_int64()) : 1,
         .from = text_of(object, "from"),
         .until = text_of(object, "until"),
         .guest = text_of(object, "guest")});
}

void KeyBoard::cut(const fias::Record& request) {
    CutKeys keys{
        .room_number = text_in(request, "RN"),
        .count = number_in(request, "K#"),
        .from = moment(request.field("GA").value_or(""), request.field("TI").value_or("")),
        .until = moment(request.field("GD").value_or(""), request.field("DT").value_or("")),
        .guest = text_in(request, "G#")};
    const std::scoped_lock lock(guard_);
    journal_.append(json::serialize(show(keys)));
    put(std::move(keys));
}

void KeyBoard::erase(const fias::Record& request) {
    const std::string room = text_in(request, "RN");
    const std::scoped_lock lock(guard_);
    journal_.append(json::serialize(json::object{{"erased", room}}));
    take_off(room);
}

std::string KeyBoard::to_json() const {
    const std::scoped_lock lock(guard_);
    json::array items;
    for (const CutKeys& keys : keys_) items.push_back(show(keys));
    return json::serialize(json::object{{"items", std::move(items)}});
}

}  // namespace vacancy::outside
