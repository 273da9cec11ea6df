namespace vacancy {

constexpr auto hint = "Select a room with a view";

}  // namespace vacancy
