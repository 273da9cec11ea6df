// What operators hand over: the configuration file and the history of a hotel.

#include "base/config/config.hpp"
#include "fuzz/target.hpp"
#include "main/config_file.hpp"
#include "main/replay/history.hpp"
#include "main/replay/timeline.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

using namespace vacancy;
using fuzz::expect;

FUZZ_TARGET(config_file) {
    const int file = ::memfd_create("config", MFD_CLOEXEC);
    expect(file >= 0 &&
               ::write(file, input.data(), input.size()) == static_cast<ssize_t>(input.size()),
           "no file in memory");
    Config config;
    const auto taken = take_file(config, fmt::format("/proc/self/fd/{}", file));
    ::close(file);
    if (!taken) return expect(!taken.error().detail.empty(), "a refusal says why");
    for (const Setting& setting : settings()) {
        if (setting.kind != SettingKind::integer) continue;
        const std::string text = config.value_of(setting.name);
        const auto value = std::strtoll(text.c_str(), nullptr, 10);
        expect(value >= setting.min && value <= setting.max, "a setting is out of its bounds");
    }
}

FUZZ_TARGET(history_csv) {
    const auto history = replay::parse_history(input);
    if (!history) return expect(!history.error().detail.empty(), "a refusal says why");
    for (const replay::HistoryRow& row : *history) {
        if (row.fault != replay::Fault::none) continue;
        expect(row.stay.nights() > 0 && row.guests() > 0, "a sound row has nights and guests");
        expect(row.rate.amount >= 0, "a sound row has a rate");
    }
    const auto events = replay::timeline(*history);
    for (const auto& [room, count] : replay::peak_rooms(*history, events))
        expect(count >= 0 && count <= static_cast<int>(history->size()), "a peak is a count");
}
