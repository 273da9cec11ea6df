#pragma once
// A whole front desk in a test: a hotel of two rooms, from one start to its end. What is outside
// and what is in the database outlive it.

#include "hotel/api.hpp"
#include "hotel/desk/folios.hpp"
#include "hotel/desk/night.hpp"
#include "hotel/desk/rack/stays.hpp"
#include "hotel/desk/recovery.hpp"
#include "hotel/desk/staying.hpp"
#include "hotel_desk_outside.hpp"
#include "support/kept.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vacancy::testing {

/// The house from one start to its end.
class DeskWorld {
public:
    explicit DeskWorld(Outside& outside);
    DeskWorld(const DeskWorld&) = delete;
    DeskWorld& operator=(const DeskWorld&) = delete;
    ~DeskWorld();

    /// A confirmed reservation from today, paid ahead in part; the code.
    std::string book(int nights = 2);
    /// The same, but the gateway has not yet answered to the capture of what was paid ahead; then
    /// it does.
    std::string book_uncaptured(int nights = 2);
    void capture_at_last();
    Result<hotel::CheckedIn> check_in(const std::string& code, const std::string& room_number = {});
    /// With the card on file, or with that one.
    Result<hotel::CheckedOut> check_out(const std::string& room_number,
                                        const std::string& token = {});
    Result<hotel::CheckedOut> check_out_named(const std::string& code);
    Result<hotel::FolioItem> charge(const hotel::FolioId& folio, std::int64_t minor);
    Result<hotel::WalkedIn> walk_in(int nights);
    Result<hotel::MovedGuest> move(const std::string& code, const std::string& room_number);
    Result<hotel::SwappedRooms> swap();  ///< 101 and 102
    Result<hotel::StayQuote> change_stay(const std::string& code, int nights);
    Result<void> revert(const std::string& code);
    Result<hotel::Reinstated> reinstate(const std::string& code);
    Result<hotel::NoShow> no_show(const std::string& code, const std::string& waiver = {});
    void clean_rooms();
    /// The store refuses every transaction in which a saga's work at a stay ends.
    void fail_at_the_end(bool fails);
    /// By card, at the desk; the same request each time it is asked with that key.
    Result<hotel::FolioItem> pay(const hotel::FolioId& folio, std::int64_t minor,
                                 const std::string& request_key = "request-1");
    /// Goes on with everything unfinished, whatever its back-off.
    void recover();

    std::int64_t number(const char* text);
    std::string word(const char* text);

private:
    void write(const char* text);
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace vacancy::testing
