// libFuzzer's entry: VACANCY_FUZZ_TARGET names the target.

#include "fuzz/target.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace {

vacancy::fuzz::Target chosen = nullptr;

}  // namespace

// libFuzzer calls them by names of its own.
extern "C" int initialize(int*, char***) asm("LLVMFuzzerInitialize");
extern "C" int test_one_input(const std::uint8_t*, std::size_t) asm("LLVMFuzzerTestOneInput");

extern "C" int initialize(int*, char***) {
    const char* name = std::getenv("VACANCY_FUZZ_TARGET");
    const auto& targets = vacancy::fuzz::targets();
    const auto found = targets.find(name != nullptr ? name : "");
    if (found == targets.end()) {
        std::fprintf(stderr, "VACANCY_FUZZ_TARGET must be one of:");
        for (const auto& [known, target] : targets)
            std::fprintf(stderr, " %.*s", static_cast<int>(known.size()), known.data());
        std::fprintf(stderr, "\n");
        std::exit(2);
    }
    chosen = found->second;
    return 0;
}

extern "C" int test_one_input(const std::uint8_t* data, std::size_t size) {
    chosen({reinterpret_cast<const char*>(data), size});
    return 0;
}
