// vacancy_fuzz_replay CORPUS [TARGET [FILE...]]: runs every file of CORPUS/<target>/ through its
// target, in the ordinary test build. A target without a corpus, or a folder without a target, is a
// failure: nothing is left out silently. "planted" runs only when it is named.

#include "fuzz/target.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
constexpr std::string_view canary = "planted";

std::vector<std::string> files_of(const fs::path& folder) {
    std::vector<std::string> files;
    if (!fs::is_directory(folder)) return files;
    for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

void replay(vacancy::fuzz::Target target, const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(in), {});
    // Exactly as large as the input, so that one byte too far is seen.
    const auto exact = std::make_unique<char[]>(bytes.size());
    std::ranges::copy(bytes, exact.get());
    std::fprintf(stderr, "replaying %s\n", file.c_str());
    target({exact.get(), bytes.size()});
}

int complain(const std::string& why) {
    std::fprintf(stderr, "replay: %s\n", why.c_str());
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.empty()) return complain("which corpus?");
    const auto& targets = vacancy::fuzz::targets();
    if (words.size() > 1 && !targets.contains(words[1])) return complain("no target " + words[1]);
    for (const std::string& folder : files_of(words[0])) {
        const std::string name = fs::path(folder).filename();
        if (!targets.contains(name)) return complain("the corpus " + name + " has no target");
    }
    std::size_t inputs = 0;
    for (const auto& [name, target] : targets) {
        if (words.size() > 1 ? name != words[1] : name == canary) continue;
        auto files = files_of(fs::path(words[0]) / name);
        if (words.size() > 2) files.assign(words.begin() + 2, words.end());
        if (files.empty()) return complain("the target " + std::string(name) + " has no corpus");
        const auto began = std::chrono::steady_clock::now();
        for (const std::string& file : files) replay(target, file);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
        std::printf("%.*s: %zu inputs in %.2f s\n", static_cast<int>(name.size()), name.data(),
                    files.size(), took.count());
        inputs += files.size();
    }
    std::printf("%zu inputs replayed\n", inputs);
    return 0;
}
