#include "main/console.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace vacancy {
namespace {

bool is_terminal() {
    static const bool terminal = isatty(STDERR_FILENO) == 1;
    return terminal;
}

}  // namespace

void say_line(std::string_view line) {
    fmt::print("{}\n", line);
    std::fflush(stdout);
}

int complain(const Error& error) {
    fmt::print(stderr, "vacancy: {}\n",
               error.detail.empty() ? error.sentence() : std::string_view(error.detail));
    for (const FieldError& field : error.fields)
        fmt::print(stderr, "  {}: {}\n", field.pointer, field.detail);
    return 1;
}

void show_progress(std::string_view line) {
    if (is_terminal()) fmt::print(stderr, "\r\x1b[K{}", line);
}

void end_progress() {
    if (is_terminal()) fmt::print(stderr, "\n");
}

}  // namespace vacancy
