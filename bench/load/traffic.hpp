#pragma once
// The load generator. Open loop: requests are due at moments drawn beforehand, whatever the server
// does, and a latency counts from the moment its request was due, so that a server which stalls
// cannot hide it. Closed loop (`per_second` 0): each connection asks again when it was answered; to
// find a capacity. One thread, epoll, keep-alive connections over loopback.

#include "load/histogram.hpp"

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace vacancy::load {

/// One sort of request of a mix.
struct Kind {
    std::string name;
    double share = 1;  ///< of the mix
    /// Appends the bytes of the next request; false: there is nothing to ask for now.
    std::function<bool(std::string& bytes)> make;
    std::function<void(int status, std::string_view body)> answered{};
};

struct Plan {
    std::uint16_t port = 0;
    int connections = 64;
    double per_second = 0;   ///< 0: closed loop
    double seconds = 5;      ///< of sending; answers are waited for a little longer
    std::uint64_t most = 0;  ///< requests; 0: as many as the time allows
    std::uint64_t seed = 1;
    std::function<double()> cpu_s{};  ///< CPU seconds the server has used; none: not measured
};

struct KindResult {
    std::string name{};
    std::uint64_t sent = 0;
    std::uint64_t good = 0;     ///< 2xx
    std::uint64_t refused = 0;  ///< 429 and 503
    std::uint64_t without_retry_after = 0;
    std::uint64_t broken = 0;  ///< the connection ended instead
    std::map<int, std::uint64_t> statuses{};
    Histogram accepted{};    ///< latencies of 2xx
    Histogram refused_in{};  ///< latencies of 429 and 503
    Histogram turnaround{};  ///< of refusals, from the moment they were really sent
};

struct Outcome {
    std::vector<KindResult> kinds{};
    double seconds = 0;        ///< from the first request to the last answer
    double server_cpu_s = 0;   ///< user and system, all threads
    std::uint64_t unsent = 0;  ///< due, but every connection was waiting for an answer to the end
    std::uint64_t unanswered = 0;

    [[nodiscard]] std::uint64_t sent() const;
    [[nodiscard]] std::uint64_t good() const;
    [[nodiscard]] double good_per_second() const;
    [[nodiscard]] double cpu_us_per_good() const;
    [[nodiscard]] double cpu_us_per_request() const;
    [[nodiscard]] const KindResult& of(std::string_view name) const;
    [[nodiscard]] std::string json() const;
};

/// Throws std::runtime_error when the server cannot be reached.
[[nodiscard]] Outcome run(const Plan& plan, const std::vector<Kind>& kinds);

/// CPU time a process has used so far, in seconds.
[[nodiscard]] double cpu_seconds_of(pid_t process);

}  // namespace vacancy::load
