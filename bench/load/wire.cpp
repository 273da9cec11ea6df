#include "load/wire.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <stdexcept>

namespace vacancy::load {
namespace {

std::string_view value_of(std::string_view head, std::string_view name) {
    const std::size_t at = head.find(name);
    if (at == std::string_view::npos) return {};
    head.remove_prefix(at + name.size());
    return head.substr(0, head.find("\r\n"));
}

}  // namespace

Wire::Wire(std::uint16_t port) : port_(port) { reopen(); }

Wire::~Wire() { ::close(socket_); }

void Wire::reopen() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port_);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
        throw std::runtime_error("nobody listens where the load should go");
    const int yes = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    done();
}

bool Wire::send(std::string_view bytes) {
    waiting_ = true;
    while (!bytes.empty()) {
        const auto got = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (got <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(got));
    }
    return true;
}

Wire::Got Wire::receive() {
    constexpr std::size_t step = 16384;
    const std::size_t before = in_.size();
    in_.resize(before + step);
    const auto got = ::recv(socket_, in_.data() + before, step, MSG_DONTWAIT);
    in_.resize(before + (got > 0 ? static_cast<std::size_t>(got) : 0));
    if (got == 0 || (got < 0 && errno != EAGAIN)) return Got::closed;
    if (head_ == 0) {
        const std::size_t end = in_.find("\r\n\r\n");
        if (end == std::string::npos) return Got::nothing;
        head_ = end + 4;
        const std::string_view head = std::string_view(in_).substr(0, head_);
        const std::string_view length = value_of(head, "\r\nContent-Length: ");
        std::size_t size = 0;
        std::from_chars(length.data(), length.data() + length.size(), size);
        whole_ = head_ + size;
        closes_ = value_of(head, "\r\nConnection: ") == "close";
    }
    return in_.size() < whole_ ? Got::nothing : Got::answer;
}

int Wire::status() const {
    int status = 0;
    if (in_.size() > 12) std::from_chars(in_.data() + 9, in_.data() + 12, status);
    return status;
}

std::string_view Wire::body() const { return std::string_view(in_).substr(head_, whole_ - head_); }

bool Wire::has_header(std::string_view name) const {
    const std::string_view head = std::string_view(in_).substr(0, head_);
    for (std::size_t at = head.find(name); at != std::string_view::npos;
         at = head.find(name, at + 1)) {
        if (head.substr(at - 2, 2) == "\r\n" && head.substr(at + name.size(), 1) == ":")
            return true;
    }
    return false;
}

void Wire::done() {
    waiting_ = closes_ = false;
    in_.clear();
    head_ = whole_ = 0;
}

}  // namespace vacancy::load
