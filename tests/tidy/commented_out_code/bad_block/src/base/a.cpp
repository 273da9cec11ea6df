// if (rooms.empty()) {
//     return;
// }
