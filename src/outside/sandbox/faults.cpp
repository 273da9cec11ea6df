#include "outside/sandbox/faults.hpp"

#include <boost/json.hpp>

#include <array>
#include <utility>

namespace vacancy::outside {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 4> targets{"payments", "mail", "supplier", "keys"};
constexpr std::array<std::string_view, 6> kinds{"delay",       "refuse",     "error",
                                                "drop_before", "drop_after", "twice"};
constexpr std::int64_t longest_delay_ms = 600'000;
constexpr std::size_t most_faults = 1000;

template <std::size_t N>
std::optional<std::size_t> index_of(const std::array<std::string_view, N>& words,
                                    const json::value* value) {
    if (value == nullptr || !value->is_string()) return std::nullopt;
    for (std::size_t i = 0; i < N; ++i)
        if (words[i] == std::string_view(value->get_string())) return i;
    return std::nullopt;
}

Result<std::int64_t> number(const json::object& object, std::string_view name,
                            std::pair<std::int64_t, std::int64_t> bounds) {
    const json::value* value = object.if_contains(name);
    if (value == nullptr || value->is_null()) return bounds.first;
    const bool whole = value->is_int64();
    if (!whole || value->get_int64() < bounds.first || value->get_int64() > bounds.second)
        return fail(ErrorCode::invalid_request,
                    std::string(name) + " is not a number in its range");
    return value->get_int64();
}

Result<Fault> read_fault(const json::value& value) {
    if (!value.is_object()) return fail(ErrorCode::invalid_request, "a fault is a JSON object");
    const json::object& object = value.get_object();
    const auto target = index_of(targets, object.if_contains("target"));
    if (!target)
        return fail(ErrorCode::invalid_request, "target is payments, mail, supplier or keys");
    const auto kind = index_of(kinds, object.if_contains("kind"));
    if (!kind)
        return fail(ErrorCode::invalid_request,
                    "kind is delay, refuse, error, drop_before, drop_after or twice");
    TRY(const std::int64_t ms, number(object, "ms", {0, longest_delay_ms}));
    TRY(const std::int64_t times, number(object, "times", {-1, 1'000'000}));
    Fault fault{.target = static_cast<FaultTarget>(*target),
                .kind = static_cast<FaultKind>(*kind),
                .delay = std::chrono::milliseconds{ms},
                .times = static_cast<int>(times)};
    if (const json::value* match = object.if_contains("match"); match && match->is_string())
        fault.match = std::string(match->get_string());
    return fault;
}

json::object show(const Fault& fault) {
    json::object object{{"target", targets.at(static_cast<std::size_t>(fault.target))},
                        {"kind", kinds.at(static_cast<std::size_t>(fault.kind))}};
    if (fault.delay.count() > 0) object["ms"] = fault.delay.count();
    if (fault.times >= 0) object["times"] = fault.times;
    if (!fault.match.empty()) object["match"] = fault.match;
    return object;
}

}  // namespace

Result<std::size_t> Faults::add_json(std::string_view text) {
    boost::system::error_code code;
    const json::value parsed = json::parse(text, code);
    if (code) return fail(ErrorCode::invalid_json);
    std::vector<Fault> read;
    if (parsed.is_array()) {
        for (const json::value& item : parsed.get_array()) {
            TRY(Fault fault, read_fault(item));
            read.push_back(std::move(fault));
        }
    } else {
        TRY(Fault fault, read_fault(parsed));
        read.push_back(std::move(fault));
    }
    const std::scoped_lock lock(guard_);
    if (faults_.size() + read.size() > most_faults)
        return fail(ErrorCode::invalid_request, "there are 1000 faults already");
    for (Fault& fault : read) faults_.push_back(std::move(fault));
    return read.size();
}

void Faults::add(Fault fault) {
    const std::scoped_lock lock(guard_);
    faults_.push_back(std::move(fault));
}

void Faults::clear() {
    const std::scoped_lock lock(guard_);
    faults_.clear();
}

std::string Faults::to_json() const {
    json::array items;
    const std::scoped_lock lock(guard_);
    for (const Fault& fault : faults_) items.push_back(show(fault));
    return json::serialize(json::object{{"items", std::move(items)}});
}

std::optional<Fault> Faults::take(FaultTarget target, std::string_view subject, bool named_only) {
    const std::scoped_lock lock(guard_);
    for (auto at = faults_.begin(); at != faults_.end(); ++at) {
        if (at->target != target || at->times == 0 || (named_only && at->match.empty())) continue;
        if (subject.find(at->match) == std::string_view::npos) continue;
        Fault hit = *at;
        if (at->times > 0 && --at->times == 0) faults_.erase(at);
        return hit;
    }
    return std::nullopt;
}

}  // namespace vacancy::outside
