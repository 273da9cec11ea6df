#pragma once
// Watch: the place of the ops room; what operators look at. Built once by the House and shared by
// all threads; everything it refers to outlives it.

#include "base/id.hpp"
#include "db/database.hpp"
#include "trace/recorder.hpp"

#include <functional>
#include <vector>

namespace vacancy::ops {

struct Watch {
    db::Database& db;
    trace::Recorder& recorder;
    /// The properties of a tenant; staff whose key is not of one property see those. Null: none.
    std::function<std::vector<PropertyId>(const AccountId&)> properties_of{};
};

}  // namespace vacancy::ops
