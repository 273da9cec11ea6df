#pragma once
// Cable: one simulated interface. See cables.hpp.

#include "base/time.hpp"
#include "outside/sandbox/keys/cables.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <deque>
#include <mutex>

namespace vacancy::outside {

class Cable : public std::enable_shared_from_this<Cable> {
public:
    Cable(boost::asio::io_context& context, CableOptions options, KeyBoard& board, Faults& faults);

    void start();
    void stop();
    void say(const fias::Record& record);

    [[nodiscard]] const CableOptions& options() const { return options_; }
    struct Heard {
        std::string state;  ///< off, away, connected, live
        std::vector<fias::Record> records{};
    };
    [[nodiscard]] Heard heard() const;  ///< any thread

private:
    using Failure = boost::system::error_code;
    void connect();
    void come_back();
    void lose();
    void read();
    void take(const fias::Record& record);
    void describe();
    void work();
    void do_job(const fias::Record& job, const std::optional<Fault>& fault);
    void answer(const fias::Record& job, std::string_view status);
    void write(std::string text);
    void note(std::string_view state);

    const CableOptions options_;
    KeyBoard& board_;
    Faults& faults_;
    boost::asio::ip::tcp::socket socket_;
    boost::asio::steady_timer pause_;  ///< until it comes back, or until a slow job is done
    boost::asio::steady_timer slow_;
    fias::Deframer deframer_{};
    std::array<char, 4096> bytes_{};
    std::string unsent_{};
    std::string sending_{};
    std::deque<fias::Record> jobs_{};  ///< an encoder does one thing after the other
    bool working_ = false;
    bool stopped_ = false;
    std::uint64_t link_ = 0;  ///< counts connections
    std::int64_t alive_said_ns_ = 0;
    mutable std::mutex guard_;
    Heard heard_{.state = "away"};  ///< under the guard
};

}  // namespace vacancy::outside
