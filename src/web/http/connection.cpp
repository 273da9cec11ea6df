#include "web/http/connection.hpp"

#include "web/body.hpp"
#include "web/json/spare.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <cstring>

namespace vacancy::web {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr asio::use_awaitable_t<Executor> awaiting{};
constexpr std::size_t first_buffer = 4096;
constexpr std::size_t read_step = 16384;

/// The worker's clock may be as old as its last sweep: nobody's time is cut short.
constexpr std::chrono::nanoseconds clock_age = std::chrono::milliseconds(100);

std::string address_of(const Socket& socket) {
    error_code failure;
    const auto peer = socket.remote_endpoint(failure);
    return failure ? std::string("unknown") : peer.address().to_string();
}

}  // namespace

Connection::Connection(Bench& bench, Socket socket)
    : bench_(bench), socket_(std::move(socket)), peer_(address_of(socket_)), in_(first_buffer) {
    error_code ignored;  // both are for speed; a socket that refuses them works as well
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket_.non_blocking(true, ignored);
    enter(Phase::fresh);
}

void Connection::enter(Phase phase) {
    const ServerOptions& options = bench_.shared.options;
    phase_ = phase;
    std::chrono::nanoseconds allowed{0};
    switch (phase) {
        case Phase::fresh:
        case Phase::head: allowed = options.header_deadline; break;
        case Phase::idle: allowed = options.idle_deadline; break;
        case Phase::body: allowed = options.body_deadline; break;
        case Phase::writing: allowed = options.write_deadline; break;
        case Phase::lingering: allowed = std::chrono::seconds(1); break;
        case Phase::working: deadline_ns_ = 0; return;
    }
    deadline_ns_ = bench_.now_ns + (allowed + clock_age).count();
}

void Connection::look_at_deadline(std::int64_t now) {
    if (deadline_ns_ == 0 || now < deadline_ns_ || expired_) return;
    expired_ = true;
    error_code ignored;
    socket_.cancel(ignored);
}

void Connection::hurry() {
    keep_alive_ = false;
    if (phase_ == Phase::fresh || phase_ == Phase::idle) close_now();
}

void Connection::close_now() {
    error_code ignored;  // closing what is closed already is fine
    socket_.close(ignored);
}

Task<void> Connection::serve() {
    bool more = true;
    while (more) {
        Got got = co_await read_head();
        if (got == Got::all) {
            const auto at_hand = body_at_hand();
            got = at_hand ? *at_hand : co_await read_body();
        }
        if (got == Got::closed) break;
        more = co_await answer();
    }
    close_now();
}

Task<bool> Connection::read_some(std::span<char> into, std::size_t& got) {
    error_code failure;
    const auto buffer = asio::buffer(into.data(), into.size());
    got = co_await socket_.async_read_some(buffer, asio::redirect_error(awaiting, failure));
    co_return !failure && !expired_ && got > 0;
}

Connection::Got Connection::refuse(int status, std::string_view detail) {
    refusal_ = Refusal{status, detail};
    keep_alive_ = false;
    return Got::refused;
}

bool Connection::make_room() {
    if (end_ < in_.size()) return true;
    const std::size_t most = bench_.shared.options.max_header_bytes;
    if (in_.size() >= most) return false;
    in_.resize(std::min(most, in_.size() * 2));
    return true;
}

Task<Connection::Got> Connection::read_head() {
    refusal_.reset();
    if (end_ > 0) enter(Phase::head);  // the next request is here already
    for (;;) {
        const auto [head_size, wrong] = RequestParser::head_end(std::string_view(in_.data(), end_));
        if (wrong) co_return refuse(wrong->status, wrong->detail);
        head_end_ = head_size;
        if (head_size > bench_.shared.options.max_header_bytes)
            co_return refuse(431, "the head of the request is too large");
        if (head_size > 0) break;
        if (!make_room()) co_return refuse(431, "the head of the request is too large");
        std::size_t got = 0;
        error_code failure;
        const auto room = asio::buffer(in_.data() + end_, in_.size() - end_);
        got = co_await socket_.async_read_some(room, asio::redirect_error(awaiting, failure));
        const bool more = !failure && !expired_ && got > 0;
        if (!more && expired_ && end_ > 0) co_return refuse(408, "the head came too slowly");
        if (!more) co_return Got::closed;
        if (end_ == 0) enter(Phase::head);
        end_ += got;
    }
    if (auto wrong = parser_.parse(std::span(in_).first(head_end_), head_))
        co_return refuse(wrong->status, wrong->detail);
    keep_alive_ = keep_alive_ && head_.keep_alive;
    co_return Got::all;
}

/// A body that came with its head, or none, needs no waiting.
std::optional<Connection::Got> Connection::body_at_hand() {
    used_ = head_end_;
    body_view_ = {};
    if (head_.chunked) return std::nullopt;
    if (head_.content_length > bench_.shared.options.max_body_bytes)
        return refuse(413, "the body is too large");
    if (end_ - head_end_ < head_.content_length) return std::nullopt;
    body_view_ = {in_.data() + head_end_, head_.content_length};
    used_ = head_end_ + head_.content_length;
    return Got::all;
}

Task<Connection::Got> Connection::read_body() {
    enter(Phase::body);
    const bool nothing_yet = end_ == head_end_;
    if (head_.expects_continue && nothing_yet && !co_await go_on()) co_return Got::closed;
    if (head_.chunked) co_return co_await read_chunked();
    co_return co_await read_fixed(head_.content_length);
}

Task<bool> Connection::go_on() {
    constexpr std::string_view words = "HTTP/1.1 100 Continue\r\n\r\n";
    error_code failure;
    const auto buffer = asio::buffer(words);
    co_await asio::async_write(socket_, buffer, asio::redirect_error(awaiting, failure));
    co_return !failure && !expired_;
}

