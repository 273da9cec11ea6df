#pragma once
// Child: another process of this program (the sandbox of the demo), ended when this goes.

#include "base/error.hpp"

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace vacancy {

class Child {
public:
    /// Runs this very program with these arguments; its standard output can be read.
    static Result<Child> start(const std::vector<std::string>& arguments);
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    Child(Child&& other) noexcept;
    Child& operator=(Child&&) = delete;
    ~Child();  ///< SIGTERM, then SIGKILL after three seconds

    /// The rest of the first line that begins with `start`; an error when the child ended first.
    Result<std::string> read_line(const std::string& start);

private:
    Child(pid_t pid, int output) : pid_(pid), output_(output) {}
    pid_t pid_;
    int output_;
    std::string unread_{};
};

}  // namespace vacancy
