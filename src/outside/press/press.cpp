#include "outside/press/press.hpp"

#include "notices/model/language.hpp"
#include "outside/press/sheet.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vacancy::outside {
namespace {

using hotel::Paper;
using hotel::PaperKind;
using notices::Language;
using notices::Phrase;

constexpr Column page{56, 483};
constexpr Column left_half{56, 230};
constexpr Column right_half{310, 229};
constexpr Column dates{56, 66};
constexpr Column texts{126, 260};
constexpr Column counts{390, 40};
constexpr Column amounts{434, 105};
constexpr double first_line = 56;
constexpr double last_line = 770;
constexpr double qr_size = 76;

constexpr Style small{.size = 8, .gray = 0.35};
constexpr Style plain{};
constexpr Style strong{.bold = true};

Style right(Style style) {
    style.align = Align::right;
    return style;
}

Phrase title_of(PaperKind kind) {
    switch (kind) {
        case PaperKind::invoice: return Phrase::title_invoice;
        case PaperKind::pro_forma: return Phrase::title_pro_forma;
        case PaperKind::credit_note: return Phrase::title_credit_note;
        case PaperKind::receipt: return Phrase::title_receipt;
    }
    return Phrase::title_receipt;
}

/// One paper on its way down the page.
class Drawing {
public:
    explicit Drawing(const Paper& paper)
        : paper_(paper),
          language_(notices::language_for(paper.language)),
          sheet_({.title = std::string(say(title_of(paper.kind))) + " " + paper.label(),
                  .language = std::string(notices::code_of(language_)),
                  .created = paper.issued_at}) {}

    Result<std::string> draw(const std::string& manage_link) {
        head();
        stay();
        lines(Phrase::description, paper_.lines);
        sums();
        if (!paper_.payments.empty()) lines(Phrase::payments, paper_.payments);
        balance();
        if (!manage_link.empty()) code(manage_link);
        foot();
        return sheet_.finish();
    }

private:
    [[nodiscard]] std::string_view say(Phrase phrase) const {
        return notices::words(language_, phrase);
    }
    [[nodiscard]] std::string money(const Money& amount) const {
        return notices::money_text(language_, amount);
    }

    /// What the house itself posts, in the guest's language; anything else in the words of the
    /// desk.
    [[nodiscard]] std::string described(const hotel::PaperLine& line) const {
        constexpr std::string_view night = "Night of ";
        if (line.code == hotel::code::room && line.description.starts_with(night))
            return fmt::format(fmt::runtime(say(Phrase::night_of)),
                               line.description.substr(night.size()));
        if (line.code == hotel::code::deposit) return std::string(say(Phrase::deposit));
        if (line.code == "card")
            return std::string(say(line.amount.amount < 0 ? Phrase::refund : Phrase::by_card));
        return line.description;
    }

    void head() {
        const double seller =
            sheet_.text(left_half, top_, paper_.seller_name, {.size = 13, .bold = true});
        const double address =
            sheet_.text(left_half, top_ + seller + 2, paper_.seller_address, small);
        const Style title = right({.size = 16, .bold = true});
        double side = sheet_.text(right_half, top_, say(title_of(paper_.kind)), title) + 4;
        side += sheet_.text(right_half, top_ + side, paper_.label(), right(strong));
        side += sheet_.text(right_half, top_ + side,
                            notices::long_date(language_, paper_.business_date), right(plain));
        top_ += std::max(seller + address, side) + 26;
        const auto& to = paper_.recipient;
        top_ += sheet_.text(left_half, top_, to.name.reveal(), strong);
        top_ += sheet_.text(left_half, top_, to.address.reveal());
        if (!to.tax_number.empty())
            top_ += sheet_.text(left_half, top_,
                                fmt::format("{}: {}", say(Phrase::tax_number), to.tax_number));
        if (!paper_.reason.empty()) top_ += sheet_.text(page, top_ + 8, paper_.reason) + 8;
        top_ += 18;
    }

    void stay() {
        const std::string facts = fmt::format(
            "{}: {}\n{}: {}\n{}: {} · {}: {}", say(Phrase::confirmation_code),
            paper_.confirmation_code, say(Phrase::room), paper_.room.empty() ? "–" : paper_.room,
            say(Phrase::arrival), notices::long_date(language_, paper_.stay.arrival),
            say(Phrase::departure), notices::long_date(language_, paper_.stay.departure));
        top_ += sheet_.text(page, top_, facts, small) + 14;
    }

    void make_room(double height) {
        if (top_ + height <= last_line) return;
        foot();
        sheet_.next_page();
        ++page_number_;
        top_ = first_line;
    }

    void lines(Phrase heading, const std::vector<hotel::PaperLine>& lines) {
        make_room(40);
        sheet_.text(dates, top_, say(Phrase::date), small);
        sheet_.text(texts, top_, say(heading), small);
        sheet_.text(counts, top_, say(Phrase::quantity), right(small));
        top_ += sheet_.text(amounts, top_, say(Phrase::amount), right(small)) + 2;
        sheet_.rule(page, top_);
        top_ += 5;
        for (const hotel::PaperLine& line : lines) {
            const std::string words = described(line);
            make_room(sheet_.height_of(texts, words) + 3);
            if (line.date) sheet_.text(dates, top_, line.date->text());
            if (line.quantity != 1)
                sheet_.text(counts, top_, std::to_string(line.quantity), right(plain));
            sheet_.text(amounts, top_, money(line.amount), right(plain));
            const double taken = sheet_.text(texts, top_, words);
            top_ += std::max(taken, sheet_.height_of(texts, "0")) + 3;
        }
        sheet_.rule(page, top_);
        top_ += 5;
    }

    void sum(std::string_view label, const Money& amount, const Style& style) {
        make_room(16);
        sheet_.text(texts, top_, label, style);
        top_ += sheet_.text(amounts, top_, money(amount), right(style)) + 3;
    }

    void sums() {
        sum(say(Phrase::sum), paper_.total, strong);
        for (const hotel::PaperTax& tax : paper_.taxes)
            sum(fmt::format(fmt::runtime(say(Phrase::of_which)), tax.name), tax.amount, small);
        top_ += 10;
    }

    void balance() {
        if (paper_.kind == PaperKind::credit_note) return;
        if (!paper_.payments.empty()) sum(say(Phrase::paid), paper_.paid, plain);
        sum(say(Phrase::open_balance), paper_.due(), strong);
        top_ += 10;
    }

    void code(const std::string& manage_link) {
        make_room(qr_size + 20);
        sheet_.qr_code({page.left, qr_size}, top_, manage_link);
        sheet_.text({page.left + qr_size + 12, 300}, top_ + qr_size / 2 - 6, say(Phrase::manage),
                    small);
        top_ += qr_size + 8;
    }

    void foot() {
        const std::string words = fmt::format("{}  {}", paper_.seller_name, page_number_);
        sheet_.text(page, 800, words, right(small));
    }

    const Paper& paper_;
    Language language_;
    Sheet sheet_;
    double top_ = first_line;
    int page_number_ = 1;
};

}  // namespace

Result<std::string> PaperPress::print(const hotel::Paper& paper) const {
    const std::string link =
        manage_link_ ? manage_link_(paper.confirmation_code, paper.stay.departure) : std::string{};
    return Drawing(paper).draw(link);
}

}  // namespace vacancy::outside
