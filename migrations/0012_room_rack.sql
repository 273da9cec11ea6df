-- The rack: rooms out of order, stays for a day, fees for coming early and leaving late, and what
-- housekeeping sees behind the door.
--
-- Why so: a blocked night that was taken from sale says so itself (`off_sale`), so that lifting the
-- block gives back exactly what it took. What housekeeping reports is kept beside the room's own
-- occupancy and never changes it: the two together show a discrepancy.
-- Check: SELECT count(*) FROM room_night WHERE off_sale = 1 AND block_id IS NULL answers 0.

ALTER TABLE room_night ADD COLUMN off_sale INTEGER NOT NULL DEFAULT 0;

-- 'vacant' or 'occupied' as the housekeeper found it; '' since somebody last moved in or out.
ALTER TABLE room ADD COLUMN reported TEXT NOT NULL DEFAULT '';

-- Sold for the day: the guest leaves before the night, which is then on sale again.
ALTER TABLE stay ADD COLUMN day_use INTEGER NOT NULL DEFAULT 0;

ALTER TABLE desk_rules ADD COLUMN early_check_in_fee_minor BIGINT NOT NULL DEFAULT 0;
ALTER TABLE desk_rules ADD COLUMN late_check_out_fee_minor BIGINT NOT NULL DEFAULT 0;
ALTER TABLE desk_rules ADD COLUMN late_check_out_grace_min INTEGER NOT NULL DEFAULT 30;
ALTER TABLE desk_rules ADD COLUMN day_use_until_min INTEGER NOT NULL DEFAULT 1080;
ALTER TABLE desk_rules ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
