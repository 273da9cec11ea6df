#pragma once
// SmtpServer: the mail sink's socket. Everything runs on the io_context it is given, which one
// thread runs. Owned by the sandbox.

#include "outside/sandbox/faults.hpp"
#include "outside/sandbox/mail/inbox.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>
#include <string>

namespace vacancy::outside {

class SmtpServer {
public:
    /// Binds at once; throws boost::system::system_error when the address is taken.
    SmtpServer(boost::asio::io_context& context, const std::string& listen, Inbox& inbox,
               Faults& faults);
    ~SmtpServer();
    SmtpServer(const SmtpServer&) = delete;
    SmtpServer& operator=(const SmtpServer&) = delete;

    [[nodiscard]] std::string address() const;  ///< 127.0.0.1:43210
    void stop();

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace vacancy::outside
