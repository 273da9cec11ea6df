// A company pays the room and the guest the extras, at the running product: windows, routes, taxes,
// the city ledger, invoices and their PDF.

#include "support/demo_town.hpp"

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include <algorithm>

using namespace vacancy::testing;

namespace {

namespace json = boost::json;

DemoTown& town() {
    static DemoTown town;
    return town;
}

const std::string& house() {
    static const std::string base = "/v1/properties/" + town().wish().property;
    return base;
}

json::value must_answer(const Answer& answer, int status) {
    CAPTURE(answer.body);
    REQUIRE(answer.status == status);
    return answer.json();
}

json::value desk_get(const std::string& path) {
    return must_answer(town().as("agent").get(house() + path), 200);
}

Answer desk_post(const std::string& path, const std::string& body) {
    return town().as("agent").post(house() + path, body);
}

Answer put(const std::string& role, const std::string& path, const std::string& body) {
    return town().as(role).send("PUT", house() + path, body,
                                {{"Content-Type", "application/json"}});
}

std::string currency() { return town().wish().currency; }

std::string money(std::int64_t minor) {
    return R"({"amount":)" + std::to_string(minor) + R"(,"currency":")" + currency() + "\"}";
}

struct Stay {
    std::string code;
    std::string room;
    std::string folio;
};

json::value books(const std::string& email, const std::string& language = "en") {
    BookingWish wish = town().wish(0, 1);
    wish.email = email;
    wish.language = language;
    return must_answer(town().book(wish), 201);
}

Stay checked_in(const json::value& booking) {
    const std::string code = text_at(booking, "/confirmation_code");
    const json::value in =
        must_answer(desk_post("/reservations/" + code + "/check-in",
                              R"({"identity":{"kind":"passport","verified_by":"desk 1"}})"),
                    200);
    return {code, text_at(in, "/room"), text_at(in, "/folio_id")};
}

std::string new_company(const std::string& name) {
    return text_at(must_answer(town().as("manager").post(
                                   house() + "/companies",
                                   R"({"name":")" + name +
                                       R"(","address":"1 Nowhere Road","tax_number":"XX-1"})"),
                               201),
                   "/company_id");
}

void company_pays_the_room(const std::string& code, const std::string& company) {
    must_answer(put("agent", "/reservations/" + code + "/folios",
                    R"({"windows":[{"window":2,"company_id":")" + company +
                        R"("}],"routes":[{"code":"room","window":2}]})"),
                200);
}

void minibar_has_a_tax() {
    must_answer(put("manager", "/charge-codes/minibar",
                    R"({"name":"Minibar","taxes":[{"name":"VAT","percent_bp":1900}]})"),
                200);
}

