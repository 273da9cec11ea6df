// The canary: a reader with a bug of the kind that fuzzers are for. It believes a length that the
// input states. The tests demand that the sanitizer sees it in the corpus and that libFuzzer finds
// it from a harmless seed.

#include "fuzz/target.hpp"

#include <cstring>
#include <memory>

FUZZ_TARGET(planted) {
    if (input.size() < 5 || input.substr(0, 4) != "LEN:") return;
    const auto stated = static_cast<std::size_t>(static_cast<unsigned char>(input[4]) - '0');
    if (stated > 9) return;
    const auto copy = std::make_unique<char[]>(input.size() - 5 + 1);
    std::memcpy(copy.get(), input.data() + 5, input.size() - 5);
    unsigned sum = 0;
    for (std::size_t i = 0; i < stated; ++i) sum += static_cast<unsigned char>(copy[i]);
    vacancy::fuzz::expect(sum <= 9U * 255U, "nine bytes add up to more");
}
