-- A million customers and five million orders: the job of `cargo xtask bench generate`.

CREATE TABLE customers (
    id          bigint PRIMARY KEY,
    first_name  text NOT NULL,
    last_name   text NOT NULL,
    email       text NOT NULL UNIQUE,
    phone       text NOT NULL,
    city        text NOT NULL,
    created_at  timestamp NOT NULL,
    status      text NOT NULL CHECK (status IN ('active', 'inactive', 'blocked')),
    score       numeric(5, 2) NOT NULL CHECK (score BETWEEN 0 AND 100)
);

CREATE TABLE orders (
    id          bigint PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers,
    ordered_at  timestamp NOT NULL,
    status      text NOT NULL
                CHECK (status IN ('new', 'paid', 'shipped', 'delivered', 'cancelled')),
    quantity    integer NOT NULL CHECK (quantity BETWEEN 1 AND 100),
    amount      numeric(10, 2) NOT NULL CHECK (amount > 0)
);
