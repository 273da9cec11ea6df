-- What each night of a stay was sold for, and when a hotel's day is closed.
--
-- Why so: the price of a night and the taxes in it are a promise of the day of the sale; they are
-- kept as one text with the reservation (model/night/charges.hpp), since they are written once and
-- read whole. Reservations of before have none: their total is shared among their nights. A hotel
-- whose day is closed by the night audit at an hour does not roll by itself any more
-- (property.rolls_itself).
-- Check: SELECT count(*) FROM night_audit_rule r JOIN property p ON p.id = r.property_id
--        WHERE p.rolls_itself = 1 answers 0.

ALTER TABLE reservation ADD COLUMN night_charges TEXT NOT NULL DEFAULT '';

-- Minutes after midnight on the hotel's own clock; before noon they are of the day after.
CREATE TABLE night_audit_rule (
    property_id TEXT NOT NULL REFERENCES property (id),
    at_minute INTEGER NOT NULL,
    CONSTRAINT night_audit_rule_once PRIMARY KEY (property_id),
    CONSTRAINT night_audit_rule_minute CHECK (at_minute BETWEEN 0 AND 1439)
);

-- Somebody works at an audit until then; afterwards another server may go on with it.
ALTER TABLE night_audit ADD COLUMN alive_until BIGINT NOT NULL DEFAULT 0;
CREATE INDEX night_audit_open ON night_audit (alive_until) WHERE state = 'posting';

-- Which of a no-show's or a canceled stay's fees was given up, by whom and why.
CREATE TABLE fee_waiver (
    reservation_id TEXT NOT NULL REFERENCES reservation (id),
    kind TEXT NOT NULL,
    fee_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    role TEXT NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT fee_waiver_once PRIMARY KEY (reservation_id, kind),
    CONSTRAINT fee_waiver_kind CHECK (kind IN ('no_show', 'cancel'))
);

-- For the day's figures.
CREATE INDEX reservation_in_house ON reservation (property_id, id) WHERE status = 'in_house';
CREATE INDEX stay_checked_in ON stay (property_id, checked_in_at) WHERE checked_in_at IS NOT NULL;
CREATE INDEX stay_checked_out ON stay (property_id, checked_out_at)
    WHERE checked_out_at IS NOT NULL;
CREATE INDEX desk_ticket_by_time ON desk_ticket (property_id, created_at);
