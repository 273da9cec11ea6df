#include "main/signals.hpp"

#include <pthread.h>

#include <csignal>

namespace vacancy {
namespace {

sigset_t endings() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    return set;
}

}  // namespace

Signals::Signals() {
    const sigset_t set = endings();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN);  // a client that went away is an error code, not the end
}

void Signals::wait() const {
    const sigset_t set = endings();
    int signal = 0;
    sigwait(&set, &signal);
}

}  // namespace vacancy