Task<Connection::Got> Connection::read_fixed(std::size_t size) {
    body_.assign(in_.data() + head_end_, end_ - head_end_);
    used_ = end_;
    while (body_.size() < size) {
        const std::size_t before = body_.size();
        body_.resize(std::min(size, before + read_step));  // grows with what really arrives
        std::size_t got = 0;
        const bool more = co_await read_some(std::span(body_).subspan(before), got);
        body_.resize(before + (more ? got : 0));
        if (!more && expired_) co_return refuse(408, "the body came too slowly");
        if (!more) co_return Got::closed;
    }
    body_view_ = body_;
    co_return Got::all;
}

Task<Connection::Got> Connection::read_chunked() {
    body_.clear();
    raw_.assign(in_.data() + head_end_, end_ - head_end_);
    end_ = used_ = head_end_;
    for (;;) {
        const auto fed = parser_.feed(raw_, body_, bench_.shared.options.max_body_bytes);
        raw_.erase(0, fed.used);
        if (fed.refusal) co_return refuse(fed.refusal->status, fed.refusal->detail);
        if (fed.done) break;
        const std::size_t before = raw_.size();
        // One chunk's line, or the trailers: whoever needs this much means no good.
        if (before > read_step) co_return refuse(400, "the chunks are not well formed");
        raw_.resize(before + read_step);
        std::size_t got = 0;
        const bool more = co_await read_some(std::span(raw_).subspan(before), got);
        raw_.resize(before + (more ? got : 0));
        if (!more && expired_) co_return refuse(408, "the body came too slowly");
        if (!more) co_return Got::closed;
    }
    body_view_ = body_;
    co_return Got::all;
}

/// Moves what belongs to the next request to the front.
void Connection::put_off_rest() {
    const std::size_t rest = end_ - used_;
    if (rest > 0) std::memmove(in_.data(), in_.data() + used_, rest);
    end_ = rest;
    if (!raw_.empty()) {  // read behind the last chunk
        if (in_.size() < end_ + raw_.size()) in_.resize(end_ + raw_.size());
        std::memcpy(in_.data() + end_, raw_.data(), raw_.size());
        end_ += raw_.size();
        raw_.clear();
    }
    if (in_.size() > read_step && end_ < first_buffer) {
        in_.resize(first_buffer);
        in_.shrink_to_fit();
    }
    if (body_.capacity() > read_step) body_ = std::string();
    if (out_.capacity() > read_step * 4) out_ = std::string();
    head_.headers.swap(request_.headers);
}

void Connection::format(const Exchange& exchange, const Reply& reply) {
    out_.clear();
    AnswerFacts facts;
    facts.request_id = request_.request_id;
    facts.traceparent = exchange.traceparent();
    facts.date = bench_.date;
    facts.allow = exchange.allow();
    facts.keep_alive = keep_alive_;
    facts.head_only = head_.verb == Verb::head;
    facts.accepts_gzip = accepts_gzip(request_.header("accept-encoding"));
    write_answer(out_, reply, facts);
}

Reply Connection::broken_off() {
    keep_alive_ = false;
    bench_.shared.recorder.log().write(trace::Severity::error, "a request broke off");
    Step silent = Step::silent();
    return problem(silent, Error{.code = ErrorCode::internal, .detail = {}});
}

Task<bool> Connection::answer() {
    enter(Phase::working);
    if (refusal_) {
        head_ = Head{};
        request_ = Request{};
    }
    const Incoming incoming{head_, body_view_, peer_, socket_.native_handle()};
    Exchange exchange(bench_, request_, incoming);
    Reply reply;
    try {
        if (refusal_)
            reply = exchange.refuse(*refusal_);
        else
            reply = co_await exchange.run();
    } catch (...) {  // a bug outside of any handler: this request ends, the process goes on
        reply = broken_off();
    }
    if (reply.close_without_answer) co_return false;
    if (bench_.shared.stopping.load(std::memory_order_relaxed)) keep_alive_ = false;
    format(exchange, reply);
    give_spare(std::move(reply.body));
    std::size_t sent = 0;
    const auto at_once = send_at_once(sent);
    const bool whole = at_once ? *at_once : co_await send_rest(sent);
    if (!whole) co_return false;
    if (!keep_alive_) {
        co_await linger();
        co_return false;
    }
    put_off_rest();
    enter(Phase::idle);
    co_return true;
}

/// Nearly always the kernel takes all of it at once; then nothing waits.
std::optional<bool> Connection::send_at_once(std::size_t& sent) {
    error_code failure;
    sent = socket_.write_some(asio::buffer(out_), failure);
    if (!failure && sent == out_.size()) return true;
    if (failure && failure != asio::error::would_block) return false;
    if (failure) sent = 0;
    return std::nullopt;
}

Task<bool> Connection::send_rest(std::size_t from) {
    enter(Phase::writing);
    error_code failure;
    const auto rest = asio::buffer(std::string_view(out_).substr(from));
    co_await asio::async_write(socket_, rest, asio::redirect_error(awaiting, failure));
    co_return !failure && !expired_;
}

/// Closing with unread bytes would reset the connection and could destroy the answer on its way.
Task<void> Connection::linger() {
    constexpr std::size_t most = 1 << 20;
    enter(Phase::lingering);
    error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    in_.resize(std::max(in_.size(), first_buffer));
    std::size_t got = 0;
    for (std::size_t dropped = 0; dropped < most; dropped += got) {
        const bool more = co_await read_some(std::span(in_), got);
        if (!more) break;
    }
}

}  // namespace vacancy::web
