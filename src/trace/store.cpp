#include "trace/store.hpp"

#include "trace/keeping/trace_file.hpp"
#include "trace/names.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <utility>

namespace vacancy::trace {
namespace {

using Kept = std::shared_ptr<const KeptTrace>;
using Parts = std::vector<Kept>;

struct HashOfId {
    std::size_t operator()(const TraceId& id) const {
        std::size_t hash = 0;
        std::memcpy(&hash, id.bytes.data() + 8, sizeof hash);
        return hash;
    }
};

void sort_parts(Parts& parts) {
    std::ranges::sort(parts, {}, [](const Kept& part) { return part->root().start_unix_ns; });
}

bool has_text(const Parts& parts, std::string_view wanted) {
    const auto holds = [&](std::string_view text) { return text.find(wanted) != text.npos; };
    if (holds(parts.front()->id.text())) return true;
    for (const Kept& part : parts) {
        for (const KeptSpan& span : part->spans) {
            if (holds(span.name)) return true;
            for (const Attribute& one : span.attributes) {
                if (one.type == Attribute::Type::text && holds(one.text)) return true;
            }
        }
    }
    return false;
}

bool is_of_route(const KeptSpan& root, std::string_view route) {
    if (root.name == route) return true;
    return std::ranges::any_of(root.attributes, [&](const Attribute& one) {
        return one.key == attr::http_route.name && one.text == route;
    });
}

/// Parts are in order of time: the first is where the trace began here.
TraceSummary summary_of(const Parts& parts) {
    const KeptSpan& root = parts.front()->root();
    TraceSummary summary{
        .id = parts.front()->id,
        .name = std::string(root.name),
        .scope = std::string(root.scope->name),
        .start_unix_ns = root.start_unix_ns,
        .duration_ms = static_cast<double>(root.end_unix_ns - root.start_unix_ns) / 1e6,
        .status = root.status,
        .sampling_reason = std::string(parts.front()->reason)};
    for (const Kept& part : parts) {
        summary.spans += static_cast<int>(part->spans.size());
        for (const KeptSpan& span : part->spans) {
            if (span.status == StatusCode::error) summary.status = StatusCode::error;
        }
    }
    return summary;
}

bool passes(const Parts& parts, const TraceSummary& summary, const TraceFilter& filter) {
    const bool is_error = summary.status == StatusCode::error;
    if (!filter.status.empty() && is_error != (filter.status == "error")) return false;
    if (summary.duration_ms < static_cast<double>(filter.min_ms)) return false;
    if (!filter.route.empty() && !is_of_route(parts.front()->root(), filter.route)) return false;
    return filter.q.empty() || has_text(parts, filter.q);
}

}  // namespace

struct TraceStore::State {
    TraceStoreOptions options;
    mutable std::mutex guard;
    /// With what it takes to let a trace go without looking at it: it left the caches long ago.
    struct Entry {
        TraceId id;
        std::size_t bytes;
        Kept trace;
    };
    std::deque<Entry> newest;  ///< in the order they came
    std::unordered_multimap<TraceId, Kept, HashOfId> by_id;
    std::size_t bytes = 0;

    std::mutex file_guard;  ///< the connection
    std::unique_ptr<TraceFile> file;
    std::condition_variable changed;  ///< with `guard`
    std::vector<Kept> unwritten;
    std::size_t writing = 0;
    bool stopping = false;
    bool is_awaited = false;  ///< somebody waits for all to be written
    std::string trouble;
    std::thread writer;

