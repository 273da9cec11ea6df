#include "main/config_file.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

using namespace vacancy;

namespace {

/// A configuration file with this text, for as long as it is read.
Result<void> taken(Config& config, const std::string& text) {
    std::string name = "/tmp/vacancy-config-XXXXXX";
    const int file = ::mkstemp(name.data());
    must(file >= 0);
    ::close(file);
    std::ofstream(name) << text;
    auto result = take_file(config, name);
    std::remove(name.c_str());
    return result;
}

}  // namespace

TEST_CASE("a configuration file sets what it names") {
    Config config;
    CHECK(taken(config, "threads = 7\nmetrics_open = true\n").has_value());
    CHECK(config.threads == 7);
    CHECK(config.metrics_open);
}

TEST_CASE("tables are refused by their line, however many brackets open them") {
    for (const std::string table : {"[a]", "[[a]]", "[[[", " \t[[[[["}) {
        CAPTURE(table);
        Config config;
        const auto result = taken(config, "threads = 7\n" + table + "\n");
        REQUIRE_FALSE(result.has_value());
        CHECK(result.error().detail.ends_with("line 2: tables are not known here"));
    }
}

TEST_CASE("a configuration file that is not there is one clear sentence") {
    for (const std::string file : {"/nowhere/vacancy.toml", "/"}) {
        Config config;
        const auto result = take_file(config, file);
        REQUIRE_FALSE(result.has_value());
        CHECK(result.error().detail == file + " cannot be read");
    }
}

TEST_CASE("letters beyond ASCII are welcome in texts and comments only") {
    Config config;
    CHECK(taken(config, "# caf\u00e9\nmail_from = \"H\u00f4tel <a@guest.example>\" # \u00e9\n"));
    CHECK(config.mail_from == "H\u00f4tel <a@guest.example>");
    for (const std::string line : {"\u00e9 = 1", "threads = 1 \u00e9", "\ufec2 \t"}) {
        CAPTURE(line);
        const auto result = taken(config, line + "\n");
        REQUIRE_FALSE(result.has_value());
        CHECK(result.error().detail.ends_with("letters beyond ASCII stand in quotes"));
    }
}
