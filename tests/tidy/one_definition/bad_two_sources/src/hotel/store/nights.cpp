namespace vacancy::hotel::store {
struct Occupant {
    int guests = 0;
};
}  // namespace vacancy::hotel::store
