#pragma once
// Step: the one telemetry idiom, and always the first argument of a verb. A Step is one span being
// recorded; it belongs to the coroutine (or plain function) it was given to and is used by one
// thread at a time. `run` opens a child, awaits the verb, records what came of it and closes it, so
// there is no guard to forget; a Step that is destroyed unfinished (abandoned work) ends as
// `canceled`.

#include "base/error.hpp"
#include "base/guarded.hpp"
#include "trace/context.hpp"
#include "trace/defs.hpp"
#include "trace/log.hpp"
#include "trace/metrics.hpp"
#include "trace/names.hpp"
#include "trace/propagation/baggage.hpp"
#include "trace/propagation/propagators.hpp"
#include "trace/task.hpp"

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <string_view>
#include <utility>

namespace vacancy::trace {

class Trace;        // the arena of one trace's spans in this process
struct SpanRecord;  // one span in it

template <Pii P>
concept Exportable = P == Pii::none || P == Pii::payment;

/// An attribute of an event, a link or a log record. The value must outlive the call it is given
/// to; guest data (Private<std::string>) goes through the policy there.
template <class T, Pii P, class V>
[[nodiscard]] Attribute attribute(const Key<T, P>& key, const V& value) {
    Attribute a{.key = key.name};
    if constexpr (std::same_as<T, bool>) {
        a.type = Attribute::Type::boolean;
        a.boolean = value;
    } else if constexpr (std::same_as<T, std::int64_t>) {
        a.type = Attribute::Type::integer;
        a.integer = static_cast<std::int64_t>(value);
    } else if constexpr (std::same_as<T, double>) {
        a.type = Attribute::Type::real;
        a.real = value;
    } else if constexpr (Exportable<P>) {
        a.text = value;
    } else {
        a.is_private = true;
        a.text = value.reveal();
    }
    return a;
}

class Step {
public:
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;
    Step(Step&& other) noexcept;
    Step& operator=(Step&&) = delete;
    ~Step();

    /// A Step that records nothing; for tools and for tests that do not look at traces.
    [[nodiscard]] static Step silent() { return {nullptr, nullptr}; }

    /// Opens a child span of `def`, awaits verb(child, args...), records its Result, closes it.
    /// The arguments must outlive the await, as for any coroutine that takes references.
    template <class Verb, class... Args>
    auto run(const SpanDef& def, Verb verb, Args&&... args)
        -> std::invoke_result_t<Verb, Step&, Args...> {
        Step child = open(def, {});
        try {
            auto outcome = co_await std::invoke(verb, child, std::forward<Args>(args)...);
            child.close(outcome ? nullptr : &outcome.error());
            co_return outcome;
        } catch (const std::exception& thrown) {
            child.close_with_exception(thrown);
            throw;
        } catch (const BrokenPromise& broken) {
            child.close_with_broken_promise(broken);
            throw;
        }
    }

    /// The same for a plain function that returns a Result (model and store calls, database
    /// bodies).
    template <class Verb, class... Args>
    auto within(const SpanDef& def, Verb&& verb, Args&&... args)
        -> std::invoke_result_t<Verb, Step&, Args...> {
        Step child = open(def, {});
        try {
            auto outcome =
                std::invoke(std::forward<Verb>(verb), child, std::forward<Args>(args)...);
            child.close(outcome ? nullptr : &outcome.error());
            return outcome;
        } catch (const std::exception& thrown) {
            child.close_with_exception(thrown);
            throw;
        } catch (const BrokenPromise& broken) {
            child.close_with_broken_promise(broken);
            throw;
        }
    }

    template <Pii P>
        requires Exportable<P>
    void set(const Key<std::string_view, P>& key, std::string_view value) {
        set_text(key.name, value);
    }
    /// Guest data goes through the policy (raw, hash or drop); the attribute is always present.
    template <Pii P>
        requires(!Exportable<P>)
    void set(const Key<std::string_view, P>& key, const Private<std::string>& value) {
        set_private(key.name, value.reveal());
    }
    template <Pii P>
    void set(const Key<std::int64_t, P>& key, std::integral auto value) {
        set_integer(key.name, static_cast<std::int64_t>(value));
    }
    template <Pii P>
    void set(const Key<double, P>& key, double value) {
        set_real(key.name, value);
    }
    template <Pii P>
    void set(const Key<bool, P>& key, std::same_as<bool> auto value) {
        set_boolean(key.name, value);
    }

    /// A span event; make its attributes with `attr(...)`.
    void event(const EventDef& def, std::initializer_list<Attribute> attributes = {});
    template <class T, Pii P, class V>
    [[nodiscard]] Attribute attr(const Key<T, P>& key, const V& value) {
        return attribute(key, value);
    }
    /// A link to another span, with its link.type.
    void link(const SpanContext& to, std::string_view link_type);

    /// Counts or measures; the values are the metric's attributes in its order. Whatever the
    /// sampling; a measurement in a kept trace becomes the exemplar of its bucket.
    void count(const MetricDef& def, std::initializer_list<Value> values = {}, std::int64_t by = 1);
    void record(const MetricDef& def, double value, std::initializer_list<Value> values = {});
    /// A line on stderr with this span's ids; `message` is a fixed sentence.
    void log(Severity severity, std::string_view message,
             std::initializer_list<Attribute> attributes = {}) const;

    /// Marks the span failed without ending it; used where the verb itself answers normally (an
    /// HTTP 500, a failed undo that is only reported). Records the exception by the scope's rule.
    void failed(const Error& error);
    /// Keeps this trace at the tail whatever the outcome; the reason becomes an attribute.
    void keep(std::string_view reason);

    [[nodiscard]] bool is_recording() const { return span_ != nullptr; }
    /// For rows that will be delivered later.
    [[nodiscard]] SpanContext context() const;
    /// For headers to the outside, as OTEL_PROPAGATORS asks. A Step that records nothing passes on
    /// what it was given: telemetry that is off does not cut the traces of others.
    [[nodiscard]] Carried carried() const;
    /// What came with the request from a caller who is believed; valid while the Step is open.
    [[nodiscard]] std::span<const BaggageEntry> baggage() const;

    // For the recorder, the server and the driver of other idioms (not for flows):
    /// Opens a child by hand; `name` replaces the registry's when it depends on the route or SQL.
    [[nodiscard]] Step open(const SpanDef& def, std::string_view name);
    void close(const Error* error);
    void close_with_exception(const std::exception& thrown);
    void close_with_broken_promise(const BrokenPromise& broken);
    /// Keys must live for ever: they are those of the registry.
    void set_text(std::string_view key, std::string_view value);
    void set_private(std::string_view key, std::string_view value);
    void set_integer(std::string_view key, std::int64_t value);
    void set_real(std::string_view key, double value);
    void set_boolean(std::string_view key, bool value);

private:
    friend class Recorder;
    friend class Trace;
    Step(Trace* trace, SpanRecord* span) : trace_(trace), span_(span) {}

    Trace* trace_;      ///< null: silent or already closed
    SpanRecord* span_;  ///< null with it, and where the trace is only passed on
};

}  // namespace vacancy::trace

namespace vacancy {
using trace::Step;
namespace span = trace::span;
namespace attr = trace::attr;
namespace metric = trace::metric;
namespace event = trace::event;
}  // namespace vacancy
