namespace vacancy {

auto find(std::string id) { return "SELECT id FROM rooms WHERE id = " + id; }

}  // namespace vacancy
