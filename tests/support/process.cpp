#include "support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

namespace vacancy::testing {
namespace {

std::string binary() {
    const char* given = std::getenv("VACANCY_BINARY");
    if (given == nullptr) throw std::runtime_error("VACANCY_BINARY names no program");
    return given;
}

std::vector<char*> pointers_to(std::vector<std::string>& words) {
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    return pointers;
}

std::vector<std::string> environment_with(const std::map<std::string, std::string>& variables) {
    std::vector<std::string> lines;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string line = *entry;
        if (!variables.contains(line.substr(0, line.find('=')))) lines.push_back(line);
    }
    for (const auto& [name, value] : variables) lines.push_back(name + "=" + value);
    return lines;
}

std::string unique_name() {
    std::string name = (std::filesystem::temp_directory_path() / "vacancy-log-XXXXXX").string();
    const int file = mkstemp(name.data());
    if (file >= 0) close(file);
    return name;
}

}  // namespace

Process::Process(const std::vector<std::string>& arguments,
                 const std::map<std::string, std::string>& variables)
    : error_file_(unique_name()) {
    const std::string program = binary();
    std::vector<std::string> words = arguments;
    words.insert(words.begin(), program);
    std::vector<std::string> lines = environment_with(variables);
    const auto argv = pointers_to(words);
    const auto envp = pointers_to(lines);
    std::array<int, 2> pipe{};
    if (pipe2(pipe.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    const int errors = open(error_file_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    pid_ = fork();
    if (pid_ == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that crashes leaves nothing running
        dup2(pipe[1], 1);
        dup2(errors, 2);
        execve(program.c_str(), argv.data(), envp.data());
        _exit(127);
    }
    close(pipe[1]);
    close(errors);
    output_ = pipe[0];
}

Process::~Process() {
    if (is_running()) {
        signal(SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    close(output_);
    std::filesystem::remove(error_file_);
}

std::string Process::line(const std::string& start) {
    for (;;) {
        for (auto end = unread_.find('\n'); end != std::string::npos; end = unread_.find('\n')) {
            const std::string line = unread_.substr(0, end);
            unread_.erase(0, end + 1);
            if (line.starts_with(start)) return line.substr(start.size());
        }
        pollfd ready{.fd = output_, .events = POLLIN, .revents = 0};
        if (poll(&ready, 1, 120'000) == 0) throw std::runtime_error("it says nothing: " + log());
        std::array<char, 4096> buffer{};
        const ssize_t size = read(output_, buffer.data(), buffer.size());
        if (size <= 0) throw std::runtime_error("it ended before \"" + start + "\": " + log());
        unread_.append(buffer.data(), static_cast<std::size_t>(size));
    }
}

void Process::signal(int number) const { kill(pid_, number); }

bool Process::is_running() {
    if (ended_) return false;
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) != pid_) return true;
    ended_ = true;
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    return false;
}

int Process::wait(std::chrono::seconds limit) {
    const auto until = std::chrono::steady_clock::now() + limit;
    while (is_running()) {
        if (std::chrono::steady_clock::now() > until)
            throw std::runtime_error("it does not end: " + log());
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return status_;
}

std::string Process::log() const {
    std::ifstream in(error_file_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string Process::rest() {
    std::array<char, 65536> buffer{};
    for (;;) {
        const ssize_t size = read(output_, buffer.data(), buffer.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return std::move(unread_);
        unread_.append(buffer.data(), static_cast<std::size_t>(size));
    }
}

TemporaryDirectory::TemporaryDirectory() {
    path_ = (std::filesystem::temp_directory_path() / "vacancy-test-XXXXXX").string();
    if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("no temporary directory");
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code code;
    std::filesystem::remove_all(path_, code);
}

}  // namespace vacancy::testing
