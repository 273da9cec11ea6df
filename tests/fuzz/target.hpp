#pragma once
// Targets: what a fuzzer feeds with bytes. Each is one function, registered by its name; the same
// functions are driven by libFuzzer (`./dev fuzz NAME`) and by the replay of the corpus, which is
// part of the tests. A target that finds a promise broken says so and aborts. One thread.

#include <map>
#include <string_view>

namespace vacancy::fuzz {

using Target = void (*)(std::string_view input);

[[nodiscard]] const std::map<std::string_view, Target>& targets();

struct Registered {
    Registered(std::string_view name, Target target);
};

/// Says what is broken on stderr and aborts, so that both drivers keep the input.
void expect(bool holds, std::string_view what);

/// Takes the first line of `rest`, without its end.
[[nodiscard]] std::string_view take_line(std::string_view& rest);

}  // namespace vacancy::fuzz

// FUZZ_TARGET(name) { … input … }
#define FUZZ_TARGET(name)                                                           \
    static void fuzz_##name(std::string_view input);                                \
    static const ::vacancy::fuzz::Registered registered_##name{#name, fuzz_##name}; \
    static void fuzz_##name([[maybe_unused]] std::string_view input)
