// one of some
