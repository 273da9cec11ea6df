// Every route of the front desk × every role × every relation to the property, at the running
// server: own, another property of the account, another account, a property that is not there,
// nobody, and a key that was revoked. The routes are the server's own list (/openapi.json), so that
// one that is added without a row in access_rows.hpp fails here.

#include "db/database.hpp"
#include "hotel/model/demo_town.hpp"
#include "http/access_rows.hpp"
#include "support/demo_town.hpp"
#include "web/keys.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

using namespace vacancy;
using namespace vacancy::testing;

namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 6> roles{"agent",   "host",  "housekeeper",
                                                "manager", "admin", "integration"};
const std::string absent_id = "01900000-0000-7000-8000-000000000000";

/// Keys by "role relation": own, sibling (another property of the account), foreign, revoked.
using Keys = std::map<std::string, std::string>;

Result<void> add_keys(db::Tx& tx, std::string_view role, Keys& keys) {
    const auto add = [&](const char* relation, const web::KeyFor& of) -> Result<void> {
        TRY(const Secret key, web::create_key(tx, of));
        keys[std::string(role) + " " + relation] = key.reveal();
        return {};
    };
    const web::Role as = *web::parse_role(role);
    const AccountId ours = hotel::demo_account();
    TRY_VOID(add("own", {.role = as, .name = "own", .account = ours}));
    TRY_VOID(
        add("bound",
            {.role = as, .name = "bound", .account = ours, .property = hotel::demo_property(0)}));
    TRY_VOID(
        add("sibling",
            {.role = as, .name = "sibling", .account = ours, .property = hotel::demo_property(1)}));
    TRY_VOID(
        add("foreign", {.role = as, .name = "foreign", .account = AccountId::named("strangers")}));
    TRY(const Secret gone, web::create_key(tx, {.role = as, .name = "gone", .account = ours}));
    TRY(const auto principal, web::find_key(tx, web::hash_of_key(gone.reveal())));
    must(principal.has_value());
    TRY_VOID(web::revoke_key(tx, principal->id));
    keys[std::string(role) + " revoked"] = gone.reveal();
    return {};
}

/// The demo town with those keys, and what its properties hold.
struct World {
    DemoTown town{};
    Keys keys{};
    std::string property = hotel::demo_property(0).text();
    std::map<std::string, std::string> own{};      ///< path parameter → of our property
    std::map<std::string, std::string> sibling{};  ///< the same of another one of the account

    World() {
        REQUIRE(town.stop() == 0);
        make_keys();
        town.start();
        own = things_of(hotel::demo_property(0).text());
        sibling = things_of(hotel::demo_property(1).text());
    }
    [[nodiscard]] Browser as(const std::string& role, const std::string& relation) const {
        return Browser(text_at(town.facts(), "/base_url"), keys.at(role + " " + relation));
    }

private:
    void make_keys() {
        auto db = db::open_database({.url = "sqlite:" + town.database_file()});
        REQUIRE(db.has_value());
        Step step = Step::silent();
        const auto body = [&](db::Tx& tx) -> Result<void> {
            for (const std::string_view role : roles) TRY_VOID(add_keys(tx, role, keys));
            return {};
        };
        REQUIRE((*db)->transact_now(step, body).has_value());
    }
    [[nodiscard]] std::string first(const std::string& path, const std::string& field) const {
        const json::value list = town.as("manager").get(path).json();
        const auto& items = list.at("items").as_array();
        return items.empty() ? absent_id : text_at(items.front(), field);
    }
    [[nodiscard]] std::map<std::string, std::string> things_of(const std::string& at) const {
        const std::string base = "/v1/properties/" + at;
        std::map<std::string, std::string> found{{"property_id", at}, {"room_number", "none"}};
        found["room_type_id"] = first(base + "/room-types", "/room_type_id");
        found["rate_plan_id"] = first(base + "/rate-plans", "/rate_plan_id");
        found["tax_id"] = first(base + "/taxes", "/tax_id");
        BookingWish wish = town.wish(0, 1);
        wish.property = at;
        for (const json::value& each : town.facts().at("properties").as_array())
            if (text_at(each, "/property_id") == at) {
                wish.currency = text_at(each, "/currency");
                const auto day = LocalDate::parse(text_at(each, "/business_date")).value();
                wish.check_in = day.text();
                wish.check_out = (day + 1).text();
            }
        const Answer booked = town.book(wish);
        REQUIRE_MESSAGE(booked.status == 201, booked.body);
        found["confirmation_code"] = text_at(booked.json(), "/confirmation_code");
        const Browser manager = town.as("manager");
        const Answer folios =
            manager.send("PUT", base + "/reservations/" + found["confirmation_code"] + "/folios",
                         "{}", {{"Content-Type", "application/json"}});
        REQUIRE_MESSAGE(folios.status == 200, folios.body);
        found["folio_id"] = text_at(folios.json(), "/windows/0/folio_id");
        const Answer company = manager.post(base + "/companies", R"({"name":"Invented Trading"})");
        found["company_id"] = text_at(company.json(), "/company_id");
        const Answer paper = manager.post(base + "/folios/" + found["folio_id"] + "/papers",
                                          R"({"kind":"pro_forma"})");
        found["paper_id"] = text_at(paper.json(), "/paper_id");
        const Answer ticket = manager.post(base + "/queue", R"({"operation":"check_in"})");
        found["ticket"] = text_at(ticket.json(), "/ticket");
        return found;
    }
};

