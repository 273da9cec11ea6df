-- The desk: who sleeps where, what they owe, which keys open their door, and who did what.
--
-- Why so: a room's night is one row with a primary key, so the store itself forbids giving a room
-- to two guests; claims are inserted in ascending order of nights. A folio has no balance of its
-- own: it is the sum of its lines, and every posting's lines sum to zero over all accounts (double
-- entry). Nothing of a folio is ever changed or deleted; what was wrong is corrected by a posting.
-- Check: SELECT count(*) FROM (SELECT posting_id FROM posting_line GROUP BY posting_id
--        HAVING sum(amount_minor) <> 0) AS unbalanced answers 0.

-- What the desk knows of a reservation beyond what was sold; made when the desk first touches it.
-- `taken_type_id` is the room type whose nights the stay uses when that is not the one booked;
-- `busy_with` is the saga that checks the guest in or out right now.
CREATE TABLE stay (
    reservation_id TEXT NOT NULL REFERENCES reservation (id),
    property_id TEXT NOT NULL REFERENCES property (id),
    room_id TEXT REFERENCES room (id),
    shares_with TEXT REFERENCES reservation (id),
    vip_level INTEGER NOT NULL DEFAULT 0,
    notes TEXT NOT NULL DEFAULT '',
    preferences TEXT NOT NULL DEFAULT '',
    company TEXT NOT NULL DEFAULT '',
    outside_reference TEXT NOT NULL DEFAULT '',
    identity_kind TEXT NOT NULL DEFAULT '',
    identity_hash TEXT NOT NULL DEFAULT '',
    identity_verified_by TEXT NOT NULL DEFAULT '',
    keys_made INTEGER NOT NULL DEFAULT 0,
    key_system TEXT NOT NULL DEFAULT '',
    taken_type_id TEXT REFERENCES room_type (id),
    busy_with TEXT NOT NULL DEFAULT '',
    checked_in_at BIGINT,
    checked_out_at BIGINT,
    version BIGINT NOT NULL DEFAULT 1,
    CONSTRAINT stay_once PRIMARY KEY (reservation_id),
    CONSTRAINT stay_vip_level CHECK (vip_level BETWEEN 0 AND 9)
);
CREATE INDEX stay_by_room ON stay (room_id) WHERE room_id IS NOT NULL;
CREATE INDEX stay_by_company ON stay (property_id, company) WHERE company <> '';
CREATE INDEX stay_by_outside_reference ON stay (property_id, outside_reference)
    WHERE outside_reference <> '';

-- Scarce: one room's night. Claimed by a stay or blocked (out of order, maintenance).
CREATE TABLE room_night (
    room_id TEXT NOT NULL REFERENCES room (id),
    night TEXT NOT NULL,
    reservation_id TEXT,
    block_id TEXT,
    CONSTRAINT room_night_once PRIMARY KEY (room_id, night),
    CONSTRAINT room_night_has_one_owner CHECK ((reservation_id IS NULL) <> (block_id IS NULL))
);
CREATE INDEX room_night_by_reservation ON room_night (reservation_id)
    WHERE reservation_id IS NOT NULL;
CREATE INDEX room_night_by_block ON room_night (block_id) WHERE block_id IS NOT NULL;

-- Why a room is out of order or out of service, and until when.
CREATE TABLE room_block (
    id TEXT NOT NULL,
    property_id TEXT NOT NULL REFERENCES property (id),
    room_id TEXT NOT NULL REFERENCES room (id),
    kind TEXT NOT NULL,
    from_night TEXT NOT NULL,
    until_night TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    lifted_at BIGINT,
    CONSTRAINT room_block_once PRIMARY KEY (id),
    CONSTRAINT room_block_kind CHECK (kind IN ('out_of_order', 'out_of_service', 'maintenance')),
    CONSTRAINT room_block_dates CHECK (from_night < until_night)
);
CREATE INDEX room_block_by_property ON room_block (property_id, until_night);

-- A guest's account: window 1 is the guest's own, further windows are for who pays the rest.
CREATE TABLE folio (
    id TEXT NOT NULL,
    property_id TEXT NOT NULL REFERENCES property (id),
    reservation_id TEXT NOT NULL REFERENCES reservation (id),
    window_number INTEGER NOT NULL,
    payer TEXT NOT NULL,
    currency TEXT NOT NULL,
    status TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    closed_at BIGINT,
    version BIGINT NOT NULL DEFAULT 1,
    CONSTRAINT folio_once PRIMARY KEY (id),
    CONSTRAINT folio_window UNIQUE (reservation_id, window_number),
    CONSTRAINT folio_status CHECK (status IN ('open', 'closed'))
);
CREATE INDEX folio_by_property ON folio (property_id, status);

-- Which window takes a code's charges; without a row window 1 does.
CREATE TABLE folio_route (
    reservation_id TEXT NOT NULL REFERENCES reservation (id),
    code TEXT NOT NULL,
    window_number INTEGER NOT NULL,
    CONSTRAINT folio_route_once PRIMARY KEY (reservation_id, code)
);

-- One event in the books. `reference` makes it once: the night audit's room charge of a night, a
-- point of sale's posting number, a payment at the gateway.
CREATE TABLE posting (
    id TEXT NOT NULL,
    property_id TEXT NOT NULL REFERENCES property (id),
    business_date TEXT NOT NULL,
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    description TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    reference TEXT,
    corrects TEXT REFERENCES posting (id),
    reason TEXT NOT NULL DEFAULT '',
    actor TEXT NOT NULL,
    trace_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT posting_once PRIMARY KEY (id),
    CONSTRAINT posting_reference UNIQUE (property_id, reference),
    CONSTRAINT posting_corrects UNIQUE (corrects),
    CONSTRAINT posting_kind CHECK (kind IN
        ('charge', 'payment', 'allowance', 'transfer', 'correction'))
);
CREATE INDEX posting_by_date ON posting (property_id, business_date);

