#pragma once
// Wire: one keep-alive connection of the load generator with at most one request on its way. Knows
// just enough of HTTP/1.1: a status, Content-Length, Connection: close.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace vacancy::load {

class Wire {
public:
    enum class Got : std::uint8_t { nothing, answer, closed };

    explicit Wire(std::uint16_t port);  ///< throws std::runtime_error when nobody listens
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;
    ~Wire();

    [[nodiscard]] int socket() const { return socket_; }
    void reopen();
    /// False: the other side has closed.
    [[nodiscard]] bool send(std::string_view bytes);
    [[nodiscard]] Got receive();
    [[nodiscard]] bool is_waiting() const { return waiting_; }

    // The answer that `receive` told of, until `done`.
    [[nodiscard]] int status() const;
    [[nodiscard]] std::string_view body() const;
    [[nodiscard]] bool has_header(std::string_view name) const;
    [[nodiscard]] bool says_close() const { return closes_; }
    void done();

    // The driver's own notes about the request on its way.
    std::size_t kind = 0;
    std::int64_t due = 0;
    std::int64_t sent = 0;

private:
    std::uint16_t port_;
    int socket_ = -1;
    bool waiting_ = false;
    bool closes_ = false;
    std::string in_{};
    std::size_t head_ = 0;   ///< bytes of the head, 0: not all of it is here
    std::size_t whole_ = 0;  ///< bytes of head and body
};

}  // namespace vacancy::load
