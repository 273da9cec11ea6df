#pragma once
// The demo town: filled once, with keys for each role.

#include "main/commands.hpp"
#include "main/demo/demo_file.hpp"

namespace vacancy {

/// A database that has properties already is left as it is.
Result<void> seed_town(db::Database& db, const SeedOptions& options);
/// One key for each role, of the town's account.
Result<DemoKeys> make_town_keys(db::Database& db);

/// The first property's keys are cut by the encoder that connects to this address; the other
/// properties have metal keys.
Result<void> give_town_an_encoder(db::Database& db, const std::string& listen);

}  // namespace vacancy
