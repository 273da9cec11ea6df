#include "outside/sandbox/journal.hpp"

#include "base/stop.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace vacancy::outside {
namespace {

constexpr std::chrono::milliseconds sync_every{100};

[[noreturn]] void journal_lost(std::string_view what) {
    stop_process(fmt::format("the sandbox cannot {} its journal: {}", what, std::strerror(errno)));
}

}  // namespace

Journal::Journal(const std::string& file, const std::function<void(std::string_view)>& visit)
    : descriptor_(::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0)
        throw std::runtime_error(fmt::format("cannot open {}: {}", file, std::strerror(errno)));
    try {
        replay(file, visit);
    } catch (...) {
        ::close(descriptor_);
        throw;
    }
    syncer_ = std::thread([this] { sync_until_closed(); });
}

Journal::~Journal() {
    {
        const std::scoped_lock lock(guard_);
        closes_ = true;
    }
    closing_.notify_all();
    syncer_.join();
    ::close(descriptor_);
}

void Journal::replay(const std::string& file, const std::function<void(std::string_view)>& visit) {
    std::ifstream in(file, std::ios::binary);
    std::string line;
    off_t whole = 0;
    while (std::getline(in, line)) {
        if (in.eof()) break;  // no line feed at its end: torn
        whole += static_cast<off_t>(line.size()) + 1;
        visit(line);
    }
    if (::ftruncate(descriptor_, whole) != 0)
        throw std::runtime_error(fmt::format("cannot repair {}: {}", file, std::strerror(errno)));
}

void Journal::append(std::string line) {
    line += '\n';
    const std::scoped_lock lock(guard_);
    std::string_view rest = line;
    while (!rest.empty()) {
        const auto written = ::write(descriptor_, rest.data(), rest.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) journal_lost("write");
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    dirty_.store(true);
}

void Journal::sync_until_closed() {
    bool closes = false;
    while (!closes) {
        {
            std::unique_lock lock(guard_);
            closes = closing_.wait_for(lock, sync_every, [this] { return closes_; });
        }
        if (dirty_.exchange(false) && ::fdatasync(descriptor_) != 0) journal_lost("sync");
    }
}

}  // namespace vacancy::outside
