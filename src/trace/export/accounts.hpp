#pragma once
// ExportAccounts: what became of every span that the exporter was given, in its own counters, in
// the recorder's accounts and as metrics. Any thread.

#include "trace/export/exporter.hpp"

#include <array>
#include <atomic>

namespace vacancy::trace {

enum class DropReason : std::uint8_t { queue_full, refused, shutdown };

class ExportAccounts {
public:
    explicit ExportAccounts(Recorder& recorder);
    void accepted(std::size_t spans);
    void exported(std::size_t spans);
    void dropped(std::size_t spans, DropReason reason);
    void logs_dropped(std::size_t records);
    [[nodiscard]] ExportCounts counts() const;

private:
    SpanAccounts& spans_;
    Cell& exported_;
    Cell& waiting_;
    std::array<Cell*, 3> dropped_;
    Cell& logs_dropped_;
    std::atomic<std::uint64_t> accepted_count_ = 0;
    std::atomic<std::uint64_t> exported_count_ = 0;
    std::array<std::atomic<std::uint64_t>, 3> dropped_counts_{};
};

}  // namespace vacancy::trace
