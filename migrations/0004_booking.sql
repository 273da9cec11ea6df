-- The shop's bookings: what a buyer made in one go, from the lock on, and its history.
-- Check: count(*) FROM booking WHERE state = 'pending' is 0 when all sagas are at rest.

CREATE TABLE booking (
    booking_id TEXT NOT NULL,
    confirmation_code TEXT NOT NULL,
    reservation_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    property_id TEXT NOT NULL,
    room_type_id TEXT NOT NULL,
    rate_plan_id TEXT NOT NULL,
    room_type_name TEXT NOT NULL,
    rate_plan_name TEXT NOT NULL,
    meal_plan TEXT NOT NULL,
    arrival TEXT NOT NULL,
    departure TEXT NOT NULL,
    guests INTEGER NOT NULL,
    total_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    source TEXT NOT NULL,
    user_id TEXT NOT NULL,
    guest_name TEXT NOT NULL,
    guest_email TEXT NOT NULL,
    guest_phone TEXT,
    language TEXT NOT NULL,
    special_requests TEXT,
    cancellation_policy TEXT NOT NULL,
    free_cancellation_until BIGINT,
    cancel_quote_minor BIGINT,
    cancel_quote_until BIGINT,
    cancel_fee_minor BIGINT,
    request_key TEXT,
    request_print TEXT NOT NULL,
    failure TEXT NOT NULL,
    trace_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CONSTRAINT booking_once PRIMARY KEY (booking_id),
    CONSTRAINT booking_code UNIQUE (confirmation_code),
    CONSTRAINT booking_reservation UNIQUE (reservation_id),
    CONSTRAINT booking_request UNIQUE (request_key),
    CONSTRAINT booking_state CHECK (state IN ('pending', 'confirmed', 'canceled', 'failed')),
    CONSTRAINT booking_stay CHECK (arrival < departure),
    CONSTRAINT booking_guests CHECK (guests > 0),
    CONSTRAINT booking_total CHECK (total_minor >= 0),
    CONSTRAINT booking_version CHECK (version > 0)
);
CREATE INDEX booking_of_account ON booking (account_id, booking_id);
CREATE INDEX booking_of_property ON booking (property_id, arrival);

-- Append-only; every line knows the trace in which it happened.
CREATE TABLE booking_event (
    booking_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    what TEXT NOT NULL,
    detail TEXT NOT NULL,
    trace_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT booking_event_once PRIMARY KEY (booking_id, seq),
    CONSTRAINT booking_event_booking FOREIGN KEY (booking_id) REFERENCES booking (booking_id)
);
