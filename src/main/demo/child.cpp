#include "main/demo/child.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>
#include <utility>

namespace vacancy {
namespace {

std::unexpected<Error> system_error(std::string_view what) {
    return fail(ErrorCode::internal, fmt::format("{}: {}", what, std::strerror(errno)));
}

/// Between fork and exec only calls that are safe there.
[[noreturn]] void become(char* const* arguments, int output) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    dup2(output, 1);
    execv("/proc/self/exe", arguments);
    _exit(127);
}

}  // namespace

Result<Child> Child::start(const std::vector<std::string>& arguments) {
    std::vector<std::string> words = arguments;
    words.insert(words.begin(), "vacancy");
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    std::array<int, 2> pipe{};
    if (pipe2(pipe.data(), O_CLOEXEC) != 0) return system_error("a pipe");
    const pid_t pid = fork();
    if (pid == 0) become(pointers.data(), pipe[1]);
    close(pipe[1]);
    if (pid < 0) {
        close(pipe[0]);
        return system_error("starting a process");
    }
    return Child(pid, pipe[0]);
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      output_(std::exchange(other.output_, -1)),
      unread_(std::move(other.unread_)) {}

Child::~Child() {
    if (pid_ > 0) {
        kill(pid_, SIGTERM);
        for (int i = 0; i < 300 && waitpid(pid_, nullptr, WNOHANG) == 0; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
            if (i == 299) {
                kill(pid_, SIGKILL);
                waitpid(pid_, nullptr, 0);
            }
        }
    }
    if (output_ >= 0) close(output_);
}

Result<std::string> Child::read_line(const std::string& start) {
    for (;;) {
        for (auto end = unread_.find('\n'); end != std::string::npos; end = unread_.find('\n')) {
            const std::string line = unread_.substr(0, end);
            unread_.erase(0, end + 1);
            if (line.starts_with(start)) return line.substr(start.size());
        }
        std::array<char, 512> buffer{};
        const ssize_t size = read(output_, buffer.data(), buffer.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0)
            return fail(ErrorCode::internal, "the sandbox ended before it was ready: " + unread_);
        unread_.append(buffer.data(), static_cast<std::size_t>(size));
    }
}

}  // namespace vacancy
