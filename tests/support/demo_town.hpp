#pragma once
// DemoTown: the whole product as a newcomer starts it (`vacancy demo` on a free port), with its
// outside world, and the calls that tests make again and again.

#include "support/browser.hpp"
#include "support/process.hpp"

#include <functional>
#include <memory>
#include <string>

namespace vacancy::testing {

using Variables = std::map<std::string, std::string>;

/// One booking as the API takes it; change what the test is about.
struct BookingWish {
    std::string property{};
    std::string check_in{};
    std::string check_out{};
    int guests = 2;
    std::string room_type{};  ///< empty: any
    std::string rate_plan{};
    std::string token = "tok_approved";
    std::string currency{};
    std::string name = "Ada Example";
    std::string email = "ada@guest.example";
    std::string language{};
    std::string special_requests{};
    [[nodiscard]] std::string json() const;
};

class DemoTown {
public:
    /// Starts in a directory of its own; `variables` reach the server (VACANCY_…, OTEL_…).
    explicit DemoTown(const Variables& variables = {});

    /// Ends it with SIGTERM; the exit status.
    int stop();
    void kill_hard();  ///< kill -9 of the server; the sandbox ends with it, its ledger stays
    /// Starts it again on the same data.
    void start(const Variables& variables = {});

    [[nodiscard]] Process& process() { return *process_; }
    [[nodiscard]] const boost::json::value& facts() const { return facts_; }
    [[nodiscard]] Browser guest() const;
    [[nodiscard]] Browser as(const std::string& role) const;
    [[nodiscard]] Browser sandbox() const;
    [[nodiscard]] std::string database_file() const { return data_.path() + "/vacancy.db"; }
    [[nodiscard]] const std::string& directory() const { return data_.path(); }

    /// Two guests in the first property, `days` after its business date, for that many nights.
    [[nodiscard]] BookingWish wish(int days = 14, int nights = 2) const;
    [[nodiscard]] Answer book(const BookingWish& wish,
                              const std::string& idempotency_key = {}) const;
    void fault(const std::string& json) const;  ///< POST /faults
    void no_faults() const;
    /// The gateway's ledger lines whose reference is this reservation.
    [[nodiscard]] boost::json::array ledger(const std::string& reservation) const;

private:
    TemporaryDirectory data_;
    std::unique_ptr<Process> process_;
    boost::json::value facts_;
};

/// Waits until `true_now` is, at most for a minute; answers whether it was.
[[nodiscard]] bool eventually(const std::function<bool()>& true_now);

}  // namespace vacancy::testing
