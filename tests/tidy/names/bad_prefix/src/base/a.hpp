#pragma once
// An example.

namespace vacancy {

struct Stay {
    int m_nights;
};

}  // namespace vacancy
