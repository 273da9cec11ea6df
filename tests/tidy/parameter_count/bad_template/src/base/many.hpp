#pragma once
// An example.

namespace vacancy {

template <class A, class B>
void many(std::map<A, B> a, B b, A c, int d, bool e) {
    a[c] = b + d + e;
}

}  // namespace vacancy
