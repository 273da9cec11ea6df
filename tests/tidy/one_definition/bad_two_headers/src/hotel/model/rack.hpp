// The rack.
namespace vacancy::hotel {
enum class Discrepancy : unsigned char { none, sleep };
}  // namespace vacancy::hotel
