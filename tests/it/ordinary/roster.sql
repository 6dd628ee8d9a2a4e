-- Scheduling: shifts, rooms, equipment; exclusion constraints and generated columns everywhere.
CREATE EXTENSION btree_gist;
CREATE TABLE staff (id int PRIMARY KEY, badge char(6) NOT NULL UNIQUE CHECK (badge ~ '^[A-Z][0-9]{5}$'), full_name text NOT NULL, initials varchar(4) NOT NULL CHECK (initials ~ '^[A-Z]{2,4}$'), hired date NOT NULL, fired date CHECK (fired > hired), max_hours numeric(4,1) NOT NULL CHECK (max_hours BETWEEN 4 AND 60 AND max_hours % 0.5 = 0), skills text[] NOT NULL CHECK (skills <@ ARRAY['icu','er','or','gp'] AND cardinality(skills) >= 1));
CREATE TABLE ward (id smallint PRIMARY KEY CHECK (id BETWEEN 1 AND 40), code text NOT NULL UNIQUE CHECK (code ~ '^W[0-9]{2}$'), floor smallint NOT NULL CHECK (floor <> 13), head_id int UNIQUE REFERENCES staff ON DELETE SET NULL);
CREATE TABLE shift (
  id bigserial PRIMARY KEY, staff_id int NOT NULL REFERENCES staff, ward_id smallint NOT NULL REFERENCES ward,
  day date NOT NULL, from_t time NOT NULL, hours smallint NOT NULL CHECK (hours IN (4, 8, 12)),
  during tsrange GENERATED ALWAYS AS (tsrange(day + from_t, day + from_t + hours * interval '1 hour')) STORED,
  kind text NOT NULL CHECK (kind IN ('early','late','night')),
  CHECK ((kind = 'early' AND from_t BETWEEN '05:00' AND '08:00') OR (kind = 'late' AND from_t BETWEEN '12:00' AND '15:00') OR (kind = 'night' AND from_t >= '20:00')),
  UNIQUE (staff_id, day)
);
CREATE TABLE leave (staff_id int NOT NULL REFERENCES staff, kind text NOT NULL DEFAULT 'vacation', span daterange NOT NULL CHECK (lower_inc(span) AND NOT upper_inc(span) AND upper(span) - lower(span) BETWEEN 1 AND 35), approved_by int REFERENCES staff, CHECK (approved_by <> staff_id), EXCLUDE USING gist (staff_id WITH =, span WITH &&));
CREATE TABLE room_booking (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, room text NOT NULL CHECK (room ~ '^R[1-9]$'), slot tstzrange NOT NULL, title varchar(40), cancelled boolean NOT NULL DEFAULT false,
  minutes int GENERATED ALWAYS AS ((extract(epoch FROM upper(slot) - lower(slot)) / 60)::int) STORED CHECK (minutes BETWEEN 15 AND 480),
  EXCLUDE USING gist (room WITH =, slot WITH &&) WHERE (NOT cancelled)
);
CREATE TABLE device (id int PRIMARY KEY, serial text NOT NULL, vendor text NOT NULL, mac macaddr UNIQUE, ip inet CHECK (family(ip) = 4), firmware text CHECK (firmware ~ '^\d+\.\d+\.\d+$'), UNIQUE (vendor, serial));
CREATE TABLE device_loan (device_id int NOT NULL REFERENCES device, staff_id int NOT NULL REFERENCES staff, out_at timestamptz NOT NULL, back_at timestamptz, CHECK (back_at > out_at), CHECK (back_at - out_at < interval '30 days'), EXCLUDE USING gist (device_id WITH =, tstzrange(out_at, coalesce(back_at, 'infinity')) WITH &&));
CREATE TABLE rating (rater int NOT NULL REFERENCES staff, ratee int NOT NULL REFERENCES staff, quarter date NOT NULL CHECK (date_trunc('quarter', quarter) = quarter), score smallint NOT NULL CHECK (score BETWEEN 1 AND 5), note text CHECK (length(note) - length(replace(note, ' ', '')) >= 2), PRIMARY KEY (rater, ratee, quarter), CHECK (rater < ratee));