-- The lines of a posting; plus is what the account owes, minus what it is owed. Accounts: guest
-- (with its folio), revenue:CODE, tax:NAME, card, cash, city_ledger:COMPANY.
CREATE TABLE posting_line (
    posting_id TEXT NOT NULL REFERENCES posting (id),
    line INTEGER NOT NULL,
    account TEXT NOT NULL,
    folio_id TEXT REFERENCES folio (id),
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    CONSTRAINT posting_line_once PRIMARY KEY (posting_id, line),
    CONSTRAINT posting_line_account CHECK ((account = 'guest') = (folio_id IS NOT NULL))
);
CREATE INDEX posting_line_by_folio ON posting_line (folio_id) WHERE folio_id IS NOT NULL;

-- Numbers without gaps, one row for each property and kind of paper; taken in the transaction that
-- issues the paper.
CREATE TABLE paper_number (
    property_id TEXT NOT NULL REFERENCES property (id),
    kind TEXT NOT NULL,
    last_number BIGINT NOT NULL,
    CONSTRAINT paper_number_once PRIMARY KEY (property_id, kind)
);

-- An invoice or credit note as it was issued; its lines are frozen in `lines`.
CREATE TABLE paper (
    property_id TEXT NOT NULL REFERENCES property (id),
    kind TEXT NOT NULL,
    number BIGINT NOT NULL,
    folio_id TEXT NOT NULL REFERENCES folio (id),
    corrects BIGINT,
    business_date TEXT NOT NULL,
    total_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    recipient TEXT NOT NULL,
    lines TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    CONSTRAINT paper_once PRIMARY KEY (property_id, kind, number),
    CONSTRAINT paper_kind CHECK (kind IN ('invoice', 'credit_note'))
);
CREATE INDEX paper_by_folio ON paper (folio_id);

-- What housekeeping has to do.
CREATE TABLE housekeeping_task (
    id TEXT NOT NULL,
    property_id TEXT NOT NULL REFERENCES property (id),
    room_id TEXT NOT NULL REFERENCES room (id),
    kind TEXT NOT NULL,
    attendant TEXT NOT NULL DEFAULT '',
    priority INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    business_date TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    CONSTRAINT housekeeping_task_once PRIMARY KEY (id),
    CONSTRAINT housekeeping_task_kind CHECK (kind IN ('departure', 'stay_over', 'inspection')),
    CONSTRAINT housekeeping_task_state CHECK (state IN ('waiting', 'started', 'done', 'canceled'))
);
CREATE INDEX housekeeping_task_open ON housekeeping_task (property_id, room_id)
    WHERE state IN ('waiting', 'started');

-- Guests waiting at the desk.
CREATE TABLE desk_ticket (
    id TEXT NOT NULL,
    property_id TEXT NOT NULL REFERENCES property (id),
    operation TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    left_at BIGINT,
    CONSTRAINT desk_ticket_once PRIMARY KEY (id),
    CONSTRAINT desk_ticket_operation CHECK (operation IN ('check_in', 'check_out'))
);
CREATE INDEX desk_ticket_waiting ON desk_ticket (property_id, created_at) WHERE left_at IS NULL;

-- Every check-in and check-out that ended, for the day by hour.
CREATE TABLE desk_operation (
    id TEXT NOT NULL,
    property_id TEXT NOT NULL REFERENCES property (id),
    operation TEXT NOT NULL,
    result TEXT NOT NULL,
    local_day TEXT NOT NULL,
    hour INTEGER NOT NULL,
    duration_us BIGINT NOT NULL,
    slow_step TEXT NOT NULL,
    slow_step_us BIGINT NOT NULL,
    trace_id TEXT NOT NULL,
    ended_at BIGINT NOT NULL,
    CONSTRAINT desk_operation_once PRIMARY KEY (id)
);
CREATE INDEX desk_operation_by_day ON desk_operation (property_id, local_day);

-- The close of a business date: how far it is, and its report once it is closed.
CREATE TABLE night_audit (
    property_id TEXT NOT NULL REFERENCES property (id),
    business_date TEXT NOT NULL,
    state TEXT NOT NULL,
    report TEXT NOT NULL DEFAULT '',
    trace_id TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    closed_at BIGINT,
    CONSTRAINT night_audit_once PRIMARY KEY (property_id, business_date),
    CONSTRAINT night_audit_state CHECK (state IN ('posting', 'closed'))
);

-- Who did what: appended in the transaction that did it; each row holds the hash of the one before,
-- so that a row changed or taken out shows (`vacancy audit verify`). One chain for each property.
CREATE TABLE audit_trail (
    property_id TEXT NOT NULL REFERENCES property (id),
    position BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    role TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    trace_id TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    CONSTRAINT audit_trail_once PRIMARY KEY (property_id, position)
);

-- What the desk asks of a house: set by managers.
CREATE TABLE desk_rules (
    property_id TEXT NOT NULL REFERENCES property (id),
    incidentals_per_night_minor BIGINT NOT NULL DEFAULT 5000,
    keys_default INTEGER NOT NULL DEFAULT 2,
    keeps_document_hash INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT desk_rules_once PRIMARY KEY (property_id),
    CONSTRAINT desk_rules_incidentals CHECK (incidentals_per_night_minor >= 0)
);
