namespace vacancy {

const auto code = name_of(ErrorCode::sold_out);

}  // namespace vacancy
