#include "support/openmetrics_checker.hpp"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <optional>
#include <set>

namespace vacancy::testing {

namespace {

bool is_name(const std::string& text, bool colons) {
    if (text.empty() || (text[0] >= '0' && text[0] <= '9')) return false;
    for (const char c : text) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && c != '_' && !(colons && c == ':')) return false;
    }
    return true;
}

std::optional<double> number(const std::string& text) {
    if (text == "+Inf") return std::numeric_limits<double>::infinity();
    if (text == "-Inf") return -std::numeric_limits<double>::infinity();
    if (text == "NaN") return std::nan("");
    if (text.empty() || text.find_first_not_of("+-0123456789.eE") != std::string::npos)
        return std::nullopt;
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    return *end == '\0' ? std::optional(value) : std::nullopt;
}

class Reader {
public:
    explicit Reader(const std::string& text) : text_(text) {}
    Exposition read();

private:
    struct Family {
        std::string name;
        std::string type = "unknown";
        bool has_samples = false;
        std::set<std::string> said{};
    };

    void complain(const std::string& what) {
        out_.problems.push_back("line " + std::to_string(line_) + ": " + what);
    }
    void open_family(const std::string& name);
    void close_family();
    void metadata(const std::string& line);
    void sample(const std::string& line);
    bool belongs(const std::string& name) const;
    bool labels(const std::string& line, std::size_t& at, std::map<std::string, std::string>& to);
    void exemplar(const std::string& text, Sample& to);
    void check_histogram();
    void check_value(const Sample& sample);

    const std::string& text_;
    Exposition out_;
    int line_ = 0;
    Family family_;
    std::vector<Sample> family_samples_;
    std::set<std::string> closed_;
    std::set<std::string> series_;
};

Exposition Reader::read() {
    std::size_t at = 0;
    bool ended = false;
    while (at < text_.size()) {
        ++line_;
        const std::size_t end = text_.find('\n', at);
        if (end == std::string::npos) complain("the last line has no end");
        const std::string line = text_.substr(at, end - at);
        at = end == std::string::npos ? text_.size() : end + 1;
        if (ended) complain("something follows # EOF");
        if (line.empty())
            complain("an empty line");
        else if (line == "# EOF")
            ended = true;
        else if (line[0] == '#')
            metadata(line);
        else
            sample(line);
    }
    close_family();
    if (!ended) complain("no # EOF");
    return std::move(out_);
}

void Reader::open_family(const std::string& name) {
    if (name == family_.name) return;
    close_family();
    if (closed_.contains(name)) complain("the family " + name + " comes in two pieces");
    family_ = {.name = name};
}

void Reader::close_family() {
    if (family_.type == "histogram") check_histogram();
    if (!family_.name.empty()) closed_.insert(family_.name);
    family_samples_.clear();
    family_ = {};
}

void Reader::metadata(const std::string& line) {
    const std::size_t name_at = line.find(' ', 2);
    const std::size_t rest_at = line.find(' ', name_at + 1);
    if (name_at == std::string::npos || rest_at == std::string::npos)
        return complain("metadata without name or value");
    const std::string what = line.substr(2, name_at - 2);
    const std::string name = line.substr(name_at + 1, rest_at - name_at - 1);
    const std::string rest = line.substr(rest_at + 1);
    if (!is_name(name, true)) complain("bad family name " + name);
    open_family(name);
    if (family_.has_samples) complain("metadata after samples");
    if (!family_.said.insert(what).second) complain(what + " is said twice of " + name);
    if (what == "TYPE") {
        static const std::set<std::string> known{"counter",        "gauge",    "histogram",
                                                 "info",           "stateset", "summary",
                                                 "gaugehistogram", "unknown"};
        if (!known.contains(rest)) complain("unknown type " + rest);
        family_.type = rest;
        out_.types[name] = rest;
        if (rest == "counter" && name.ends_with("_total")) complain("a counter family in _total");
    } else if (what == "UNIT") {
        if (!name.ends_with("_" + rest)) complain(name + " does not end in its unit " + rest);
        out_.units[name] = rest;
    } else if (what != "HELP") {
        complain("unknown metadata " + what);
    }
}

bool Reader::belongs(const std::string& name) const {
    if (!name.starts_with(family_.name)) return false;
    const std::string suffix = name.substr(family_.name.size());
    if (family_.type == "counter") return suffix == "_total" || suffix == "_created";
    if (family_.type == "histogram")
        return suffix == "_bucket" || suffix == "_sum" || suffix == "_count" ||
               suffix == "_created";
    if (family_.type == "info") return suffix == "_info";
    return suffix.empty();
}

