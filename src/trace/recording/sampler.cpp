#include "trace/propagation/tracestate.hpp"
#include "trace/recorder.hpp"
#include "trace/recording/decided.hpp"

#include <array>
#include <utility>

namespace vacancy::trace {

std::uint64_t randomness_of(const TraceId& id) {
    std::uint64_t random = 0;
    for (std::size_t i = 9; i < 16; ++i) random = random << 8 | id.bytes[i];
    return random;
}

bool is_in_ratio(const TraceId& id, double ratio) {
    return randomness_of(id) >= threshold_of(ratio);
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
