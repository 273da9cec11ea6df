namespace vacancy {

Task<int> wait() {
    co_return co_await later();
}

}  // namespace vacancy
