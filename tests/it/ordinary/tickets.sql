-- Event ticketing with seat maps.
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS citext;
CREATE SCHEMA tix;
SET search_path TO tix, public;
CREATE TYPE seat_state AS ENUM ('free', 'held', 'sold', 'blocked');
CREATE TYPE money_amount AS (amount numeric(12,2), currency char(3));
CREATE DOMAIN email_address AS citext CHECK (VALUE ~ '^[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}$');
CREATE DOMAIN iso_currency AS char(3) CHECK (VALUE ~ '^[A-Z]{3}$');
CREATE DOMAIN positive_cents AS bigint CHECK (VALUE > 0);
CREATE TABLE organizers (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z][a-z0-9-]{2,39}$' AND slug !~ '--' AND right(slug, 1) <> '-'),
    legal_name text NOT NULL CHECK (btrim(legal_name) <> '' AND length(legal_name) <= 120),
    contact email_address NOT NULL,
    settings jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(settings) = 'object' AND (settings->>'fee_bps')::int BETWEEN 0 AND 1500 AND settings ? 'locale'),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE venues (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organizer_id uuid NOT NULL REFERENCES organizers ON DELETE CASCADE,
    name text NOT NULL,
    tz text NOT NULL CHECK (tz IN ('Europe/Berlin','America/New_York','UTC')),
    capacity int NOT NULL CHECK (capacity BETWEEN 1 AND 100000),
    geo point,
    UNIQUE (organizer_id, id),
    UNIQUE (organizer_id, name)
);
CREATE TABLE sections (
    venue_id bigint NOT NULL REFERENCES venues ON DELETE CASCADE,
    code varchar(8) NOT NULL CHECK (code = upper(code) AND code ~ '^[A-Z]{1,3}[0-9]{0,3}$'),
    row_count smallint NOT NULL CHECK (row_count > 0),
    PRIMARY KEY (venue_id, code)
);
CREATE TABLE seats (
    venue_id bigint NOT NULL,
    section_code varchar(8) NOT NULL,
    row_no smallint NOT NULL CHECK (row_no BETWEEN 1 AND 60),
    seat_no smallint NOT NULL CHECK (seat_no BETWEEN 1 AND 80),
    label text GENERATED ALWAYS AS (section_code || '-' || row_no::text || '-' || seat_no::text) STORED,
    accessible boolean NOT NULL DEFAULT false,
    PRIMARY KEY (venue_id, section_code, row_no, seat_no),
    FOREIGN KEY (venue_id, section_code) REFERENCES sections (venue_id, code) ON DELETE CASCADE
);
CREATE TABLE events (
    id bigserial PRIMARY KEY,
    organizer_id uuid NOT NULL,
    venue_id bigint NOT NULL,
    title text NOT NULL CHECK (char_length(title) BETWEEN 3 AND 140),
    doors_at timestamptz NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    on_sale tstzrange NOT NULL CHECK (NOT isempty(on_sale) AND upper(on_sale) - lower(on_sale) >= interval '1 day'),
    search tsvector GENERATED ALWAYS AS (to_tsvector('simple', title)) STORED,
    CHECK (doors_at < starts_at AND starts_at - doors_at <= interval '3 hours'),
    CHECK (ends_at > starts_at AND ends_at - starts_at <= interval '12 hours'),
    FOREIGN KEY (organizer_id, venue_id) REFERENCES venues (organizer_id, id),
    EXCLUDE USING gist (venue_id WITH =, tstzrange(doors_at, ends_at) WITH &&),
    UNIQUE (id, venue_id)
);
CREATE INDEX ON events USING gin (search);
CREATE TABLE price_tiers (
    event_id bigint NOT NULL REFERENCES events ON DELETE CASCADE,
    tier_no smallint NOT NULL CHECK (tier_no >= 1),
    name text NOT NULL,
    price_cents positive_cents NOT NULL,
    currency iso_currency NOT NULL,
    valid daterange NOT NULL,
    PRIMARY KEY (event_id, tier_no),
    EXCLUDE USING gist (event_id WITH =, name WITH =, valid WITH &&)
);
CREATE TABLE orders (
    id bigserial PRIMARY KEY,
    number text NOT NULL UNIQUE CHECK (number ~ '^TX-[0-9]{4}-[0-9A-F]{6}$'),
    buyer email_address NOT NULL,
    status text NOT NULL DEFAULT 'cart' CHECK (status IN ('cart','paid','refunded','expired')),
    placed_at timestamptz NOT NULL,
    paid_at timestamptz,
    refunded_at timestamptz,
    total money_amount NOT NULL CHECK ((total).amount >= 0 AND (total).currency IN ('EUR','USD')),
    CHECK ((status IN ('paid','refunded')) = (paid_at IS NOT NULL)),
    CHECK ((status = 'refunded') = (refunded_at IS NOT NULL)),
    CHECK (paid_at >= placed_at),
    CHECK (refunded_at > paid_at AND refunded_at <= paid_at + interval '90 days')
);
CREATE TABLE tickets (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    order_id bigint NOT NULL REFERENCES orders,
    event_id bigint NOT NULL,
    venue_id bigint NOT NULL,
    section_code varchar(8),
    row_no smallint,
    seat_no smallint,
    tier_no smallint NOT NULL,
    state seat_state NOT NULL DEFAULT 'held',
    barcode bytea NOT NULL UNIQUE CHECK (octet_length(barcode) = 16),
    FOREIGN KEY (event_id, venue_id) REFERENCES events (id, venue_id),
    FOREIGN KEY (event_id, tier_no) REFERENCES price_tiers (event_id, tier_no),
    FOREIGN KEY (venue_id, section_code, row_no, seat_no) REFERENCES seats,
    CHECK (num_nulls(section_code, row_no, seat_no) IN (0, 3))
);
CREATE UNIQUE INDEX one_ticket_per_seat ON tickets (event_id, section_code, row_no, seat_no) WHERE state IN ('held','sold');
CREATE VIEW sold AS SELECT event_id, count(*) FROM tickets WHERE state = 'sold' GROUP BY 1;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.created_at := coalesce(NEW.created_at, now()); RETURN NEW; END $$;
CREATE TRIGGER touch_org BEFORE INSERT ON organizers FOR EACH ROW EXECUTE FUNCTION touch();
