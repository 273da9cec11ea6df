-- What hangs on the hotel's cables: key encoders, telephones, tills. They connect to us and speak
-- FIAS.
--
-- Why so: who came, changed rooms or left is written down for each interface in the transaction
-- that makes it true and leaves the table when it was said, so that an interface that was away
-- misses nothing. A room's keys belong to one stay: a row with the room as its key says whose they
-- are and what is known of them, so that erasing them late never touches the next guest's.
-- Check: SELECT count(*) FROM room_key WHERE state = 'to_erase' answers 0 a moment after all
--        encoders are connected.

-- `kind` says what it is for, the records it asks for say what it is told. An address with port 0
-- lets the system choose; the status shows it. Without `confirms_deletion` keys count as erased as
-- soon as the encoder was told.
CREATE TABLE interface (
    property_id TEXT NOT NULL REFERENCES property (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    listen TEXT NOT NULL,
    enabled INTEGER NOT NULL DEFAULT 1,
    code_page TEXT NOT NULL DEFAULT 'utf-8',
    time_zone TEXT NOT NULL,
    timeout_ms INTEGER NOT NULL DEFAULT 5000,
    workstation TEXT NOT NULL DEFAULT '1',
    coder TEXT NOT NULL DEFAULT '1',
    posting_code TEXT NOT NULL DEFAULT 'pos',
    confirms_deletion INTEGER NOT NULL DEFAULT 1,
    version BIGINT NOT NULL DEFAULT 1,
    CONSTRAINT interface_once PRIMARY KEY (property_id, name),
    CONSTRAINT interface_kind CHECK (kind IN ('keys', 'telephone', 'point_of_sale')),
    CONSTRAINT interface_code_page CHECK (code_page IN ('utf-8', 'cp850', 'cp1252')),
    CONSTRAINT interface_timeout CHECK (timeout_ms BETWEEN 100 AND 60000)
);

-- What an interface has not been told yet; the guest's facts are read when it is told.
CREATE TABLE interface_letter (
    property_id TEXT NOT NULL,
    interface_name TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    reservation_id TEXT,
    room_number TEXT NOT NULL DEFAULT '',
    old_room_number TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    CONSTRAINT interface_letter_once PRIMARY KEY (property_id, interface_name, id),
    CONSTRAINT interface_letter_of FOREIGN KEY (property_id, interface_name)
        REFERENCES interface (property_id, name),
    CONSTRAINT interface_letter_kind CHECK (kind IN
        ('guest_in', 'guest_change', 'guest_out', 'room_status', 'night_begins', 'night_ends'))
);

-- Whose keys open a room. asked: the encoder was asked and has not answered; made: it did;
-- to_erase: they are to be erased as soon as it can be reached.
CREATE TABLE room_key (
    property_id TEXT NOT NULL REFERENCES property (id),
    room_number TEXT NOT NULL,
    reservation_id TEXT NOT NULL,
    interface_name TEXT NOT NULL,
    state TEXT NOT NULL,
    keys INTEGER NOT NULL,
    valid_from BIGINT NOT NULL,
    valid_until BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    CONSTRAINT room_key_once PRIMARY KEY (property_id, room_number),
    CONSTRAINT room_key_state CHECK (state IN ('asked', 'made', 'to_erase'))
);
CREATE INDEX room_key_to_erase ON room_key (property_id, interface_name) WHERE state = 'to_erase';

-- Nothing may be charged to the room by tills, telephones and minibars.
ALTER TABLE stay ADD COLUMN no_post INTEGER NOT NULL DEFAULT 0;
