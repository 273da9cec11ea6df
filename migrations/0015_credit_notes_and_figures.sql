-- Credit notes for a part of an invoice; what the manager report counts of cancellations.
--
-- Why so: an invoice may be wrong in one line, or by a sum. What was credited is counted on the
-- invoice and on each of its lines, and the checks let neither exceed what was charged; only an
-- invoice that was credited whole is named in `credited_by` and makes room for a new one. The taxes
-- inside a line are kept with it, so that a part of a line takes its exact part of them along.
-- Check: SELECT count(*) FROM paper i WHERE kind = 'invoice' AND credited_minor <> (SELECT
--        coalesce(-sum(total_minor), 0) FROM paper n WHERE n.corrects = i.id) answers 0.

CREATE TABLE paper_line_tax (
    paper_id TEXT NOT NULL,
    line INTEGER NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    CONSTRAINT paper_line_tax_once PRIMARY KEY (paper_id, line, position),
    CONSTRAINT paper_line_tax_of FOREIGN KEY (paper_id, line)
        REFERENCES paper_line (paper_id, line)
);

ALTER TABLE paper_line ADD COLUMN credited_minor BIGINT NOT NULL DEFAULT 0
    CONSTRAINT paper_line_credited CHECK (credited_minor BETWEEN 0 AND amount_minor
        OR credited_minor BETWEEN amount_minor AND 0 OR credited_minor = 0);
ALTER TABLE paper ADD COLUMN credited_minor BIGINT NOT NULL DEFAULT 0
    CONSTRAINT paper_credited CHECK (credited_minor BETWEEN 0 AND total_minor
        OR credited_minor BETWEEN total_minor AND 0 OR credited_minor = 0);

DROP INDEX paper_corrected_once;
CREATE INDEX paper_by_invoice ON paper (corrects) WHERE corrects IS NOT NULL;

UPDATE paper SET credited_minor = total_minor WHERE credited_by IS NOT NULL;
UPDATE paper_line SET credited_minor = amount_minor WHERE part = 'charge'
    AND paper_id IN (SELECT id FROM paper WHERE credited_by IS NOT NULL);

-- For the day's figures.
CREATE INDEX reservation_canceled ON reservation (property_id, updated_at)
    WHERE status = 'canceled';
