#pragma once
// W3C Baggage: words that travel with a request through every process it touches, for those who
// own both ends. A value; whoever parsed it owns it. What lies in a trace in flight is read through
// Step::baggage.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace vacancy::trace {

struct BaggageEntry {
    std::string_view key;
    std::string_view value;       ///< decoded, UTF-8
    std::string_view properties;  ///< as they came, without the first ';'
};

class Baggage {
public:
    /// The specification asks to carry this much and no single member that is longer than ours.
    static constexpr std::size_t most_members = 64;
    static constexpr std::size_t longest_member = 256;  ///< as it is written in the header
    static constexpr std::size_t longest_header = 8192;

    /// Members that are malformed, too long, too many or that hold a card number are left out; of
    /// two with one key the later counts. Never an error.
    [[nodiscard]] static Baggage parse(std::string_view header);

    /// Adds or replaces; false when the member is malformed or does not fit. The value is any
    /// UTF-8, it is percent-encoded where the header needs it.
    bool set(std::string_view key, std::string_view value, std::string_view properties = {});
    void remove(std::string_view key);

    [[nodiscard]] bool empty() const { return members_.empty(); }
    /// Views into this object.
    [[nodiscard]] std::vector<BaggageEntry> entries() const;
    /// As the header writes it; empty when there is none.
    [[nodiscard]] std::string header() const;

private:
    struct Member {
        std::string key;
        std::string value;
        std::string properties;
        std::size_t written;  ///< bytes in the header
    };
    std::vector<Member> members_;
};

}  // namespace vacancy::trace
