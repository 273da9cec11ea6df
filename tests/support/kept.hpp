#pragma once
// For tests that look at traces: a sink that remembers what the recorder hands over, and a recorder
// that keeps everything and is quiet.

#include "trace/recorder.hpp"

#include <chrono>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace vacancy::trace {

/// Any thread.
class Keeper final : public KeptTraceSink {
public:
    void accept(std::shared_ptr<const KeptTrace> trace) override {
        const std::scoped_lock lock(guard_);
        traces_.push_back(std::move(trace));
    }
    void accept(std::shared_ptr<const LogRecord> record) override {
        const std::scoped_lock lock(guard_);
        records_.push_back(std::move(record));
    }
    [[nodiscard]] std::vector<std::shared_ptr<const KeptTrace>> traces() const {
        const std::scoped_lock lock(guard_);
        return traces_;
    }
    [[nodiscard]] std::vector<std::shared_ptr<const LogRecord>> records() const {
        const std::scoped_lock lock(guard_);
        return records_;
    }

private:
    mutable std::mutex guard_;
    std::vector<std::shared_ptr<const KeptTrace>> traces_;
    std::vector<std::shared_ptr<const LogRecord>> records_;
};

inline RecorderOptions keep_all() {
    RecorderOptions options;
    options.ratio = 1;
    options.personal_data = PersonalData::raw;
    return options;
}

/// A recorder with a keeper; `settled` waits until all ended traces are there.
struct Watched {
    explicit Watched(const RecorderOptions& options = keep_all()) : recorder(options) {
        recorder.send_to(keeper);
        recorder.log().write_to([](std::string_view) {});
    }
    [[nodiscard]] std::vector<std::shared_ptr<const KeptTrace>> settled() {
        must(recorder.flush(std::chrono::seconds(20)));
        return keeper->traces();
    }
    std::shared_ptr<Keeper> keeper = std::make_shared<Keeper>();
    Recorder recorder;
};

/// Null when there is none of that name.
inline const KeptSpan* span_named(const KeptTrace& trace, std::string_view name) {
    for (const auto& span : trace.spans) {
        if (span.name == name) return &span;
    }
    return nullptr;
}

inline const Attribute* attribute_of(std::span<const Attribute> list, std::string_view key) {
    for (const auto& one : list) {
        if (one.key == key) return &one;
    }
    return nullptr;
}

/// The text of an attribute; "(none)" when it is absent.
inline std::string text_of(const KeptSpan& span, std::string_view key) {
    const Attribute* found = attribute_of(span.attributes, key);
    return found == nullptr ? "(none)" : std::string(found->text);
}

}  // namespace vacancy::trace
