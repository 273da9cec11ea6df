#pragma once
// Recorder: where traces begin and where it is decided which are kept. One object a process, owned
// by the House, outlives every Step. Any thread may begin a trace; settling, masking, hashing and
// handing over happen on the recorder's own thread, so that a request pays for recording only.

#include "base/time.hpp"
#include "trace/kept_trace.hpp"
#include "trace/log.hpp"
#include "trace/metrics.hpp"
#include "trace/propagation/baggage.hpp"
#include "trace/propagation/propagators.hpp"
#include "trace/step.hpp"
#include "trace/store.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace vacancy::trace {

enum class PersonalData : std::uint8_t { raw, hash, drop };
/// `tail`: in-process tail sampling; the others are those of OTEL_TRACES_SAMPLER and replace it.
enum class Sampler : std::uint8_t {
    tail,
    always_on,
    always_off,
    ratio,
    parent_always_on,
    parent_always_off,
    parent_ratio
};

/// "raw", "hash", "drop".
[[nodiscard]] Result<PersonalData> parse_personal_data(std::string_view text);
/// The words of OTEL_TRACES_SAMPLER; empty: tail.
[[nodiscard]] Result<Sampler> parse_sampler(std::string_view text);

/// The specification's span limits; a text is also never longer than 8 KiB.
struct SpanLimits {
    std::uint32_t attributes = 128;
    std::uint32_t value_length = 8192;
    std::uint32_t events = 128;
    std::uint32_t event_attributes = 128;
    std::uint32_t links = 128;
    std::uint32_t link_attributes = 128;
};

struct RecorderOptions {
    const Clock* clock = nullptr;  ///< null: the machine's
    /// OTEL_SDK_DISABLED: nothing is recorded or counted, what came is still passed on.
    bool disabled = false;
    Propagators propagators{};  ///< what Step::carried gives; readers of headers ask for it too
    Sampler sampler = Sampler::tail;
    double ratio = 0.1;  ///< of what nothing else keeps; also the argument of the ratio samplers
    std::chrono::milliseconds slow{1000};
    PersonalData personal_data = PersonalData::hash;
    std::string hash_key{};  ///< empty: that of the store's file, or a random one for this process
    SpanLimits limits{};
    bool metric_twins = true;
    std::size_t max_spans_per_trace = 5000;
    std::size_t max_waiting_traces = 4096;  ///< ended but not yet settled; more are dropped
    TraceStoreOptions store{};
    /// No thread: a trace is settled where it ends, by the given clock. One thread only: simulator.
    bool inline_execution = false;
};

/// Where every span went: started = kept + sampled_out + dropped, and of the kept ones the exporter
/// says what became of them: exported or dropped.
struct SpanAccounts {
    std::atomic<std::uint64_t> started{0};
    std::atomic<std::uint64_t> kept{0};
    std::atomic<std::uint64_t> sampled_out{0};
    std::atomic<std::uint64_t> dropped{0};   ///< before they were kept
    std::atomic<std::uint64_t> exported{0};  ///< counted by the exporter
    std::atomic<std::uint64_t> lost{0};      ///< kept, but the exporter gave up; counted by it
};

struct Link {
    SpanContext to;
    std::string_view type;  ///< link.type, a value of the registry
};

struct RootOptions {
    std::string_view name{};              ///< replaces the registry's when not empty
    std::optional<SpanContext> parent{};  ///< of a request's header or a row's traceparent
    /// False: a new trace begins and links to `parent`; baggage is dropped.
    bool trusted = true;
    Baggage baggage{};
    std::span<const Link> links{};
};

struct RecorderState;

class Recorder {
public:
    explicit Recorder(const RecorderOptions& options = {});
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;
    ~Recorder();  ///< settles what has ended; a Step still open then is a bug

    /// Begins this process's part of a trace. Close it with Step::close and its kin.
    [[nodiscard]] Step root(const SpanDef& def, const RootOptions& options = {});

    /// Step::run for a local root: work that no request asked for.
    template <class Verb, class... Args>
    auto run(const SpanDef& def, Verb verb, Args&&... args)
        -> std::invoke_result_t<Verb, Step&, Args...> {
        Step step = root(def);
        try {
            auto outcome = co_await std::invoke(verb, step, std::forward<Args>(args)...);
            step.close(outcome ? nullptr : &outcome.error());
            co_return outcome;
        } catch (const std::exception& thrown) {
            step.close_with_exception(thrown);
            throw;
        } catch (const BrokenPromise& broken) {
            step.close_with_broken_promise(broken);
            throw;
        }
    }
    /// Step::within for a local root.
    template <class Verb, class... Args>
    auto within(const SpanDef& def, Verb&& verb, Args&&... args)
        -> std::invoke_result_t<Verb, Step&, Args...> {
        Step step = root(def);
        try {
            auto outcome = std::invoke(std::forward<Verb>(verb), step, std::forward<Args>(args)...);
            step.close(outcome ? nullptr : &outcome.error());
            return outcome;
        } catch (const std::exception& thrown) {
            step.close_with_exception(thrown);
            throw;
        } catch (const BrokenPromise& broken) {
            step.close_with_broken_promise(broken);
            throw;
        }
    }

    [[nodiscard]] Metrics& metrics();
    [[nodiscard]] Log& log();
    [[nodiscard]] TraceStore& store();
    [[nodiscard]] SpanAccounts& accounts();
    [[nodiscard]] const RecorderOptions& options() const;
    /// Traces begun and not yet ended; 0 when nothing is in flight. One that never returns to 0 has
    /// a Step that nobody closes.
    [[nodiscard]] std::int64_t open_traces() const;
    /// A snapshot of all metrics now.
    [[nodiscard]] Snapshot collect();

    /// The exporter; null: none.
    void send_to(std::shared_ptr<KeptTraceSink> sink);
    /// All traces that have ended are settled and handed over; false when the deadline passed.
    bool flush(std::chrono::milliseconds deadline);

private:
    [[nodiscard]] Step passed_on(const SpanDef& def, const RootOptions& options);
    std::unique_ptr<RecorderState> state_;
};

}  // namespace vacancy::trace
