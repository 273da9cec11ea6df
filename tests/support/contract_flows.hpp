#pragma once
// The flows of the booking service as guests and managers go through them at a running town, and
// how often each ended how. Every flow has one way to end; a REQUIRE says so.

#include "support/demo_town.hpp"

#include <map>
#include <string>

namespace vacancy::testing::contract {

/// What is exported to `protocol` ("http/protobuf" or "grpc") at `endpoint`, all of it and at once.
[[nodiscard]] Variables exporting_to(const std::string& protocol, const std::string& endpoint);

class Flows {
public:
    explicit Flows(DemoTown& town) : town_(town) {}

    /// Booked from the web, a phone and a program.
    void succeed();
    void search();
    void decline();
    void sell_out();
    /// Guests fight for the last room until one of them loses it at the lock.
    void contend();
    void ask_for_an_unknown_property();
    void fail_at_the_gateway();  ///< it acts and its answers are lost: the money must be voided
    void retry_at_the_gateway();
    void cancel();
    void modify();
    /// In a town whose holds last one second: the payment takes two.
    void fail_to_confirm();
    /// In a town whose steps may take four seconds: the payment takes longer.
    void run_out_of_time();

    /// How many attempts ended so, by the value of booking.status.
    [[nodiscard]] const std::map<std::string, int>& attempts() const { return attempts_; }

private:
    Answer book(const BookingWish& wish, const std::string& source = "api");
    void leave_one_room(const std::string& room_type, const BookingWish& wish) const;

    DemoTown& town_;
    std::map<std::string, int> attempts_;
    int next_day_ = 20;
};

/// No message waits and no saga is under way: every trace of a guest's is complete.
[[nodiscard]] bool is_quiet(const DemoTown& town);
/// The sum of the samples whose line begins so and has that label; 0 when there is none.
[[nodiscard]] double sum_of(const std::string& metrics_text, const std::string& series,
                            const std::string& label = {});
/// The same of /metrics as it is now.
[[nodiscard]] double metric(const DemoTown& town, const std::string& series);

}  // namespace vacancy::testing::contract
