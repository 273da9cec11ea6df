// The shop's.
namespace vacancy::booking {
struct Discrepancy {
    bool sleeps = false;
};
}  // namespace vacancy::booking
