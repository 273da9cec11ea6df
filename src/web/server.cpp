#include "web/server.hpp"

#include "web/built_in.hpp"
#include "web/server_worker.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <charconv>
#include <stdexcept>
#include <thread>

namespace vacancy::web {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Tcp = asio::ip::tcp;
using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;
constexpr asio::use_awaitable_t<Executor> awaiting{};
constexpr std::string_view full =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n"
    "Connection: close\r\n\r\n";

/// "127.0.0.1:8080", "[::1]:8080"
Tcp::endpoint endpoint_of(std::string_view listen) {
    const std::size_t colon = listen.rfind(':');
    std::string_view host = listen.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (host == "localhost") host = "127.0.0.1";
    error_code failure;
    const auto address = asio::ip::make_address(host, failure);
    unsigned short port = 0;
    const std::string_view digits =
        colon == std::string_view::npos ? std::string_view() : listen.substr(colon + 1);
    const char* end = digits.data() + digits.size();
    const auto [stop, wrong] = std::from_chars(digits.data(), end, port);
    if (failure || digits.empty() || wrong != std::errc{} || stop != end)
        throw std::runtime_error(
            fmt::format("cannot listen on '{}': write ADDRESS:PORT, like 127.0.0.1:8080", listen));
    return {address, port};
}

}  // namespace

struct Server::State {
    State(ServerOptions options, const Router& router, db::Database& db, trace::Recorder& recorder)
        : built_in(options, router, db), shared(options, built_in.router(), db, recorder) {
        for (int i = 0; i < std::max(options.threads, 1); ++i)
            workers.push_back(std::make_unique<Worker>(shared, i == 0));
        acceptor.emplace(workers.front()->executor());
        key_pause.emplace(workers.back()->executor());
    }
    void listen();
    void start();
    Task<void> accept();
    Task<void> tidy_keys();
    [[nodiscard]] int connections() const;
    [[nodiscard]] bool wait_for_quiet(std::chrono::steady_clock::time_point until) const;
    void close_acceptor();

    BuiltIn built_in;
    Shared shared;
    std::vector<std::unique_ptr<Worker>> workers;
    std::optional<Acceptor> acceptor{};
    std::optional<Timer> key_pause{};
    std::string url{};
    bool started = false;
    bool at_rest = true;  ///< nobody outside still holds a piece of it
};

void Server::State::listen() {
    const Tcp::endpoint endpoint = endpoint_of(shared.options.listen);
    error_code failure;
    const auto check = [&] {
        if (failure)
            throw std::runtime_error(
                fmt::format("cannot listen on {}: {}", shared.options.listen, failure.message()));
    };
    acceptor->open(endpoint.protocol(), failure);
    check();
    acceptor->set_option(asio::socket_base::reuse_address(true), failure);
    check();
    acceptor->bind(endpoint, failure);
    check();
    acceptor->listen(4096, failure);
    check();
    const Tcp::endpoint bound = acceptor->local_endpoint();
    shared.host = bound.address().to_string();
    shared.port = bound.port();
    url = bound.address().is_v6() ? fmt::format("http://[{}]:{}", shared.host, shared.port)
                                  : fmt::format("http://{}:{}", shared.host, shared.port);
}

void Server::State::start() {
    started = true;
    asio::co_spawn(workers.front()->executor(), accept(), asio::detached);
    asio::co_spawn(workers.back()->executor(), tidy_keys(), asio::detached);
    for (const auto& worker : workers) worker->start();
}

int Server::State::connections() const {
    int sum = 0;
    for (const auto& worker : workers) sum += worker->connections();
    return sum;
}

Task<void> Server::State::accept() {
    Timer pause(workers.front()->executor());
    for (std::size_t next = 0;; next = (next + 1) % workers.size()) {
        Worker& worker = *workers.at(next);
        error_code failure;
        const Executor executor = worker.executor();
        auto socket =
            co_await acceptor->async_accept(executor, asio::redirect_error(awaiting, failure));
        if (shared.stopping) co_return;
        if (failure) {  // such as no more file descriptors: others may leave meanwhile
            pause.expires_after(std::chrono::milliseconds(50));
            co_await pause.async_wait(awaiting);
            continue;
        }
        if (connections() >= shared.options.max_connections) {
            shared.recorder.metrics().add(metric::vacancy_http_shed, 1, {"connections"});
            error_code ignored;  // it is a courtesy
            socket.non_blocking(true, ignored);
            socket.write_some(asio::buffer(full), ignored);
            continue;
        }
        worker.expect();
        worker.adopt(std::move(socket));
    }
}

Task<void> Server::State::tidy_keys() {
    while (!shared.stopping) {
        key_pause->expires_after(std::chrono::minutes(1));
        error_code woken;  // by the end
        co_await key_pause->async_wait(asio::redirect_error(awaiting, woken));
        if (shared.stopping) co_return;
        Step silent = Step::silent();
        const auto swept = co_await shared.idempotency.sweep(silent);
        if (!swept)
            shared.recorder.log().write(
                trace::Severity::warn, "old idempotency keys could not be deleted",
                {trace::attribute(attr::error_type, name_of(swept.error().code))});
    }
}

void Server::State::close_acceptor() {
    asio::post(workers.front()->executor(), [this] {
        error_code ignored;  // it only ever closes once
        acceptor->close(ignored);
    });
    asio::post(workers.back()->executor(), [this] { key_pause->cancel(); });
}

bool Server::State::wait_for_quiet(std::chrono::steady_clock::time_point until) const {
    while (connections() > 0) {
        if (std::chrono::steady_clock::now() >= until) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

Server::Server(ServerOptions options, const Router& router, db::Database& db,
               trace::Recorder& recorder)
    : state_(std::make_unique<State>(std::move(options), router, db, recorder)) {
    state_->listen();
}

Server::~Server() {
    stop(std::chrono::milliseconds(0));
    // A handler that never came back may still be waited for by a database or gateway thread, which
    // would answer into freed memory. The process is about to end: its frame is kept, not run.
    static auto& abandoned = *new std::vector<std::unique_ptr<State>>;  // outlives static objects
    if (!state_->at_rest) abandoned.push_back(std::move(state_));
}

std::string Server::base_url() const { return state_->url; }

void Server::start() { state_->start(); }

void Server::stop(std::chrono::milliseconds deadline) {
    if (state_->shared.stopping.exchange(true)) return;
    if (!state_->started) return;
    state_->close_acceptor();
    for (const auto& worker : state_->workers) worker->hurry();
    const auto until = std::chrono::steady_clock::now() + deadline;
    if (!state_->wait_for_quiet(until)) {
        for (const auto& worker : state_->workers) worker->close_all();
        // Handlers that wait for the store come back soon; their sockets are gone already.
        constexpr std::chrono::milliseconds last_chance{500};
        static_cast<void>(state_->wait_for_quiet(std::chrono::steady_clock::now() + last_chance));
    }
    for (const auto& worker : state_->workers) state_->at_rest &= worker->stop();
}

Executor Server::executor(std::size_t n) {
    return state_->workers.at(n % state_->workers.size())->executor();
}

}  // namespace vacancy::web
