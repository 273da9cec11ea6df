#include "hotel/model/paper/charge_code.hpp"

namespace vacancy::hotel {

TaxedSum with_taxes(const Money& entered, const std::vector<CodeTax>& taxes) {
    TaxedSum sum{.gross = entered};
    std::vector<std::int64_t> weights;
    BasisPoints inside{};
    for (const CodeTax& tax : taxes) {
        if (!tax.included || tax.percent.value == 0) continue;
        inside.value += tax.percent.value;
        weights.push_back(tax.percent.value);
    }
    Money net = entered;
    if (!weights.empty()) {
        const Money all = included_percent(entered, inside);
        const auto shares = split(all, weights);
        net = net - all;
        auto share = shares.begin();
        for (const CodeTax& tax : taxes)
            if (tax.included && tax.percent.value != 0)
                sum.taxes.push_back({.name = tax.name, .amount = *share++});
    }
    for (const CodeTax& tax : taxes) {
        if (tax.included || tax.percent.value == 0) continue;
        const Money on_top = percent_of(net, tax.percent);
        sum.taxes.push_back({.name = tax.name, .amount = on_top});
        sum.gross = sum.gross + on_top;
    }
    return sum;
}

std::vector<TaxPart> taxes_inside(const Money& fee, std::vector<CodeTax> taxes) {
    for (CodeTax& tax : taxes) tax.included = true;
    return with_taxes(fee, taxes).taxes;
}

}  // namespace vacancy::hotel
