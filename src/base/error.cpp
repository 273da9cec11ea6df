#include "base/error.hpp"

#include <fmt/format.h>

#include <array>

namespace vacancy {
namespace {

struct CodeFacts {
    std::string_view name;
    ErrorKind kind;
    std::string_view sentence;
};

constexpr auto facts = std::to_array<CodeFacts>({
#define ERROR_CODE(code, kind, sentence) {#code, ErrorKind::kind, sentence},
#include "base/errors.def"
#undef ERROR_CODE
});

const CodeFacts& facts_of(ErrorCode code) { return facts.at(static_cast<std::size_t>(code)); }

}  // namespace

std::string_view name_of(ErrorCode code) { return facts_of(code).name; }
ErrorKind kind_of(ErrorCode code) { return facts_of(code).kind; }
std::string_view sentence_of(ErrorCode code) { return facts_of(code).sentence; }

void broken_promise(const char* condition, const char* file, int line) {
    throw BrokenPromise{fmt::format("{} at {}:{}", condition, file, line)};
}

}  // namespace vacancy
