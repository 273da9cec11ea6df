#include "stories/told/teller.hpp"

#include <algorithm>

namespace vacancy::testing {

namespace json = boost::json;

Teller::Guest& Teller::known(const std::string& name) {
    const auto found = guests_.find(name);
    expect(found != guests_.end(), "nobody in this story is called " + name);
    return found->second;
}

const Answer& Teller::ask(const std::string& role, const std::string& method,
                          const std::string& path, const std::string& body) {
    Headers headers;
    if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
    const std::string house =
        path.starts_with("/v1/") ? "" : "/v1/properties/" + town_.wish().property;
    last_ = town_.as(role).send(method, house + path, body, headers);
    return last_;
}

json::value Teller::must(const std::string& role, const std::string& method,
                         const std::string& path, const std::string& body) {
    const Answer& answer = ask(role, method, path, body);
    expect(answer.status / 100 == 2,
           method + " " + path + " answered " + std::to_string(answer.status) + " " + answer.body);
    return answer.body.empty() ? json::value{} : answer.json();
}

std::string Teller::money(std::int64_t minor) const {
    return R"({"amount":)" + std::to_string(minor) + R"(,"currency":")" + town_.wish().currency +
           "\"}";
}

json::value Teller::room_of(const std::string& name) {
    return room_numbered(text_at(known(name).arrival, "/room"));
}

std::string Teller::free_room(const std::string& type) {
    const Answer before = last_;
    const json::value rack =
        must("agent", "GET",
             "/rack?from=" + town_.wish(0).check_in + "&until=" + town_.wish(1).check_in);
    const json::value board = must("housekeeper", "GET", "/housekeeping");
    last_ = before;
    const auto is_free = [&](const json::value& room) {
        return std::ranges::any_of(rack.at("items").as_array(), [&](const json::value& line) {
            return text_at(line, "/room_number") == text_at(room, "/room_number") &&
                   line.at("stays").as_array().empty();
        });
    };
    for (const json::value& room : board.at("items").as_array()) {
        if (text_at(room, "/occupancy") == "occupied" || !is_free(room)) continue;
        if (!type.empty() && text_at(room, "/room_type_id") != type) continue;
        if (text_at(room, "/housekeeping") == "clean") return text_at(room, "/room_number");
    }
    throw StoryError{"no such room is ready"};
}

json::value Teller::room_numbered(const std::string& number) {
    const Answer before = last_;
    const json::value board = must("housekeeper", "GET", "/housekeeping");
    last_ = before;
    for (const json::value& room : board.at("items").as_array())
        if (text_at(room, "/room_number") == number) return room;
    throw StoryError{"there is no room " + number};
}

json::value Teller::folio_of(const std::string& name, int window) {
    const std::string code = text_at(known(name).booking, "/confirmation_code");
    const Answer before = last_;
    const json::value folios = must("agent", "GET", "/reservations/" + code + "/folios");
    last_ = before;
    for (const json::value& folio : folios.at("windows").as_array())
        if (number_at(folio, "/window") == window) return folio;
    throw StoryError{"there is no window " + std::to_string(window)};
}

void Teller::set_rooms(const std::string& housekeeping, const std::string& only_type) {
    const json::value board = must("manager", "GET", "/housekeeping");
    for (const json::value& room : board.at("items").as_array()) {
        if (text_at(room, "/occupancy") == "occupied") continue;
        if (!only_type.empty() && text_at(room, "/room_type_id") != only_type) continue;
        must("manager", "PATCH", "/rooms/" + text_at(room, "/room_number"),
             R"({"housekeeping":")" + housekeeping + "\"}");
    }
}

std::vector<std::string> Teller::trace() {
    const auto timing = last_.headers.find("server-timing");
    const std::string before = "traceparent;desc=\"00-";
    expect(timing != last_.headers.end() && timing->second.starts_with(before),
           "the answer tells of no trace");
    const std::string id = timing->second.substr(before.size(), 32);
    Answer answer;
    const bool kept = eventually([&] {
        answer = town_.as("manager").get("/v1/ops/traces/" + id);
        return answer.status == 200;
    });
    expect(kept, "the trace was not kept");
    struct Span {
        std::int64_t start;
        std::string name;
        std::string id;
        std::string parent;
    };
    std::vector<Span> spans;
    const json::value whole = answer.json();
    for (const json::value& span : whole.at("spans").as_array()) {
        if (text_at(span, "/scope") != "hotel.pms") continue;
        const json::value& parent = span.at("parent_span_id");
        spans.push_back({span.at("start_unix_nano").to_number<std::int64_t>(),
                         text_at(span, "/name"), text_at(span, "/span_id"),
                         parent.is_string() ? std::string(parent.get_string()) : ""});
    }
    std::ranges::sort(spans, {}, &Span::start);
    std::vector<std::string> tree;
    const auto add = [&](const auto& self, const Span& span, std::size_t depth) -> void {
        tree.push_back(std::string(depth * 2, ' ') + span.name);
        for (const Span& child : spans)
            if (child.parent == span.id) self(self, child, depth + 1);
    };
    for (const Span& span : spans)
        if (std::ranges::find(spans, span.parent, &Span::id) == spans.end()) add(add, span, 0);
    return tree;
}

}  // namespace vacancy::testing
