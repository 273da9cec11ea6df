#pragma once
// Exchanges: what was asked of the encoders of one line and is not answered yet. An encoder is
// known by coder and workstation; one that let a request's time pass still owes its answer, which
// must not be taken for that of the next request. One thread.

#include "outside/fias/line.hpp"

#include <boost/asio/steady_timer.hpp>

#include <map>

namespace vacancy::outside::fias {

class Exchanges : public std::enable_shared_from_this<Exchanges> {
public:
    /// Writes to the link; false: the interface does not want that record, or is not there.
    using Send = std::function<bool(const Record&)>;
    Exchanges(const Executor& executor, Send send) : executor_(executor), send_(std::move(send)) {}

    void ask(const KeyOrder& order, const std::shared_ptr<KeyMeeting>& who);
    /// A KA that came in; false: nobody waits for it.
    bool answer(const Record& ka);
    /// The link has ended.
    void drop();

private:
    struct Exchange {
        KeyOrder order;
        std::shared_ptr<KeyMeeting> who;  ///< null: its time is over, the answer is still owed
        std::shared_ptr<boost::asio::steady_timer> timer{};
        std::chrono::steady_clock::time_point late_since{};
        std::optional<KeyOrder> next{};
        std::shared_ptr<KeyMeeting> next_who{};
    };
    using Key = std::pair<std::string, std::string>;
    using Each = std::map<Key, Exchange>::iterator;

    void send(const KeyOrder& order, const std::shared_ptr<KeyMeeting>& who);
    void after(Exchange& exchange, std::chrono::milliseconds wait, void (Exchanges::*then)(Each));
    void let_time_pass(Each at);
    void go_on(Each at);
    [[nodiscard]] Each find(const Record& ka);

    Executor executor_;
    Send send_;
    std::map<Key, Exchange> open_{};
};

}  // namespace vacancy::outside::fias
