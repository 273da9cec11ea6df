#include "support/demo_town.hpp"

#include "base/time.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <csignal>
#include <fstream>
#include <functional>
#include <iterator>
#include <stdexcept>
#include <thread>

namespace vacancy::testing {
namespace json = boost::json;

std::string BookingWish::json() const {
    json::object search{{"property_id", property},
                        {"check_in", check_in},
                        {"check_out", check_out},
                        {"guests", guests}};
    if (!room_type.empty()) search["room_type_id"] = room_type;
    if (!rate_plan.empty()) search["rate_plan_id"] = rate_plan;
    json::object guest{{"name", name}, {"email", email}};
    if (!language.empty()) guest["language"] = language;
    json::object body{{"user_id", "user-1"},
                      {"source", "api"},
                      {"search", search},
                      {"guest", guest},
                      {"payment",
                       {{"method", "card"},
                        {"token", token},
                        {"card_last_four", "4242"},
                        {"currency", currency}}}};
    if (!special_requests.empty()) body["special_requests"] = special_requests;
    return json::serialize(body);
}

DemoTown::DemoTown(const Variables& variables) { start(variables); }

void DemoTown::start(const Variables& variables) {
    // A sanitized build on a busy machine is late all the time: no test is about that.
    Variables patient = variables;
    patient.emplace("VACANCY_OVERLOAD_DELAY_US", "0");
    process_ = std::make_unique<Process>(
        std::vector<std::string>{"demo", "--data", data_.path(), "--listen", "127.0.0.1:0"},
        patient);
    process_->line("listening on ");
    std::ifstream in(data_.path() + "/demo.json");
    facts_ = json::parse(std::string(std::istreambuf_iterator<char>(in), {}));
}

int DemoTown::stop() {
    process_->signal(SIGTERM);
    return process_->wait();
}

void DemoTown::kill_hard() {
    process_->signal(SIGKILL);
    process_->wait();
}

Browser DemoTown::guest() const { return Browser(text_at(facts_, "/base_url")); }

Browser DemoTown::as(const std::string& role) const {
    return Browser(text_at(facts_, "/base_url"), text_at(facts_, "/keys/" + role));
}

Browser DemoTown::sandbox() const { return Browser(text_at(facts_, "/sandbox_url")); }

BookingWish DemoTown::wish(int days, int nights) const {
    const auto today = LocalDate::parse(text_at(facts_, "/properties/0/business_date")).value();
    BookingWish wish;
    wish.property = text_at(facts_, "/properties/0/property_id");
    wish.currency = text_at(facts_, "/properties/0/currency");
    wish.check_in = (today + days).text();
    wish.check_out = (today + (days + nights)).text();
    return wish;
}

Answer DemoTown::book(const BookingWish& wish, const std::string& idempotency_key) const {
    Headers headers;
    if (!idempotency_key.empty()) headers.emplace_back("Idempotency-Key", idempotency_key);
    return guest().post("/v1/bookings", wish.json(), headers);
}

void DemoTown::fault(const std::string& body) const {
    const Answer answer = sandbox().post("/faults", body);
    if (answer.status / 100 != 2) throw std::runtime_error("no such fault: " + answer.body);
}

void DemoTown::no_faults() const { (void)sandbox().send("DELETE", "/faults", "", {}); }

json::array DemoTown::ledger(const std::string& reservation) const {
    json::array found;
    const json::value ledger = sandbox().get("/ledger").json();
    for (const json::value& item : ledger.at("items").as_array()) {
        if (text_at(item, "/reference") == reservation) found.push_back(item);
    }
    return found;
}

bool eventually(const std::function<bool()>& true_now) {
    for (int i = 0; i < 1200; ++i) {
        if (true_now()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return false;
}

}  // namespace vacancy::testing