    void remember(const Kept& trace);
    [[nodiscard]] Parts parts_of(const TraceId& id) const;
    void write_behind();
};

void TraceStore::State::remember(const Kept& trace) {
    newest.push_back({trace->id, trace->bytes(), trace});
    by_id.emplace(trace->id, trace);
    bytes += newest.back().bytes;
    while (newest.size() > options.max_traces || (bytes > options.max_bytes && newest.size() > 1)) {
        const Entry oldest = std::move(newest.front());
        newest.pop_front();
        bytes -= oldest.bytes;
        const auto [first, last] = by_id.equal_range(oldest.id);
        for (auto at = first; at != last; ++at) {
            if (at->second != oldest.trace) continue;
            by_id.erase(at);
            break;
        }
    }
}

Parts TraceStore::State::parts_of(const TraceId& id) const {
    Parts parts;
    const auto [first, last] = by_id.equal_range(id);
    for (auto at = first; at != last; ++at) parts.push_back(at->second);
    return parts;
}

void TraceStore::State::write_behind() {
    constexpr std::chrono::milliseconds rest{50};  // so that a commit takes many
    std::unique_lock lock(guard);
    for (;;) {
        changed.wait(lock, [this] { return stopping || !unwritten.empty(); });
        if (unwritten.empty()) return;
        changed.wait_for(lock, rest, [this] { return stopping || is_awaited; });
        const std::vector<Kept> batch = std::exchange(unwritten, {});
        writing = batch.size();
        lock.unlock();
        Result<void> added;
        {
            const std::scoped_lock file_lock(file_guard);
            added = file->add(batch, options.max_file_traces);
        }
        lock.lock();
        trouble = added ? std::string() : added.error().detail;
        writing = 0;
        changed.notify_all();
    }
}

TraceStore::TraceStore(const TraceStoreOptions& options) : state_(std::make_unique<State>()) {
    State& state = *state_;
    state.options = options;
    if (options.path.empty()) return;
    auto opened = TraceFile::open(options.path);
    if (!opened) {
        state.trouble = opened.error().detail;
        return;
    }
    state.file = std::move(*opened);
    constexpr std::size_t at_start = 1000;
    for (const Kept& trace : state.file->newest(std::min(options.max_traces, at_start)))
        state.remember(trace);
    state.writer = std::thread([&state] { state.write_behind(); });
}

TraceStore::~TraceStore() {
    if (!state_->writer.joinable()) return;
    {
        const std::scoped_lock lock(state_->guard);
        state_->stopping = true;
    }
    state_->changed.notify_all();
    state_->writer.join();
}

void TraceStore::put(std::shared_ptr<const KeptTrace> trace) {
    constexpr std::size_t most_unwritten = 10000;
    if (state_->options.max_traces == 0) return;
    {
        const std::scoped_lock lock(state_->guard);
        state_->remember(trace);
        if (state_->file == nullptr) return;
        if (state_->unwritten.size() >= most_unwritten) {
            state_->trouble = "the disk is too slow: traces are kept in memory only";
            return;
        }
        state_->unwritten.push_back(std::move(trace));
        if (state_->unwritten.size() > 1) return;  // the writer knows already
    }
    state_->changed.notify_all();
}

std::vector<TraceSummary> TraceStore::recent(const TraceFilter& filter) const {
    std::vector<TraceSummary> found;
    std::unordered_map<TraceId, bool, HashOfId> seen;
    const std::scoped_lock lock(state_->guard);
    for (auto at = state_->newest.rbegin(); at != state_->newest.rend(); ++at) {
        if (static_cast<int>(found.size()) >= filter.limit) break;
        if (!seen.emplace(at->id, true).second) continue;
        Parts parts = state_->parts_of(at->id);
        sort_parts(parts);
        TraceSummary summary = summary_of(parts);
        if (passes(parts, summary, filter)) found.push_back(std::move(summary));
    }
    return found;
}

std::vector<std::shared_ptr<const KeptTrace>> TraceStore::find(const TraceId& id) const {
    Parts parts;
    {
        const std::scoped_lock lock(state_->guard);
        parts = state_->parts_of(id);
    }
    if (state_->file != nullptr) {
        // The file may have parts that memory has let go.
        const std::scoped_lock lock(state_->file_guard);
        for (Kept& part : state_->file->find(id)) {
            const bool is_known = std::ranges::any_of(
                parts, [&](const Kept& known) { return known->root().id == part->root().id; });
            if (!is_known) parts.push_back(std::move(part));
        }
    }
    sort_parts(parts);
    return parts;
}

bool TraceStore::has(const TraceId& id) const {
    const std::scoped_lock lock(state_->guard);
    return state_->by_id.contains(id);
}

bool TraceStore::flush(std::chrono::milliseconds deadline) {
    std::unique_lock lock(state_->guard);
    state_->is_awaited = true;
    state_->changed.notify_all();
    const bool written = state_->changed.wait_for(
        lock, deadline, [this] { return state_->unwritten.empty() && state_->writing == 0; });
    state_->is_awaited = false;
    return written;
}

std::string TraceStore::installation_key() const {
    if (state_->file == nullptr) return {};
    const std::scoped_lock lock(state_->file_guard);
    return state_->file->key().value_or(std::string());
}

std::string TraceStore::trouble() const {
    const std::scoped_lock lock(state_->guard);
    return state_->trouble;
}

}  // namespace vacancy::trace
