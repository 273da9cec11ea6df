#pragma once
// The one place that writes to standard output, and to standard error what is not a log line.

#include "base/error.hpp"

#include <string_view>

namespace vacancy {

/// One line on standard output, flushed: programs wait for "listening on http://…".
void say_line(std::string_view line);
/// "vacancy: <sentence>" on standard error; answers exit status 1.
int complain(const Error& error);
/// Overwrites one line on standard error when that is a terminal; otherwise nothing.
void show_progress(std::string_view line);
/// Ends the line of show_progress.
void end_progress();

}  // namespace vacancy
