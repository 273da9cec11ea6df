#include "load/lean.hpp"

#include "trace/task.hpp"

#include <boost/asio.hpp>
#include <pthread.h>

#include <array>
#include <ctime>
#include <string_view>
#include <thread>

namespace vacancy::load {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Socket = asio::basic_stream_socket<Tcp, Executor>;
constexpr asio::use_awaitable_t<Executor> awaiting{};

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

}  // namespace

struct Lean::State {
    State() : acceptor(loop.get_executor(), Tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
        asio::co_spawn(loop.get_executor(), accept(), asio::detached);
        thread = std::thread([this] { loop.run(); });
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        loop.stop();
        thread.join();
    }
    Task<void> accept() {
        for (;;) {
            auto socket = co_await acceptor.async_accept(awaiting);
            socket.set_option(Tcp::no_delay(true));
            asio::co_spawn(loop.get_executor(), hello(std::move(socket)), asio::detached);
        }
    }
    asio::io_context loop{1};
    asio::basic_socket_acceptor<Tcp, Executor> acceptor;
    std::thread thread;
};

Lean::Lean() : state_(std::make_unique<State>()) {}
Lean::~Lean() = default;

std::uint16_t Lean::port() const { return state_->acceptor.local_endpoint().port(); }

double Lean::cpu_s() const {
    clockid_t clock{};
    timespec used{};
    pthread_getcpuclockid(state_->thread.native_handle(), &clock);
    clock_gettime(clock, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

}  // namespace vacancy::load
