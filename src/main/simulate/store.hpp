#pragma once
// Store: the real database behind the faults of a database far away. Each transaction waits its
// turn, so that guests meet between any two of them; it may be refused, its answer may be lost
// before or after the commit, and the process may end before, inside or after it. What was not
// committed is lost with the process. One thread.

#include "db/database.hpp"
#include "main/simulate/chaos.hpp"
#include "main/simulate/timeline.hpp"

namespace vacancy::simulate {

class Store final : public db::Database {
public:
    Store(db::Database& real, Chaos& chaos, Timeline& timeline)
        : real_(real), chaos_(chaos), timeline_(timeline) {}

    [[nodiscard]] std::string_view system_name() const override { return real_.system_name(); }
    Result<void> backup(const std::string& file) override { return real_.backup(file); }
    [[nodiscard]] std::size_t waiting() const override { return 0; }
    void each_queue(const QueueVisitor& visit) const override { real_.each_queue(visit); }
    /// Transactions that were tried.
    [[nodiscard]] std::uint64_t tried() const { return tried_; }

protected:
    Task<std::optional<Error>> perform(Step& step, Access access, Work work) override;
    std::optional<Error> perform_now(Step& step, Access access, Work work) override;

private:
    enum class Fault : std::uint8_t { none, refused, lost_before, lost_after, crash_inside };
    Fault draw(Step& step, Access access);
    std::optional<Error> run(Step& step, Access access, const Work& work, Fault fault);

    db::Database& real_;
    Chaos& chaos_;
    Timeline& timeline_;
    std::uint64_t tried_ = 0;
};

}  // namespace vacancy::simulate
