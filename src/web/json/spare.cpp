#include "web/json/spare.hpp"

#include <utility>

namespace vacancy::web {
namespace {

constexpr std::size_t least = 1024;
constexpr std::size_t most = std::size_t{64} << 10;

std::string& kept() {
    thread_local std::string spare;
    return spare;
}

}  // namespace

std::string take_spare() {
    std::string spare = std::exchange(kept(), {});
    spare.clear();
    if (spare.capacity() < least) spare.reserve(least);
    return spare;
}

void give_spare(std::string&& used) {
    if (used.capacity() < least || used.capacity() > most) return;
    if (used.capacity() > kept().capacity()) kept() = std::move(used);
}

}  // namespace vacancy::web
