#pragma once
// Process: the real program, started by a test with arguments and variables of its own, read line
// by line, stopped or killed; and never left behind.

#include <sys/types.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace vacancy::testing {

class Process {
public:
    /// `vacancy <arguments>` (VACANCY_BINARY) with these variables added to the environment.
    explicit Process(const std::vector<std::string>& arguments,
                     const std::map<std::string, std::string>& variables = {});
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process();  ///< SIGKILL, if it still runs

    /// The rest of the first line of its output that begins with `start`; throws when it ends
    /// first, with all it had said.
    std::string line(const std::string& start);
    void signal(int number) const;
    /// Waits for its end: exit status, or minus the signal that ended it. Throws after the limit.
    int wait(std::chrono::seconds limit = std::chrono::seconds(60));
    [[nodiscard]] bool is_running();
    [[nodiscard]] pid_t pid() const { return pid_; }
    /// All that it wrote to standard error until now (its log).
    [[nodiscard]] std::string log() const;
    /// What it wrote to standard output and nobody has read yet; to the end when it has ended.
    std::string rest();

private:
    pid_t pid_ = -1;
    int output_ = -1;
    std::string error_file_;
    std::string unread_;
    bool ended_ = false;
    int status_ = 0;
};

/// A directory that goes away with its contents.
class TemporaryDirectory {
public:
    TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    ~TemporaryDirectory();
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

}  // namespace vacancy::testing