void charge_minibar(const std::string& folio) {
    must_answer(desk_post("/folios/" + folio + "/postings",
                          R"({"kind":"charge","code":"minibar","amount":)" + money(1'190) + "}"),
                201);
}

}  // namespace

TEST_CASE("a company pays the room and the guest the minibar") {
    minibar_has_a_tax();
    const std::string company = new_company("Invented Trading");
    const json::value booking = books("split@guest.example");
    company_pays_the_room(text_at(booking, "/confirmation_code"), company);
    const Stay stay = checked_in(booking);
    charge_minibar(stay.folio);
    const json::value out = must_answer(desk_post("/rooms/" + stay.room + "/check-out", "{}"), 200);
    CHECK(number_at(out, "/total_charged/amount") == 1'190);
    const json::value account = desk_get("/companies/" + company);
    CHECK(number_at(account, "/balance/amount") == number_at(booking, "/total_price/amount"));
    const json::value folios = desk_get("/reservations/" + stay.code + "/folios");
    for (const json::value& window : folios.at("windows").as_array()) {
        CHECK(text_at(window, "/status") == "closed");
        CHECK(number_at(window, "/balance/amount") == 0);
    }
}

TEST_CASE("a company that has paid owes nothing") {
    const std::string company = new_company("Invented Travel");
    const json::value booking = books("paid@guest.example");
    company_pays_the_room(text_at(booking, "/confirmation_code"), company);
    const Stay stay = checked_in(booking);
    must_answer(desk_post("/rooms/" + stay.room + "/check-out", "{}"), 200);
    const std::int64_t owed = number_at(desk_get("/companies/" + company), "/balance/amount");
    const json::value paid =
        must_answer(desk_post("/companies/" + company + "/payments",
                              R"({"code":"bank","amount":)" + money(owed) + "}"),
                    201);
    CHECK(number_at(paid, "/balance/amount") == 0);
    CHECK(number_at(paid, "/entries/0/open/amount") == 0);
}

TEST_CASE("a window that nobody pays keeps the guest from being checked out") {
    const Stay stay = checked_in(books("open@guest.example"));
    must_answer(desk_post("/folios/" + stay.folio + "/postings",
                          R"({"kind":"charge","code":"banquet","amount":)" + money(500'000) + "}"),
                201);
    must_answer(desk_post("/folios/" + stay.folio + "/split",
                          R"({"amount":)" + money(500) + R"(,"payer":"a friend"})"),
                200);
    const Answer out = desk_post("/rooms/" + stay.room + "/check-out", "{}");
    CHECK(out.status == 409);
    CHECK(text_at(out.json(), "/code") == "balance_open");
}

TEST_CASE("check-out leaves what the guest owes to a company on file, and to no other") {
    const Stay stay = checked_in(books("city@guest.example"));
    new_company("Invented Works");
    const std::string path = "/rooms/" + stay.room + "/check-out";
    CHECK(desk_post(path, R"({"city_ledger":"Nobody at all"})").status == 404);
    must_answer(desk_post(path, R"({"city_ledger":"Invented Works"})"), 200);
}

TEST_CASE("the receipt is a PDF that is the same each time it is asked for") {
    const Stay stay = checked_in(books("pdf@guest.example", "de"));
    const json::value out = must_answer(desk_post("/rooms/" + stay.room + "/check-out", "{}"), 200);
    const std::string url = text_at(out, "/receipt_url");
    const Answer pdf = town().as("agent").get(url);
    REQUIRE(pdf.status == 200);
    CHECK(pdf.headers.at("content-type") == "application/pdf");
    CHECK(pdf.body.starts_with("%PDF-"));
    CHECK(town().as("agent").get(url).body == pdf.body);
}

TEST_CASE("the receipt mail carries the PDF") {
    const Stay stay = checked_in(books("attached@guest.example"));
    must_answer(desk_post("/rooms/" + stay.room + "/check-out", "{}"), 200);
    CHECK(eventually([&] {
        const json::value inbox = town().sandbox().get("/inbox").json();
        return std::ranges::any_of(inbox.at("items").as_array(), [](const json::value& mail) {
            return text_at(mail, "/to").contains("attached@guest.example") &&
                   text_at(mail, "/raw").contains("filename=\"receipt.pdf\"");
        });
    }));
}

TEST_CASE("an invoice is issued, drawn, taken back and issued anew for a company") {
    const Stay stay = checked_in(books("invoice@guest.example"));
    const std::string papers = "/folios/" + stay.folio + "/papers";
    CHECK(desk_post(papers, R"({"kind":"invoice"})").status == 409);
    const json::value pro_forma = must_answer(desk_post(papers, R"({"kind":"pro_forma"})"), 201);
    CHECK(pro_forma.at("lines").as_array().size() == 1);
    must_answer(desk_post("/rooms/" + stay.room + "/check-out", "{}"), 200);
    const json::value invoice = must_answer(desk_post(papers, R"({"kind":"invoice"})"), 201);
    CHECK(number_at(invoice, "/due/amount") == 0);
    const Answer pdf = town().as("agent").get(text_at(invoice, "/pdf_url"));
    CHECK(pdf.headers.at("content-type") == "application/pdf");
    const json::value corrected = must_answer(
        desk_post("/papers/" + text_at(invoice, "/paper_id") + "/correct",
                  R"({"reason":"for the company","reissue_to":{"name":"Invented Trading"}})"),
        201);
    CHECK(number_at(corrected, "/credit_note/total/amount") ==
          -number_at(invoice, "/total/amount"));
    CHECK(number_at(corrected, "/invoice/number") == number_at(invoice, "/number") + 1);
    const json::value list = desk_get("/papers?folio_id=" + stay.folio);
    CHECK(list.at("items").as_array().size() == 4);
}

TEST_CASE("one line of an invoice is credited, and no line twice") {
    minibar_has_a_tax();
    const Stay stay = checked_in(books("credited@guest.example"));
    charge_minibar(stay.folio);
    must_answer(desk_post("/rooms/" + stay.room + "/check-out", "{}"), 200);
    const json::value invoice =
        must_answer(desk_post("/folios/" + stay.folio + "/papers", R"({"kind":"invoice"})"), 201);
    int line = 1;
    for (const json::value& one : invoice.at("lines").as_array()) {
        if (text_at(one, "/code") == "minibar") break;
        ++line;
    }
    const std::string path = "/papers/" + text_at(invoice, "/paper_id") + "/correct";
    const std::string wish =
        R"({"reason":"not from this room","lines":[{"line":)" + std::to_string(line) + "}]}";
    const json::value note = must_answer(desk_post(path, wish), 201);
    CHECK(number_at(note, "/credit_note/total/amount") == -1'190);
    CHECK(number_at(note, "/credit_note/taxes/0/amount/amount") == -190);
    CHECK(desk_post(path, wish).status == 400);
    const json::value now = desk_get("/papers/" + text_at(invoice, "/paper_id"));
    CHECK(number_at(now, "/credited/amount") == 1'190);
    CHECK(now.at("credited_by").is_null());
}

TEST_CASE("a foreign payment is noted with what was given and its rate") {
    const Stay stay = checked_in(books("yen@guest.example"));
    const json::value item =
        must_answer(desk_post("/folios/" + stay.folio + "/postings",
                              R"({"kind":"payment","code":"cash","tendered":{"amount":)"
                              R"({"amount":1000,"currency":"JPY"},"rate":"0.0061"}})"),
                    201);
    CHECK(number_at(item, "/amount/amount") == -610);
    CHECK(text_at(item, "/tendered/rate") == "0.0061");
}
