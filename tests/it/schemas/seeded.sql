-- Rows that the file itself inserts: referred to, and their keys taken.
CREATE TABLE roles (id serial PRIMARY KEY, name text NOT NULL UNIQUE);
INSERT INTO roles (name) VALUES ('admin'), ('editor'), ('reader');
CREATE TABLE users (
    id serial PRIMARY KEY,
    email text NOT NULL UNIQUE,
    role_id int NOT NULL REFERENCES roles
);
INSERT INTO users (email, role_id) VALUES ('root@example.com', 1);
CREATE TABLE user_roles (
    user_id int NOT NULL REFERENCES users,
    role_id int NOT NULL REFERENCES roles,
    PRIMARY KEY (user_id, role_id)
);
INSERT INTO user_roles VALUES (1, 1), (1, 3);
CREATE TABLE profiles (user_id int PRIMARY KEY REFERENCES users, bio text);
INSERT INTO profiles VALUES (1, 'The first one');
CREATE TABLE countries (code char(2) PRIMARY KEY, name text NOT NULL);
COPY countries (code, name) FROM stdin;
DE	Germany
FR	France
\.
CREATE TABLE codes (code text PRIMARY KEY);
INSERT INTO codes SELECT 'X' || i FROM generate_series(1, 10) AS i;
CREATE TABLE numbers (id int PRIMARY KEY, label text NOT NULL);
DO $$
BEGIN
    FOR i IN 1..5 LOOP
        INSERT INTO numbers (id, label) VALUES (i, 'number ' || i);
    END LOOP;
END
$$;
CREATE FUNCTION seed_things() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO things (name) VALUES ('one'), ('two');
END $$;
CREATE TABLE things (id serial PRIMARY KEY, name text NOT NULL UNIQUE);
SELECT seed_things();
CREATE TABLE invoices (
    id serial PRIMARY KEY,
    number int NOT NULL UNIQUE
);
CREATE TABLE invoice_lines (
    invoice_id int NOT NULL REFERENCES invoices,
    line_no int NOT NULL CHECK (line_no > 0),
    PRIMARY KEY (invoice_id, line_no)
);
INSERT INTO invoices (number) VALUES (1001);
INSERT INTO invoice_lines VALUES (1, 1), (1, 2);
