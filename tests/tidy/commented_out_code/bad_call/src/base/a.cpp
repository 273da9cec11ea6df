// count(rooms);
