#pragma once
// An example.

namespace vacancy {

class Stay {
public:
    explicit Stay(int nights) : nights_{nights} {}
    ~Stay();
    bool operator==(const Stay&) const;
    int nights() const { return nights_; }

private:
    int nights_;
};

enum class Kind { hotel, restaurant };

}  // namespace vacancy
