#pragma once
// Load: guests who book, change, cancel, come, move and leave at the same time until the server
// answers no more.

#include "rigs/kit/checker.hpp"
#include "rigs/kit/clients.hpp"

#include <memory>
#include <random>
#include <thread>
#include <vector>

namespace vacancy::rigs {

class Load {
public:
    Load(const Town& town, int guests, std::uint64_t seed);

    void begin();  ///< they go on until an answer is missing
    void join();
    void settle(Findings& found);  ///< every errand to its last word, and the same once more
    [[nodiscard]] std::map<std::string, Told> told() const;
    [[nodiscard]] int acknowledged() const;
    [[nodiscard]] Findings replay();

private:
    struct Guest {
        Clients clients;
        std::mt19937_64 dice;
        std::vector<std::string> booked{};
        std::vector<std::string> in_house{};
        std::thread thread{};
    };
    static void live(Guest& guest);
    static void be_at_desk(Guest& guest, std::uint64_t what);

    std::vector<std::unique_ptr<Guest>> guests_;
};

}  // namespace vacancy::rigs
