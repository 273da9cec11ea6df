#pragma once
// Signals: SIGTERM and SIGINT end the process in order. Made before any thread starts.

namespace vacancy {

class Signals {
public:
    Signals();
    /// Until SIGTERM or SIGINT arrives.
    void wait() const;
};

}  // namespace vacancy
