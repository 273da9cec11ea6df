#include "ops/model/trouble.hpp"

#include <algorithm>
#include <utility>

namespace vacancy::ops {

std::vector<Money> money_at_risk(const std::vector<WaitingSaga>& sagas) {
    std::vector<Money> sums;
    for (const WaitingSaga& saga : sagas) {
        if (saga.at_risk.is_zero()) continue;
        const auto same = std::ranges::find(sums, saga.at_risk.currency, &Money::currency);
        if (same == sums.end())
            sums.push_back(saga.at_risk);
        else
            *same = *same + saga.at_risk;
    }
    return sums;
}

void add_fight(std::vector<Contention>& all, const std::string& property_id, Fight fight) {
    const auto known = std::ranges::find(all, property_id, &Contention::property_id);
    if (known == all.end())
        all.push_back({property_id, 0, {std::move(fight)}});
    else
        known->recent.push_back(std::move(fight));
}

void rank(std::vector<Contention>& all) {
    std::ranges::sort(all, [](const Contention& a, const Contention& b) {
        if (a.count != b.count) return a.count > b.count;
        if (a.recent.size() != b.recent.size()) return a.recent.size() > b.recent.size();
        return a.property_id < b.property_id;
    });
}

}  // namespace vacancy::ops
