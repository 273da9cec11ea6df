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

struct PaperLine {
    std::optional<LocalDate> date{};
    std::string code{};
    std::string description{};
    int quantity = 1;
    Money amount{};
};

/// A tax or fee inside the total.
struct PaperTax {
    std::string name;
    Money amount;
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
    std::optional<PaperId> credited_by{};  ///< the credit note that took an invoice back
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

/// The opposite of an invoice: the same lines with the opposite amounts, nothing paid.
[[nodiscard]] Paper credit_note_for(const Paper& invoice);

}  // namespace vacancy::hotel
