#pragma once
// Reads all that search needs of one property, in one consistent transaction.

#include "db/database.hpp"
#include "hotel/model/book.hpp"
#include "hotel/model/inventory.hpp"

#include <vector>

namespace vacancy::hotel::store {

struct LoadedBook {
    Book book;
    std::vector<TypeNight> counts;
};

/// From the business date to the last night with inventory; nothing: no such property.
Result<std::optional<LoadedBook>> load_book(db::Tx& tx, const PropertyId& property);

}  // namespace vacancy::hotel::store
