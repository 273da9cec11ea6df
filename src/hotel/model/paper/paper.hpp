#pragma once
// Papers: invoices, pro formas and credit notes, numbered without gaps for each property and kind,
// and the receipt, which has no number. What a paper says is frozen when it is issued. Plain values
// and pure rules.

#include "hotel/model/folio/folio.hpp"
#include "hotel/model/reservation.hpp"

namespace vacancy::hotel {

using PaperId = Id<struct paper_tag>;

enum class PaperKind : std::uint8_t { invoice, pro_forma, credit_note, receipt };
[[nodiscard]] std::string_view name_of(PaperKind kind);
[[nodiscard]] std::optional<PaperKind> paper_kind_named(std::string_view word);

/// A tax or fee inside the total, or inside a line.
struct PaperTax {
    std::string name;
    Money amount;
};

struct PaperLine {
    std::optional<LocalDate> date{};
    std::string code{};
    std::string description{};
    int quantity = 1;
    Money amount{};
    Money credited{};               ///< of an invoice's line, by credit notes
    std::vector<PaperTax> taxes{};  ///< inside the amount
};

struct Recipient {
    Private<std::string> name;
    Private<std::string> address{};  ///< in lines
    std::string tax_number{};
};

struct Paper {
    PaperId id{};
    PropertyId property;
    PaperKind kind = PaperKind::invoice;
    std::int64_t number = 0;
    FolioId folio;
    ReservationId reservation;
    std::optional<PaperId> corrects{};     ///< a credit note's invoice
    std::optional<PaperId> credited_by{};  ///< the credit note that took the last of it back
    std::string reason{};
    LocalDate business_date{};
    Instant issued_at{};
    std::string actor{};
    std::string language = "en";  ///< a language tag
    std::string seller_name{};
    std::string seller_address{};  ///< in lines
    Recipient recipient;
    std::string confirmation_code{};
    std::string room{};
    StayDates stay{};
    std::vector<PaperLine> lines{};     ///< what was charged
    std::vector<PaperTax> taxes{};      ///< inside of it
    std::vector<PaperLine> payments{};  ///< above zero
    Money total{};
    Money paid{};
    Money credited{};  ///< of an invoice, by credit notes

    /// "INV-000042"; empty for a receipt.
    [[nodiscard]] std::string label() const;
    [[nodiscard]] Money due() const { return total - paid; }
};

/// False for what was taken back or moved away, and for the posting that did so: with its
/// counterpart it comes to nothing.
[[nodiscard]] bool stands(const FolioItem& item);

/// Fills lines, payments and sums from what the folio shows: what was taken back or moved away, and
/// the postings that did so, are left out, so that the lines still sum to the folio's charges.
void fill_from(Paper& paper, const FolioView& view);

/// The taxes inside the lines, by name.
[[nodiscard]] std::vector<PaperTax> taxes_of(std::span<const PaperLine> lines);

/// What is to be credited of an invoice: chosen lines, or a sum of all that was charged. Neither:
/// all that was not credited yet.
struct CreditWish {
    struct Line {
        int number = 1;                 ///< from 1, as the invoice shows them
        std::optional<Money> amount{};  ///< nothing: what is left of it
    };
    std::vector<Line> lines{};
    std::optional<Money> amount{};  ///< shared among the lines by what is left of them

    [[nodiscard]] bool is_partial() const { return !lines.empty() || amount.has_value(); }
};
struct CreditPart {
    std::size_t line = 0;  ///< its place in the invoice's lines
    Money amount{};
};
/// Never more than is left of a line or of the invoice; of a line below zero only with all the
/// rest. invalid_request says what is wrong; illegal_transition when the invoice was taken back.
[[nodiscard]] Result<std::vector<CreditPart>> parts_to_credit(const Paper& invoice,
                                                              const CreditWish& wish);
/// These parts with the opposite amounts, nothing paid. Each line takes its share of the taxes
/// along: notes for all of a line sum to exactly the taxes in it.
[[nodiscard]] Paper credit_note_for(const Paper& invoice, std::span<const CreditPart> parts);

}  // namespace vacancy::hotel
