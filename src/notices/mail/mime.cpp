#include "notices/mail/mime.hpp"

#include "notices/mail/render.hpp"

#include <date/date.h>
#include <fmt/format.h>
#include <sodium.h>

namespace vacancy::notices {
namespace {

std::string base64(std::string_view bytes) {
    std::string out(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                      bytes.size(), sodium_base64_VARIANT_ORIGINAL);
    out.pop_back();  // the terminator
    return out;
}

/// Base 64 in lines of 76.
std::string base64_lines(std::string_view bytes) {
    const std::string all = base64(bytes);
    std::string out;
    for (std::size_t at = 0; at < all.size(); at += 76) out += all.substr(at, 76) + "\r\n";
    return out;
}

bool is_plain(std::string_view text) {
    for (const char c : text) {
        if (c < 0x20 || c > 0x7e) return false;
    }
    return !text.contains("=?");
}

/// RFC 2047: words of at most 75 characters that never cut a UTF-8 sequence.
std::string header_text(std::string_view text) {
    if (is_plain(text) && text.size() < 60) return std::string(text);
    std::string out;
    while (!text.empty()) {
        std::size_t take = std::min<std::size_t>(text.size(), 42);
        while (take < text.size() && (static_cast<unsigned char>(text[take]) & 0xc0) == 0x80)
            --take;
        if (!out.empty()) out += "\r\n ";
        out += "=?UTF-8?B?" + base64(text.substr(0, take)) + "?=";
        text.remove_prefix(take);
    }
    return out;
}

/// An address in a header: nothing that could begin another field or another address.
std::string safe_address(std::string_view address) {
    std::string out;
    for (const char c : address) {
        if (c > 0x20 && c != '<' && c != '>' && c != ',' && c != ';' && c != 0x7f) out += c;
    }
    return out;
}

std::string mail_date(Instant at) {
    const date::sys_seconds seconds{std::chrono::seconds{at.us / 1'000'000}};
    return date::format("%a, %d %b %Y %T +0000", seconds);
}

}  // namespace

std::string mail_head(const Envelope& envelope, std::string_view kind, std::string_view boundary) {
    return fmt::format(
        "From: {}\r\nTo: {}\r\nSubject: {}\r\nDate: {}\r\nMessage-ID: <{}>\r\n"
        "Content-Language: {}\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/{};\r\n boundary=\"{}\"\r\n\r\n",
        envelope.from, safe_address(envelope.to), header_text(envelope.subject),
        mail_date(envelope.date), envelope.message_id, envelope.language, kind, boundary);
}

std::string mail_part(std::string_view type, std::string_view extra, std::string_view body) {
    return fmt::format("Content-Type: {}\r\nContent-Transfer-Encoding: base64\r\n{}\r\n{}", type,
                       extra, base64_lines(body));
}

std::string mail_of(const StayNotice& notice, const MailParts& parts) {
    const std::string outer = "=_mixed_" + notice.booking.text();
    const std::string inner = "=_alternative_" + notice.booking.text();
    const std::string calendar = calendar_of(notice);
    const std::string_view method = notice.occasion == Occasion::canceled ? "CANCEL" : "REQUEST";
    std::string mail = mail_head({.from = parts.from,
                                  .to = notice.guest_email.reveal(),
                                  .subject = subject_of(notice),
                                  .language = std::string(code_of(notice.language)),
                                  .message_id = parts.message_id,
                                  .date = notice.issued_at},
                                 "mixed", outer);
    mail += fmt::format("--{}\r\nContent-Type: multipart/alternative;\r\n boundary=\"{}\"\r\n\r\n",
                        outer, inner);
    const auto alternative = [&](std::string_view type, std::string_view body) {
        mail += fmt::format("--{}\r\n{}", inner, mail_part(type, "", body));
    };
    alternative("text/plain; charset=utf-8", text_of(notice));
    alternative("text/html; charset=utf-8", html_of(notice));
    alternative(fmt::format("text/calendar; charset=utf-8; method={}", method), calendar);
    mail += fmt::format("--{}--\r\n", inner);
    mail += fmt::format(
        "--{}\r\n{}--{}--\r\n", outer,
        mail_part("application/ics; name=\"invite.ics\"",
                  "Content-Disposition: attachment; filename=\"invite.ics\"\r\n", calendar),
        outer);
    return mail;
}

}  // namespace vacancy::notices