bool Reader::labels(const std::string& line, std::size_t& at,
                    std::map<std::string, std::string>& to) {
    ++at;  // the brace
    while (at < line.size() && line[at] != '}') {
        const std::size_t equals = line.find('=', at);
        if (equals == std::string::npos || line[equals + 1] != '"') return false;
        const std::string name = line.substr(at, equals - at);
        if (!is_name(name, false)) complain("bad label name " + name);
        std::string value;
        for (at = equals + 2; at < line.size() && line[at] != '"'; ++at) {
            if (line[at] != '\\') {
                value += line[at];
                continue;
            }
            const char escape = line[++at];
            if (escape != '\\' && escape != '"' && escape != 'n') complain("bad escape");
            value += escape == 'n' ? '\n' : escape;
        }
        if (at >= line.size()) return false;
        ++at;
        if (!to.emplace(name, value).second) complain("the label " + name + " stands twice");
        if (at < line.size() && line[at] == ',') ++at;
    }
    if (at >= line.size()) return false;
    ++at;
    return true;
}

void Reader::exemplar(const std::string& text, Sample& to) {
    std::size_t at = 0;
    if (text.empty() || text[0] != '{' || !labels(text, at, to.exemplar))
        return complain("bad exemplar labels");
    std::size_t size = 0;
    for (const auto& [name, value] : to.exemplar) size += name.size() + value.size();
    if (size > 128) complain("exemplar labels longer than 128");
    if (!to.name.ends_with("_bucket") && !to.name.ends_with("_total"))
        complain("an exemplar where none may be");
    const std::size_t value_at = text.find_first_not_of(' ', at);
    const std::size_t value_end = text.find(' ', value_at);
    const auto value = number(text.substr(value_at, value_end - value_at));
    if (!value) return complain("bad exemplar value");
    if (to.labels.contains("le") && *value > number(to.labels["le"]).value_or(0))
        complain("an exemplar outside its bucket");
    if (value_end != std::string::npos && !number(text.substr(value_end + 1)))
        complain("bad exemplar time");
}

void Reader::sample(const std::string& line) {
    Sample made;
    std::size_t at = line.find_first_of("{ ");
    made.name = line.substr(0, at);
    if (at == std::string::npos) return complain("a sample without value");
    if (!is_name(made.name, true)) complain("bad name " + made.name);
    if (!belongs(made.name)) complain(made.name + " is no sample of " + family_.name);
    family_.has_samples = true;
    if (line[at] == '{' && !labels(line, at, made.labels)) return complain("bad labels");
    if (at >= line.size() || line[at] != ' ') return complain("no blank before the value");
    const std::size_t end = line.find(' ', at + 1);
    const auto value = number(line.substr(at + 1, end - at - 1));
    if (!value) return complain("bad value");
    made.value = *value;
    if (end != std::string::npos) {
        if (line.substr(end, 3) != " # ") return complain("something after the value");
        exemplar(line.substr(end + 3), made);
    }
    if (!series_.insert(line.substr(0, at)).second) complain("the series stands twice");
    check_value(made);
    family_samples_.push_back(made);
    out_.samples.push_back(std::move(made));
}

void Reader::check_value(const Sample& sample) {
    const bool counts = family_.type == "counter" || sample.name.ends_with("_bucket");
    if (counts && (std::isnan(sample.value) || sample.value < 0)) complain("a negative count");
    if (family_.type == "info" && sample.value != 1) complain("info is not 1");
    if (sample.name.ends_with("_bucket") && !sample.labels.contains("le"))
        complain("a bucket without le");
}

void Reader::check_histogram() {
    struct Series {
        double le = -std::numeric_limits<double>::infinity();
        double below = 0;
    };
    std::map<std::map<std::string, std::string>, Series> all;
    for (const Sample& sample : family_samples_) {
        std::map<std::string, std::string> key = sample.labels;
        key.erase("le");
        Series& series = all[key];
        if (sample.name.ends_with("_bucket")) {
            const double le = number(sample.labels.at("le")).value_or(0);
            if (le <= series.le) complain("le does not rise");
            if (sample.value < series.below) complain("buckets do not add up");
            series = {le, sample.value};
        } else if (sample.name.ends_with("_count")) {
            if (!std::isinf(series.le)) complain("no +Inf bucket");
            if (sample.value != series.below) complain("count is not the +Inf bucket");
        }
    }
}

}  // namespace

std::vector<Sample> Exposition::of(const std::string& name) const {
    std::vector<Sample> found;
    for (const Sample& sample : samples)
        if (sample.name == name) found.push_back(sample);
    return found;
}

Exposition read_open_metrics(const std::string& text) { return Reader(text).read(); }

}  // namespace vacancy::testing
