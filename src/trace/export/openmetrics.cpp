#include "trace/export/openmetrics.hpp"

#include "trace/registry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

namespace vacancy::trace {

namespace {

using Word = std::pair<std::string_view, std::string_view>;

/// The UCUM codes that Prometheus has words for.
constexpr std::array unit_words{
    Word{"d", "days"},         Word{"h", "hours"},         Word{"min", "minutes"},
    Word{"s", "seconds"},      Word{"ms", "milliseconds"}, Word{"us", "microseconds"},
    Word{"ns", "nanoseconds"}, Word{"By", "bytes"},        Word{"KiBy", "kibibytes"},
    Word{"MiBy", "mebibytes"}, Word{"GiBy", "gibibytes"},  Word{"KBy", "kilobytes"},
    Word{"MBy", "megabytes"},  Word{"GBy", "gigabytes"},   Word{"m", "meters"},
    Word{"V", "volts"},        Word{"A", "amperes"},       Word{"J", "joules"},
    Word{"W", "watts"},        Word{"g", "grams"},         Word{"Cel", "celsius"},
    Word{"Hz", "hertz"},       Word{"%", "percent"},
};
constexpr std::array per_words{Word{"s", "second"}, Word{"min", "minute"}, Word{"h", "hour"},
                               Word{"d", "day"}};

/// Letters, digits and `_` (and ':' in names); anything else becomes one `_`.
std::string clean_name(std::string_view text) {
    std::string name;
    for (const char c : text) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        const bool good = letter || (c >= '0' && c <= '9');
        if (good)
            name += c;
        else if (name.empty() || name.back() != '_')
            name += '_';
    }
    if (!name.empty() && name.front() >= '0' && name.front() <= '9') name.insert(0, "_");
    return name;
}

std::string word_of(std::string_view code, std::span<const Word> words) {
    const auto found = std::ranges::find(words, code, &Word::first);
    return found == words.end() ? clean_name(code) : std::string(found->second);
}

/// Annotations in braces say what is counted; they are no units.
std::string without_annotations(std::string_view unit) {
    std::string plain;
    int depth = 0;
    for (const char c : unit) {
        if (c == '{') ++depth;
        if (depth == 0) plain += c;
        if (c == '}' && depth > 0) --depth;
    }
    return plain;
}

bool is_counter(Instrument instrument) {
    return instrument == Instrument::counter || instrument == Instrument::observable_counter;
}

std::string_view type_word(Instrument instrument) {
    if (is_counter(instrument)) return "counter";
    return instrument == Instrument::histogram ? "histogram" : "gauge";
}

/// True when `word` stands between underscores in `name`.
bool has_word(std::string_view name, std::string_view word) {
    const std::string framed = fmt::format("_{}_", name);
    return framed.find(fmt::format("_{}_", word)) != std::string::npos;
}

std::string number_text(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
    return fmt::format("{}", value);
}

/// OpenMetrics wants le="5.0", the older format says le="5".
std::string bound_text(double bound, TextFormat format) {
    if (std::isinf(bound)) return "+Inf";
    std::string text = fmt::format("{}", bound);
    const bool whole = text.find_first_of(".e") == std::string::npos;
    if (format == TextFormat::open_metrics && whole) return text + ".0";
    if (format == TextFormat::prometheus && text.ends_with(".0")) text.resize(text.size() - 2);
    return text;
}

std::string escaped(std::string_view text, bool quotes) {
    std::string out;
    for (const char c : text) {
        if (c == '\\')
            out += "\\\\";
        else if (c == '\n')
            out += "\\n";
        else if (c == '"' && quotes)
            out += "\\\"";
        else
            out += c;
    }
    return out;
}

std::string value_text(const Attribute& attribute) {
    switch (attribute.type) {
        case Attribute::Type::integer: return std::to_string(attribute.integer);
        case Attribute::Type::real: return number_text(attribute.real);
        case Attribute::Type::boolean: return attribute.boolean ? "true" : "false";
        case Attribute::Type::text:
        case Attribute::Type::none: break;
    }
    return std::string(attribute.text);
}

/// Labels by name; keys that become the same name have their values joined by ';'.
using Labels = std::map<std::string, std::string>;

void add_label(Labels& labels, std::string_view key, const std::string& value) {
    const auto [place, is_new] = labels.emplace(clean_name(key), value);
    if (!is_new) place->second += ";" + value;
}

std::string labels_text(const Labels& labels, std::string_view le = {}) {
    std::string out;
    for (const auto& [name, value] : labels)
        out += fmt::format("{}{}=\"{}\"", out.empty() ? "" : ",", name, escaped(value, true));
    if (!le.empty()) out += fmt::format("{}le=\"{}\"", out.empty() ? "" : ",", le);
    return out.empty() ? out : "{" + out + "}";
}

Labels labels_of(const MetricDef& def, const Point& point) {
    Labels labels;
    for (const Attribute& attribute : point.attributes)
        if (attribute.type != Attribute::Type::none)
            add_label(labels, attribute.key, value_text(attribute));
    labels["otel_scope_name"] = def.scope->name;
    if (!def.scope->version.empty()) labels["otel_scope_version"] = def.scope->version;
    return labels;
}

std::string exemplar_text(const Point& point, double above, double upto) {
    for (const Exemplar& exemplar : point.exemplars)
        if (exemplar.value > above && exemplar.value <= upto)
            return fmt::format(" # {{trace_id=\"{}\",span_id=\"{}\"}} {} {:.3f}",
                               exemplar.trace_id.text(), exemplar.span_id.text(),
                               number_text(exemplar.value),
                               static_cast<double>(exemplar.at_unix_ns) / 1e9);
    return {};
}

/// Appends lines to one text.
class Writer {
public:
    explicit Writer(TextFormat format) : format_(format) {}

