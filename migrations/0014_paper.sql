-- Who pays which part of a stay, in which currency, with which taxes, and the papers that say so.
--
-- Why so: a charge code knows the taxes inside or on top of it, so that every charge splits its
-- revenue and taxes by itself. A company has an account of its own: lines of postings that name it,
-- so that its balance is their sum, like a folio's. A transfer of single items names the item it
-- moved (`moves`) and the charge that item began as (`origin`), so that taxes follow it. A paper's
-- lines are rows of their own, written with its number and never changed; a paper that was wrong is
-- taken back by a credit note, and a folio has at most one invoice that stands.
-- Check: SELECT count(*) FROM (SELECT property_id FROM paper GROUP BY property_id, kind
--        HAVING max(number) <> count(*)) AS gaps answers 0.

CREATE TABLE charge_code (
    property_id TEXT NOT NULL REFERENCES property (id),
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    price_minor BIGINT,
    active INTEGER NOT NULL DEFAULT 1,
    version BIGINT NOT NULL DEFAULT 1,
    CONSTRAINT charge_code_once PRIMARY KEY (property_id, code),
    CONSTRAINT charge_code_price CHECK (price_minor IS NULL OR price_minor > 0)
);

CREATE TABLE charge_code_tax (
    property_id TEXT NOT NULL,
    code TEXT NOT NULL,
    line INTEGER NOT NULL,
    name TEXT NOT NULL,
    percent_bp INTEGER NOT NULL,
    included INTEGER NOT NULL,
    CONSTRAINT charge_code_tax_once PRIMARY KEY (property_id, code, line),
    CONSTRAINT charge_code_tax_of FOREIGN KEY (property_id, code)
        REFERENCES charge_code (property_id, code),
    CONSTRAINT charge_code_tax_percent CHECK (percent_bp BETWEEN 0 AND 10000)
);

-- A company with an account at the property; nothing in credit_limit_minor: no limit.
CREATE TABLE company (
    id TEXT NOT NULL,
    property_id TEXT NOT NULL REFERENCES property (id),
    name TEXT NOT NULL,
    address TEXT NOT NULL DEFAULT '',
    tax_number TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',
    credit_limit_minor BIGINT,
    active INTEGER NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    CONSTRAINT company_once PRIMARY KEY (id),
    CONSTRAINT company_name UNIQUE (property_id, name),
    CONSTRAINT company_credit_limit CHECK (credit_limit_minor IS NULL OR credit_limit_minor >= 0)
);

ALTER TABLE folio ADD COLUMN company_id TEXT REFERENCES company (id);
ALTER TABLE posting ADD COLUMN moves TEXT REFERENCES posting (id);
ALTER TABLE posting ADD COLUMN origin TEXT REFERENCES posting (id);
ALTER TABLE posting ADD COLUMN tendered_minor BIGINT;
ALTER TABLE posting ADD COLUMN tendered_currency TEXT;
ALTER TABLE posting ADD COLUMN exchange_rate TEXT;
ALTER TABLE posting_line ADD COLUMN company_id TEXT REFERENCES company (id);
CREATE INDEX posting_by_moves ON posting (moves) WHERE moves IS NOT NULL;
CREATE INDEX posting_line_by_company ON posting_line (company_id) WHERE company_id IS NOT NULL;

-- Nothing has written a paper yet.
DROP TABLE paper;

CREATE TABLE paper (
    id TEXT NOT NULL,
    property_id TEXT NOT NULL REFERENCES property (id),
    kind TEXT NOT NULL,
    number BIGINT NOT NULL,
    folio_id TEXT NOT NULL REFERENCES folio (id),
    reservation_id TEXT NOT NULL REFERENCES reservation (id),
    corrects TEXT REFERENCES paper (id),
    credited_by TEXT REFERENCES paper (id),
    reason TEXT NOT NULL DEFAULT '',
    business_date TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    language TEXT NOT NULL,
    currency TEXT NOT NULL,
    total_minor BIGINT NOT NULL,
    paid_minor BIGINT NOT NULL,
    seller_name TEXT NOT NULL,
    seller_address TEXT NOT NULL,
    recipient_name TEXT NOT NULL,
    recipient_address TEXT NOT NULL,
    recipient_tax_number TEXT NOT NULL,
    confirmation_code TEXT NOT NULL,
    room TEXT NOT NULL,
    arrival TEXT NOT NULL,
    departure TEXT NOT NULL,
    CONSTRAINT paper_once PRIMARY KEY (id),
    CONSTRAINT paper_number_once_of_kind UNIQUE (property_id, kind, number),
    CONSTRAINT paper_kind CHECK (kind IN ('invoice', 'pro_forma', 'credit_note')),
    CONSTRAINT paper_number_from_one CHECK (number >= 1),
    CONSTRAINT paper_credit_note CHECK ((kind = 'credit_note') = (corrects IS NOT NULL))
);
CREATE INDEX paper_by_folio ON paper (folio_id);
CREATE UNIQUE INDEX paper_standing_invoice ON paper (folio_id)
    WHERE kind = 'invoice' AND credited_by IS NULL;
CREATE UNIQUE INDEX paper_corrected_once ON paper (corrects) WHERE corrects IS NOT NULL;

CREATE TABLE paper_line (
    paper_id TEXT NOT NULL REFERENCES paper (id),
    line INTEGER NOT NULL,
    part TEXT NOT NULL,
    business_date TEXT,
    code TEXT NOT NULL,
    description TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    amount_minor BIGINT NOT NULL,
    CONSTRAINT paper_line_once PRIMARY KEY (paper_id, line),
    CONSTRAINT paper_line_part CHECK (part IN ('charge', 'payment', 'tax'))
);
