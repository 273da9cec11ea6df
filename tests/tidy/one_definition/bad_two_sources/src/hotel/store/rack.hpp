// The rack.
namespace vacancy::hotel::store {
struct Occupant {
    bool shares = false;
};
}  // namespace vacancy::hotel::store
