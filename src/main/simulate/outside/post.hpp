#pragma once
// Post: the mail server and the partners of a simulation. Mails are counted by Message-ID, since a
// delivery may be repeated. Outlives every crash of the house. One thread.

#include "main/simulate/audit/witness.hpp"
#include "main/simulate/chaos.hpp"
#include "main/simulate/timeline.hpp"
#include "notices/mailroom.hpp"

#include <map>
#include <set>
#include <string>

namespace vacancy::simulate {

class Post final : public notices::Postman, public notices::Courier {
public:
    Post(Chaos& chaos, Timeline& timeline, Witness& witness)
        : chaos_(chaos), timeline_(timeline), witness_(witness) {}

    Task<Result<void>> post(Step& step, const notices::Mail& mail) override;
    Task<Result<int>> hand_over(Step& step, const notices::WebhookCall& call) override;

    /// Distinct mails to that address.
    [[nodiscard]] std::size_t letters_to(const std::string& address) const;
    /// Distinct events that the partner was told.
    [[nodiscard]] std::size_t events() const { return events_.size(); }

private:
    Chaos& chaos_;
    Timeline& timeline_;
    Witness& witness_;
    std::map<std::string, std::set<std::string>> by_address_;
    std::set<std::string> events_;
};

}  // namespace vacancy::simulate
