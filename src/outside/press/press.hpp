#pragma once
// PaperPress: draws papers as PDF in the guest's language, with a QR code of the manage page. Built
// once by the House; any thread.

#include "hotel/press.hpp"

#include <functional>
#include <string>

namespace vacancy::outside {

class PaperPress final : public hotel::Press {
public:
    /// The address of a booking's manage page; empty: no code is drawn.
    using ManageLink =
        std::function<std::string(std::string_view confirmation_code, LocalDate departure)>;
    explicit PaperPress(ManageLink manage_link) : manage_link_(std::move(manage_link)) {}

    [[nodiscard]] Result<std::string> print(const hotel::Paper& paper) const override;

private:
    ManageLink manage_link_;
};

}  // namespace vacancy::outside
