#pragma once
// The books of the whole house at a glance, for tools that reconcile.

#include "db/database.hpp"

namespace vacancy::hotel::store {

struct Books {
    std::int64_t postings = 0;
    std::int64_t unbalanced = 0;  ///< postings whose lines do not sum to zero: none, ever
    std::int64_t open_folios = 0;
    std::int64_t owed_minor = 0;  ///< on open folios, whatever the currency
};
Result<Books> count_books(db::Tx& tx);

}  // namespace vacancy::hotel::store
