// What an answer of GET /healthz costs: our whole server (router, limits, span recorded and tail
// sampled, request id) against a lean Asio coroutine that reads up to the empty line and writes a
// fixed answer. Both have one thread; the client is the main thread, whose CPU is not counted. Runs
// are interleaved.
//
// bench_http_floor [runs] [requests a run] [connections]

#include "db/database.hpp"
#include "load/lean.hpp"
#include "load/report.hpp"
#include "trace/recorder.hpp"
#include "web/server.hpp"

#include <arpa/inet.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string_view>
#include <vector>

namespace {

using namespace vacancy;
constexpr std::string_view request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

double seconds_of(clockid_t clock) {
    timespec at{};
    clock_gettime(clock, &at);
    return static_cast<double>(at.tv_sec) + static_cast<double>(at.tv_nsec) / 1e9;
}

struct Cost {
    double cpu_us = 0;
    double per_second = 0;
};

/// A closed loop over the connections; CPU of the process without this thread's.
Cost drive(std::uint16_t port, int requests, int connections) {
    const int poll = ::epoll_create1(0);
    std::vector<int> sockets;
    for (int i = 0; i < connections; ++i) {
        const int s = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(s, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) std::abort();
        epoll_event event{.events = EPOLLIN, .data = {.fd = s}};
        ::epoll_ctl(poll, EPOLL_CTL_ADD, s, &event);
        sockets.push_back(s);
    }
    const double process = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    const double thread = seconds_of(CLOCK_THREAD_CPUTIME_ID);
    const double began = seconds_of(CLOCK_MONOTONIC);
    for (const int s : sockets) ::send(s, request.data(), request.size(), 0);
    std::array<epoll_event, 256> events{};
    std::array<char, 4096> bytes{};
    for (int done = 0; done < requests;) {
        const int ready = ::epoll_wait(poll, events.data(), static_cast<int>(events.size()), -1);
        for (int i = 0; i < ready; ++i) {
            const int s = events[static_cast<std::size_t>(i)].data.fd;
            const auto got = ::recv(s, bytes.data(), bytes.size(), 0);
            if (got < 12 || std::memcmp(bytes.data() + 9, "200", 3) != 0) std::abort();
            if (++done + connections <= requests) ::send(s, request.data(), request.size(), 0);
        }
    }
    Cost cost;
    cost.per_second = requests / (seconds_of(CLOCK_MONOTONIC) - began);
    cost.cpu_us = (seconds_of(CLOCK_PROCESS_CPUTIME_ID) - process -
                   (seconds_of(CLOCK_THREAD_CPUTIME_ID) - thread)) *
                  1e6 / requests;
    for (const int s : sockets) ::close(s);
    ::close(poll);
    return cost;
}

}  // namespace

int main(int count, char** given) {
    const int runs = count > 1 ? std::atoi(given[1]) : 7;
    const int requests = count > 2 ? std::atoi(given[2]) : 100'000;
    const int connections = count > 3 ? std::atoi(given[3]) : 32;
    auto db = db::open_database({.url = "sqlite::memory:"});
    if (!db) return 1;
    trace::Recorder recorder;
    const web::Router router;
    web::ServerOptions options;
    options.listen = "127.0.0.1:0";
    options.threads = 1;
    options.requests_per_minute_per_address = 0;
    web::Server server(options, router, **db, recorder);
    server.start();
    const auto port = static_cast<std::uint16_t>(
        std::atoi(server.base_url().substr(server.base_url().rfind(':') + 1).c_str()));
    const load::Lean lean;
    load::Report report("http_floor", "us");
    report.goal("at most 1.3");
    std::vector<double> rates;
    for (int run = -1; run < runs; ++run) {  // the first round warms up and is not counted
        const Cost rival = drive(lean.port(), requests, connections);
        const Cost ours = drive(port, requests, connections);
        if (run < 0) continue;
        report.pair(ours.cpu_us, rival.cpu_us, ours.cpu_us);
        rates.push_back(ours.per_second);
    }
    report.add("requests_per_second", load::median(rates));
    report.print();
    server.stop(std::chrono::milliseconds(500));
    return 0;
}
