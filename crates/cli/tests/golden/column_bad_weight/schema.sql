CREATE TABLE customers (
    id     integer PRIMARY KEY,
    status text NOT NULL
);
