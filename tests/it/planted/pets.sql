CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE TYPE mood AS ENUM ('calm', 'wild');
CREATE TABLE owner (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE pet (
    id int PRIMARY KEY,
    owner_id int NOT NULL REFERENCES owner,
    chip text NOT NULL UNIQUE,
    active boolean NOT NULL,
    weight int NOT NULL CHECK (weight BETWEEN 1 AND 90),
    code text NOT NULL CHECK (code ~ '^[A-Z]{3}$'),
    mood mood NOT NULL,
    tag varchar(4) NOT NULL,
    born date NOT NULL,
    stay daterange NOT NULL,
    CONSTRAINT one_stay EXCLUDE USING gist (owner_id WITH =, stay WITH &&)
);
CREATE UNIQUE INDEX one_active ON pet (owner_id) WHERE active;
