#include "main/replay/file.hpp"

#include <fmt/format.h>
#include <zip.h>

#include <fstream>
#include <iterator>
#include <memory>

namespace vacancy::replay {
namespace {

constexpr std::uint64_t largest = std::uint64_t{1} << 30;

using Archive = std::unique_ptr<zip_t, decltype([](zip_t* z) { zip_discard(z); })>;
using Member = std::unique_ptr<zip_file_t, decltype([](zip_file_t* f) { zip_fclose(f); })>;

std::unexpected<Error> unreadable(const std::string& file, std::string_view why) {
    return fail(ErrorCode::invalid_request, fmt::format("{}: {}", file, why));
}

/// Folders of resource forks (__MACOSX) carry names with the same ending: passed over.
bool is_wanted(std::string_view name, std::string_view ending) {
    return name.ends_with(ending) && !name.starts_with("__MACOSX/");
}

Result<std::string> read_member(zip_t* archive, zip_uint64_t index, const std::string& file) {
    zip_stat_t facts{};
    if (zip_stat_index(archive, index, 0, &facts) != 0) return unreadable(file, "a damaged zip");
    if (facts.size > largest) return unreadable(file, "larger than 1 GiB");
    const Member member(zip_fopen_index(archive, index, 0));
    if (!member) return unreadable(file, "a damaged zip");
    std::string text(facts.size, '\0');
    const zip_int64_t got = zip_fread(member.get(), text.data(), facts.size);
    if (got < 0 || static_cast<zip_uint64_t>(got) != facts.size)
        return unreadable(file, "a damaged zip");
    return text;
}

Result<std::string> read_zip(const std::string& file, std::string_view ending) {
    int code = 0;
    const Archive archive(zip_open(file.c_str(), ZIP_RDONLY, &code));
    if (!archive) return unreadable(file, "not a zip that can be opened");
    const zip_int64_t count = zip_get_num_entries(archive.get(), 0);
    for (zip_int64_t i = 0; i < count; ++i) {
        const auto index = static_cast<zip_uint64_t>(i);
        const char* name = zip_get_name(archive.get(), index, 0);
        if (name != nullptr && is_wanted(name, ending))
            return read_member(archive.get(), index, file);
    }
    return unreadable(file, fmt::format("no {} in this zip", ending));
}

}  // namespace

Result<std::string> read_file_or_zip(const std::string& file, std::string_view ending) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return unreadable(file, "cannot be read");
    std::string start(4, '\0');
    in.read(start.data(), 4);
    if (in.gcount() == 4 && start == "PK\x03\x04") return read_zip(file, ending);
    in.clear();
    in.seekg(0);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace vacancy::replay
