#pragma once
// ProxiedTown: the real server between proxies: its payment gateway and mail server (the sandbox as
// a process of its own) and, on PostgreSQL, its database are reached through them only. The checker
// looks around them: at the store, the gateway's ledger and the inbox themselves.

#include "hotel/seed.hpp"
#include "support/outcome_checker.hpp"
#include "support/proxy.hpp"
#include "support/sandbox_process.hpp"
#include "support/test_store.hpp"

#include <memory>
#include <string>

namespace vacancy::testing {

struct TownOptions {
    bool on_postgres = false;
    std::map<std::string, std::string> variables{};  ///< for the server (VACANCY_…)
};

/// What became of one booking, as its buyer saw it.
struct Outcome {
    std::string email{};
    Answer first{};  ///< what the first request was told
    Answer last{};   ///< what the same request with the same key was told in the end
};

class ProxiedTown {
public:
    explicit ProxiedTown(const TownOptions& options = {});
    ProxiedTown(const ProxiedTown&) = delete;
    ProxiedTown& operator=(const ProxiedTown&) = delete;

    [[nodiscard]] Proxy& gateway() { return *gateway_; }
    [[nodiscard]] Proxy& mail() { return *mail_; }
    [[nodiscard]] Proxy& database() { return *database_; }
    [[nodiscard]] Process& server() { return *server_; }
    [[nodiscard]] Browser guest() const { return Browser(base_url_); }
    [[nodiscard]] Browser staff() const { return Browser(base_url_, key_); }

    /// A booking of nights that nobody had yet, by a guest of its own.
    [[nodiscard]] Outcome begin_booking();
    /// Asks again with the same key until the answer is final; fills `last`.
    void finish(Outcome& outcome);
    /// The same for canceling it; a booking that is none is left alone.
    void cancel(const Outcome& booked, Outcome& canceled);
    /// The last answer says what is true, a final one stays, an unknown one says so. A live booking
    /// only: look before it is canceled.
    void check_answers(const Outcome& booked);
    /// Waits until no saga and no message is under way, then what is wrong; nothing: the truth.
    [[nodiscard]] std::vector<std::string> wrongs();
    [[nodiscard]] WorldFacts facts();

private:
    void seed();
    void start_server(const TownOptions& options);
    [[nodiscard]] db::Database& store();
    [[nodiscard]] std::string booking_body() const;
    /// Asks again until the answer is the last word; `many` of the same failure are one too.
    [[nodiscard]] Answer until_final(const std::string& path, const std::string& body,
                                     const std::string& key, int many) const;

    std::unique_ptr<test::TestStore> store_;
    std::unique_ptr<db::Database> reader_;
    TemporaryDirectory data_;
    std::unique_ptr<SandboxProcess> sandbox_;
    std::unique_ptr<Proxy> gateway_;
    std::unique_ptr<Proxy> mail_;
    std::unique_ptr<Proxy> database_;
    std::unique_ptr<Process> server_;
    hotel::SeededProperty property_;
    std::string key_;
    std::string flexible_;  ///< a rate plan that gives money back
    std::string base_url_;
    int booked_ = 0;
};

}  // namespace vacancy::testing
