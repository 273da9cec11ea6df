#pragma once
// DeskAgent: what an agent does at the desk of a DemoTown's first property, as stories need it.

#include "support/demo_town.hpp"

#include <string>
#include <vector>

namespace vacancy::testing {

class DeskAgent {
public:
    explicit DeskAgent(const DemoTown& town);

    /// "/v1/properties/ID"
    [[nodiscard]] const std::string& house() const { return house_; }
    [[nodiscard]] Browser browser() const { return town_.as("agent"); }

    /// Books two nights from tonight. A card that the gateway approves unless `token` says so.
    [[nodiscard]] boost::json::value arrives_today(
        const std::string& token = "tok_approved",
        const std::string& email = "stay@guest.example") const;

    static constexpr std::string_view seen_passport =
        R"("identity":{"kind":"passport","verified_by":"agent at desk 1"})";
    /// `more` are further members of the body: `,"keys":1`.
    [[nodiscard]] Answer check_in(const boost::json::value& booking,
                                  const std::string& more = {}) const;
    [[nodiscard]] Answer check_in_with(const boost::json::value& booking,
                                       const std::string& body) const;
    [[nodiscard]] Answer check_out(const std::string& room, const std::string& body = "{}") const;

    [[nodiscard]] boost::json::value folio(const std::string& id) const;
    /// Posts a charge; `what` is the rest of `amount` and what follows: `"amount":9},"code":"spa"`.
    [[nodiscard]] Answer charge(const boost::json::value& booking, const std::string& folio_id,
                                const std::string& what) const;
    [[nodiscard]] boost::json::value room_numbered(const std::string& number) const;
    /// The spans of the hotel.pms scope, in the order in which they began.
    [[nodiscard]] std::vector<std::string> steps_of(const std::string& trace_id) const;
    /// Captured less refunded at the gateway, for this booking.
    [[nodiscard]] std::int64_t money_kept(const boost::json::value& booking) const;

private:
    const DemoTown& town_;
    std::string house_;
};

}  // namespace vacancy::testing
