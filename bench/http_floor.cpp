// What an answer of GET /healthz costs: our whole server (router, limits, span recorded and tail
// sampled, request id) against a lean Asio coroutine that reads up to the empty line and writes a
// fixed answer. Both have one thread; the client is the main thread, whose CPU is not counted. Runs
// are interleaved.
//
// bench_http_floor [runs] [requests a run] [connections]

#include "db/database.hpp"
#include "trace/recorder.hpp"
#include "web/server.hpp"

#include <arpa/inet.h>
#include <boost/asio.hpp>
#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using namespace vacancy;
namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Socket = asio::basic_stream_socket<Tcp, Executor>;
constexpr asio::use_awaitable_t<Executor> awaiting{};
constexpr std::string_view request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

Task<void> hello(Socket socket) {
    constexpr std::string_view answer =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n"
        "{\"status\":\"ok\"}";
    std::array<char, 4096> buffer;
    std::size_t size = 0;
    boost::system::error_code failure;
    for (;;) {
        const auto room = asio::buffer(buffer) + size;
        size += co_await socket.async_read_some(room, asio::redirect_error(awaiting, failure));
        if (failure) co_return;
        if (std::string_view(buffer.data(), size).find("\r\n\r\n") == std::string_view::npos)
            continue;
        size = 0;
        const auto bytes = asio::buffer(answer);
        co_await asio::async_write(socket, bytes, asio::redirect_error(awaiting, failure));
        if (failure) co_return;
    }
}

/// The rival: nothing but Asio.
class Lean {
public:
    Lean() : acceptor_(loop_.get_executor(), Tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
        asio::co_spawn(loop_.get_executor(), accept(), asio::detached);
        thread_ = std::thread([this] { loop_.run(); });
    }
    Lean(const Lean&) = delete;
    Lean& operator=(const Lean&) = delete;
    ~Lean() {
        loop_.stop();
        thread_.join();
    }
    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

private:
    Task<void> accept() {
        for (;;) {
            auto socket = co_await acceptor_.async_accept(awaiting);
            socket.set_option(Tcp::no_delay(true));
            asio::co_spawn(loop_.get_executor(), hello(std::move(socket)), asio::detached);
        }
    }
    asio::io_context loop_{1};
    asio::basic_socket_acceptor<Tcp, Executor> acceptor_;
    std::thread thread_;
};

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

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
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
    const Lean lean;
    std::vector<double> ours, rival, ratios, rates;
    for (int run = -1; run < runs; ++run) {  // the first round warms up and is not counted
        const Cost rival_cost = drive(lean.port(), requests, connections);
        const Cost our_cost = drive(port, requests, connections);
        if (run < 0) continue;
        ours.push_back(our_cost.cpu_us);
        rival.push_back(rival_cost.cpu_us);
        ratios.push_back(our_cost.cpu_us / rival_cost.cpu_us);
        rates.push_back(our_cost.per_second);
    }
    const auto [least, most] = std::ranges::minmax(ratios);
    double load = 0;
    getloadavg(&load, 1);
    fmt::print(
        "{{\"bench\":\"http_floor\",\"ours\":{:.2f},\"rival\":{:.2f},\"ratio\":{:.2f},"
        "\"unit\":\"us\",\"cpu_us\":{:.2f},\"n\":{},\"spread\":{:.2f},\"load\":{:.1f},"
        "\"requests_per_second\":{:.0f}}}\n",
        median(ours), median(rival), median(ratios), median(ours), runs,
        (most - least) / median(ratios), load, median(rates));
    server.stop(std::chrono::milliseconds(500));
    return 0;
}
