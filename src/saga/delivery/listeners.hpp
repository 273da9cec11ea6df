#pragma once
// Who is woken when a message has been committed: the workers of this process, by channel. It is a
// shortcut only; the timer of a worker finds every message anyway.

#include <functional>
#include <string>
#include <string_view>

namespace vacancy::outbox {

/// While it lives, `wake` runs after each commit that enqueued for the channel, on the database's
/// thread; it must not block.
class Listener {
public:
    Listener(std::string channel, std::function<void()> wake);
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    ~Listener();

private:
    friend void announce(std::string_view channel);
    std::string channel_;
    std::function<void()> wake_;
};

void announce(std::string_view channel);

}  // namespace vacancy::outbox
