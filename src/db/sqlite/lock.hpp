#pragma once
// WriterLock: one writing process for each database file. SQLite before 3.51.3 can corrupt the
// write-ahead log when two connections write or checkpoint at once, so a second process is kept out
// by a lock on FILE-writer; it goes with the process, however that ends.

#include "base/error.hpp"

#include <string>

namespace vacancy::db::sqlite {

class WriterLock {
public:
    /// Waits up to 10 s for the other process to end, then says so.
    static Result<WriterLock> take(const std::string& database);
    WriterLock(WriterLock&& other) noexcept;
    WriterLock& operator=(WriterLock&& other) noexcept;
    ~WriterLock();

private:
    explicit WriterLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

}  // namespace vacancy::db::sqlite
