#include "load/rivals.hpp"

#include "load/report.hpp"
#include "support/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace vacancy::load {
namespace {

constexpr const char* pgbench = "/usr/lib/postgresql/15/bin/pgbench";
constexpr const char* psql = "/usr/lib/postgresql/15/bin/psql";

constexpr std::string_view tables = R"sql(
create extension if not exists btree_gist;
create table if not exists rival_booking (
    id bigint generated always as identity primary key, room int not null, stay daterange not null,
    guest text not null, created_at timestamptz not null default now(),
    exclude using gist (room with =, stay with &&));
create or replace function rival_exclusion(r int, d int) returns int language plpgsql as $$
begin
    insert into rival_booking (room, stay, guest)
        values (r, daterange(date '2026-01-01' + d, date '2026-01-01' + d + 2), 'ada');
    return 1;
exception when exclusion_violation then return 0;
end $$;
create table if not exists rival_order (
    id bigint generated always as identity primary key, guest text not null,
    created_at timestamptz not null default now());
create table if not exists rival_night (
    room int not null, night int not null, booking bigint not null, primary key (room, night));
create or replace function rival_rows(r int, d int) returns int language plpgsql as $$
declare b bigint;
begin
    insert into rival_order (guest) values ('ada') returning id into b;
    insert into rival_night values (r, d, b), (r, d + 1, b);
    return 1;
exception when unique_violation then return 0;
end $$;
create table if not exists rival_stock (
    type int primary key, remaining bigint not null check (remaining >= 0));
insert into rival_stock values (1, 1000000000) on conflict do nothing;
create or replace function rival_hot() returns int language plpgsql as $$
begin
    update rival_stock set remaining = remaining - 1 where type = 1 and remaining > 0;
    insert into rival_order (guest) values ('ada');
    return 1;
end $$;
create table if not exists rival_rate (
    property int not null, type int not null, night int not null, amount bigint not null,
    primary key (property, type, night));
insert into rival_rate select p, t, n, 100 from generate_series(1, 20) p,
    generate_series(1, 5) t, generate_series(1, 365) n on conflict do nothing;
)sql";

std::string output_of(const std::string& command) {
    std::string text;
    std::FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("no process for: " + command);
    std::array<char, 4096> buffer{};
    while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe))
        text.append(buffer.data(), got);
    if (::pclose(pipe) != 0) throw std::runtime_error("a rival failed: " + text);
    return text;
}

void write_file(const std::string& path, std::string_view text) { std::ofstream(path) << text; }

double number_after(const std::string& text, const std::string& words) {
    const std::size_t at = text.find(words);
    if (at == std::string::npos) throw std::runtime_error("a rival said: " + text);
    return std::atof(text.c_str() + at + words.size());
}

/// CPU seconds of the children that have ended.
double cpu_of_children(int process) {
    std::ifstream stat(fmt::format("/proc/{}/stat", process));
    std::string text((std::istreambuf_iterator<char>(stat)), {});
    std::istringstream fields(text.substr(std::min(text.size(), text.rfind(')') + 1)));
    std::string word;
    double ticks = 0;
    constexpr int cutime = 14;  // counted from the field behind the name
    for (int i = 1; fields >> word && i <= cutime + 1; ++i)
        if (i >= cutime) ticks += std::atof(word.c_str());
    return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

}  // namespace

std::string postgres_url() {
    const char* given = std::getenv("VACANCY_TEST_POSTGRES");
    return given != nullptr ? given : "";
}

std::optional<PgBench> PgBench::at_test_server() {
    const std::string url = postgres_url();
    if (url.empty() || !std::filesystem::exists(pgbench)) return std::nullopt;
    const std::string own = url.substr(0, url.rfind('/') + 1) + "rival";
    const std::string found = output_of(fmt::format(
        "{} -qAt '{}' -c \"select count(*) from pg_database where datname = 'rival'\"", psql, url));
    if (found.starts_with("0"))
        output_of(fmt::format("{} -q '{}' -c 'create database rival'", psql, url));
    const testing::TemporaryDirectory directory;
    const std::string file = directory.path() + "/tables.sql";
    write_file(file, tables);
    output_of(fmt::format("{} -q -v ON_ERROR_STOP=1 '{}' < {}", psql, own, file));
    const std::string postmaster = output_of(fmt::format(
        "{} -qAt '{}' -c \"select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)\"", psql,
        own));
    return PgBench(own, std::atoi(postmaster.c_str()));
}

