#include "main/cli.hpp"

#include <CLI/CLI.hpp>

namespace vacancy {

int run_cli(int argc, char** argv) {
    CLI::App app("Vacancy: the reservation platform", "vacancy");
    app.require_subcommand(1);
    CLI11_PARSE(app, argc, argv);
    return 0;
}

}  // namespace vacancy
