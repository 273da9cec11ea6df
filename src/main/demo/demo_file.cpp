#include "main/demo/demo_file.hpp"

#include "hotel/api.hpp"
#include "outside/sandbox/till/test_tokens.hpp"
#include "web/body.hpp"

#include <boost/json/parse.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace vacancy {
namespace {

void write_keys(web::Json& json, const DemoKeys& keys) {
    json.open("keys");
    for (const auto& [role, key] : keys) json.field(role, key);
    json.close();
}

void write_properties(web::Json& json, House& house) {
    json.open_array("properties");
    for (const hotel::Property& property : hotel::all_properties(house.desk())) {
        json.open().field("property_id", property.id).field("name", property.name);
        json.field("time_zone", property.time_zone).field("currency", property.currency.code());
        json.field("business_date", property.business_date).close();
    }
    json.close_array();
}

std::string text_of(const DemoFacts& facts, House& house) {
    web::Json json;
    json.open().field("base_url", facts.base_url).field("sandbox_url", facts.sandbox_url);
    write_keys(json, facts.keys);
    write_properties(json, house);
    json.open_array("restaurants").close_array().open_array("locations").close_array();
    json.open("test_tokens");
    for (const auto& token : outside::test_tokens()) json.field(token.name, token.token);
    json.close().close();
    return json.take() + "\n";
}

}  // namespace

DemoKeys read_demo_keys(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    boost::system::error_code code;
    const auto document = boost::json::parse(text, code);
    DemoKeys keys;
    if (code || !document.is_object()) return keys;
    const auto* found = document.get_object().if_contains("keys");
    if (found == nullptr || !found->is_object()) return keys;
    for (const auto& [role, key] : found->get_object()) {
        if (key.is_string()) keys.emplace(std::string(role), std::string(key.get_string()));
    }
    return keys;
}

Result<void> write_demo_file(const std::string& file, const DemoFacts& facts, House& house) {
    const std::string text = text_of(facts, house);
    const std::string fresh = file + ".new";
    const int out = open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const auto size = static_cast<ssize_t>(text.size());
    const bool written = out >= 0 && write(out, text.data(), text.size()) == size;
    const bool closed = out >= 0 && close(out) == 0;
    if (!written || !closed || rename(fresh.c_str(), file.c_str()) != 0)
        return fail(ErrorCode::internal, fmt::format("{}: {}", file, std::strerror(errno)));
    return {};
}

}  // namespace vacancy
