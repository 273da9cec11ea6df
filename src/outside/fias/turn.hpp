#pragma once
// Turn: an encoder does one thing at a time. Who wants it waits for its turn; the turn ends when
// the object goes, wherever its coroutine went. Any thread.

#include "outside/fias/meeting.hpp"

#include <deque>

namespace vacancy::outside::fias {

class Turn;

/// The seat of one encoder. Owned by the switchboard and by those who sit.
class Seat : public std::enable_shared_from_this<Seat> {
public:
    /// Nothing: it was somebody else's for all that time.
    static Task<std::optional<Turn>> take(std::shared_ptr<Seat> seat,
                                          std::chrono::milliseconds limit);

private:
    friend class Turn;
    std::shared_ptr<Meeting<Turn>> stand_in_line();
    void pass_on();

    std::mutex guard_;
    bool is_taken_ = false;
    std::deque<std::shared_ptr<Meeting<Turn>>> line_;
};

class Turn {
public:
    explicit Turn(std::shared_ptr<Seat> seat) : seat_(std::move(seat)) {}
    Turn(Turn&&) noexcept = default;
    Turn& operator=(Turn&&) = delete;
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn() {
        if (seat_) seat_->pass_on();
    }

private:
    friend class Seat;
    std::shared_ptr<Seat> seat_;
};

}  // namespace vacancy::outside::fias
