#pragma once
// The night porter: who closes the hotel's day by hand, sometimes twice at once, and asks again
// after silence until told how the day was. Lives outside: a crash loses the answer only. One
// thread.

#include "hotel/desk/night.hpp"
#include "main/simulate/life.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace vacancy::simulate {

class Porter {
public:
    Porter(const Surroundings& around, std::function<Life*()> house)
        : around_(around), house_(std::move(house)) {}

    /// That day is over, before its midnight or after.
    void close(LocalDate day, bool is_before_midnight);
    /// The house has crashed.
    void nobody_answers();
    /// Days that were asked for and not told.
    [[nodiscard]] std::size_t waiting() const { return open_.size(); }

private:
    struct Asked {
        LocalDate day;
        bool names_day = true;  ///< otherwise it asks for whatever day it is
    };
    Dice& dice() { return around_.chaos.dice; }
    void ask(const Asked& asked);
    void again(const Asked& asked);
    Task<void> perform(Life& house, int ticket, Asked asked);
    void told(const Asked& asked, const hotel::ClosedNight& night);

    Surroundings around_;
    std::function<Life*()> house_;
    std::map<LocalDate, int> open_;
    std::map<LocalDate, std::string> reports_;
    std::map<int, Asked> waiting_;
    int requests_ = 0;
};

}  // namespace vacancy::simulate
