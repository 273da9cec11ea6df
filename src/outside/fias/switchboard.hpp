#pragma once
// Switchboard: all lines of this server. Owned by the House; the lines live on the executor of the
// workers. What is said here may be said by any thread, but `tend` and `close`.

#include "hotel/desk/interface_links.hpp"
#include "outside/fias/line.hpp"
#include "outside/fias/turn.hpp"

#include <map>
#include <utility>
#include <vector>

namespace vacancy::outside::fias {

class Switchboard final : public hotel::InterfaceLinks {
public:
    explicit Switchboard(const Clock& clock) : clock_(clock) {}

    [[nodiscard]] hotel::LinkStatus status(const PropertyId& property,
                                           const std::string& name) const override;
    void changed() override;
    /// Who opens and closes lines when settings are new; nobody: an empty function.
    void when_changed(std::function<void()> tell);

    /// On the thread of `executor`: makes the lines follow the settings. Answers those that are
    /// new and are to be opened.
    std::vector<std::shared_ptr<Line>> tend(const Executor& executor,
                                            const std::vector<hotel::Interface>& settings);
    /// On that thread, or when it has ended.
    void close();

    /// The encoder of that coder and workstation to oneself; upstream_unavailable: it was busy for
    /// all the time it has.
    Task<Result<Turn>> turn(const hotel::Interface& encoder, const KeyOrder& order);
    /// The encoder's status (AS). upstream_unavailable, timeout.
    Task<Result<std::string>> ask(const hotel::Interface& encoder, const KeyOrder& order);

private:
    using Name = std::pair<PropertyId, std::string>;
    [[nodiscard]] bool hand_over(const Name& name, const KeyOrder& order,
                                 const std::shared_ptr<KeyMeeting>& who);
    [[nodiscard]] std::shared_ptr<Seat> seat_of(const Name& name, const KeyOrder& order);

    const Clock& clock_;
    mutable std::mutex guard_;
    std::map<Name, std::shared_ptr<Line>> lines_{};
    std::map<std::pair<Name, std::string>, std::shared_ptr<Seat>> seats_{};
    std::function<void()> tell_{};
};

}  // namespace vacancy::outside::fias
