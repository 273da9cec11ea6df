namespace vacancy {

std::mt19937_64 engine{std::random_device{}()};

}  // namespace vacancy
