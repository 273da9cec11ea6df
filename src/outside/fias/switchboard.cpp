#include "outside/fias/switchboard.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace vacancy::outside::fias {
namespace {

constexpr std::chrono::milliseconds grace{1000};

}  // namespace

hotel::LinkStatus Switchboard::status(const PropertyId& property, const std::string& name) const {
    const std::scoped_lock lock(guard_);
    const auto line = lines_.find({property, name});
    return line == lines_.end() ? hotel::LinkStatus{} : line->second->status();
}

void Switchboard::changed() {
    const std::scoped_lock lock(guard_);
    if (tell_) tell_();
}

void Switchboard::when_changed(std::function<void()> tell) {
    const std::scoped_lock lock(guard_);
    tell_ = std::move(tell);
}

std::vector<std::shared_ptr<Line>> Switchboard::tend(
    const Executor& executor, const std::vector<hotel::Interface>& settings) {
    std::vector<std::shared_ptr<Line>> old;
    std::vector<std::shared_ptr<Line>> fresh;
    {
        const std::scoped_lock lock(guard_);
        std::erase_if(lines_, [&](const auto& each) {
            const hotel::Interface& now = each.second->settings();
            const bool stays = std::ranges::any_of(settings, [&](const hotel::Interface& one) {
                return one.property == now.property && one.name == now.name && one.enabled &&
                       one.version == now.version;
            });
            if (!stays) old.push_back(each.second);
            return !stays;
        });
        for (const hotel::Interface& one : settings) {
            auto& line = lines_[{one.property, one.name}];
            if (line || !one.enabled) continue;
            line = std::make_shared<Line>(executor, one, clock_);
            fresh.push_back(line);
        }
        std::erase_if(lines_, [](const auto& each) { return !each.second; });
    }
    for (const auto& line : old) line->close();
    for (const auto& [name, line] : lines_) line->listen_again();
    return fresh;
}

void Switchboard::close() {
    std::map<Name, std::shared_ptr<Line>> lines;
    {
        const std::scoped_lock lock(guard_);
        tell_ = {};
        lines.swap(lines_);
    }
    for (const auto& [name, line] : lines) line->close();
}

std::shared_ptr<Seat> Switchboard::seat_of(const Name& name, const KeyOrder& order) {
    const std::scoped_lock lock(guard_);
    auto& seat = seats_[{name, order.coder + '|' + order.workstation}];
    if (!seat) seat = std::make_shared<Seat>();
    return seat;
}

Task<Result<Turn>> Switchboard::turn(const hotel::Interface& encoder, const KeyOrder& order) {
    auto seat = seat_of({encoder.property, encoder.name}, order);
    auto taken = co_await Seat::take(std::move(seat), encoder.timeout);
    if (!taken) co_return fail(ErrorCode::upstream_unavailable, "the encoder is busy");
    co_return std::move(*taken);
}

/// The line is asked on its own thread; it is kept only while the guard is.
bool Switchboard::hand_over(const Name& name, const KeyOrder& order,
                            const std::shared_ptr<KeyMeeting>& who) {
    const std::scoped_lock lock(guard_);
    const auto line = lines_.find(name);
    if (line == lines_.end()) return false;
    boost::asio::post(line->second->executor(), [line = std::weak_ptr(line->second), order, who] {
        if (const auto here = line.lock()) here->ask(order, who);
    });
    return true;
}

Task<Result<std::string>> Switchboard::ask(const hotel::Interface& encoder, const KeyOrder& order) {
    auto who = std::make_shared<KeyMeeting>();
    if (!hand_over({encoder.property, encoder.name}, order, who))
        co_return fail(ErrorCode::upstream_unavailable, "the encoder is not connected");
    // The line keeps the time, from sending on; this is for a line that went away.
    const std::chrono::milliseconds limit = 2 * encoder.timeout + grace;
    const auto answer = co_await KeyMeeting::wait(std::move(who), limit);
    if (!answer) co_return fail(ErrorCode::timeout, "the encoder did not answer in time");
    if (answer->failure) co_return fail(*answer->failure, std::string(answer->detail));
    co_return answer->status;
}

}  // namespace vacancy::outside::fias