Pace PgBench::run(const std::string& script, int clients, int seconds) const {
    const testing::TemporaryDirectory directory;
    const std::string file = directory.path() + "/script.sql";
    write_file(file, script);
    const double before = cpu_of_children(postmaster_);
    const std::string said = output_of(fmt::format("{} -n -M prepared -c {} -j 1 -T {} -f {} '{}'",
                                                   pgbench, clients, seconds, file, url_));
    // Starved by its neighbors it may not get anything done; then there is nothing to compare.
    const double done = number_after(said, "actually processed: ");
    if (done < 1) return {};
    ::usleep(200'000);  // until the backends have ended and their time is their parent's
    return {number_after(said, "tps = "), (cpu_of_children(postmaster_) - before) * 1e6 / done};
}

Pace PgBench::exclusion(int clients, int seconds) const {
    return run(
        "\\set r random(1, 100000)\n\\set d random(0, 3650)\nselect rival_exclusion(:r, :d);\n",
        clients, seconds);
}

Pace PgBench::rows(int clients, int seconds) const {
    return run("\\set r random(1, 100000)\n\\set d random(0, 3650)\nselect rival_rows(:r, :d);\n",
               clients, seconds);
}

Pace PgBench::hot_counter(int clients, int seconds) const {
    return run("select rival_hot();\n", clients, seconds);
}

Pace PgBench::rate_cells(int clients, int seconds) const {
    constexpr double cells = 365 * 5;
    const Pace statements =
        run("\\set p random(1, 20)\n\\set a random(1, 1000)\n"
            "update rival_rate set amount = :a where property = :p;\n",
            clients, seconds);
    return {statements.per_second * cells, statements.cpu_us / cells};
}

std::optional<Pace> redis_holds(int requests) {
    constexpr std::string_view take =
        "local from = tonumber(ARGV[1]) for n = from, from + 2 do "
        "if tonumber(redis.call('HGET', 'night:'..n, 'sold') or 0) >= 20 then return 0 end end "
        "for n = from, from + 2 do redis.call('HINCRBY', 'night:'..n, 'sold', 1) end "
        "redis.call('SET', 'hold:'..ARGV[1]..':'..ARGV[2], 'ada', 'EX', 600) return 1";
    if (!std::filesystem::exists("/usr/bin/redis-server")) return std::nullopt;
    const testing::TemporaryDirectory directory;
    const std::string at = directory.path() + "/redis.sock";
    output_of(
        fmt::format("redis-server --port 0 --unixsocket {0} --dir {1} --save '' "
                    "--appendonly yes --appendfsync always --daemonize yes",
                    at, directory.path()));
    for (int i = 0; i < 200 && !std::filesystem::exists(at); ++i) ::usleep(20'000);
    const std::string said =
        output_of(fmt::format("redis-benchmark -s {} -c 64 -n {} -r 100000000 --csv EVAL \"{}\" 0 "
                              "__rand_int__ __rand_int__",
                              at, requests, take));
    const std::string used = output_of(fmt::format("redis-cli -s {} info cpu", at));
    output_of(fmt::format("redis-cli -s {} shutdown nosave || true", at));
    const std::size_t line = said.rfind("\n\"EVAL");
    if (line == std::string::npos) throw std::runtime_error("redis-benchmark said: " + said);
    const double cpu_s = number_after(used, "used_cpu_sys:") + number_after(used, "used_cpu_user:");
    return Pace{number_after(said.substr(line), "\",\""), cpu_s * 1e6 / requests};
}

double fdatasync_us() {
    constexpr std::size_t block = 4096;
    constexpr int blocks = 256;
    const testing::TemporaryDirectory directory;
    const int file =
        ::open((directory.path() + "/sync").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    const std::string bytes(block, 'x');
    const auto write_at = [&](int i) {
        if (::pwrite(file, bytes.data(), block, static_cast<off_t>(block) * (i % blocks)) < 0)
            throw std::runtime_error("the disk cannot be written");
    };
    for (int i = 0; i < blocks; ++i) write_at(i);
    ::fsync(file);
    std::vector<double> times;
    for (int i = 0; i < 500; ++i) {
        const auto began = std::chrono::steady_clock::now();
        write_at(i);
        if (::fdatasync(file) != 0) throw std::runtime_error("the disk cannot be synced");
        times.push_back(
            std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - began)
                .count());
    }
    ::close(file);
    return median(times);
}

}  // namespace vacancy::load
