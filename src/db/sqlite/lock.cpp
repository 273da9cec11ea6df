#include "db/sqlite/lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

namespace vacancy::db::sqlite {

Result<WriterLock> WriterLock::take(const std::string& database) {
    const std::string file = database + "-writer";
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return fail(ErrorCode::store_unavailable,
                    "The database " + database +
                        " cannot be opened: " + std::generic_category().message(errno));
    WriterLock lock(descriptor);
    constexpr auto pause = std::chrono::milliseconds(20);
    constexpr int tries = 500;
    for (int i = 0; i < tries; ++i) {
        if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return lock;
        std::this_thread::sleep_for(pause);
    }
    return fail(ErrorCode::store_unavailable,
                "Another process is writing to " + database + "; stop it first");
}

WriterLock::WriterLock(WriterLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

WriterLock& WriterLock::operator=(WriterLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

WriterLock::~WriterLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace vacancy::db::sqlite
