#pragma once
// A toy saga over a counted outside world: reserve (a transaction), pay (outside), confirm (a
// transaction, the pivot), capture (outside), settle (a transaction). Each row can be told what
// comes of it and where the process dies.

#include "saga/recovery.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <map>
#include <set>
#include <string>

namespace vacancy::toy {

/// Thrown to end the coroutine where a real process would have died; nobody inside catches it.
struct Crash {};

enum class Answer : std::uint8_t { done, refused, lost_before, lost_after };
enum class Death : std::uint8_t { none, before, during, after };

/// What is outside and survives a crash of ours: the gateway's ledger.
struct World {
    std::set<std::string> paid{};      ///< references authorized and not voided
    std::set<std::string> captured{};  ///< references captured
    int voids = 0;
    // What is to happen, once, at which row.
    std::string row{};
    Answer answer = Answer::done;
    Death death = Death::none;
    bool again = false;  ///< the fault stays (an outage) instead of happening once
    std::map<std::string, int> calls{};
};

struct Place {
    db::Database& db;
    World& world;
};

struct Errand {
    saga::Journal journal{};
    std::string reference{};
};

extern const saga::Table<Place, Errand> errand_table;

/// A database of its own with the tables of the platform and of the toy.
class Store {
public:
    Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;
    ~Store();
    [[nodiscard]] db::Database& db() { return *db_; }
    /// As after a restart: the process that held the leases is gone.
    void forget_leases();
    [[nodiscard]] std::int64_t number(std::string_view sql);

    ManualClock clock{Instant{1'800'000'000'000'000}};

private:
    std::unique_ptr<db::Database> db_;
};

[[nodiscard]] Errand new_errand(const Store& store);

/// Runs one coroutine to its end on a loop of its own.
template <class T>
T run_to_end(Task<T> task) {
    boost::asio::io_context loop;
    std::optional<T> answer;
    std::exception_ptr thrown;
    boost::asio::co_spawn(loop, std::move(task), [&](std::exception_ptr error, T value) {
        thrown = error;
        if (!error) answer.emplace(std::move(value));
    });
    loop.run();
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*answer);
}

/// Runs the saga; nothing when it crashed.
std::optional<saga::Outcome> run(Step& step, Place place, Errand& errand,
                                 const saga::Table<Place, Errand>& table = errand_table);
std::optional<saga::Outcome> run(Store& store, World& world, Errand& errand);
/// One round of recovery; `taken` is -1 when it crashed.
saga::RecoverReport recover(Store& store, World& world);
saga::RecoverReport recover(trace::Recorder& recorder, Place place);

}  // namespace vacancy::toy
