#include "outside/fias/line.hpp"

#include "outside/fias/exchanges.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>
#include <netinet/tcp.h>

#include <array>
#include <deque>
#include <utility>

namespace vacancy::outside::fias {
namespace {

using boost::asio::ip::tcp;
using Failure = boost::system::error_code;

constexpr std::chrono::seconds alive_every{30};
constexpr int dead_after_ms = 60'000;
constexpr std::size_t most_waiting = 256;
constexpr std::size_t most_unsent = 4 * 1024 * 1024;

std::string text_of(const tcp::endpoint& endpoint) {
    const std::string host = endpoint.address().to_string();
    return fmt::format(fmt::runtime(endpoint.address().is_v6() ? "[{}]:{}" : "{}:{}"), host,
                       endpoint.port());
}

LinkOptions options_of(const hotel::Interface& settings) {
    return {.code_page = parse_code_page(settings.code_page).value_or(CodePage::utf8),
            .time_zone = settings.time_zone};
}

/// A cable that was pulled out is noticed without a record being sent.
void notice_death(tcp::socket& socket) {
    Failure ignored;
    socket.set_option(boost::asio::socket_base::keep_alive(true), ignored);
    socket.set_option(tcp::no_delay(true), ignored);
    using Dead = boost::asio::detail::socket_option::integer<IPPROTO_TCP, TCP_USER_TIMEOUT>;
    socket.set_option(Dead(dead_after_ms), ignored);
}

}  // namespace

struct Line::State : std::enable_shared_from_this<State> {
    State(const Executor& on, hotel::Interface given, const Clock& time)
        : executor(on), settings(std::move(given)), clock(time), acceptor(on) {}

    void listen();
    void accept();
    void take_connection(tcp::socket socket);
    void lose(const Connection* which);
    void take(const Record& record);
    void show(const std::function<void(hotel::LinkStatus&)>& change) {
        const std::scoped_lock lock(guard);
        change(shown);
    }

    const Executor executor;
    const hotel::Interface settings;
    const Clock& clock;
    tcp::acceptor acceptor;
    std::shared_ptr<Connection> connection;
    std::shared_ptr<Exchanges> exchanges;
    std::deque<Record> records;
    std::function<void()> news;
    bool closed = false;
    mutable std::mutex guard;
    hotel::LinkStatus shown;  ///< under the guard
};

/// One connection; keeps itself alive while something is under way.
class Line::Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(tcp::socket socket, std::shared_ptr<State> line)
        : socket_(std::move(socket)),
          alive_(line->executor),
          line_(std::move(line)),
          link_(options_of(line_->settings)) {}

    void start() {
        notice_death(socket_);
        write(link_.hello(line_->clock.now()));
        watch();
        read();
    }
    void read() {
        if (line_->records.size() >= most_waiting || reading_) return;
        reading_ = true;
        socket_.async_read_some(boost::asio::buffer(bytes_),
                                [self = shared_from_this()](const Failure& failure, std::size_t n) {
                                    self->reading_ = false;
                                    if (failure) return self->end();
                                    self->heard_ = true;
                                    self->take({self->bytes_.data(), n});
                                });
    }
    bool say(const Record& record) {
        auto text = link_.wanted(record);
        if (!text || ended_) return false;
        write(std::move(*text));
        line_->show([](hotel::LinkStatus& status) { ++status.told; });
        return true;
    }
    void end() {
        if (std::exchange(ended_, true)) return;
        Failure ignored;
        socket_.close(ignored);
        alive_.cancel();
        line_->lose(this);
    }
    [[nodiscard]] const Link& link() const { return link_; }

private:
    void take(std::string_view bytes) {
        const bool was_live = link_.is_live();
        auto answer = link_.receive(bytes, line_->clock.now(), [this](const Record& record) {
            line_->show([](hotel::LinkStatus& status) { ++status.taken; });
            line_->take(record);
        });
        if (!answer) return end();
        line_->show([&](hotel::LinkStatus& status) {
            status.last_alive = line_->clock.now();
            status.family = link_.family();
            status.asked_for = link_.asked_for();
            status.state = link_.is_live() ? "live" : "connected";
        });
        write(std::move(*answer));
        if (!was_live && link_.is_live()) line_->news();
        read();
    }
    void write(std::string text) {
        unsent_ += text;
        if (unsent_.size() > most_unsent) return end();
        if (!sending_.empty() || unsent_.empty() || ended_) return;
        sending_.swap(unsent_);
        boost::asio::async_write(socket_, boost::asio::buffer(sending_),
                                 [self = shared_from_this()](const Failure& failure, std::size_t) {
                                     self->sending_.clear();
                                     if (failure) return self->end();
                                     self->write({});
                                 });
    }
    void watch() {
        alive_.expires_after(alive_every);
        alive_.async_wait([self = shared_from_this()](const Failure& failure) {
            if (failure || self->ended_) return;
            if (!std::exchange(self->heard_, false) && self->link_.is_live())
                self->write(self->link_.alive(self->line_->clock.now()));
            self->watch();
        });
    }

