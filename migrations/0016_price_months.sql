-- A price a night was a row of four text keys, which channel managers write by the thousand: now a
-- row is a month of one plan and one room type. `prices` has a cell for each day, between
-- semicolons: empty (no price), or the amount for the base occupancy in minor units; where other
-- occupancies change it, followed by single discount, extra adult and extra child:
-- ";12000;13000.1500.3000.1500".

CREATE TABLE price_month (
    property_id TEXT NOT NULL,
    month TEXT NOT NULL,
    rate_plan_id TEXT NOT NULL,
    room_type_id TEXT NOT NULL,
    prices TEXT NOT NULL,
    CONSTRAINT price_month_once PRIMARY KEY (property_id, month, rate_plan_id, room_type_id),
    CONSTRAINT price_month_not_negative CHECK (prices NOT LIKE '%-%')
);

INSERT INTO price_month (property_id, month, rate_plan_id, room_type_id, prices)
SELECT property_id, substr(night, 1, 7), rate_plan_id, room_type_id,
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '01' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '02' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '03' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '04' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '05' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '06' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '07' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '08' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '09' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '10' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '11' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '12' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '13' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '14' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '15' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '16' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '17' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '18' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '19' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '20' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '21' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '22' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '23' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '24' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '25' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '26' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '27' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '28' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '29' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '30' THEN cell END), '') || ';' ||
    COALESCE(MAX(CASE WHEN substr(night, 9, 2) = '31' THEN cell END), '')
FROM (SELECT property_id, night, rate_plan_id, room_type_id,
        CAST(amount_minor AS TEXT) || '.' || CAST(single_discount_minor AS TEXT) || '.'
            || CAST(extra_adult_minor AS TEXT) || '.' || CAST(extra_child_minor AS TEXT) AS cell
    FROM daily_rate) AS cells
GROUP BY property_id, substr(night, 1, 7), rate_plan_id, room_type_id;

DROP TABLE daily_rate;
