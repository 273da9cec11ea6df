#include "trace/recorder.hpp"
#include "trace/recording/decided.hpp"

#include <array>
#include <cmath>
#include <utility>

namespace vacancy::trace {

bool is_in_ratio(const TraceId& id, double ratio) {
    if (ratio >= 1) return true;
    if (!(ratio > 0)) return false;
    std::uint64_t random = 0;
    for (std::size_t i = 9; i < 16; ++i) random = random << 8 | id.bytes[i];
    constexpr double all = 72057594037927936.0;  // 2 to the 56th
    const auto threshold = static_cast<std::uint64_t>(std::llround((1 - ratio) * all));
    return random >= threshold;
}

Result<PersonalData> parse_personal_data(std::string_view text) {
    if (text == "raw") return PersonalData::raw;
    if (text == "hash") return PersonalData::hash;
    if (text == "drop") return PersonalData::drop;
    return fail(ErrorCode::invalid_request, "personal data in telemetry is raw, hash or drop");
}

Result<Sampler> parse_sampler(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, Sampler>, 7> known{{
        {"", Sampler::tail},
        {"always_on", Sampler::always_on},
        {"always_off", Sampler::always_off},
        {"traceidratio", Sampler::ratio},
        {"parentbased_always_on", Sampler::parent_always_on},
        {"parentbased_always_off", Sampler::parent_always_off},
        {"parentbased_traceidratio", Sampler::parent_ratio},
    }};
    for (const auto& [name, sampler] : known) {
        if (name == text) return sampler;
    }
    return fail(ErrorCode::invalid_request, "unknown sampler: " + std::string(text));
}

}  // namespace vacancy::trace
