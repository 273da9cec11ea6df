namespace vacancy {

auto find(int id) { return fmt::format("SELECT id FROM rooms WHERE id = {}", id); }

}  // namespace vacancy
