namespace vacancy {

boost::beast::flat_buffer buffer;

}  // namespace vacancy
