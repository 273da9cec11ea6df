// rooms.left = 3;
