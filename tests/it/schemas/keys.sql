-- Keys of every kind.
CREATE EXTENSION IF NOT EXISTS citext;
CREATE TABLE people (
    id int GENERATED ALWAYS AS IDENTITY (START WITH 1000 INCREMENT BY 10) PRIMARY KEY,
    email text NOT NULL,
    handle citext UNIQUE,
    tax_number varchar(11) UNIQUE CHECK (tax_number ~ '^[0-9]{3}-[0-9]{2}-[0-9]{4}$'),
    external_id text,
    provider text,
    country char(2) NOT NULL DEFAULT 'DE',
    deleted_at timestamptz,
    UNIQUE NULLS NOT DISTINCT (provider, external_id)
);
CREATE UNIQUE INDEX people_email ON people (lower(email)) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX people_country_handle ON people (country, handle) INCLUDE (email);

CREATE TABLE addresses (
    id bigserial PRIMARY KEY,
    person_id int NOT NULL REFERENCES people ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('home', 'work', 'other')),
    is_default boolean NOT NULL DEFAULT false,
    line text NOT NULL
);
CREATE UNIQUE INDEX one_default_address ON addresses (person_id) WHERE is_default;
CREATE UNIQUE INDEX one_home ON addresses (person_id, kind) WHERE kind = 'home';

-- References to a unique key that is not the primary one, and to columns of a partial key.
CREATE TABLE currencies (
    id serial PRIMARY KEY,
    code char(3) NOT NULL UNIQUE CHECK (code ~ '^[A-Z]{3}$'),
    numeric_code smallint NOT NULL,
    UNIQUE (code, numeric_code)
);
CREATE TABLE rates (
    base char(3) NOT NULL REFERENCES currencies (code),
    quote char(3) NOT NULL REFERENCES currencies (code),
    on_day date NOT NULL,
    rate numeric(18, 8) NOT NULL CHECK (rate > 0),
    PRIMARY KEY (base, quote, on_day),
    CHECK (base <> quote)
);
CREATE TABLE coins (
    code char(3),
    numeric_code smallint,
    face_value numeric NOT NULL,
    FOREIGN KEY (code, numeric_code) REFERENCES currencies (code, numeric_code) MATCH FULL
);

-- Generated columns in keys.
CREATE TABLE articles (
    id serial PRIMARY KEY,
    title text NOT NULL,
    slug text GENERATED ALWAYS AS (lower(replace(title, ' ', '-'))) STORED UNIQUE,
    body text NOT NULL,
    digest text GENERATED ALWAYS AS (md5(body)) STORED,
    words int GENERATED ALWAYS AS (length(title) - length(replace(title, ' ', '')) + 1) STORED,
    UNIQUE (digest, words)
);

-- Deferrable keys, and positions in a list.
CREATE TABLE tasks (
    id serial PRIMARY KEY,
    list_id int NOT NULL,
    position int NOT NULL CHECK (position >= 0),
    UNIQUE (list_id, position) DEFERRABLE INITIALLY DEFERRED
);

-- One row of each, and no more.
CREATE TABLE settings (
    id int PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    site_name text NOT NULL
);
CREATE TABLE maintenance (
    lock char(1) NOT NULL DEFAULT 'X' UNIQUE,
    since timestamptz,
    CHECK (lock = 'X')
);
CREATE TABLE switches (
    on_or_off boolean PRIMARY KEY,
    label text NOT NULL
);
CREATE TABLE only_one (
    is_it boolean NOT NULL DEFAULT true CHECK (is_it)
);
CREATE UNIQUE INDEX just_one ON only_one (is_it);

-- Overlapping composite keys that refer to their own table.
CREATE TABLE parts (
    tenant int NOT NULL,
    number int NOT NULL,
    made_of int,
    PRIMARY KEY (tenant, number),
    FOREIGN KEY (tenant, made_of) REFERENCES parts (tenant, number)
);

-- Tables without keys, and without columns.
CREATE TABLE events_raw (payload jsonb, at timestamptz(0) DEFAULT now());
CREATE TABLE nothing ();

-- Two tables that share a sequence.
CREATE SEQUENCE shared_ids START 500;
CREATE TABLE cats (id bigint PRIMARY KEY DEFAULT nextval('shared_ids'), name text NOT NULL);
CREATE TABLE dogs (id bigint PRIMARY KEY DEFAULT nextval('shared_ids'), name text NOT NULL);
