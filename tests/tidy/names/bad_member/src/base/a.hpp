#pragma once
// An example.

namespace vacancy {

class Stay {
public:
    int nights() const;

private:
    int nights_count = 0;
};

}  // namespace vacancy
