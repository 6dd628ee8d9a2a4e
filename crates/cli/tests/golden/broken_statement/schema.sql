CREATE TABLE customers (id integer PRIMARY KEY);

CREATE TABEL orders (id integer PRIMARY KEY);
