#pragma once
// An example.

namespace vacancy {

struct Parser : Foreign {
    void on_line(int a, int b, int c, int d, int e) override;
};

}  // namespace vacancy