    void family(const MetricDef& def, const std::string& name) {
        const bool open = format_ == TextFormat::open_metrics;
        const std::string shown = !open && is_counter(def.instrument) ? name + "_total" : name;
        line("# HELP {} {}", shown, escaped(def.description, open));
        line("# TYPE {} {}", shown, type_word(def.instrument));
        const std::string unit = unit_word(def.unit);
        if (open && !unit.empty() && name.ends_with("_" + unit)) line("# UNIT {} {}", shown, unit);
    }
    void point(const MetricDef& def, const std::string& name, const Point& point) {
        const Labels labels = labels_of(def, point);
        if (def.instrument == Instrument::histogram) return histogram(def, name, point, labels);
        const std::string value =
            def.floating ? number_text(point.real) : std::to_string(point.integer);
        line("{}{}{} {}", name, is_counter(def.instrument) ? "_total" : "", labels_text(labels),
             value);
    }
    void target(const std::vector<otlp::ResourceAttribute>& attributes) {
        Labels labels;
        for (const auto& [key, value] : attributes) {
            const auto* text = std::get_if<std::string>(&value);
            add_label(labels, key,
                      text != nullptr ? *text : std::to_string(std::get<std::int64_t>(value)));
        }
        line("target_info{} 1", labels_text(labels));
    }
    template <class... Args>
    void line(fmt::format_string<Args...> format, Args&&... args) {
        fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
        out_ += '\n';
    }
    std::string take() { return std::move(out_); }

private:
    void histogram(const MetricDef& def, const std::string& name, const Point& point,
                   const Labels& labels) {
        std::uint64_t below = 0;
        double above = -HUGE_VAL;
        for (std::size_t i = 0; i < point.buckets.size(); ++i) {
            const double bound = i < def.buckets.size() ? def.buckets[i] : HUGE_VAL;
            below += point.buckets[i];
            const std::string exemplar =
                format_ == TextFormat::open_metrics ? exemplar_text(point, above, bound) : "";
            line("{}_bucket{} {}{}", name, labels_text(labels, bound_text(bound, format_)), below,
                 exemplar);
            above = bound;
        }
        line("{}_sum{} {}", name, labels_text(labels), number_text(point.sum));
        line("{}_count{} {}", name, labels_text(labels), point.count);
    }

