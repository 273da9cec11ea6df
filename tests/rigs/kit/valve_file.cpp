#include "rigs/kit/valve_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace vacancy::rigs {

ValveFile::ValveFile(std::string file, const std::string& store) : file_(std::move(file)) {
    const int descriptor = open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0 || ftruncate(descriptor, sizeof(Valve)) != 0)
        throw std::runtime_error("no valve: " + file_);
    void* at = mmap(nullptr, sizeof(Valve), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    close(descriptor);
    if (at == MAP_FAILED) throw std::runtime_error("no valve: " + file_);
    valve_ = static_cast<Valve*>(at);
    if (store.size() >= valve_->store.size()) throw std::runtime_error("too long a path");
    std::ranges::copy(store, valve_->store.begin());
}

ValveFile::~ValveFile() { munmap(valve_, sizeof(Valve)); }

void ValveFile::arm(const Stop& stop) {
    shut();
    for (auto& seen : valve_->seen) seen = 0;
    valve_->done = 0;
    valve_->deed = static_cast<std::uint32_t>(stop.deed);
    valve_->call = static_cast<std::uint32_t>(stop.call);
    valve_->places = stop.places;
    valve_->at = stop.at;
    valve_->from_then_on = stop.from_then_on ? 1 : 0;
    valve_->error_number = stop.error_number;
    valve_->is_open = 1;
}

void ValveFile::count(std::uint32_t places) { arm({.deed = Deed::count_only, .places = places}); }

void ValveFile::shut() { valve_->is_open = 0; }

Counts ValveFile::counts() const {
    Counts counts;
    for (std::size_t i = 0; i < call_count; ++i) {
        const auto seen = valve_->seen.at(i).load();
        if (seen > 0) counts[static_cast<Call>(i)] = seen;
    }
    return counts;
}

void ValveFile::jump_every_clock(std::int64_t seconds) {
    jump_wall(seconds);
    valve_->steady_jump_ns = seconds * 1'000'000'000;
}

}  // namespace vacancy::rigs
