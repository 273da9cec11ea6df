#pragma once
// Town: `vacancy serve` and `vacancy sandbox` as two real processes over a database of their own,
// with the shim loaded into the server. The sandbox outlives every crash of the server; its key
// encoder comes back to each new one.

#include "rigs/kit/valve_file.hpp"
#include "support/browser.hpp"
#include "support/process.hpp"
#include "support/sandbox_process.hpp"

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace vacancy::rigs {

using testing::Answer;
using testing::Browser;
using Variables = std::map<std::string, std::string>;

enum class Store { sqlite, postgres };
[[nodiscard]] std::string name_of(Store store);
/// SQLite, and PostgreSQL when VACANCY_TEST_POSTGRES names one; says so when it does not.
[[nodiscard]] std::vector<Store> stores();

class Town {
public:
    /// `variables` are in the environment of every start. `directory`: where the SQLite database
    /// lives, an own one when empty.
    explicit Town(Store store, Variables variables = {}, std::string directory = {});
    Town(const Town&) = delete;
    Town& operator=(const Town&) = delete;
    ~Town();

    /// Starts the server and waits until it listens; throws with its log when it ends first.
    void start(const Variables& more = {});
    /// The same without the wait: for starts that shall fail.
    void launch(const Variables& more = {});
    void kill_hard();
    int stop();  ///< SIGTERM; the exit status
    [[nodiscard]] bool runs() { return server_ != nullptr && server_->is_running(); }
    [[nodiscard]] testing::Process& server() { return *server_; }
    /// A dead process's leases end by themselves after a minute; here the minute passes at once.
    void a_minute_passes() const;

    [[nodiscard]] ValveFile& valve() { return *valve_; }
    [[nodiscard]] Store store() const { return store_; }
    [[nodiscard]] const std::string& url() const { return url_; }
    [[nodiscard]] const std::string& directory() const { return directory_; }
    [[nodiscard]] std::string database_file() const { return directory_ + "/vacancy.db"; }
    [[nodiscard]] Browser guest() const { return Browser(base_url_); }
    [[nodiscard]] Browser staff() const { return Browser(base_url_, key_); }
    [[nodiscard]] Browser sandbox() const { return sandbox_->browser(); }
    [[nodiscard]] const std::string& property() const { return property_; }
    /// "/v1/properties/ID"
    [[nodiscard]] std::string house() const { return "/v1/properties/" + property_; }
    [[nodiscard]] const std::string& double_room() const { return double_room_; }  ///< the type
    /// The number of a double room that nobody had yet; empty: there is none left. Any thread.
    [[nodiscard]] std::string fresh_room() const;
    [[nodiscard]] const std::string& currency() const { return currency_; }
    [[nodiscard]] const std::string& first_day() const { return first_day_; }

private:
    void make_database();
    void seed();
    void furnish() const;
    void plug_in_encoder(const std::string& listen) const;
    [[nodiscard]] std::string say(std::vector<std::string> words) const;
    void register_partner();

    Store store_;
    Variables variables_;
    testing::TemporaryDirectory own_;
    std::string directory_;
    std::string url_;
    std::string base_url_;
    std::string key_;
    std::string property_;
    std::string double_room_;
    mutable std::atomic<int> rooms_given_ = 0;
    std::string currency_;
    std::string first_day_;
    std::unique_ptr<ValveFile> valve_;
    std::unique_ptr<testing::SandboxProcess> sandbox_;
    std::unique_ptr<testing::Process> server_;
};

}  // namespace vacancy::rigs
