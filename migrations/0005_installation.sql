-- What this installation made once for itself: the keys of manage links and of telemetry's hashes.
-- Check: two servers on one database seal and open each other's links.
CREATE TABLE installation (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT installation_once PRIMARY KEY (name)
);
