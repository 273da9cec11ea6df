#pragma once
// Policy: what personal values become on their way out, and the mask over card numbers. Used on the
// recorder's thread and by Log; any thread.

#include "trace/defs.hpp"
#include "trace/kept_trace.hpp"
#include "trace/recorder.hpp"

#include <string>
#include <string_view>

namespace vacancy::trace {

class Policy {
public:
    /// An empty key: a random one, so that hashes can be compared within this process only.
    Policy(PersonalData personal_data, std::string_view key);

    /// What a personal value becomes: itself, "h:" and 16 hex digits of a keyed BLAKE2b, or
    /// "dropped".
    [[nodiscard]] std::string personal(std::string_view value) const;
    /// The attribute as it may leave: text past policy, mask and pool.
    [[nodiscard]] Attribute released(const Attribute& attribute, TextPool& texts) const;
    [[nodiscard]] bool drops() const { return personal_data_ == PersonalData::drop; }

private:
    PersonalData personal_data_;
    std::string key_;
};

/// The text in the pool, card numbers masked. A UUID is left alone, whatever its digits.
[[nodiscard]] std::string_view masked(std::string_view text, TextPool& texts);

}  // namespace vacancy::trace
