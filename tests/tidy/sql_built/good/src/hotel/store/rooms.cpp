namespace vacancy {

constexpr auto find = "SELECT id FROM rooms WHERE id = $1";

}  // namespace vacancy
