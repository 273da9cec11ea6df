-- What a booking paid ahead, how many of its guests are children and which rate was agreed, so that
-- a change of the stay keeps them; whether a card may still be charged; and what one server tells
-- the others of the inventory.
-- Check: SELECT count(*) FROM booking WHERE deposit_minor > total_minor answers 0.

-- Until now every booking was paid whole, whatever its plan said: that is what stays true of it.
ALTER TABLE booking ADD COLUMN deposit_minor BIGINT NOT NULL DEFAULT 0
    CONSTRAINT booking_deposit CHECK (deposit_minor >= 0);
UPDATE booking SET deposit_minor = total_minor;
UPDATE rate_plan SET deposit = 'full' WHERE deposit = 'none';
ALTER TABLE booking ADD COLUMN children INTEGER NOT NULL DEFAULT 0;
ALTER TABLE booking ADD COLUMN agreed_rate_minor BIGINT;

-- 1 until the tokens of its cards were forgotten.
ALTER TABLE booking ADD COLUMN has_cards INTEGER NOT NULL DEFAULT 1;
CREATE INDEX booking_cards ON booking (departure) WHERE has_cards = 1;

-- Several servers on one database: what one of them changed, for the calendars of the others. An
-- empty room type is a change of prices or rules; an empty ended_hold means none ended.
CREATE TABLE inventory_change (
    id TEXT NOT NULL,
    node TEXT NOT NULL,
    property_id TEXT NOT NULL,
    room_type_id TEXT NOT NULL,
    arrival TEXT NOT NULL,
    departure TEXT NOT NULL,
    ended_hold TEXT NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT inventory_change_once PRIMARY KEY (id)
);
CREATE INDEX inventory_change_at ON inventory_change (at);
