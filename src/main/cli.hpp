#pragma once
// The command line: serve, migrate, seed, replay, doctor, backup, sandbox, demo.

namespace vacancy {

/// Runs the command that was asked for; answers the process's exit status (2: wrong usage).
int run_cli(int argc, char** argv);

}  // namespace vacancy
