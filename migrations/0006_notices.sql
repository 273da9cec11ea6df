-- Where partners are told, and what they were told: every event is kept, so that a partner who lost
-- some asks again from a cursor. Ids are UUIDv7: they rise, so an id is a cursor.
-- Check: SELECT count(*) FROM partner_event grows by one with each booking of an account.
CREATE TABLE webhook_endpoint (
    id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    url TEXT NOT NULL,
    secret TEXT NOT NULL,
    active INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT webhook_endpoint_once PRIMARY KEY (id),
    CONSTRAINT webhook_endpoint_active CHECK (active IN (0, 1))
);
CREATE INDEX webhook_endpoint_account ON webhook_endpoint (account_id);

CREATE TABLE partner_event (
    id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    topic TEXT NOT NULL,
    subject TEXT NOT NULL,
    version INTEGER NOT NULL,
    payload TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT partner_event_once PRIMARY KEY (id)
);
CREATE INDEX partner_event_account ON partner_event (account_id, id);
