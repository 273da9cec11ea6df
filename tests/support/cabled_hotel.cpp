#include "support/cabled_hotel.hpp"

#include <boost/json/array.hpp>
#include <doctest/doctest.h>

namespace vacancy::testing {
namespace {

namespace json = boost::json;

const Headers as_json{{"Content-Type", "application/json"}};

std::string text_in(const json::value& object, const std::string& name) {
    const auto* value = object.as_object().if_contains(name);
    return value != nullptr && value->is_string() ? value->as_string().c_str() : "";
}

}  // namespace

CabledHotel::CabledHotel() : base_("/v1/properties/" + town_.wish().property) {
    REQUIRE(encoder_is_live());
    const auto peer = [&] { return text_in(link("keys").at("link"), "peer"); };
    const std::string before = peer();
    set_encoder(R"("timeout_ms":4000)");
    // An interface that is set anew hangs up; for a moment it still shows who was there before.
    REQUIRE(eventually([&] { return peer() != before && encoder_is_live(); }));
}

void CabledHotel::set_encoder(const std::string& more) const {
    const std::string path = base_ + "/interfaces/keys";
    const std::string listen = text_at(town_.as("manager").get(path).json(), "/listen");
    const Answer put = town_.as("manager").send(
        "PUT", path, R"({"kind":"keys","listen":")" + listen + R"(",)" + more + "}", as_json);
    CAPTURE(put.body);
    REQUIRE(put.status == 200);
}

json::value CabledHotel::link(const std::string& name) const {
    return town_.as("manager").get(base_ + "/interfaces/" + name).json();
}

bool CabledHotel::encoder_is_live() const {
    return eventually([&] { return text_at(link("keys"), "/link/state") == "live"; });
}

void CabledHotel::switch_encoder(bool on) const {
    const std::string body = R"({"address":")" + text_at(link("keys"), "/listen") +
                             R"(","online":)" + (on ? "true}" : "false}");
    REQUIRE(town_.sandbox().send("PUT", "/links/keys", body, as_json).status == 202);
}

void CabledHotel::plug_in(const std::string& name, const std::string& records,
                          const std::string& how) const {
    const std::string page = how.substr(0, how.find(','));
    const Answer put = town_.as("admin").send(
        "PUT", base_ + "/interfaces/" + name,
        R"({"kind":"point_of_sale","listen":"127.0.0.1:0",)" + page + "}", as_json);
    CAPTURE(put.body);
    REQUIRE(put.status == 200);
    // Set anew, an interface may still show where it listened before.
    std::string told;
    const auto is_live = [&] {
        const json::value now = link(name);
        const std::string address = text_in(now.at("link"), "listening_on");
        if (!address.empty() && address != told) {
            told = address;
            const Answer plugged = town_.sandbox().send(
                "PUT", "/links/" + name,
                R"({"address":")" + address + R"(","records":)" + records + "," + how + "}",
                as_json);
            CAPTURE(plugged.body);
            REQUIRE(plugged.status == 202);
        }
        return text_at(now, "/link/state") == "live";
    };
    REQUIRE(eventually(is_live));
}

void CabledHotel::say(const std::string& name, const std::string& record) const {
    const Answer said = town_.sandbox().post("/links/" + name + "/records", record);
    CAPTURE(said.body);
    REQUIRE(said.status == 202);
}

std::vector<std::string> CabledHotel::heard(const std::string& name, const std::string& id,
                                            const std::string& field) const {
    std::vector<std::string> values;
    const json::value links = town_.sandbox().get("/links").json();
    for (const json::value& cable : links.at("items").as_array()) {
        if (text_at(cable, "/name") != name) continue;
        for (const json::value& record : cable.at("records").as_array())
            if (text_at(record, "/id") == id) values.push_back(text_in(record.at("fields"), field));
    }
    return values;
}

json::value CabledHotel::books() const {
    BookingWish wish = town_.wish(0, 2);
    wish.name = "Zoë Müller";
    const Answer answer = town_.book(wish);
    CAPTURE(answer.body);
    REQUIRE(answer.status == 201);
    return answer.json();
}

Answer CabledHotel::check_in(const json::value& booking) const {
    return desk().post(
        base_ + "/reservations/" + text_at(booking, "/confirmation_code") + "/check-in",
        R"({"identity":{"kind":"passport","verified_by":"agent at desk 1"}})");
}

Answer CabledHotel::check_out(const std::string& room) const {
    return desk().post(base_ + "/rooms/" + room + "/check-out", "{}");
}

json::array CabledHotel::keys() const {
    return town_.sandbox().get("/keys").json().at("items").as_array();
}

std::int64_t CabledHotel::keys_of(const std::string& room) const {
    std::int64_t count = 0;
    for (const json::value& one : keys())
        if (text_at(one, "/room_number") == room && !one.at("deleted").as_bool())
            count += number_at(one, "/count");
    return count;
}

std::int64_t CabledHotel::live_keys() const {
    std::int64_t count = 0;
    for (const json::value& one : keys())
        count += one.at("deleted").as_bool() ? 0 : number_at(one, "/count");
    return count;
}

json::value CabledHotel::folio(const json::value& in) const {
    return desk().get(base_ + "/folios/" + text_at(in, "/folio_id")).json();
}

std::string CabledHotel::housekeeping(const std::string& room) const {
    const json::value board = desk().get(base_ + "/housekeeping").json();
    for (const json::value& line : board.at("items").as_array())
        if (text_at(line, "/room_number") == room) return text_at(line, "/housekeeping");
    return {};
}

std::vector<std::string> CabledHotel::spans(const std::string& trace_id, const std::string& name,
                                            const std::string& attribute) const {
    Answer answer;
    REQUIRE(eventually([&] {
        answer = town_.as("manager").get("/v1/ops/traces/" + trace_id);
        return answer.status == 200;
    }));
    std::vector<std::string> values;
    const json::value trace = answer.json();
    for (const json::value& span : trace.at("spans").as_array())
        if (text_at(span, "/name") == name)
            values.push_back(text_in(span.at("attributes"), attribute));
    return values;
}

bool CabledHotel::has_no_money_of(const json::value& booking) const {
    for (const json::value& line : town_.ledger(text_at(booking, "/reservation_id")))
        if (text_at(line, "/status") == "requires_capture" ||
            text_at(line, "/status") == "authorized")
            return false;
    return true;
}

}  // namespace vacancy::testing
