#include "load/traffic.hpp"

#include "load/wire.hpp"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <deque>
#include <memory>
#include <random>
#include <stdexcept>

namespace vacancy::load {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t patience_ns = 5 * second_ns;  // for the last answers

std::int64_t now_ns() {
    timespec at{};
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec * second_ns + at.tv_nsec;
}

struct Due {
    std::size_t kind;
    std::int64_t at;
};

class Driver {
public:
    Driver(const Plan& plan, const std::vector<Kind>& kinds)
        : plan_(plan), kinds_(kinds), random_(plan.seed), poll_(::epoll_create1(0)) {
        std::vector<double> shares;
        for (const Kind& kind : kinds) {
            shares.push_back(kind.share);
            outcome_.kinds.emplace_back().name = kind.name;
        }
        draw_ = std::discrete_distribution<std::size_t>(shares.begin(), shares.end());
        for (int i = 0; i < plan.connections; ++i) {
            wires_.push_back(std::make_unique<Wire>(plan.port));
            watch(*wires_.back());
            idle_.push_back(wires_.back().get());
        }
    }
    Driver(const Driver&) = delete;
    Driver& operator=(const Driver&) = delete;
    ~Driver() { ::close(poll_); }

    Outcome go() {
        const double cpu = plan_.cpu_s ? plan_.cpu_s() : 0;
        began_ = next_due_ = last_answer_ = now_ns();
        end_ = began_ + static_cast<std::int64_t>(plan_.seconds * 1e9);
        while (!is_over()) {
            issue();
            wait();
        }
        outcome_.seconds =
            static_cast<double>(std::max(last_answer_, end_of_sending()) - began_) / 1e9;
        if (plan_.cpu_s) outcome_.server_cpu_s = plan_.cpu_s() - cpu;
        outcome_.unsent = backlog_.size();
        outcome_.unanswered = busy_;
        return std::move(outcome_);
    }

private:
    [[nodiscard]] bool is_open_loop() const { return plan_.per_second > 0; }
    [[nodiscard]] bool may_send(std::int64_t at) const {
        return at < end_ && (plan_.most == 0 || issued_ < plan_.most);
    }
    [[nodiscard]] std::int64_t end_of_sending() const {
        return plan_.most == 0 ? end_ : last_answer_;
    }
    [[nodiscard]] bool is_over() const {
        const std::int64_t now = now_ns();
        if (may_send(is_open_loop() ? next_due_ : now)) return false;
        return busy_ == 0 || now > std::max(end_, last_answer_) + patience_ns;
    }

    void watch(Wire& wire) const {
        epoll_event event{.events = EPOLLIN, .data = {.ptr = &wire}};
        ::epoll_ctl(poll_, EPOLL_CTL_ADD, wire.socket(), &event);
    }

    /// Everything that is due by now.
    void issue() {
        const std::int64_t now = now_ns();
        if (!is_open_loop()) {
            while (!idle_.empty() && may_send(now)) send({draw_(random_), now});
            return;
        }
        std::exponential_distribution<double> gap(plan_.per_second / 1e9);
        while (next_due_ <= now && may_send(next_due_)) {
            backlog_.push_back({draw_(random_), next_due_});
            ++issued_;
            next_due_ += static_cast<std::int64_t>(gap(random_));
        }
        while (!idle_.empty() && !backlog_.empty() && now < end_) {
            const Due due = backlog_.front();
            backlog_.pop_front();
            send(due);
        }
    }

    void send(Due due) {
        bytes_.clear();
        if (!is_open_loop()) ++issued_;
        if (!kinds_[due.kind].make(bytes_)) return;
        Wire& wire = *idle_.back();
        idle_.pop_back();
        wire.kind = due.kind;
        wire.due = due.at;
        wire.sent = now_ns();
        ++outcome_.kinds[due.kind].sent;
        ++busy_;
        if (!wire.send(bytes_)) broken(wire);
    }

    void wait() {
        const std::int64_t now = now_ns();
        std::int64_t until = now + second_ns / 10;
        if (is_open_loop() && may_send(next_due_)) until = std::min(until, next_due_);
        const std::int64_t left = std::max<std::int64_t>(until - now, 0);
        const timespec limit{.tv_sec = left / second_ns, .tv_nsec = left % second_ns};
        std::array<epoll_event, 256> events{};
        const int ready = ::epoll_pwait2(poll_, events.data(), 256, &limit, nullptr);
        for (int i = 0; i < ready; ++i)
            readable(*static_cast<Wire*>(events.at(static_cast<std::size_t>(i)).data.ptr));
    }

    void readable(Wire& wire) {
        const Wire::Got got = wire.receive();
        if (got == Wire::Got::nothing) return;
        if (got == Wire::Got::closed) return broken(wire);
        if (!wire.is_waiting()) return;
        take(wire);
        if (wire.says_close()) reopen(wire);
        free(wire);
    }