    TextFormat format_;
    std::string out_;
};

void write_targets(Writer& writer, const otlp::Resources& resources, TextFormat format) {
    const bool open = format == TextFormat::open_metrics;
    writer.line("# HELP {} Target metadata", open ? "target" : "target_info");
    writer.line("# TYPE {} {}", open ? "target" : "target_info", open ? "info" : "gauge");
    std::vector<std::string_view> seen;
    for (const ScopeDef* scope : all_scopes()) {
        const std::string_view service = resources.service_of(*scope);
        if (std::ranges::find(seen, service) != seen.end()) continue;
        seen.push_back(service);
        writer.target(resources.attributes_of(*scope));
    }
}

/// Whether one of `family` says the same under its first name: `x_total` and its twin `x` are two
/// metrics, but one as text.
bool is_said_already(const MetricDef& def, const std::vector<const MetricPoints*>& family) {
    return std::ranges::any_of(family,
                               [&](const MetricPoints* other) { return other->def->twin == &def; });
}

/// The weight of a media range, "…;q=0.5"; below zero: it is not among those accepted.
double weight_of(std::string_view accept, std::string_view type) {
    double best = -1;
    while (!accept.empty()) {
        const std::string_view part = accept.substr(0, accept.find(','));
        accept.remove_prefix(std::min(part.size() + 1, accept.size()));
        if (part.find(type) == std::string_view::npos) continue;
        double weight = 1;
        if (const std::size_t q = part.find("q="); q != std::string_view::npos)
            std::from_chars(part.data() + q + 2, part.data() + part.size(), weight);
        best = std::max(best, weight);
    }
    return best;
}

}  // namespace

TextFormat text_format_for(std::string_view accept) {
    const double open = weight_of(accept, "application/openmetrics-text");
    const double plain = weight_of(accept, "text/plain");
    return plain > std::max(open, 0.0) ? TextFormat::prometheus : TextFormat::open_metrics;
}

std::string_view content_type_of(TextFormat format) {
    return format == TextFormat::open_metrics
               ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
               : "text/plain; version=0.0.4; charset=utf-8";
}

std::string unit_word(std::string_view unit) {
    const std::string plain = without_annotations(unit);
    const std::size_t slash = plain.find('/');
    const std::string of = plain.substr(0, slash);
    std::string word = of.empty() || of == "1" ? "" : word_of(of, unit_words);
    if (slash != std::string::npos && slash + 1 < plain.size()) {
        if (!word.empty()) word += '_';
        word += "per_" + word_of(std::string_view(plain).substr(slash + 1), per_words);
    }
    return word;
}

std::string family_name(const MetricDef& def) {
    std::string name = clean_name(def.name);
    // One trailing _total is the suffix that counters get anyway.
    if (is_counter(def.instrument) && name.ends_with("_total")) name.resize(name.size() - 6);
    std::string unit = unit_word(def.unit);
    if (def.unit == "1" && type_word(def.instrument) == "gauge") unit = "ratio";
    if (!unit.empty() && !has_word(name, unit)) name += "_" + unit;
    return name;
}

std::string metrics_text(const Snapshot& snapshot, const otlp::Resources& resources,
                         TextFormat format) {
    // A family is written in one piece, also when two scopes have a metric of that name.
    std::map<std::string, std::vector<const MetricPoints*>> families;
    for (const MetricPoints& metric : snapshot.metrics)
        if (!metric.points.empty()) families[family_name(*metric.def)].push_back(&metric);
    Writer writer(format);
    write_targets(writer, resources, format);
    for (const auto& [name, metrics] : families) {
        writer.family(*metrics.front()->def, name);
        for (const MetricPoints* metric : metrics) {
            if (is_said_already(*metric->def, metrics)) continue;
            for (const Point& point : metric->points) writer.point(*metric->def, name, point);
        }
    }
    if (format == TextFormat::open_metrics) writer.line("# EOF");
    return writer.take();
}

}  // namespace vacancy::trace
