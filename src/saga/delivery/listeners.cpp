#include "saga/delivery/listeners.hpp"

#include <mutex>
#include <vector>

namespace vacancy::outbox {
namespace {

struct Listeners {
    std::mutex mutex;
    std::vector<Listener*> all;
};

Listeners& listeners() {
    static Listeners these;
    return these;
}

}  // namespace

Listener::Listener(std::string channel, std::function<void()> wake)
    : channel_(std::move(channel)), wake_(std::move(wake)) {
    auto& these = listeners();
    const std::scoped_lock lock(these.mutex);
    these.all.push_back(this);
}

Listener::~Listener() {
    auto& these = listeners();
    const std::scoped_lock lock(these.mutex);
    std::erase(these.all, this);
}

void announce(std::string_view channel) {
    auto& these = listeners();
    const std::scoped_lock lock(these.mutex);
    for (const Listener* each : these.all)
        if (each->channel_ == channel) each->wake_();
}

}  // namespace vacancy::outbox
