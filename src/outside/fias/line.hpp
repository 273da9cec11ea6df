#pragma once
// Line: one interface of one property on our side of the cable: the address it connects to, the
// connection when there is one, and what is under way on it. The executor it is given is run by one
// thread, and everything happens there, but `status` and `settings`, which any thread may ask.

#include "hotel/desk/interface_links.hpp"
#include "hotel/model/interfaces/interface.hpp"
#include "outside/fias/link.hpp"
#include "outside/fias/meeting.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace vacancy::outside::fias {

/// Something an encoder is asked: the record, and how its answer is known.
struct KeyOrder {
    Record record;
    std::string coder;        ///< KC
    std::string workstation;  ///< WS
    std::string room_number;  ///< RN
    std::chrono::milliseconds timeout{5000};
    bool is_answered = true;  ///< false: it counts as done once it was sent
};

/// upstream_unavailable: it was never sent. timeout: it was, and no answer came in its time or
/// before the link ended.
struct KeyAnswer {
    std::string status;  ///< AS; empty when nothing was to be answered
    std::optional<ErrorCode> failure{};
    std::string_view detail{};
};
using KeyMeeting = Meeting<KeyAnswer>;

class Line : public std::enable_shared_from_this<Line> {
public:
    Line(const Executor& executor, hotel::Interface settings, const Clock& clock);
    ~Line();
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    /// `news` is called when something came in or the link has become live.
    void open(std::function<void()> news);
    void close();
    [[nodiscard]] bool is_closed() const;
    /// An address that was taken may be free by now.
    void listen_again();

    void ask(const KeyOrder& order, const std::shared_ptr<KeyMeeting>& who);
    /// What came in and is not about link or keys; a KA among them is one nobody waited for.
    [[nodiscard]] std::optional<Record> next_record();
    /// False: the interface does not want that, or is not there.
    bool say(const Record& record);
    [[nodiscard]] bool is_live() const;

    [[nodiscard]] hotel::LinkStatus status() const;
    [[nodiscard]] const hotel::Interface& settings() const;
    [[nodiscard]] const Executor& executor() const;

private:
    struct State;
    class Connection;
    std::shared_ptr<State> state_;
};

}  // namespace vacancy::outside::fias
