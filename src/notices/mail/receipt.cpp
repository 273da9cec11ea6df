#include "notices/mail/receipt.hpp"

#include "notices/mail/facts.hpp"
#include "notices/mail/mime.hpp"
#include "web/body.hpp"

#include <fmt/format.h>

namespace vacancy::notices {
namespace {

constexpr std::size_t most_lines = 2'000;

ReceiptLine read_line(web::Body& body, std::size_t number) {
    const auto at = [&](std::string_view field) {
        return fmt::format("/items/{}/{}", number, field);
    };
    return {.date = body.date(at("date")),
            .description = body.text(at("description"), 400),
            .quantity = static_cast<int>(body.integer(at("quantity"), {1, 1'000'000})),
            .amount = body.money(at("amount"))};
}

std::string subject_of(const ReceiptNotice& receipt) {
    return filled(receipt.language, Phrase::subject_receipt, {receipt.hotel.name});
}

std::string stay_line(const ReceiptNotice& r) {
    return fmt::format("{} {} · {} – {}", words(r.language, Phrase::room), r.room,
                       long_date(r.language, r.stay.arrival),
                       long_date(r.language, r.stay.departure));
}

std::string described(const ReceiptLine& line) {
    return line.quantity == 1 ? line.description
                              : fmt::format("{} × {}", line.quantity, line.description);
}

std::vector<Fact> sums_of(const ReceiptNotice& r) {
    return {
        {std::string(words(r.language, Phrase::total)), money_text(r.language, r.charges)},
        {std::string(words(r.language, Phrase::paid)), money_text(r.language, r.paid)},
        {std::string(words(r.language, Phrase::open_balance)), money_text(r.language, r.balance)}};
}

std::string text_of(const ReceiptNotice& r) {
    std::string out = fmt::format(
        "{}\n\n{}\n\n{}\n{}: {}\n\n", filled(r.language, Phrase::greeting, {r.guest_name.reveal()}),
        words(r.language, Phrase::intro_receipt), stay_line(r),
        words(r.language, Phrase::confirmation_code), r.confirmation_code);
    for (const ReceiptLine& line : r.lines)
        out += fmt::format("{}  {}  {}\n", line.date.text(), described(line),
                           money_text(r.language, line.amount));
    out += '\n';
    for (const auto& [label, value] : sums_of(r)) out += fmt::format("{}: {}\n", label, value);
    return out + fmt::format("\n{}\n{}\n", words(r.language, Phrase::closing), r.hotel.name);
}

std::string html_of(const ReceiptNotice& r) {
    std::string rows;
    for (const ReceiptLine& line : r.lines)
        rows +=
            fmt::format("<tr><td>{}</td><td>{}</td><td style=\"text-align:right\">{}</td></tr>\n",
                        line.date.text(), html_escape(described(line)),
                        html_escape(money_text(r.language, line.amount)));
    for (const auto& [label, value] : sums_of(r))
        rows += fmt::format(
            "<tr><td></td><th style=\"text-align:left\">{}</th>"
            "<td style=\"text-align:right\">{}</td></tr>\n",
            html_escape(label), html_escape(value));
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"{}\"><head><meta "
        "charset=\"utf-8\"><title>{}</title></head>\n"
        "<body style=\"font-family:Helvetica,Arial,sans-serif;max-width:40em;margin:2em auto\">\n"
        "<p>{}</p><p>{}</p><p>{}</p>\n<table style=\"border-spacing:1em .2em\">\n{}</table>\n"
        "<p>{}<br>{}</p>\n</body></html>\n",
        code_of(r.language), html_escape(subject_of(r)),
        html_escape(filled(r.language, Phrase::greeting, {r.guest_name.reveal()})),
        html_escape(words(r.language, Phrase::intro_receipt)), html_escape(stay_line(r)), rows,
        html_escape(words(r.language, Phrase::closing)), html_escape(r.hotel.name));
}

}  // namespace

Result<ReceiptNotice> read_receipt(std::string_view json) {
    web::Body body(json);
    ReceiptNotice receipt{
        .language = language_for(body.optional_text("/language", 100).value_or("en")),
        .property = body.id<PropertyId>("/property_id"),
        .folio = body.text("/folio_id", 40),
        .confirmation_code = body.text("/confirmation_code", 40),
        .guest_name = Private<std::string>(body.text("/guest_name", 400)),
        .email = Private<std::string>(body.text("/email", 400)),
        .room = body.text("/room", 40),
        .stay = {body.date("/check_in"), body.date("/check_out")},
        .charges = body.money("/charges"),
        .paid = body.money("/paid"),
        .balance = body.money("/balance")};
    const std::size_t lines = body.items("/items", most_lines);
    for (std::size_t i = 0; i < lines && i < most_lines; ++i)
        receipt.lines.push_back(read_line(body, i));
    if (const auto error = body.error()) return std::unexpected(*error);
    return receipt;
}

std::string receipt_mail_of(const ReceiptNotice& receipt, const MailParts& parts) {
    const std::string inner = "=_receipt_" + receipt.folio;
    const std::string outer = "=_mixed_" + receipt.folio;
    const bool has_paper = !receipt.paper.empty();
    std::string mail = mail_head({.from = parts.from,
                                  .to = receipt.email.reveal(),
                                  .subject = subject_of(receipt),
                                  .language = std::string(code_of(receipt.language)),
                                  .message_id = parts.message_id,
                                  .date = receipt.issued_at},
                                 has_paper ? "mixed" : "alternative", has_paper ? outer : inner);
    if (has_paper)
        mail +=
            fmt::format("--{}\r\nContent-Type: multipart/alternative;\r\n boundary=\"{}\"\r\n\r\n",
                        outer, inner);
    mail += fmt::format("--{}\r\n{}", inner,
                        mail_part("text/plain; charset=utf-8", "", text_of(receipt)));
    mail += fmt::format("--{}\r\n{}", inner,
                        mail_part("text/html; charset=utf-8", "", html_of(receipt)));
    mail += fmt::format("--{}--\r\n", inner);
    if (!has_paper) return mail;
    constexpr std::string_view attached =
        "Content-Disposition: attachment; filename=\"receipt.pdf\"\r\n";
    return mail +
           fmt::format("--{}\r\n{}--{}--\r\n", outer,
                       mail_part("application/pdf; name=\"receipt.pdf\"", attached, receipt.paper),
                       outer);
}

}  // namespace vacancy::notices
