#pragma once
// Town: the real server as a process of its own, with a seeded database in a directory that goes
// away and the sandbox as its payment gateway; and the shoppers who ask it things.

#include "hotel/model/demo_town.hpp"
#include "load/traffic.hpp"
#include "support/process.hpp"

#include <deque>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace vacancy::load {

struct TownOptions {
    int properties = 100;
    int days = 400;
    std::string db{};  ///< empty: SQLite in the town's own directory
    bool with_gateway = true;
    bool sheds = false;           ///< admission by queue delay; off where costs are measured
    bool free_of_charge = false;  ///< nothing costs anything: a booking asks no gateway
    /// Cores for the server and for everyone else (sandbox, generator); empty: any.
    std::vector<int> server_cores{};
    std::vector<int> other_cores{};
    std::vector<std::string> arguments{};  ///< more of them for `vacancy serve`
    std::map<std::string, std::string> variables{};
};

class Town {
public:
    explicit Town(TownOptions options);
    /// Ends the server and starts it again on the same data; answers the seconds until it listened.
    double restart(const std::vector<std::string>& arguments = {},
                   const std::map<std::string, std::string>& variables = {});

    /// A plan of load against the server, to be filled in; it measures the server's CPU.
    [[nodiscard]] Plan plan() const;
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] const std::string& db() const { return db_; }
    /// The one number that a query answers.
    [[nodiscard]] std::int64_t count(const std::string& sql) const;
    [[nodiscard]] pid_t server() const { return server_->pid(); }
    [[nodiscard]] const std::string& directory() const { return directory_.path(); }
    [[nodiscard]] const std::vector<hotel::DemoHotel>& hotels() const { return hotels_; }
    /// Of a manager of the account that owns all hotels.
    [[nodiscard]] const std::string& manager_key() const { return manager_key_; }
    /// Peak resident memory of the server, MiB.
    [[nodiscard]] double peak_mib() const;

private:
    void make_free() const;
    void serve(const std::vector<std::string>& arguments,
               const std::map<std::string, std::string>& variables);

    TownOptions options_;
    testing::TemporaryDirectory directory_;
    std::string db_;
    std::unique_ptr<testing::Process> sandbox_{};
    std::unique_ptr<testing::Process> server_{};
    std::string manager_key_{};
    std::string gateway_url_{};
    std::uint16_t port_ = 0;
    std::vector<hotel::DemoHotel> hotels_{};
};

/// Makes requests about a town; the same seed asks the same. Cancels what it booked.
class Shoppers {
public:
    explicit Shoppers(const Town& town, std::uint64_t seed = 1) : town_(town), random_(seed) {}

    [[nodiscard]] Kind search(double share = 1);
    [[nodiscard]] Kind booking(double share = 1);
    [[nodiscard]] Kind cancel(double share = 1);
    /// All of them want this room type on this night.
    [[nodiscard]] Kind booking_of(const hotel::DemoHotel& hotel, std::size_t room_type, int day);
    /// Sets the price of a year of nights for all room types of a property.
    [[nodiscard]] Kind rates(const std::string& manager_key);

private:
    struct Wish {
        const hotel::DemoHotel* hotel;
        std::size_t room_type;
        LocalDate arrival;
        LocalDate departure;
    };
    [[nodiscard]] Wish wish();
    [[nodiscard]] Kind booking_with(double share, std::function<Wish()> wish);

    const Town& town_;
    std::mt19937_64 random_;
    std::deque<std::string> codes_{};
};

inline constexpr int rate_nights = 365;

/// Binds this thread, and what it starts from now on, to these cores; empty: nothing changes.
void pin_to(const std::vector<int>& cores);

}  // namespace vacancy::load
