CREATE TABLE parcels (id integer PRIMARY KEY, code text NOT NULL CHECK (length(code) % 7 = 8));
