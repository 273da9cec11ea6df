#pragma once
// An example.

namespace vacancy {

class Desk {
    Desk() : a_{1} {
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
        ++a_;
    }
    int a_;
};

}  // namespace vacancy
