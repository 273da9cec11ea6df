-- The shared floors remember: answers to idempotent requests, keys of programs, sagas on their way
-- and messages to be delivered. One text serves SQLite and PostgreSQL: instants are µs since 1970
-- in BIGINT, booleans INTEGER 0/1, ids and JSON TEXT. Constraints that a request can violate are
-- named and listed in src/db/constraints.def.
-- Check: SELECT count(*) FROM saga WHERE finished = 0 answers 0 on a new database.

-- What an Idempotency-Key was answered; the first request owns the row from `running` to `done`. A
-- `running` row whose lease has ended is taken over by the next request with the same body.
CREATE TABLE idempotency_key (
    tenant TEXT NOT NULL,
    principal TEXT NOT NULL,
    route TEXT NOT NULL,
    key TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    state TEXT NOT NULL,
    status INTEGER,
    content_type TEXT,
    headers TEXT,
    body TEXT,
    lease_owner TEXT NOT NULL,
    lease_until BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    CONSTRAINT idempotency_key_once PRIMARY KEY (tenant, principal, route, key),
    CONSTRAINT idempotency_key_state CHECK (state IN ('running', 'done'))
);
CREATE INDEX idempotency_key_expiry ON idempotency_key (expires_at);

-- Keys of programs and staff; only the hash is kept.
CREATE TABLE api_key (
    key_hash TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    account_id TEXT,
    property_id TEXT,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT,
    CONSTRAINT api_key_once PRIMARY KEY (key_hash)
);

-- The journal of sagas: rows [0, at) are done and row `at` may have happened.
CREATE TABLE saga (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    direction TEXT NOT NULL,
    at INTEGER NOT NULL,
    state TEXT NOT NULL,
    at_risk_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    last_error TEXT NOT NULL,
    next_attempt_at BIGINT NOT NULL,
    lease_owner TEXT NOT NULL,
    lease_until BIGINT NOT NULL,
    traceparent TEXT NOT NULL,
    finished INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CONSTRAINT saga_once PRIMARY KEY (id),
    CONSTRAINT saga_direction CHECK (direction IN ('forward', 'undoing')),
    CONSTRAINT saga_finished CHECK (finished IN (0, 1))
);
CREATE INDEX saga_due ON saga (kind, next_attempt_at) WHERE finished = 0;
CREATE INDEX saga_unfinished ON saga (created_at) WHERE finished = 0;

-- Messages written with what they tell; delivered at least once, in order for each subject and
-- channel. `position` orders the messages of one subject and channel.
CREATE TABLE outbox (
    id TEXT NOT NULL,
    channel TEXT NOT NULL,
    topic TEXT NOT NULL,
    subject TEXT NOT NULL,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    payload TEXT NOT NULL,
    traceparent TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    last_error TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    delivered_at BIGINT,
    CONSTRAINT outbox_id PRIMARY KEY (id),
    CONSTRAINT outbox_once UNIQUE (channel, topic, subject, version),
    CONSTRAINT outbox_state CHECK (state IN ('waiting', 'delivered', 'dead'))
);
CREATE INDEX outbox_order ON outbox (channel, subject, position);
CREATE INDEX outbox_due ON outbox (channel, due_at) WHERE state = 'waiting';
CREATE INDEX outbox_dead ON outbox (created_at) WHERE state = 'dead';
