namespace vacancy::hotel {
struct Discrepancy;
namespace {
struct Discrepancy {
    bool sleeps = false;
};
}  // namespace
}  // namespace vacancy::hotel
