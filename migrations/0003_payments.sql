-- The till's ledger: one row for each authorization and what followed from it, written before the
-- gateway is asked. The constraints are the third guard of "money is conserved".
-- Check: SELECT count(*) FROM payment WHERE refunded_minor > captured_minor answers 0.

-- `token` is the gateway's name for the card (never the card); it is kept so that a lost answer can
-- be asked for again and a later difference charged, and emptied when the stay is canceled.
CREATE TABLE payment (
    payment_id TEXT NOT NULL,
    reference TEXT NOT NULL,
    part INTEGER NOT NULL,
    method TEXT NOT NULL,
    token TEXT NOT NULL,
    card_last_four TEXT NOT NULL,
    status TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    authorized_minor BIGINT NOT NULL,
    captured_minor BIGINT NOT NULL,
    refunded_minor BIGINT NOT NULL,
    refund_intended_minor BIGINT NOT NULL,
    transaction_id TEXT,
    decline_reason TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CONSTRAINT payment_once PRIMARY KEY (payment_id),
    CONSTRAINT payment_part UNIQUE (reference, part),
    CONSTRAINT payment_transaction UNIQUE (transaction_id),
    CONSTRAINT payment_status CHECK (status IN
        ('intended', 'authorized', 'captured', 'voided', 'refunded', 'declined')),
    CONSTRAINT payment_amount CHECK (amount_minor > 0),
    CONSTRAINT payment_captured CHECK (captured_minor <= authorized_minor),
    CONSTRAINT payment_refunded CHECK (refunded_minor <= captured_minor),
    CONSTRAINT payment_refund_intended CHECK (refund_intended_minor <= captured_minor),
    CONSTRAINT payment_four_digits CHECK (length(card_last_four) <= 4)
);

-- Refunds: journaled before the gateway is asked, once for each purpose.
CREATE TABLE payment_refund (
    payment_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    reference TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    done INTEGER NOT NULL,
    refund_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT payment_refund_once PRIMARY KEY (payment_id, purpose),
    CONSTRAINT payment_refund_amount CHECK (amount_minor > 0),
    CONSTRAINT payment_refund_payment FOREIGN KEY (payment_id) REFERENCES payment (payment_id)
);
CREATE INDEX payment_refund_reference ON payment_refund (reference);

-- What happened to a payment, in order; nothing is ever changed or deleted.
CREATE TABLE payment_event (
    payment_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    what TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    detail TEXT NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT payment_event_once PRIMARY KEY (payment_id, seq),
    CONSTRAINT payment_event_payment FOREIGN KEY (payment_id) REFERENCES payment (payment_id)
);

-- Webhook events of the gateway that were taken in; a repetition finds its row.
CREATE TABLE gateway_event (
    event_id TEXT NOT NULL,
    type TEXT NOT NULL,
    transaction_id TEXT NOT NULL,
    result TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    CONSTRAINT gateway_event_once PRIMARY KEY (event_id)
);
