#pragma once
// Log: one JSON line on stderr for what a person should read, and ERROR records to the exporter.
// Owned by the Recorder; any thread. Attributes are made by `attribute(key, value)` (step.hpp), so
// secrets have no way in and guest data goes through the personal-data policy.

#include "trace/context.hpp"
#include "trace/defs.hpp"
#include "trace/kept_trace.hpp"

#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <string_view>

namespace vacancy::trace {

class Step;
struct RecorderState;

enum class Severity : std::uint8_t { debug = 5, info = 9, warn = 13, error = 17 };

class Log {
public:
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;
    ~Log();

    /// `message` is a fixed sentence, never a guest's words.
    void write(Severity severity, std::string_view message,
               std::initializer_list<Attribute> attributes = {});
    /// The same with the ids of `step`.
    void write(const Step& step, Severity severity, std::string_view message,
               std::initializer_list<Attribute> attributes = {});

    /// Lines less severe than this are not written (default info).
    void set_threshold(Severity least);
    /// Where lines go instead of stderr (tests). A line has no line end.
    void write_to(std::function<void(std::string_view line)> out);

    /// The line of a record that is already past policy and mask.
    void write_record(const LogRecord& record);

private:
    friend struct RecorderState;
    explicit Log(RecorderState& recorder);
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace vacancy::trace
