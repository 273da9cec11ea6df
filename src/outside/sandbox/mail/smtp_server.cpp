#include "outside/sandbox/mail/smtp_server.hpp"

#include "outside/sandbox/mail/header_text.hpp"
#include "outside/sandbox/mail/smtp_dialog.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace vacancy::outside {
namespace {

using boost::asio::ip::tcp;
using Failure = boost::system::error_code;

constexpr std::chrono::minutes idle_deadline{5};
constexpr int most_connections = 200;

tcp::endpoint endpoint_of(const std::string& listen) {
    const std::size_t colon = listen.rfind(':');
    int port = -1;
    if (colon != std::string::npos) {
        try {
            port = std::stoi(listen.substr(colon + 1));
        } catch (const std::logic_error&) {
            port = -1;  // said below
        }
    }
    if (port < 0 || port > 65535)
        throw std::runtime_error(fmt::format("{} is not an address like 127.0.0.1:2525", listen));
    return {boost::asio::ip::make_address(listen.substr(0, colon)),
            static_cast<std::uint16_t>(port)};
}

/// Takes a mail into the inbox, or spoils it as a fault says.
SmtpOutput take_mail(const ReceivedMail& mail, Inbox& inbox, Faults& faults) {
    std::string subject = mail.from;
    for (const std::string& to : mail.to) (subject += ' ') += to;
    (subject += ' ') += decode_words(header_field(mail.raw, "subject"));
    const auto fault = faults.take(FaultTarget::mail, subject);
    SmtpOutput taken{.reply = "250 OK taken\r\n"};
    if (!fault) {
        inbox.take(mail);
        return taken;
    }
    switch (fault->kind) {
        case FaultKind::refuse: return {.reply = "550 Not here\r\n"};
        case FaultKind::error: return {.reply = "451 Try again later\r\n"};
        case FaultKind::drop_before: return {.hangs_up = true};
        case FaultKind::delay: taken.delay = fault->delay; break;
        case FaultKind::twice: inbox.take(mail); break;
        case FaultKind::drop_after: taken = {.hangs_up = true}; break;
    }
    inbox.take(mail);
    return taken;
}

}  // namespace

struct SmtpServer::State : std::enable_shared_from_this<State> {
    State(boost::asio::io_context& context, const std::string& listen, Inbox& inbox, Faults& faults)
        : acceptor(context, endpoint_of(listen)), inbox(inbox), faults(faults) {}

    void accept();

    tcp::acceptor acceptor;
    Inbox& inbox;
    Faults& faults;
    int connections = 0;
};

namespace {

/// One connection; keeps itself alive while something is under way.
template <class Server>
class Talk : public std::enable_shared_from_this<Talk<Server>> {
public:
    Talk(tcp::socket socket, std::shared_ptr<Server> server)
        : socket_(std::move(socket)),
          deadline_(socket_.get_executor()),
          pause_(socket_.get_executor()),
          server_(std::move(server)),
          dialog_([this](const ReceivedMail& mail) {
              return take_mail(mail, server_->inbox, server_->faults);
          }) {
        ++server_->connections;
    }
    ~Talk() { --server_->connections; }
    Talk(const Talk&) = delete;
    Talk& operator=(const Talk&) = delete;

    void start() { say({.reply = SmtpDialog::greeting()}); }

private:
    void read() {
        deadline_.expires_after(idle_deadline);
        deadline_.async_wait([self = this->shared_from_this()](const Failure& failure) {
            if (!failure) self->close();
        });
        socket_.async_read_some(
            boost::asio::buffer(bytes_),
            [self = this->shared_from_this()](const Failure& failure, std::size_t n) {
                self->deadline_.cancel();
                if (failure) return;
                self->dialog_.feed({self->bytes_.data(), n});
                self->answer();
            });
    }
    void answer() {
        auto output = dialog_.next();
        if (!output) return read();
        if (output->delay.count() == 0) return say(std::move(*output));
        pause_.expires_after(output->delay);
        pause_.async_wait([self = this->shared_from_this(),
                           late = std::move(*output)](const Failure& failure) mutable {
            if (!failure) self->say(std::move(late));
        });
    }
    void say(SmtpOutput output) {
        if (output.reply.empty() && output.hangs_up) return close();
        reply_ = std::move(output.reply);
        boost::asio::async_write(socket_, boost::asio::buffer(reply_),
                                 [self = this->shared_from_this(), last = output.hangs_up](
                                     const Failure& failure, std::size_t) {
                                     if (failure) return;
                                     if (last) return self->close();
                                     self->answer();
                                 });
    }
    void close() {
        Failure ignored;
        socket_.shutdown(tcp::socket::shutdown_both, ignored);
        socket_.close(ignored);
        deadline_.cancel();
    }

    tcp::socket socket_;
    boost::asio::steady_timer deadline_;
    boost::asio::steady_timer pause_;
    std::shared_ptr<Server> server_;
    SmtpDialog dialog_;
    std::array<char, 16384> bytes_{};
    std::string reply_;
};

}  // namespace

void SmtpServer::State::accept() {
    acceptor.async_accept([self = shared_from_this()](const Failure& failure, tcp::socket socket) {
        if (!self->acceptor.is_open()) return;
        if (!failure && self->connections < most_connections)
            std::make_shared<Talk<State>>(std::move(socket), self)->start();
        self->accept();
    });
}

SmtpServer::SmtpServer(boost::asio::io_context& context, const std::string& listen, Inbox& inbox,
                       Faults& faults)
    : state_(std::make_shared<State>(context, listen, inbox, faults)) {
    state_->accept();
}

SmtpServer::~SmtpServer() { stop(); }

std::string SmtpServer::address() const {
    const tcp::endpoint local = state_->acceptor.local_endpoint();
    return fmt::format("{}:{}", local.address().to_string(), local.port());
}

void SmtpServer::stop() {
    Failure ignored;
    state_->acceptor.close(ignored);
}

}  // namespace vacancy::outside
