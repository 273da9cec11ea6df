#pragma once
// Connection: one client's socket. Reads a request, has it answered, writes the answer, and again;
// so answers leave in the order of the requests, also when they are pipelined. Lives on one
// worker's thread; its deadlines are absolute and looked at by the worker's sweep, so that a client
// which sends a byte now and then gains nothing.

#include "web/http/answer.hpp"
#include "web/http/exchange.hpp"

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace vacancy::web {

using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;

class Connection {
public:
    Connection(Bench& bench, Socket socket);

    /// Until the client leaves, a limit ends it or the server stops.
    Task<void> serve();

    /// Called by the worker's sweep; ends what waits for longer than it may.
    void look_at_deadline(std::int64_t now_ns);
    /// The server stops: an idle connection closes now, a busy one after its answer.
    void hurry();
    void close_now();

private:
    enum class Phase : std::uint8_t { fresh, idle, head, body, working, writing, lingering };
    enum class Got : std::uint8_t { all, closed, refused };

    void enter(Phase phase);
    [[nodiscard]] Task<bool> read_some(std::span<char> into, std::size_t& got);
    Task<Got> read_head();
    [[nodiscard]] std::optional<Got> body_at_hand();
    Task<Got> read_body();
    Task<Got> read_fixed(std::size_t size);
    Task<Got> read_chunked();
    [[nodiscard]] Task<bool> go_on();
    [[nodiscard]] bool make_room();
    void put_off_rest();
    Got refuse(int status, std::string_view detail);

    [[nodiscard]] Task<bool> answer();
    [[nodiscard]] Reply broken_off();
    /// Everything is out, something failed, or nothing: the rest has to wait.
    [[nodiscard]] std::optional<bool> send_at_once(std::size_t& sent);
    [[nodiscard]] Task<bool> send_rest(std::size_t from);
    void format(const Exchange& exchange, const Reply& reply);
    Task<void> linger();

    Bench& bench_;
    Socket socket_;
    std::string peer_;
    Phase phase_ = Phase::fresh;
    std::int64_t deadline_ns_ = 0;  ///< 0: none
    bool expired_ = false;
    bool keep_alive_ = true;

    std::vector<char> in_;  ///< [0, end_) is read; heads are parsed in place
    std::size_t end_ = 0;
    std::size_t head_end_ = 0;
    std::size_t used_ = 0;  ///< what of in_ the present request takes
    std::string body_;      ///< a body that does not stand in in_
    std::string raw_;       ///< chunks not yet decoded
    std::string_view body_view_{};
    std::string out_;
    RequestParser parser_;
    Head head_;
    Request request_;
    std::optional<Refusal> refusal_{};
};

}  // namespace vacancy::web