    void take(Wire& wire) {
        last_answer_ = now_ns();
        KindResult& result = outcome_.kinds[wire.kind];
        const int status = wire.status();
        ++result.statuses[status];
        const bool is_refusal = status == 429 || status == 503;
        if (status / 100 == 2) {
            ++result.good;
            result.accepted.add(last_answer_ - wire.due);
        } else if (is_refusal) {
            ++result.refused;
            result.refused_in.add(last_answer_ - wire.due);
            result.turnaround.add(last_answer_ - wire.sent);
            if (!wire.has_header("Retry-After")) ++result.without_retry_after;
        }
        if (kinds_[wire.kind].answered) kinds_[wire.kind].answered(status, wire.body());
        wire.done();
    }

    void free(Wire& wire) {
        --busy_;
        idle_.push_back(&wire);
        const std::int64_t now = now_ns();
        if (!backlog_.empty() && now < end_) {
            const Due due = backlog_.front();
            backlog_.pop_front();
            send(due);
        } else if (!is_open_loop() && may_send(now)) {
            send({draw_(random_), now});
        }
    }

    void broken(Wire& wire) {
        const bool was_waiting = wire.is_waiting();
        reopen(wire);
        if (!was_waiting) return;
        ++outcome_.kinds[wire.kind].broken;
        --busy_;
        idle_.push_back(&wire);
    }

    void reopen(Wire& wire) const {
        wire.reopen();
        watch(wire);
    }

    const Plan& plan_;
    const std::vector<Kind>& kinds_;
    std::mt19937_64 random_;
    std::discrete_distribution<std::size_t> draw_;
    int poll_;
    std::vector<std::unique_ptr<Wire>> wires_{};
    std::vector<Wire*> idle_{};
    std::deque<Due> backlog_{};
    std::string bytes_{};
    Outcome outcome_{};
    std::uint64_t issued_ = 0;
    std::uint64_t busy_ = 0;
    std::int64_t began_ = 0;
    std::int64_t end_ = 0;
    std::int64_t next_due_ = 0;
    std::int64_t last_answer_ = 0;
};

}  // namespace

std::uint64_t Outcome::sent() const {
    std::uint64_t sum = 0;
    for (const KindResult& kind : kinds) sum += kind.sent;
    return sum;
}

std::uint64_t Outcome::good() const {
    std::uint64_t sum = 0;
    for (const KindResult& kind : kinds) sum += kind.good;
    return sum;
}

double Outcome::good_per_second() const { return static_cast<double>(good()) / seconds; }

double Outcome::cpu_us_per_good() const {
    return server_cpu_s * 1e6 / static_cast<double>(std::max<std::uint64_t>(good(), 1));
}

double Outcome::cpu_us_per_request() const {
    return server_cpu_s * 1e6 / static_cast<double>(std::max<std::uint64_t>(sent(), 1));
}

const KindResult& Outcome::of(std::string_view name) const {
    const auto found = std::ranges::find(kinds, name, &KindResult::name);
    if (found == kinds.end()) throw std::logic_error("no such kind of request");
    return *found;
}

std::string Outcome::json() const {
    std::string text = fmt::format(
        "{{\"seconds\":{:.2f},\"good_per_second\":{:.0f},\"cpu_us\":{:.1f},"
        "\"server_cores\":{:.2f},\"unsent\":{},\"unanswered\":{},\"kinds\":[",
        seconds, good_per_second(), cpu_us_per_good(), server_cpu_s / seconds, unsent, unanswered);
    for (const KindResult& kind : kinds) {
        std::string statuses;
        for (const auto& [status, count] : kind.statuses)
            statuses += fmt::format("{}\"{}\":{}", statuses.empty() ? "" : ",", status, count);
        text += fmt::format(
            "{}{{\"kind\":\"{}\",\"sent\":{},\"good_per_second\":{:.0f},\"p50_ms\":{:.2f},"
            "\"p99_ms\":{:.2f},\"refused_p50_ms\":{:.2f},\"refused_p99_ms\":{:.2f},"
            "\"refusal_p99_ms_from_sending\":{:.2f},\"without_retry_after\":{},\"broken\":{},"
            "\"statuses\":{{{}}}}}",
            &kind == &kinds.front() ? "" : ",", kind.name, kind.sent,
            static_cast<double>(kind.good) / seconds, kind.accepted.at_ms(0.5),
            kind.accepted.at_ms(0.99), kind.refused_in.at_ms(0.5), kind.refused_in.at_ms(0.99),
            kind.turnaround.at_ms(0.99), kind.without_retry_after, kind.broken, statuses);
    }
    return text + "]}";
}

Outcome run(const Plan& plan, const std::vector<Kind>& kinds) { return Driver(plan, kinds).go(); }

double cpu_seconds_of(pid_t process) {
    clockid_t clock{};
    timespec used{};
    if (::clock_getcpuclockid(process, &clock) != 0 || ::clock_gettime(clock, &used) != 0)
        throw std::runtime_error("the CPU time of the server cannot be read");
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

}  // namespace vacancy::load
