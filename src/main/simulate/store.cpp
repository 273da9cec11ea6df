#include "main/simulate/store.hpp"

namespace vacancy::simulate {

using namespace std::chrono_literals;

Store::Fault Store::draw(Step& step, Access access) {
    if (chaos_.strikes("store", chaos_.weather.store)) {
        chaos_.touch(step.context().trace_id);
        if (access == Access::read) return Fault::refused;
        constexpr std::array kinds{Fault::refused, Fault::lost_before, Fault::lost_after};
        return chaos_.dice.one_of(kinds);
    }
    if (access == Access::write && chaos_.dice.chance(200)) {
        chaos_.may_crash("before a transaction");
    } else if (access == Access::write && chaos_.weather.crash > 0 && chaos_.dice.chance(200)) {
        return Fault::crash_inside;
    }
    return Fault::none;
}

std::optional<Error> Store::run(Step& step, Access access, const Work& work, Fault fault) {
    if (fault == Fault::refused) return Error{.code = ErrorCode::store_unavailable, .detail = {}};
    const auto body = [&](db::Tx& tx) -> Result<void> {
        auto failed = work(tx);
        if (failed) return std::unexpected(std::move(*failed));
        if (fault == Fault::crash_inside) chaos_.may_crash("inside a transaction");
        if (fault == Fault::lost_before) return fail(ErrorCode::outcome_unknown);
        return {};
    };
    const auto done =
        access == Access::read ? real_.read_now(step, body) : real_.transact_now(step, body);
    if (!done) return done.error();
    if (fault == Fault::lost_after) return Error{.code = ErrorCode::outcome_unknown, .detail = {}};
    return std::nullopt;
}

Task<std::optional<Error>> Store::perform(Step& step, Access access, Work work) {
    if (chaos_.dice.chance(600)) co_await timeline_.hold_up(chaos_.dice.between(1us, 4000us));
    if (chaos_.has_crashed()) throw Crashed{};
    ++tried_;
    const Fault fault = draw(step, access);
    auto failed = run(step, access, work, fault);
    if (access == Access::write && chaos_.dice.chance(200)) chaos_.may_crash("after a transaction");
    co_return failed;
}

std::optional<Error> Store::perform_now(Step& step, Access access, Work work) {
    return run(step, access, work, Fault::none);
}

}  // namespace vacancy::simulate
