namespace vacancy {

auto now() { return std::chrono::system_clock::now(); }

}  // namespace vacancy
