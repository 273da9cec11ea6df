// TODO: count them
