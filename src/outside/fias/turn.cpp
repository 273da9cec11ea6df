#include "outside/fias/turn.hpp"

namespace vacancy::outside::fias {

std::shared_ptr<Meeting<Turn>> Seat::stand_in_line() {
    auto meeting = std::make_shared<Meeting<Turn>>();
    const std::scoped_lock lock(guard_);
    if (is_taken_)
        line_.push_back(meeting);
    else
        meeting->bring(Turn(shared_from_this()));
    is_taken_ = true;
    return meeting;
}

void Seat::pass_on() {
    std::deque<std::shared_ptr<Meeting<Turn>>> asked;  // let go of without the lock
    const std::scoped_lock lock(guard_);
    while (!line_.empty()) {
        asked.push_back(std::move(line_.front()));
        line_.pop_front();
        Turn turn(shared_from_this());
        if (asked.back()->bring(std::move(turn))) return;
        turn.seat_.reset();  // it went away meanwhile
    }
    is_taken_ = false;
}

Task<std::optional<Turn>> Seat::take(std::shared_ptr<Seat> seat, std::chrono::milliseconds limit) {
    auto meeting = seat->stand_in_line();
    co_return co_await Meeting<Turn>::wait(std::move(meeting), limit);
}

}  // namespace vacancy::outside::fias
