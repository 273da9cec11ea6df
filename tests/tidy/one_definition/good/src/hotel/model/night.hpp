// The night.
namespace vacancy::hotel {
struct Discrepancy {
    int guests = 0;
};
}  // namespace vacancy::hotel
