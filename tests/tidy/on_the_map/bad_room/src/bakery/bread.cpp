// no such room
