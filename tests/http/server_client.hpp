#pragma once
// A client that sends the bytes it is told and reads answers one by one; a limit of 20 s on every
// read keeps a broken server from hanging the tests.

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <charconv>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace vacancy::web::test {

struct Answer {
    int status = 0;                                ///< 0: the connection was closed instead
    std::map<std::string, std::string> headers{};  ///< names lower case
    std::string body{};
    std::string bytes{};  ///< all of it as it came

    [[nodiscard]] std::string header(const std::string& name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? std::string() : found->second;
    }
    [[nodiscard]] bool says(std::string_view text) const {
        return body.find(text) != std::string::npos;
    }
};

class Client {
public:
    explicit Client(std::uint16_t port, int receive_buffer = 0)
        : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        if (receive_buffer > 0)
            ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        const timeval limit{.tv_sec = 20, .tv_usec = 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0);
    }
    ~Client() { ::close(socket_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// False when the server has closed already.
    bool send(std::string_view bytes) const {
        while (!bytes.empty()) {
            const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    void finish_sending() const { ::shutdown(socket_, SHUT_WR); }

    /// The next answer; its body by Content-Length, none after HEAD.
    Answer read(bool head_only = false) {
        Answer answer;
        std::size_t end = std::string::npos;
        while ((end = seen_.find("\r\n\r\n")) == std::string::npos) {
            if (!more()) return answer;
        }
        parse(std::string_view(seen_).substr(0, end + 2), answer);
        std::size_t size = 0;
        const std::string length = answer.header("content-length");
        std::from_chars(length.data(), length.data() + length.size(), size);
        if (head_only || answer.status == 100) size = 0;
        while (seen_.size() < end + 4 + size) {
            if (!more()) return {};
        }
        answer.body = seen_.substr(end + 4, size);
        answer.bytes = seen_.substr(0, end + 4 + size);
        seen_.erase(0, end + 4 + size);
        return answer;
    }
    Answer ask(std::string_view bytes) {
        send(bytes);
        return read();
    }
    Answer get(std::string_view target, std::string_view headers = {}) {
        return ask(fmt::format("GET {} HTTP/1.1\r\nHost: a\r\n{}\r\n", target, headers));
    }
    Answer post(std::string_view target, std::string_view body, std::string_view headers = {}) {
        return ask(posting(target, body, headers));
    }
    static std::string posting(std::string_view target, std::string_view body,
                               std::string_view headers = {}) {
        return fmt::format(
            "POST {} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            "Content-Length: {}\r\n{}\r\n{}",
            target, body.size(), headers, body);
    }
    /// Whatever comes until the server closes.
    std::string all() {
        while (more()) {
        }
        return std::exchange(seen_, {});
    }
    /// The server has closed and sent nothing more.
    bool is_closed() {
        while (more()) {
        }
        return seen_.empty();
    }

private:
    bool more() {
        char buffer[65536];
        const auto got = ::recv(socket_, buffer, sizeof buffer, 0);
        if (got <= 0) return false;
        seen_.append(buffer, static_cast<std::size_t>(got));
        return true;
    }
    static void parse(std::string_view head, Answer& answer) {
        std::from_chars(head.data() + 9, head.data() + 12, answer.status);
        head.remove_prefix(head.find("\r\n") + 2);
        while (!head.empty()) {
            const std::string_view line = head.substr(0, head.find("\r\n"));
            head.remove_prefix(line.size() + 2);
            const std::size_t colon = line.find(": ");
            std::string name(line.substr(0, colon));
            for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
            answer.headers[name] = line.substr(colon + 2);
        }
    }
    int socket_;
    std::string seen_{};
};

}  // namespace vacancy::web::test
