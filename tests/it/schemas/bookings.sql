-- Exclusion constraints of every kind.
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE rooms (
    id serial PRIMARY KEY,
    name text NOT NULL UNIQUE
);

CREATE TABLE bookings (
    id bigserial PRIMARY KEY,
    room_id int NOT NULL REFERENCES rooms,
    during tstzrange NOT NULL,
    cancelled_at timestamptz,
    EXCLUDE USING gist (room_id WITH =, during WITH &&) WHERE (cancelled_at IS NULL)
);

CREATE TABLE stays (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    room_id int NOT NULL REFERENCES rooms,
    arrives date NOT NULL,
    leaves date NOT NULL,
    status text NOT NULL CHECK (status IN ('booked', 'in', 'out', 'cancelled')),
    CHECK (arrives < leaves),
    CONSTRAINT one_guest_a_night
        EXCLUDE USING gist (room_id WITH =, daterange(arrives, leaves, '[)') WITH &&)
        WHERE (status <> 'cancelled')
);

CREATE TABLE shifts (
    id serial PRIMARY KEY,
    employee text NOT NULL,
    starts_at timestamp NOT NULL,
    ends_at timestamp,
    CHECK (ends_at > starts_at),
    EXCLUDE USING gist (employee WITH =, tsrange(starts_at, ends_at) WITH &&)
);

CREATE TABLE price_bands (
    id serial PRIMARY KEY,
    product_code varchar(20) NOT NULL,
    quantities int4range NOT NULL,
    price numeric(10,2) NOT NULL CHECK (price > 0),
    CHECK (NOT isempty(quantities)),
    EXCLUDE USING gist (product_code WITH =, quantities WITH &&)
);

CREATE TABLE tax_rates (
    country char(2) NOT NULL,
    valid daterange NOT NULL,
    rate numeric(4,2) NOT NULL CHECK (rate BETWEEN 0 AND 30),
    PRIMARY KEY (country, valid),
    EXCLUDE USING gist (country WITH =, valid WITH &&)
);

CREATE TABLE seats (
    id serial PRIMARY KEY,
    hall text NOT NULL,
    area box NOT NULL,
    EXCLUDE USING gist (area WITH &&)
);

CREATE TABLE logins (
    id serial PRIMARY KEY,
    login text NOT NULL,
    EXCLUDE USING btree (lower(login) WITH =)
);
