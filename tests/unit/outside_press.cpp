// Papers as PDF: the same bytes each time, in the guest's language, read back by poppler's
// pdftotext where it is installed (`./dev test` installs it).

#include "outside/press/press.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace vacancy;

namespace {

namespace fs = std::filesystem;

hotel::Paper receipt(const std::string& language) {
    hotel::Paper paper{
        .kind = hotel::PaperKind::invoice,
        .number = 42,
        .business_date = LocalDate::of(2026, 3, 1),
        .issued_at = Instant::parse("2026-03-01T12:00:00Z").value(),
        .language = language,
        .seller_name = "Hotel Imaginária",
        .seller_address = "1 Nowhere Road\n00000 Nowhere",
        .recipient = {.name = Private<std::string>("Zoë Müller-Łącka"), .tax_number = "XX123"},
        .confirmation_code = "7K2MQ4X-9RT5WHD",
        .room = "204",
        .stay = {LocalDate::of(2026, 2, 27), LocalDate::of(2026, 3, 1)}};
    paper.lines = {{.date = LocalDate::of(2026, 2, 27),
                    .code = "room",
                    .description = "Night of 2026-02-27",
                    .amount = {123'450, eur()}},
                   {.code = "spa", .description = "Spa", .quantity = 3, .amount = {900, eur()}}};
    paper.taxes = {{"VAT", {700, eur()}}};
    paper.payments = {{.code = "card", .description = "Card", .amount = {124'350, eur()}}};
    paper.total = {124'350, eur()};
    paper.paid = {124'350, eur()};
    return paper;
}

std::string link(std::string_view code, LocalDate) {
    return "http://127.0.0.1:8080/manage/" + std::string(code);
}

std::string print(const hotel::Paper& paper) {
    const outside::PaperPress press(link);
    auto pdf = press.print(paper);
    REQUIRE(pdf.has_value());
    return std::move(*pdf);
}

bool can_read() { return fs::exists("/usr/bin/pdftotext"); }

std::string text_of(const std::string& pdf) {
    const fs::path file =
        fs::temp_directory_path() / ("vacancy-press-" + std::to_string(::getpid()) + ".pdf");
    std::ofstream(file, std::ios::binary) << pdf;
    const std::string command = "/usr/bin/pdftotext -layout " + file.string() + " -";
    std::FILE* pipe = ::popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string text;
    std::array<char, 4096> buffer{};
    while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe))
        text.append(buffer.data(), got);
    ::pclose(pipe);
    fs::remove(file);
    return text;
}

}  // namespace

TEST_CASE("the same paper is drawn to the same bytes") {
    const std::string once = print(receipt("en"));
    CHECK(once.starts_with("%PDF-"));
    CHECK(once == print(receipt("en")));
}

TEST_CASE("a paper reads back in the guest's language") {
    if (!can_read()) return;
    const std::string german = text_of(print(receipt("de-AT")));
    CAPTURE(german);
    CHECK(german.contains("Rechnung"));
    CHECK(german.contains("INV-000042"));
    CHECK(german.contains("1.243,50 EUR"));
    CHECK(german.contains("davon VAT"));
    CHECK(german.contains("Übernachtung 2026-02-27"));
    CHECK(german.contains("Karte"));
    CHECK(german.contains("Zoë Müller-Łącka"));
    CHECK(text_of(print(receipt("es"))).contains("Factura"));
}

TEST_CASE("a long paper goes on on further pages and loses no line") {
    if (!can_read()) return;
    hotel::Paper paper = receipt("en");
    for (int i = 0; i < 200; ++i)
        paper.lines.push_back({.code = "spa",
                               .description = "Item number " + std::to_string(i) + ".",
                               .amount = {1, eur()}});
    const std::string text = text_of(print(paper));
    for (int i = 0; i < 200; ++i) {
        CAPTURE(i);
        CHECK(text.contains("Item number " + std::to_string(i) + "."));
    }
    CHECK(text.find('\f') != text.rfind('\f'));
}

TEST_CASE("a paper without a manage page has no code") {
    const outside::PaperPress press({});
    const auto bare = press.print(receipt("en"));
    REQUIRE(bare.has_value());
    CHECK(bare->size() < print(receipt("en")).size());
}
