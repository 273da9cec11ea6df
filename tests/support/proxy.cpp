#include "support/proxy.hpp"

#include "support/proxy_wires.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

namespace vacancy::testing {
namespace {

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

int connect_to(const std::string& upstream) {
    std::uint16_t port = 0;
    const char* end = upstream.data() + upstream.size();
    std::from_chars(upstream.data() + upstream.rfind(':') + 1, end, port);
    const sockaddr_in to = loopback(port);
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0) return fd;
    ::close(fd);
    return -1;
}

bool send_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

void reset(int fd) {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

}  // namespace

/// One connection, on a thread of its own.
class ProxyLine {
public:
    ProxyLine(Proxy& proxy, int client)
        : proxy_(proxy),
          wire_(make_wire(proxy.wire_)),
          client_(client),
          server_(connect_to(proxy.upstream_)) {}
    ProxyLine(const ProxyLine&) = delete;
    ProxyLine& operator=(const ProxyLine&) = delete;
    ~ProxyLine() {
        ::close(client_);
        if (server_ >= 0) ::close(server_);
    }

    void run() {
        while (server_ >= 0 && !proxy_.stops_) {
            std::array<pollfd, 2> waits{pollfd{client_, POLLIN, 0}, pollfd{server_, POLLIN, 0}};
            if (::poll(waits.data(), waits.size(), 50) <= 0) continue;
            if (waits[0].revents != 0 && !take(client_, from_client_)) return;
            if (waits[1].revents != 0 && !take(server_, from_server_)) return;
            if (!pass_requests() || !pass_answers()) return;
        }
    }

private:
    static bool take(int fd, std::string& into) {
        std::array<char, 65536> buffer{};
        const auto got = ::recv(fd, buffer.data(), buffer.size(), 0);
        if (got <= 0) return false;
        into.append(buffer.data(), static_cast<std::size_t>(got));
        return true;
    }
    bool forward(int to, std::string& bytes, std::size_t size) {
        const bool sent = send_all(to, std::string_view(bytes).substr(0, size));
        bytes.erase(0, size);
        return sent;
    }
    /// False when the connection ends.
    bool pass_requests() {
        if (wire_->is_opening()) return forward(server_, from_client_, from_client_.size());
        while (!silent_) {
            const auto request = wire_->request_in(from_client_);
            if (!request) return true;
            hit_ = proxy_.strikes(request->message, fault_);
            awaits_ = request->is_answered;
            if (hit_ && fault_.mishap == Mishap::request_lost) return hang_up();
            if (hit_ && fault_.mishap == Mishap::request_ignored) return fall_silent();
            if (!forward(server_, from_client_, request->size)) return false;
        }
        from_client_.clear();
        return true;
    }
    bool pass_answers() {
        if (from_server_.empty()) return true;
        if (wire_->is_opening()) {
            wire_->opened_by(from_server_);
            return forward(client_, from_server_, from_server_.size());
        }
        if (silent_) return from_server_.clear(), true;
        if (!awaits_) return forward(client_, from_server_, from_server_.size());
        const std::size_t size = wire_->answer_in(from_server_);
        if (size == 0) return true;
        awaits_ = false;
        return hit_ ? mishandle(size) : forward(client_, from_server_, size);
    }
    bool mishandle(std::size_t size) {
        hit_ = false;
        switch (fault_.mishap) {
            case Mishap::answer_withheld: return fall_silent();
            case Mishap::answer_late:
                std::this_thread::sleep_for(fault_.pause);
                return forward(client_, from_server_, size);
            case Mishap::answer_trickled:
                for (; size > 0; --size) {
                    std::this_thread::sleep_for(fault_.pause);
                    if (proxy_.stops_ || !forward(client_, from_server_, 1)) return false;
                }
                return true;
            case Mishap::answer_cut: forward(client_, from_server_, size / 2); return false;
            default: return hang_up();
        }
    }
    bool hang_up() const {
        reset(client_);
        return false;
    }
    bool fall_silent() {
        silent_ = true;
        return true;
    }

    Proxy& proxy_;
    std::unique_ptr<ProxyWire> wire_;
    int client_;
    int server_;
    std::string from_client_{};
    std::string from_server_{};
    ProxyFault fault_{};
    bool hit_ = false;
    bool awaits_ = false;
    bool silent_ = false;
};

Proxy::Proxy(Wire wire, std::string upstream) : wire_(wire), upstream_(std::move(upstream)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in any = loopback(0);
    if (::bind(listener_, reinterpret_cast<const sockaddr*>(&any), sizeof any) != 0 ||
        ::listen(listener_, 64) != 0)
        throw std::runtime_error("the proxy cannot listen");
    acceptor_ = std::thread([this] { accept_all(); });
}

Proxy::~Proxy() {
    stops_ = true;
    acceptor_.join();
    for (std::thread& line : lines_) line.join();
    ::close(listener_);
}

std::string Proxy::address() const {
    sockaddr_in own{};
    socklen_t size = sizeof own;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&own), &size);
    return "127.0.0.1:" + std::to_string(ntohs(own.sin_port));
}

void Proxy::arm(ProxyFault fault) {
    const std::scoped_lock lock(guard_);
    faults_.push_back(std::move(fault));
}

void Proxy::heal() {
    const std::scoped_lock lock(guard_);
    faults_.clear();
}

std::vector<std::string> Proxy::seen() const {
    const std::scoped_lock lock(guard_);
    return seen_;
}

void Proxy::accept_all() {
    while (!stops_) {
        pollfd waits{listener_, POLLIN, 0};
        if (::poll(&waits, 1, 50) <= 0) continue;
        const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0) continue;
        lines_.emplace_back([this, client] { ProxyLine(*this, client).run(); });
    }
}

bool Proxy::strikes(const ProxyMessage& message, ProxyFault& fault) {
    const std::scoped_lock lock(guard_);
    seen_.push_back(message.name);
    const auto found = std::ranges::find_if(
        faults_, [&](const ProxyFault& one) { return one.times > 0 && one.matches(message); });
    if (found == faults_.end()) return false;
    --found->times;
    fault = *found;
    ++struck_;
    return true;
}

}  // namespace vacancy::testing
