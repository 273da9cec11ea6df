#include "trace/export/queue.hpp"

#include <algorithm>

namespace vacancy::trace {

bool ExportQueue::put(std::shared_ptr<const KeptTrace> trace) {
    const std::size_t spans = trace->spans.size();
    const std::size_t bytes = trace->bytes();
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    const bool fits = spans_ + spans <= limits_.spans && bytes_ + bytes <= limits_.bytes;
    if (!fits && !traces_.empty()) return false;
    traces_.push_back({std::move(trace), 0, bytes});
    spans_ += spans;
    bytes_ += bytes;
    return true;
}

bool ExportQueue::put(std::shared_ptr<const LogRecord> record) {
    const std::lock_guard lock(mutex_);
    if (closed_ || records_.size() >= limits_.logs) return false;
    records_.push_back(std::move(record));
    return true;
}

TraceBatch ExportQueue::take_spans(std::size_t most_spans, std::size_t most_bytes) {
    TraceBatch batch;
    std::size_t bytes = 0;
    const std::lock_guard lock(mutex_);
    while (!traces_.empty() && batch.spans < most_spans) {
        Waiting& first = traces_.front();
        const std::size_t all = first.trace->spans.size();
        const std::size_t per_span = first.bytes / std::max<std::size_t>(all, 1) + 1;
        const std::size_t room = bytes >= most_bytes ? 0 : (most_bytes - bytes) / per_span;
        // One span goes in any case, however large it is.
        const std::size_t may = std::max<std::size_t>(room, batch.spans == 0 ? 1 : 0);
        const std::size_t count = std::min({all - first.begin, most_spans - batch.spans, may});
        if (count == 0 && all != first.begin) break;
        batch.slices.push_back({first.trace, first.begin, first.begin + count});
        batch.spans += count;
        bytes += count * per_span;
        first.begin += count;
        if (first.begin < all) continue;
        bytes_ -= first.bytes;
        traces_.pop_front();
    }
    spans_ -= batch.spans;
    return batch;
}

std::vector<std::shared_ptr<const LogRecord>> ExportQueue::take_logs(std::size_t most) {
    const std::lock_guard lock(mutex_);
    const auto end =
        records_.begin() + static_cast<std::ptrdiff_t>(std::min(most, records_.size()));
    std::vector<std::shared_ptr<const LogRecord>> taken(records_.begin(), end);
    records_.erase(records_.begin(), end);
    return taken;
}

void ExportQueue::close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
}

bool ExportQueue::is_closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
}

std::size_t ExportQueue::spans() const {
    const std::lock_guard lock(mutex_);
    return spans_;
}

std::size_t ExportQueue::logs() const {
    const std::lock_guard lock(mutex_);
    return records_.size();
}

}  // namespace vacancy::trace
