#pragma once
// Watch: the place of the ops room; what operators look at. Built once by the House and shared by
// all threads; everything it refers to outlives it.

#include "db/database.hpp"
#include "trace/recorder.hpp"

namespace vacancy::ops {

struct Watch {
    db::Database& db;
    trace::Recorder& recorder;
};

}  // namespace vacancy::ops
