#pragma once
// Gauges: what waits now, as /metrics and the exporter show it. Queues are asked at every
// collection; what the store must count is counted by a worker and remembered in between.

#include "main/house/house.hpp"

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace vacancy {

/// Owned by the workers; any thread. Its callbacks end with it.
class Gauges {
public:
    explicit Gauges(House& house);
    Gauges(const Gauges&) = delete;
    Gauges& operator=(const Gauges&) = delete;
    ~Gauges();

    /// Counts in the store; answers how many series it has values for.
    Task<Result<int>> refresh(Step& step);

private:
    struct Counts {
        std::map<std::string, std::int64_t> sagas{};
        std::map<std::string, std::int64_t> at_risk_minor{};
        std::map<std::string, std::int64_t> waiting{};
        std::map<std::string, std::int64_t> dead{};
        std::map<std::string, std::int64_t> desk_queues{};  ///< by property
        std::int64_t live_holds = 0;
    };
    static Result<Counts> count(db::Tx& tx);
    void watch(const trace::MetricDef& def, std::map<std::string, std::int64_t> Counts::* what);
    void watch_the_rest();

    House& house_;
    std::mutex guard_;
    Counts counts_;
    std::vector<std::uint64_t> registrations_;
};

}  // namespace vacancy
