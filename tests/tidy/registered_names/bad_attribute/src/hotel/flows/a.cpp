namespace vacancy {

constexpr auto name = "hotel.room";

}  // namespace vacancy
