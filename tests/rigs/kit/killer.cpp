#include "rigs/kit/killer.hpp"

#include "rigs/kit/within.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace vacancy::rigs {
namespace {

constexpr std::array mutating{Call::pwrite64, Call::write,     Call::fdatasync,
                              Call::fsync,    Call::ftruncate, Call::unlink,
                              Call::rename,   Call::sendto,    Call::sendmsg};
constexpr std::uint32_t everything = store_files | other_files | sockets;

const char* name_of(Call call) { return call_names.at(static_cast<std::size_t>(call)); }

class ShimKiller final : public Killer {
public:
    [[nodiscard]] std::string name() const override { return "shim"; }
    void begin_counting(Town& town) override { town.valve().count(everything); }
    Counts end_counting(Town& town) override {
        town.valve().shut();
        Counts found;
        for (const auto& [call, count] : town.valve().counts())
            if (std::ranges::find(mutating, call) != mutating.end()) found[call] = count;
        return found;
    }
    void arm(Town& town, Call call, std::uint64_t at) override {
        town.valve().arm({.call = call, .at = at, .deed = Deed::kill, .places = everything});
    }
    void disarm(Town& town) override { town.valve().shut(); }
};

/// strace on a running process; it writes what it saw to a file.
class Strace {
public:
    Strace(const std::string& file, pid_t target, std::vector<std::string> options) {
        const std::string traced = std::to_string(target);
        std::vector<std::string> words{"strace", "-f", "-o", file};
        words.insert(words.end(), options.begin(), options.end());
        words.insert(words.end(), {"-p", traced});
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
        pid_ = fork();
        if (pid_ == 0) {
            dup2(ends[1], 2);
            std::vector<char*> pointers;
            for (std::string& word : words) pointers.push_back(word.data());
            pointers.push_back(nullptr);
            execvp("strace", pointers.data());
            _exit(127);
        }
        close(ends[1]);
        errors_ = ends[0];
        wait_until_attached();
    }
    Strace(const Strace&) = delete;
    Strace& operator=(const Strace&) = delete;
    ~Strace() {
        kill(pid_, SIGTERM);  // it lets go of a process that lives
        waitpid(pid_, nullptr, 0);
        close(errors_);
    }
    [[nodiscard]] bool is_attached() const { return said_.find("attached") != std::string::npos; }
    [[nodiscard]] const std::string& said() const { return said_; }

private:
    /// It says "Process N attached with M threads" when it holds them all.
    void wait_until_attached() {
        std::array<char, 512> buffer{};
        while (!is_attached()) {
            const ssize_t size = read(errors_, buffer.data(), buffer.size());
            if (size <= 0) return;
            said_.append(buffer.data(), static_cast<std::size_t>(size));
        }
    }

    pid_t pid_ = -1;
    int errors_ = -1;
    std::string said_;
};

class StraceKiller final : public Killer {
public:
    [[nodiscard]] std::string name() const override { return "strace"; }

    void begin_counting(Town& town) override {
        std::string all = "trace=";
        for (const Call call : mutating) all += std::string(name_of(call)) + ",";
        all.pop_back();
        strace_ = std::make_unique<Strace>(file_of(town), town.server().pid(),
                                           std::vector<std::string>{"-e", all});
    }

    Counts end_counting(Town& town) override {
        strace_.reset();
        std::map<std::pair<std::string, Call>, std::uint64_t> seen;  // by thread
        std::ifstream in(file_of(town));
        for (std::string line; std::getline(in, line);) {
            std::istringstream words(line);
            std::string thread;
            std::string call;
            words >> thread >> call;
            for (const Call known : mutating)
                if (call.starts_with(std::string(name_of(known)) + "(")) ++seen[{thread, known}];
        }
        Counts most;
        for (const auto& [key, count] : seen) most[key.second] = std::max(most[key.second], count);
        return most;
    }

    void arm(Town& town, Call call, std::uint64_t at) override {
        const std::string name = name_of(call);
        strace_ = std::make_unique<Strace>(
            file_of(town), town.server().pid(),
            std::vector<std::string>{"-e", "trace=" + name, "-e",
                                     "inject=" + name + ":signal=KILL:when=" + std::to_string(at)});
    }

    void disarm(Town& /*town*/) override { strace_.reset(); }

private:
    static std::string file_of(const Town& town) { return town.directory() + "/strace"; }

    std::unique_ptr<Strace> strace_;
};

}  // namespace

std::unique_ptr<Killer> shim_killer() { return std::make_unique<ShimKiller>(); }

std::unique_ptr<Killer> strace_killer(std::string& why) {
    const pid_t sleeper = fork();
    if (sleeper == 0) {
        execlp("sleep", "sleep", "60", static_cast<char*>(nullptr));
        _exit(127);
    }
    bool works = false;
    {
        const Strace tried("/dev/null", sleeper, {"-e", "trace=write"});
        works = tried.is_attached();
        why = "strace may not trace here: " + tried.said();
    }
    kill(sleeper, SIGKILL);
    waitpid(sleeper, nullptr, 0);
    if (!works) return nullptr;
    why.clear();
    return std::make_unique<StraceKiller>();
}

}  // namespace vacancy::rigs
