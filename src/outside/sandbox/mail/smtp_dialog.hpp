#pragma once
// SmtpDialog: the server's half of one SMTP conversation (RFC 5321) as a plain machine: bytes go in
// by `feed`, answers come out by `next`, one at a time. No sockets, no clock. One thread.

#include "outside/sandbox/mail/inbox.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace vacancy::outside {

struct SmtpOutput {
    std::string reply{};                 ///< with CRLF; empty: nothing is said
    std::chrono::milliseconds delay{0};  ///< before it is said
    bool hangs_up = false;               ///< the connection ends after it
};

class SmtpDialog {
public:
    /// Judges a whole message; its output is the answer to the end of DATA.
    using Take = std::function<SmtpOutput(const ReceivedMail&)>;

    explicit SmtpDialog(Take take, std::size_t largest = std::size_t{10} << 20);

    [[nodiscard]] static std::string greeting();
    void feed(std::string_view bytes) { buffer_ += bytes; }
    /// The next answer, or nothing until more bytes have come.
    std::optional<SmtpOutput> next();

private:
    std::optional<SmtpOutput> next_command();
    std::optional<SmtpOutput> next_data();
    SmtpOutput obey(std::string_view line);
    SmtpOutput mail_from(std::string_view argument);
    SmtpOutput rcpt_to(std::string_view argument);
    SmtpOutput data();
    SmtpOutput end_of_data();
    void forget_mail();

    Take take_;
    std::size_t largest_;
    std::string buffer_;
    std::size_t seen_ = 0;  ///< how much of the buffer was searched for a line's end
    ReceivedMail mail_;
    bool greeted_ = false;
    bool has_sender_ = false;
    bool in_data_ = false;
    bool too_large_ = false;
};

}  // namespace vacancy::outside
