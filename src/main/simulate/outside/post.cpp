#include "main/simulate/outside/post.hpp"

#include "outside/sandbox/mail/header_text.hpp"

namespace vacancy::simulate {

using namespace std::chrono_literals;

Task<Result<void>> Post::post(Step&, const notices::Mail& mail) {
    const bool fails = chaos_.strikes("mail", chaos_.weather.mail);
    const bool takes = !fails || chaos_.dice.chance(500);
    co_await timeline_.pause(chaos_.dice.between(500us, 50'000us));
    if (takes) {
        const std::string id = outside::header_field(mail.message, "message-id");
        witness_.note("mail {} {}", mail.to, id);
        by_address_[mail.to].insert(id);
    }
    co_await timeline_.pause(chaos_.dice.between(500us, 50'000us));
    if (fails) co_return fail(takes ? ErrorCode::timeout : ErrorCode::upstream_unavailable);
    co_return Result<void>{};
}

Task<Result<int>> Post::hand_over(Step&, const notices::WebhookCall& call) {
    const bool fails = chaos_.strikes("partner", chaos_.weather.mail);
    const bool takes = !fails || chaos_.dice.chance(500);
    co_await timeline_.pause(chaos_.dice.between(500us, 50'000us));
    for (const auto& [name, value] : call.headers) {
        if (!takes || name != "webhook-id") continue;
        witness_.note("partner {}", value);
        events_.insert(value);
    }
    co_await timeline_.pause(chaos_.dice.between(500us, 50'000us));
    if (!fails) co_return 204;
    if (takes) co_return fail(ErrorCode::timeout);
    co_return 503;
}

std::size_t Post::letters_to(const std::string& address) const {
    const auto found = by_address_.find(address);
    return found == by_address_.end() ? 0 : found->second.size();
}

}  // namespace vacancy::simulate
