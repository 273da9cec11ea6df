#include "main/cli.hpp"

int main(int argc, char** argv) { return vacancy::run_cli(argc, argv); }
