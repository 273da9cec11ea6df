#include "rigs/kit/disk.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace vacancy::rigs {
namespace {

constexpr std::size_t sector = 512;

std::optional<std::string> content_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace

Disk::Disk(std::string database, std::string record)
    : database_(std::move(database)), record_(std::move(record)) {
    std::filesystem::remove(record_);
    files_[0].path = database_;
    files_[1].path = database_ + "-wal";
    files_[2].path = database_ + "-journal";
    for (File& file : files_) file.synced = content_of(file.path);
}

void Disk::apply(std::optional<std::string>& content, const Change& change) {
    if (change.deed == PowerDeed::remove || change.deed == PowerDeed::remove_now)
        return content.reset();
    if (!content) content.emplace();
    const auto at = static_cast<std::size_t>(change.offset);
    if (change.deed == PowerDeed::truncate) return content->resize(at);
    content->resize(std::max(content->size(), at + change.data.size()));
    std::ranges::copy(change.data, content->begin() + change.offset);
}

void Disk::take(const PowerRecord& what, std::string data) {
    File& file = files_.at(static_cast<std::size_t>(what.file));
    if (what.deed != PowerDeed::sync)
        file.pending.push_back({what.deed, what.offset, std::move(data)});
    if (what.deed != PowerDeed::sync && what.deed != PowerDeed::remove_now) return;
    for (const Change& change : file.pending) apply(file.synced, change);
    file.pending.clear();
}

void Disk::read_record() {
    const std::string all = content_of(record_).value_or("");
    std::size_t at = 0;
    while (at + sizeof(PowerRecord) <= all.size()) {
        PowerRecord what;
        std::memcpy(&what, all.data() + at, sizeof what);
        at += sizeof what;
        if (at + what.size > all.size()) return;  // killed while it wrote this down
        take(what, all.substr(at, what.size));
        at += what.size;
    }
}

void Disk::keep_part_of(File& file, int keep_percent, std::mt19937_64& dice) const {
    const auto is_kept = [&] { return static_cast<int>(dice() % 100) < keep_percent; };
    for (const Change& change : file.pending) {
        if (change.deed != PowerDeed::write) {
            if (is_kept()) apply(file.synced, change);
            continue;
        }
        for (std::size_t i = 0; i < change.data.size(); i += sector) {
            if (!is_kept()) continue;
            apply(file.synced, {PowerDeed::write, change.offset + static_cast<std::int64_t>(i),
                                change.data.substr(i, sector)});
        }
    }
    file.pending.clear();
}

std::size_t Disk::lose_power(int keep_percent, std::mt19937_64& dice) {
    read_record();
    std::size_t lost = 0;
    std::filesystem::remove(database_ + "-shm");
    for (File& file : files_) {
        lost += file.pending.size();
        keep_part_of(file, keep_percent, dice);
        std::filesystem::remove(file.path);
        if (!file.synced) continue;
        std::ofstream out(file.path, std::ios::binary);
        out << *file.synced;
        if (!out.flush()) throw std::runtime_error("cannot write " + file.path);
    }
    return lost;
}

}  // namespace vacancy::rigs
