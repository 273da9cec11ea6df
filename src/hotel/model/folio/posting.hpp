#pragma once
// Postings: events in the hotel's books, in double entry. Each is a set of lines that sum to zero;
// plus is what an account owes the house, minus is what the house owes it. A guest's account is a
// folio. Nothing is ever changed: what was wrong is corrected by a posting of the opposite lines.
// Plain values and pure rules.

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/time.hpp"
#include "hotel/model/folio/tender.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vacancy::hotel {

using FolioId = Id<struct folio_tag>;
using PostingId = Id<struct posting_tag>;
using CompanyId = Id<struct company_tag>;

enum class PostingKind : std::uint8_t { charge, payment, allowance, transfer, correction };
[[nodiscard]] std::string_view name_of(PostingKind kind);
[[nodiscard]] std::optional<PostingKind> posting_kind_named(std::string_view word);

/// Accounts: "guest" (with its folio), "revenue:CODE", "tax:NAME", "fee:NAME", "card", "cash",
/// "bank", "city_ledger:COMPANY" (with the company).
struct PostingLine {
    std::string account;
    std::optional<FolioId> folio{};
    Money amount;
    std::optional<CompanyId> company{};
};

/// Codes the house itself posts with; others are free words of the property ("minibar", "spa").
namespace code {
inline constexpr std::string_view room = "room";
inline constexpr std::string_view tax = "tax";
inline constexpr std::string_view deposit = "deposit";
inline constexpr std::string_view early_departure = "early_departure";
inline constexpr std::string_view no_show = "no_show";
}  // namespace code

struct Posting {
    PostingId id;
    PropertyId property;
    LocalDate business_date;
    PostingKind kind = PostingKind::charge;
    std::string code;
    std::string description{};
    int quantity = 1;
    std::optional<std::string> reference{};  ///< makes it once within the property
    std::optional<PostingId> corrects{};
    std::string reason{};
    std::optional<PostingId> moves{};   ///< a transfer of this single item
    std::optional<PostingId> origin{};  ///< the charge that the item began as
    std::optional<Tender> tender{};     ///< of a payment in another currency
    std::string actor{};
    std::string trace_id{};
    Instant created_at{};
    std::vector<PostingLine> lines{};
};

/// True when there are lines, all of one currency, and they sum to zero.
[[nodiscard]] bool is_balanced(std::span<const PostingLine> lines);

/// A part of a charge that is tax or a fee, inside its amount.
struct TaxPart {
    std::string name;
    bool is_fee = false;
    Money amount{};

    friend bool operator==(const TaxPart&, const TaxPart&) = default;
};

/// The guest owes `gross`; the house earned what is left of it after the taxes in it.
[[nodiscard]] std::vector<PostingLine> charge_lines(const FolioId& folio, std::string_view code,
                                                    const Money& gross,
                                                    std::span<const TaxPart> taxes = {});
/// The guest paid into `account` ("card", "cash", "bank", "city_ledger:COMPANY").
[[nodiscard]] std::vector<PostingLine> payment_lines(const FolioId& folio, std::string_view account,
                                                     const Money& paid);
/// The house gives up revenue that it had charged, and the taxes in it.
[[nodiscard]] std::vector<PostingLine> allowance_lines(const FolioId& folio, std::string_view code,
                                                       const Money& given_up,
                                                       std::span<const TaxPart> taxes = {});
/// What the folio owed, the company owes.
[[nodiscard]] std::vector<PostingLine> city_ledger_lines(const FolioId& folio,
                                                         const CompanyId& company,
                                                         const Money& moved);
/// The company paid into `account` ("bank", "cash").
[[nodiscard]] std::vector<PostingLine> company_payment_lines(const CompanyId& company,
                                                             std::string_view account,
                                                             const Money& paid);
/// What one folio owed, the other owes.
[[nodiscard]] std::vector<PostingLine> transfer_lines(const FolioId& from, const FolioId& to,
                                                      const Money& moved);
/// The opposite of a posting's lines.
[[nodiscard]] std::vector<PostingLine> correcting_lines(std::span<const PostingLine> lines);

}  // namespace vacancy::hotel
