CREATE TABLE customers (
    id    integer PRIMARY KEY,
    email text NOT NULL UNIQUE
);

CREATE TABLE orders (
    id          integer PRIMARY KEY,
    customer_id integer NOT NULL REFERENCES customers
);
