namespace vacancy {

// co_await is for flows.
constexpr auto text = "SELECT id FROM rooms WHERE id = $1";

}  // namespace vacancy
