#include "main/house/lines.hpp"

#include "outside/fias/clerk.hpp"
#include "saga/delivery/listeners.hpp"

#include <boost/asio/this_coro.hpp>

namespace vacancy {
namespace {

constexpr std::chrono::milliseconds period{1000};
constexpr std::chrono::milliseconds after_failure{5000};

Task<void> attend_line(House& house, std::shared_ptr<outside::fias::Line> line, saga::Bell& bell) {
    outside::fias::Clerk clerk{house.recorder(), house.front_desk(), house.keys(), system_clock()};
    const outbox::Listener news(std::string(hotel::interface_channel), [&bell] { bell.ring(); });
    line->open([&bell] { bell.ring(); });
    while (!line->is_closed() && !bell.is_stopped()) {
        const bool well = co_await outside::fias::attend(clerk, line);
        // A failed round is not repeated by every ring; what came in waits for it, too.
        co_await bell.wait(well ? period : after_failure);
    }
    line->close();
}

}  // namespace

Task<void> keep_lines(House& house, saga::Bell& bell, LineWork work) {
    const Executor executor = co_await boost::asio::this_coro::executor;
    outside::fias::Switchboard& board = house.switchboard();
    board.when_changed([&bell] { bell.ring(); });
    while (!bell.is_stopped()) {
        Step silent = Step::silent();
        const auto settings = co_await hotel::all_interfaces(silent, house.front_desk());
        // A store that does not answer leaves the lines as they are.
        if (settings)
            for (auto& line : board.tend(executor, *settings))
                work.spawn(attend_line(house, line, work.bell()));
        co_await bell.wait(period);
    }
    board.close();
}

}  // namespace vacancy
