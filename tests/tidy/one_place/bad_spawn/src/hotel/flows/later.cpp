namespace vacancy {

void later() { boost::asio::co_spawn(executor, work(), handler); }

}  // namespace vacancy
