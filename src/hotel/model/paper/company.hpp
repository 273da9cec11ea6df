#pragma once
// A company with an account at the property (the city ledger): what it owes is the sum of the lines
// that name it; what it paid settles the oldest first. Plain values and pure rules.

#include "hotel/model/folio/posting.hpp"

namespace vacancy::hotel {

struct Company {
    CompanyId id;
    PropertyId property;
    std::string name;       ///< unique within the property
    std::string address{};  ///< in lines
    std::string tax_number{};
    std::string email{};
    std::optional<std::int64_t> credit_limit_minor{};  ///< nothing: no limit
    bool active = true;
    std::int64_t version = 1;
};

/// One line of the company's account.
struct CompanyEntry {
    PostingId posting;
    LocalDate business_date;
    PostingKind kind = PostingKind::payment;
    std::string description{};
    std::optional<FolioId> folio{};  ///< whose balance it took
    std::string confirmation_code{};
    Money amount{};  ///< plus: the company owes it
    Money open{};    ///< what is left of it
    Instant created_at{};
};

struct CompanyAccount {
    Company company;
    Money balance{};
    std::vector<CompanyEntry> entries{};  ///< in the order of posting
};

/// Fills `open`: what the company paid, and what was taken back, settles the oldest entries first.
void settle_oldest(std::vector<CompanyEntry>& entries);

/// Whether the company may owe that much more; credit_limit_reached, or illegal_transition when its
/// account is closed.
[[nodiscard]] Result<void> may_owe(const Company& company, const Money& balance, const Money& more);

}  // namespace vacancy::hotel
