#include "outside/sandbox/mail/smtp_dialog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace vacancy::outside {
namespace {

constexpr std::size_t longest_command = 4096;
constexpr std::size_t most_recipients = 100;

SmtpOutput say(std::string_view line) { return {.reply = fmt::format("{}\r\n", line)}; }

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

struct Path {
    std::string address;
    std::string parameters;  ///< upper case
};

/// "<a@b> SIZE=100 BODY=8BITMIME"
std::optional<Path> read_path(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    const std::size_t end = text.find('>');
    if (!text.starts_with('<') || end == std::string_view::npos) return std::nullopt;
    const std::string_view address = text.substr(1, end - 1);
    if (address.size() > 320 || address.find_first_of(" \t<") != std::string_view::npos)
        return std::nullopt;
    return Path{std::string(address), upper(text.substr(end + 1))};
}

std::size_t declared_size(std::string_view parameters) {
    const std::size_t at = parameters.find("SIZE=");
    std::size_t size = 0;
    if (at != std::string_view::npos)
        std::from_chars(parameters.data() + at + 5, parameters.data() + parameters.size(), size);
    return size;
}

}  // namespace

SmtpDialog::SmtpDialog(Take take, std::size_t largest)
    : take_(std::move(take)), largest_(largest) {}

std::string SmtpDialog::greeting() { return "220 sandbox.example ESMTP\r\n"; }

std::optional<SmtpOutput> SmtpDialog::next() { return in_data_ ? next_data() : next_command(); }

std::optional<SmtpOutput> SmtpDialog::next_command() {
    const std::size_t end = buffer_.find('\n');
    if (end == std::string::npos) {
        if (buffer_.size() <= longest_command) return std::nullopt;
        SmtpOutput output = say("500 The line is too long");
        output.hangs_up = true;
        return output;
    }
    std::string line = buffer_.substr(0, end);
    buffer_.erase(0, end + 1);
    if (line.ends_with('\r')) line.pop_back();
    if (line.size() > longest_command) return say("500 The line is too long");
    return obey(line);
}

SmtpOutput SmtpDialog::obey(std::string_view line) {
    const std::string word = upper(line.substr(0, line.find(' ')));
    if (word == "HELO" || word == "EHLO") {
        forget_mail();
        greeted_ = true;
        if (word == "HELO") return say("250 sandbox.example");
        return say(
            fmt::format("250-sandbox.example\r\n250-PIPELINING\r\n250-SIZE {}\r\n"
                        "250-8BITMIME\r\n250 SMTPUTF8",
                        largest_));
    }
    if (word == "NOOP") return say("250 OK");
    if (word == "VRFY") return say("252 Send it and see");
    if (word == "QUIT") {
        SmtpOutput output = say("221 Bye");
        output.hangs_up = true;
        return output;
    }
    if (word == "RSET") {
        forget_mail();
        return say("250 OK");
    }
    const std::string start = upper(line.substr(0, 10));
    if (start == "MAIL FROM:") return mail_from(line.substr(10));
    if (start.starts_with("RCPT TO:")) return rcpt_to(line.substr(8));
    if (word == "DATA") return data();
    return say("500 Unknown command");
}

SmtpOutput SmtpDialog::mail_from(std::string_view argument) {
    if (!greeted_ || has_sender_) return say("503 Not now");
    const auto path = read_path(argument);
    if (!path) return say("501 MAIL FROM:<address>");
    if (declared_size(path->parameters) > largest_) return say("552 The message is too large");
    mail_.from = path->address;
    has_sender_ = true;
    return say("250 OK");
}

SmtpOutput SmtpDialog::rcpt_to(std::string_view argument) {
    if (!has_sender_) return say("503 MAIL FROM first");
    const auto path = read_path(argument);
    if (!path || path->address.empty()) return say("501 RCPT TO:<address>");
    if (mail_.to.size() == most_recipients) return say("452 Too many recipients");
    mail_.to.push_back(path->address);
    return say("250 OK");
}

SmtpOutput SmtpDialog::data() {
    if (mail_.to.empty()) return say("503 RCPT TO first");
    in_data_ = true;
    too_large_ = false;
    return say("354 End with a dot alone on a line");
}

std::optional<SmtpOutput> SmtpDialog::next_data() {
    // Only CRLF ends a line here: taking a bare LF invites smuggled messages.
    while (true) {
        const std::size_t end = buffer_.find("\r\n", seen_);
        if (end == std::string::npos) {
            seen_ = buffer_.empty() ? 0 : buffer_.size() - 1;
            if (buffer_.size() > largest_) {
                too_large_ = true;
                buffer_.erase(0, buffer_.size() - 4);
                seen_ = 0;
            }
            return std::nullopt;
        }
        std::string_view line(buffer_.data(), end);
        if (line == ".") {
            buffer_.erase(0, end + 2);
            seen_ = 0;
            in_data_ = false;
            return end_of_data();
        }
        if (line.starts_with('.')) line.remove_prefix(1);
        if (mail_.raw.size() + line.size() + 2 > largest_) too_large_ = true;
        if (!too_large_) (mail_.raw += line) += "\r\n";
        buffer_.erase(0, end + 2);
        seen_ = 0;
    }
}

SmtpOutput SmtpDialog::end_of_data() {
    SmtpOutput output =
        too_large_ ? say("552 The message is too large") : take_(std::exchange(mail_, {}));
    forget_mail();
    return output;
}

void SmtpDialog::forget_mail() {
    mail_ = {};
    has_sender_ = false;
}

}  // namespace vacancy::outside
