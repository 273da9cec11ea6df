namespace vacancy {

void accept() { boost::asio::co_spawn(executor, session(), handler); }

}  // namespace vacancy
