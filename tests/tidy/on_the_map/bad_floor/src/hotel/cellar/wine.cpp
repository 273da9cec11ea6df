// no such floor
