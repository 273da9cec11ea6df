// The canary of the suite `tsan`: two threads write one number without a lock.

#include <thread>

namespace {

int unguarded = 0;

void count() {
    for (int i = 0; i < 100'000; ++i) ++unguarded;
}

}  // namespace

int main() {
    std::thread other(count);
    count();
    other.join();
    return unguarded == 0 ? 1 : 0;
}
