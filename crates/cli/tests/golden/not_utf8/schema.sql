-- Kunden
CREATE TABLE customers (id integer PRIMARY KEY, größe integer);
