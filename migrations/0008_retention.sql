-- What is past its time is found without reading what stays: holds that ended without a stay.
-- Check: no saga, message or hold that is not at rest is ever deleted.
CREATE INDEX reservation_ended_holds ON reservation (updated_at)
    WHERE status = 'expired' OR (status = 'canceled' AND version = 2);