World& world() {
    static World world;
    return world;
}

/// "GET /v1/properties/{property_id}/rooms" → method and path with the parameters filled in.
struct Call {
    std::string method;
    std::string path;
};

Call call_of(const std::string& operation, const std::map<std::string, std::string>& values) {
    const auto blank = operation.find(' ');
    Call call{operation.substr(0, blank), operation.substr(blank + 1)};
    for (auto open = call.path.find('{'); open != std::string::npos;
         open = call.path.find('{', open)) {
        const auto close = call.path.find('}', open);
        const auto value = values.find(call.path.substr(open + 1, close - open - 1));
        call.path.replace(open, close - open + 1,
                          value == values.end() ? absent_id : value->second);
    }
    return call;
}

Answer ask(const Browser& browser, const Call& call, const std::string& body = "{}") {
    const bool has_body = call.method != "GET" && call.method != "DELETE";
    Headers headers;
    if (has_body) headers.emplace_back("Content-Type", "application/json");
    return browser.send(call.method, call.path, has_body ? body : "", headers);
}

/// Without what differs from request to request.
std::string told(const Answer& answer, const std::vector<std::string>& names) {
    std::string text = std::to_string(answer.status) + " " + answer.body;
    const auto at = text.find("\"trace_id\":\"");
    if (at != std::string::npos) text.erase(at, 12 + 32 + 1);
    for (const std::string& name : names)
        for (auto found = text.find(name); found != std::string::npos; found = text.find(name))
            text.replace(found, name.size(), "ID");
    return text;
}

bool is_ours(std::string_view path) {
    return path.starts_with("/v1/properties") || path.starts_with("/v1/account");
}

std::set<std::string> served() {
    std::set<std::string> operations;
    const json::value document = world().town.guest().get("/openapi.json").json();
    for (const auto& [path, methods] : document.at("paths").as_object()) {
        if (!is_ours(path)) continue;
        for (const auto& [method, operation] : methods.as_object()) {
            std::string name(method);
            std::ranges::transform(name, name.begin(),
                                   [](char c) { return static_cast<char>(c - 'a' + 'A'); });
            operations.insert(name + " " + std::string(path));
        }
    }
    return operations;
}

bool is_open(const AccessRow& row) { return std::string_view(row.roles) == "anyone"; }

bool allows(const AccessRow& row, std::string_view role) {
    return is_open(row) || std::string_view(row.roles).contains(role);
}

/// Of routes that are served.
const std::vector<AccessRow>& rows() {
    static const std::vector<AccessRow> all = [] {
        std::vector<AccessRow> found;
        const auto there = served();
        for (const AccessRow& row : access_rows)
            if (there.contains(operation_of(row))) found.push_back(row);
        return found;
    }();
    return all;
}

std::string lines(const std::vector<std::string>& sentences) {
    std::string text;
    for (const std::string& one : sentences) text += "\n  " + one;
    return text;
}

std::string said(const Call& call, const std::string& who, const Answer& answer) {
    return call.method + " " + call.path + " as " + who + ": " + std::to_string(answer.status) +
           " " + answer.body.substr(0, 160);
}

const std::string a_body =
    R"({"kind":"charge","code":"spa","reason":"because","name":"Name","operation":"check_in",)"
    R"("amount":{"amount":100,"currency":"EUR"},"identity":{"kind":"passport","verified_by":"me"},)"
    R"("to_folio_id":"01900000-0000-7000-8000-000000000001",)"
    R"("company_id":"01900000-0000-7000-8000-000000000002"})";

}  // namespace

TEST_CASE("every route of the front desk has a row that says who may call it") {
    std::set<std::string> listed;
    for (const AccessRow& row : access_rows) listed.insert(operation_of(row));
    std::vector<std::string> missing;
    const std::set<std::string> there = served();
    std::ranges::set_difference(there, listed, std::back_inserter(missing));
    INFO("served without a row:", lines(missing));
    CHECK(missing.empty());
}

