namespace vacancy {

constexpr auto text = "SELECT id FROM reservations";

}  // namespace vacancy
