#pragma once
// A charge code: what a property sells beside the nights, and the taxes inside or on top of it.
// Codes without a row are free words without taxes. Plain values and pure rules.

#include "hotel/model/folio/posting.hpp"

namespace vacancy::hotel {

struct CodeTax {
    std::string name;
    BasisPoints percent{};
    bool included = true;  ///< false: it comes on top of what is entered
};

struct ChargeCode {
    PropertyId property;
    std::string code;  ///< unique within the property: "minibar"
    std::string name;  ///< what the guest reads
    std::optional<std::int64_t> price_minor{};
    std::vector<CodeTax> taxes{};
    bool active = true;
    std::int64_t version = 1;
};

struct TaxedSum {
    Money gross;  ///< what the guest owes
    std::vector<TaxPart> taxes{};
};
/// Taxes inside: gross × bp / (10,000 + bp) of their sum, half away from zero, shared among them by
/// their rates. Taxes on top: net × bp / 10,000 each, half away from zero.
[[nodiscard]] TaxedSum with_taxes(const Money& entered, const std::vector<CodeTax>& taxes);

/// Of a fee, which is what the guest was told to pay: all its taxes are inside, also those that
/// come on top of other charges of the code. Net and taxes sum to the fee.
[[nodiscard]] std::vector<TaxPart> taxes_inside(const Money& fee, std::vector<CodeTax> taxes);

}  // namespace vacancy::hotel
