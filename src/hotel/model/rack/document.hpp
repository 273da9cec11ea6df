#pragma once
// The number of a guest's document as it may be kept: a keyed hash, which tells whether two are the
// same and nothing else. Pure.

#include "base/guarded.hpp"

#include <string>

namespace vacancy::hotel {

/// BLAKE2b-256 in hex, keyed; blanks and case do not count.
[[nodiscard]] std::string document_hash(const Secret& key, const Private<std::string>& number);

}  // namespace vacancy::hotel
