#pragma once
// Witness: hears everything that happens in a simulation and every span that is kept, makes one
// number of it all, and remembers what the auditors ask for. Stands outside the house: a crash does
// not make it forget. One thread.

#include "base/time.hpp"
#include "trace/kept_trace.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace vacancy::simulate {

class Witness {
public:
    explicit Witness(const Clock& clock) : clock_(clock) {}

    /// Every line goes there, too; null: nowhere.
    void tell(std::function<void(std::string_view)> out) { out_ = std::move(out); }

    template <class... Args>
    void note(fmt::format_string<Args...> format, Args&&... args) {
        ++events_;
        add(fmt::format(format, std::forward<Args>(args)...));
    }
    /// The first thing that went against a promise; later ones only follow from it.
    void broken(std::string what);
    [[nodiscard]] const std::string& first_broken() const { return broken_; }

    [[nodiscard]] std::uint64_t digest() const { return digest_; }
    [[nodiscard]] std::uint64_t events() const { return events_; }
    [[nodiscard]] std::uint64_t spans() const { return spans_; }
    /// Names of the spans that ended for a reservation, whatever their trace.
    [[nodiscard]] const std::set<std::string>& spans_of(const std::string& reservation) const;

    void take(const trace::KeptTrace& trace);

private:
    void add(std::string_view text);
    void take(const trace::KeptSpan& span, std::string& text);

    const Clock& clock_;
    std::function<void(std::string_view)> out_{};
    std::string broken_{};
    std::map<std::string, std::set<std::string>> of_reservation_{};
    std::uint64_t digest_ = 0xcbf29ce484222325U;
    std::uint64_t events_ = 0;
    std::uint64_t spans_ = 0;
};

/// What one life of the house exports to. After a crash it is cut off: what was not handed over is
/// lost with the process.
class Collector final : public trace::KeptTraceSink {
public:
    explicit Collector(Witness& witness) : witness_(witness) {}
    void accept(std::shared_ptr<const trace::KeptTrace> trace) override {
        spans_ += trace->spans.size();
        witness_.take(*trace);
    }
    void accept(std::shared_ptr<const trace::LogRecord>) override {}
    [[nodiscard]] std::uint64_t spans() const { return spans_; }

private:
    Witness& witness_;
    std::uint64_t spans_ = 0;
};

}  // namespace vacancy::simulate
