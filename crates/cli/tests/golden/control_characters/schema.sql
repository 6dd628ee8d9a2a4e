CREATE TABLE customers (id integer PRIMARY KEY);
CREATE [31m TABEL orders (id integer);