    tcp::socket socket_;
    boost::asio::steady_timer alive_;
    std::shared_ptr<State> line_;
    Link link_;
    std::array<char, 4096> bytes_{};
    std::string unsent_{};
    std::string sending_{};
    bool reading_ = false;
    bool heard_ = false;
    bool ended_ = false;
};

void Line::State::listen() {
    const auto address = hotel::parse_listen(settings.listen);
    Failure failure;
    const auto ip = boost::asio::ip::make_address(address ? address->host : "", failure);
    if (!failure) acceptor.open(ip.is_v6() ? tcp::v6() : tcp::v4(), failure);
    if (!failure) acceptor.set_option(tcp::acceptor::reuse_address(true), failure);
    if (!failure) acceptor.bind({ip, address ? address->port : std::uint16_t{0}}, failure);
    if (!failure) acceptor.listen(8, failure);
    if (failure) {
        Failure ignored;
        acceptor.close(ignored);
        return show([&](hotel::LinkStatus& status) {
            status = {.state = "failed", .detail = failure.message()};
        });
    }
    show([&](hotel::LinkStatus& status) {
        status = {.state = "listening", .listening_on = text_of(acceptor.local_endpoint())};
    });
    accept();
}

void Line::State::accept() {
    acceptor.async_accept([self = shared_from_this()](const Failure& failure, tcp::socket socket) {
        if (self->closed || !self->acceptor.is_open()) return;
        if (!failure) self->take_connection(std::move(socket));
        self->accept();
    });
}

/// The newest one counts: an interface that lost its link comes back before we have noticed.
void Line::State::take_connection(tcp::socket socket) {
    if (connection) connection->end();
    Failure ignored;
    const std::string peer = text_of(socket.remote_endpoint(ignored));
    show([&](hotel::LinkStatus& status) {
        status.state = "connected";
        status.peer = peer;
    });
    connection = std::make_shared<Connection>(std::move(socket), shared_from_this());
    connection->start();
}

void Line::State::lose(const Connection* which) {
    if (connection.get() != which) return;
    const auto kept = std::exchange(connection, nullptr);
    exchanges->drop();
    show([](hotel::LinkStatus& status) {
        status.state = "listening";
        status.peer.clear();
        status.family.clear();
        status.asked_for.clear();
    });
}

void Line::State::take(const Record& record) {
    if (record.id == "KA" && exchanges->answer(record)) return;
    records.push_back(record);
    news();
}

Line::Line(const Executor& executor, hotel::Interface settings, const Clock& clock)
    : state_(std::make_shared<State>(executor, std::move(settings), clock)) {
    const std::weak_ptr<State> state = state_;
    state_->exchanges = std::make_shared<Exchanges>(executor, [state](const Record& record) {
        const auto here = state.lock();
        return here && here->connection && here->connection->say(record);
    });
}

Line::~Line() { close(); }

void Line::open(std::function<void()> news) {
    state_->news = std::move(news);
    state_->listen();
}

void Line::close() {
    State& s = *state_;
    if (std::exchange(s.closed, true)) return;
    Failure ignored;
    s.acceptor.close(ignored);
    if (const auto connection = s.connection) connection->end();
    s.show([](hotel::LinkStatus& status) { status = {}; });
    if (s.news) s.news();
    s.news = [] {};
}

bool Line::is_closed() const { return state_->closed; }

void Line::listen_again() {
    const bool was_opened = state_->news != nullptr;
    if (was_opened && !state_->closed && !state_->acceptor.is_open()) state_->listen();
}

void Line::ask(const KeyOrder& order, const std::shared_ptr<KeyMeeting>& who) {
    state_->exchanges->ask(order, who);
}

std::optional<Record> Line::next_record() {
    State& s = *state_;
    if (s.records.empty()) return std::nullopt;
    Record record = std::move(s.records.front());
    s.records.pop_front();
    if (s.connection) s.connection->read();
    return record;
}

bool Line::say(const Record& record) {
    return state_->connection && state_->connection->say(record);
}

bool Line::is_live() const { return state_->connection && state_->connection->link().is_live(); }

hotel::LinkStatus Line::status() const {
    const std::scoped_lock lock(state_->guard);
    return state_->shown;
}

const hotel::Interface& Line::settings() const { return state_->settings; }

const Executor& Line::executor() const { return state_->executor; }

}  // namespace vacancy::outside::fias
