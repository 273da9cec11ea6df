-- The front desk: what is for sale, for how much, and who has taken which nights.
--
-- Why so: a room type's night is one row, so that taking nights is one statement over a range and
-- the constraint below forbids overselling whatever a program does. Nights are ISO dates (they sort
-- as text), money is minor units, instants are microseconds.
-- Check: no row of inventory_night has sold + held above capacity + overbooking; calendar_day has
-- one row for each day from 2010 to 2059.

CREATE TABLE account (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE property (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    name TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    currency TEXT NOT NULL,
    street TEXT NOT NULL,
    city TEXT NOT NULL,
    postal_code TEXT NOT NULL,
    country TEXT NOT NULL,
    latitude_e6 BIGINT NOT NULL,
    longitude_e6 BIGINT NOT NULL,
    check_in_minute INTEGER NOT NULL,
    check_out_minute INTEGER NOT NULL,
    business_date TEXT NOT NULL,
    rolls_itself INTEGER NOT NULL DEFAULT 1,
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    rates_version BIGINT NOT NULL DEFAULT 1,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX property_by_account ON property (account_id);

CREATE TABLE room_type (
    id TEXT PRIMARY KEY,
    property_id TEXT NOT NULL REFERENCES property (id),
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    max_guests INTEGER NOT NULL,
    max_adults INTEGER NOT NULL,
    sort INTEGER NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    CONSTRAINT room_type_code_unique UNIQUE (property_id, code),
    CONSTRAINT room_type_occupancy CHECK (max_guests >= max_adults AND max_adults >= 1)
);

CREATE TABLE room (
    id TEXT PRIMARY KEY,
    property_id TEXT NOT NULL REFERENCES property (id),
    room_type_id TEXT NOT NULL REFERENCES room_type (id),
    number TEXT NOT NULL,
    floor TEXT NOT NULL,
    occupied INTEGER NOT NULL DEFAULT 0,
    housekeeping TEXT NOT NULL DEFAULT 'inspected',
    version BIGINT NOT NULL DEFAULT 1,
    CONSTRAINT room_number_unique UNIQUE (property_id, number),
    CONSTRAINT room_housekeeping_known CHECK (housekeeping IN
        ('dirty', 'clean', 'inspected', 'out_of_order', 'out_of_service'))
);
CREATE INDEX room_by_type ON room (room_type_id);

CREATE TABLE rate_plan (
    id TEXT PRIMARY KEY,
    property_id TEXT NOT NULL REFERENCES property (id),
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    meal_plan TEXT NOT NULL,
    refundable INTEGER NOT NULL,
    free_until_days INTEGER NOT NULL,
    free_until_minute INTEGER NOT NULL,
    cancel_fee TEXT NOT NULL,
    cancel_fee_bp INTEGER NOT NULL,
    no_show_fee TEXT NOT NULL,
    no_show_fee_bp INTEGER NOT NULL,
    deposit TEXT NOT NULL,
    deposit_bp INTEGER NOT NULL,
    base_guests INTEGER NOT NULL,
    derived_from TEXT REFERENCES rate_plan (id),
    derive_bp INTEGER NOT NULL DEFAULT 0,
    derive_minor BIGINT NOT NULL DEFAULT 0,
    derive_per_guest_minor BIGINT NOT NULL DEFAULT 0,
    active INTEGER NOT NULL DEFAULT 1,
    version BIGINT NOT NULL DEFAULT 1,
    CONSTRAINT rate_plan_code_unique UNIQUE (property_id, code)
);

CREATE TABLE rate_plan_room_type (
    rate_plan_id TEXT NOT NULL REFERENCES rate_plan (id),
    room_type_id TEXT NOT NULL REFERENCES room_type (id),
    PRIMARY KEY (rate_plan_id, room_type_id)
);

-- The price of a night for the plan's base occupancy, and what other occupancies change.
CREATE TABLE daily_rate (
    property_id TEXT NOT NULL,
    night TEXT NOT NULL,
    rate_plan_id TEXT NOT NULL,
    room_type_id TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    single_discount_minor BIGINT NOT NULL DEFAULT 0,
    extra_adult_minor BIGINT NOT NULL DEFAULT 0,
    extra_child_minor BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (property_id, night, rate_plan_id, room_type_id),
    CONSTRAINT daily_rate_not_negative CHECK (amount_minor >= 0 AND single_discount_minor >= 0
        AND single_discount_minor <= amount_minor
        AND extra_adult_minor >= 0 AND extra_child_minor >= 0)
);

-- rate_plan_id '' means every plan. Zero means no limit.
CREATE TABLE restriction_night (
    property_id TEXT NOT NULL,
    night TEXT NOT NULL,
    rate_plan_id TEXT NOT NULL,
    room_type_id TEXT NOT NULL,
    closed INTEGER NOT NULL,
    closed_to_arrival INTEGER NOT NULL,
    closed_to_departure INTEGER NOT NULL,
    min_stay INTEGER NOT NULL,
    max_stay INTEGER NOT NULL,
    min_lead_days INTEGER NOT NULL,
    max_lead_days INTEGER NOT NULL,
    PRIMARY KEY (property_id, night, rate_plan_id, room_type_id)
);

CREATE TABLE tax_fee (
    id TEXT PRIMARY KEY,
    property_id TEXT NOT NULL REFERENCES property (id),
    name TEXT NOT NULL,
    is_fee INTEGER NOT NULL,
    inclusive INTEGER NOT NULL,
    basis TEXT NOT NULL,
    percent_bp INTEGER NOT NULL,
    amount_minor BIGINT NOT NULL,
    adults_only INTEGER NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX tax_fee_by_property ON tax_fee (property_id);

-- Scarce: every change counts `version` up, so that memory applies changes in any order.
CREATE TABLE inventory_night (
    room_type_id TEXT NOT NULL REFERENCES room_type (id),
    night TEXT NOT NULL,
    capacity INTEGER NOT NULL,
    overbooking INTEGER NOT NULL DEFAULT 0,
    sell_limit INTEGER,
    sold INTEGER NOT NULL DEFAULT 0,
    held INTEGER NOT NULL DEFAULT 0,
    last_taken_by TEXT NOT NULL DEFAULT '',
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (room_type_id, night),
    CONSTRAINT night_counts CHECK (sold >= 0 AND held >= 0 AND capacity >= 0
        AND overbooking >= 0),
    CONSTRAINT night_capacity CHECK (sold + held <= capacity + overbooking),
    CONSTRAINT night_sell_limit CHECK (sell_limit IS NULL OR sold + held <= sell_limit)
);

CREATE TABLE reservation (
    id TEXT PRIMARY KEY,
    confirmation_code TEXT NOT NULL,
    property_id TEXT NOT NULL,
    room_type_id TEXT NOT NULL,
    rate_plan_id TEXT NOT NULL,
    arrival TEXT NOT NULL,
    departure TEXT NOT NULL,
    guests INTEGER NOT NULL,
    children INTEGER NOT NULL,
    guest_name TEXT NOT NULL,
    guest_email TEXT NOT NULL,
    guest_phone TEXT,
    guest_language TEXT NOT NULL,
    status TEXT NOT NULL,
    total_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    first_night_minor BIGINT NOT NULL,
    terms TEXT NOT NULL,
    hold_id TEXT NOT NULL,
    hold_expires_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CONSTRAINT reservation_dates CHECK (arrival < departure),
    CONSTRAINT reservation_status_known CHECK (status IN ('tentative', 'confirmed', 'in_house',
        'checked_out', 'canceled', 'no_show', 'expired'))
);
CREATE UNIQUE INDEX reservation_confirmation_code_unique ON reservation (confirmation_code);
CREATE INDEX reservation_by_arrival ON reservation (property_id, arrival);
CREATE INDEX reservation_holds_due ON reservation (hold_expires_at) WHERE status = 'tentative';

-- The days themselves, so that a change to a range of nights is one statement on both databases.
-- weekday_bit is 1 for Monday, 2 for Tuesday, … 64 for Sunday.
CREATE TABLE calendar_day (
    night TEXT PRIMARY KEY,
    weekday_bit INTEGER NOT NULL
);

INSERT INTO calendar_day (night, weekday_bit)
WITH RECURSIVE years (y) AS (SELECT 2010 UNION ALL SELECT y + 1 FROM years WHERE y < 2059),
    months (m) AS (SELECT 1 UNION ALL SELECT m + 1 FROM months WHERE m < 12),
    days (d) AS (SELECT 1 UNION ALL SELECT d + 1 FROM days WHERE d < 31),
    dates AS (
        SELECT y, m, d,
            CASE WHEN m > 2 AND (y % 4 = 0 AND (y % 100 <> 0 OR y % 400 = 0)) THEN 1 ELSE 0 END
                + (367 * m - 362) / 12 - CASE WHEN m > 2 THEN 2 ELSE 0 END + d AS day_of_year
        FROM years, months, days
        WHERE d <= CASE WHEN m = 2
                THEN CASE WHEN y % 4 = 0 AND (y % 100 <> 0 OR y % 400 = 0) THEN 29 ELSE 28 END
            WHEN m IN (4, 6, 9, 11) THEN 30 ELSE 31 END
    ),
    numbered AS (
        SELECT y, m, d, (y - 1) * 365 + (y - 1) / 4 - (y - 1) / 100 + (y - 1) / 400
            + day_of_year AS n
        FROM dates
    )
SELECT CAST(y AS TEXT) || '-' || substr(CAST(100 + m AS TEXT), 2, 2) || '-'
        || substr(CAST(100 + d AS TEXT), 2, 2),
    CASE (n + 6) % 7 WHEN 0 THEN 1 WHEN 1 THEN 2 WHEN 2 THEN 4 WHEN 3 THEN 8 WHEN 4 THEN 16
        WHEN 5 THEN 32 ELSE 64 END
FROM numbered;
