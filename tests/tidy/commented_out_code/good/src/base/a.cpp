// A night is slept in (a date of the property);
// the store decides; see night_audit(), which rolls the date.
// The last room (of a type) goes to one guest.
