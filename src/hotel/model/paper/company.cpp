#include "hotel/model/paper/company.hpp"

#include <algorithm>

namespace vacancy::hotel {

void settle_oldest(std::vector<CompanyEntry>& entries) {
    std::int64_t paid = 0;
    for (const CompanyEntry& entry : entries)
        paid += std::max<std::int64_t>(-entry.amount.amount, 0);
    for (CompanyEntry& entry : entries) {
        entry.open = {0, entry.amount.currency};
        if (entry.amount.amount <= 0) continue;
        const std::int64_t settled = std::min(paid, entry.amount.amount);
        entry.open.amount = entry.amount.amount - settled;
        paid -= settled;
    }
}

Result<void> may_owe(const Company& company, const Money& balance, const Money& more) {
    if (!company.active)
        return fail(ErrorCode::illegal_transition, "the company's account is closed");
    if (company.credit_limit_minor && (balance + more).amount > *company.credit_limit_minor)
        return fail(ErrorCode::credit_limit_reached);
    return {};
}

}  // namespace vacancy::hotel