TEST_CASE("a role that a row does not list is forbidden, wherever the property is") {
    std::vector<std::string> wrong;
    auto absent = world().own;
    absent["property_id"] = absent_id;
    for (const AccessRow& row : rows()) {
        for (const std::string_view role : roles) {
            if (allows(row, role)) continue;
            for (const char* relation : {"own", "bound", "sibling", "foreign"}) {
                const Call call = call_of(operation_of(row), world().own);
                const Answer answer = ask(world().as(std::string(role), relation), call);
                if (answer.status != 403)
                    wrong.push_back(said(call, std::string(role) + " " + relation, answer));
            }
            const Call call = call_of(operation_of(row), absent);
            const Answer answer = ask(world().as(std::string(role), "own"), call);
            if (answer.status != 403) wrong.push_back(said(call, std::string(role), answer));
        }
    }
    INFO("answered otherwise:", lines(wrong));
    CHECK(wrong.empty());
}

TEST_CASE("nobody and a revoked key are asked for a key") {
    std::vector<std::string> wrong;
    for (const AccessRow& row : rows()) {
        const Call call = call_of(operation_of(row), world().own);
        const Answer nobody = ask(world().town.guest(), call);
        if (!is_open(row) && nobody.status != 401) wrong.push_back(said(call, "nobody", nobody));
        for (const std::string_view role : roles) {
            const Answer gone = ask(world().as(std::string(role), "revoked"), call);
            if (gone.status != 401) wrong.push_back(said(call, "revoked", gone));
        }
    }
    INFO("answered otherwise:", lines(wrong));
    CHECK(wrong.empty());
}

TEST_CASE("a property of others looks like one that is not there") {
    std::vector<std::string> wrong;
    const auto& own = world().own;
    auto absent = own;
    absent["property_id"] = absent_id;
    for (const AccessRow& row : rows()) {
        if (!std::string_view(row.operation).contains("~")) continue;
        const Call real = call_of(operation_of(row), own);
        const Call nowhere = call_of(operation_of(row), absent);
        for (const std::string_view role : roles) {
            if (!allows(row, role) || is_open(row)) continue;
            const std::vector<std::string> names{own.at("property_id"), absent_id};
            const std::string name(role);
            const std::string none = told(ask(world().as(name, "own"), nowhere), names);
            for (const char* relation : {"sibling", "foreign"}) {
                const Answer answer = ask(world().as(name, relation), real);
                if (answer.status != 404 || told(answer, names) != none)
                    wrong.push_back(said(real, name + " " + relation, answer) + "\n    but " +
                                    none.substr(0, 160));
            }
        }
    }
    INFO("looked different:", lines(wrong));
    CHECK(wrong.empty());
}

TEST_CASE("a thing of another property looks like one that is not there") {
    std::vector<std::string> wrong;
    for (const AccessRow& row : rows()) {
        for (const auto& [name, value] : world().sibling) {
            const std::string parameter = "{" + name + "}";
            const bool takes_it = std::string_view(row.operation).contains(parameter);
            if (!takes_it || name == "property_id" || name == "room_number") continue;
            auto other = world().own;
            other[name] = value;
            auto nowhere = world().own;
            nowhere[name] = name == "confirmation_code" ? "0000000-0000000" : absent_id;
            const std::vector<std::string> names{value, nowhere[name]};
            const Call call = call_of(operation_of(row), other);
            const Browser admin = world().as("admin", "own");
            const Answer answer = ask(admin, call, a_body);
            const std::string none =
                told(ask(admin, call_of(operation_of(row), nowhere), a_body), names);
            if (answer.status / 100 == 2 || told(answer, names) != none)
                wrong.push_back(said(call, name, answer) + "\n    but " + none.substr(0, 160));
        }
    }
    INFO("looked different:", lines(wrong));
    CHECK(wrong.empty());
}

// The last one: it may close the business date or check somebody out.
TEST_CASE("a role that a row lists is let in to its own property") {
    std::vector<std::string> wrong;
    for (const AccessRow& row : rows()) {
        for (const std::string_view role : roles) {
            if (!allows(row, role)) continue;
            for (const char* relation : {"own", "bound"}) {
                // A key of one property does nothing with the account.
                const bool is_of_account = !std::string_view(row.operation).contains("~");
                if (is_of_account && relation == std::string_view("bound")) continue;
                const Call call = call_of(operation_of(row), world().own);
                const Answer answer = ask(world().as(std::string(role), relation), call);
                const bool refused = answer.status == 401 || answer.status == 403;
                const bool is_lost = answer.body.contains("property_not_found");
                if (refused || is_lost || answer.status >= 500 || answer.status == 0)
                    wrong.push_back(said(call, std::string(role) + " " + relation, answer));
            }
        }
    }
    INFO("answered otherwise:", lines(wrong));
    CHECK(wrong.empty());
}
