-- A small online shop for things that last: who buys what, and what they say of it.
-- PostgreSQL 13 or later.

-- People who have an account.
CREATE TABLE customers (
    id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    first_name varchar(60)  NOT NULL,
    last_name  varchar(60)  NOT NULL,
    email      varchar(254) NOT NULL UNIQUE,
    phone      varchar(30),
    city       varchar(80)  NOT NULL,
    tier       varchar(10)  NOT NULL CHECK (tier IN ('basic', 'silver', 'gold')),
    joined_at  timestamptz  NOT NULL
);

-- What is sold: tools and furniture for kitchen, garden and workshop.
CREATE TABLE products (
    id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sku         varchar(20)    NOT NULL UNIQUE,
    name        varchar(80)    NOT NULL UNIQUE,
    category    varchar(30)    NOT NULL,
    material    varchar(30)    NOT NULL,
    description text           NOT NULL,
    price       numeric(10, 2) NOT NULL CHECK (price > 0),
    stock       integer        NOT NULL CHECK (stock >= 0)
);

CREATE TABLE orders (
    id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id integer        NOT NULL REFERENCES customers (id),
    ordered_at  timestamptz    NOT NULL,
    status      varchar(12)    NOT NULL
                CHECK (status IN ('paid', 'shipped', 'delivered', 'returned')),
    shipped_at  timestamptz    CHECK (shipped_at >= ordered_at),
    gift_note   text,
    total       numeric(12, 2) NOT NULL CHECK (total >= 0),
    UNIQUE (id, customer_id)
);
COMMENT ON COLUMN orders.total IS 'What the items cost together.';
COMMENT ON COLUMN orders.gift_note IS 'What the giver writes on the card; most orders are no gifts.';

CREATE TABLE order_items (
    order_id   integer        NOT NULL REFERENCES orders (id),
    product_id integer        NOT NULL REFERENCES products (id),
    quantity   smallint       NOT NULL CHECK (quantity BETWEEN 1 AND 20),
    unit_price numeric(10, 2) NOT NULL CHECK (unit_price > 0),
    PRIMARY KEY (order_id, product_id)
);
COMMENT ON COLUMN order_items.unit_price IS 'The price of the product when it was ordered.';

-- Only what was bought can be reviewed, by whoever bought it, and once per order.
CREATE TABLE reviews (
    id            integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id      integer      NOT NULL,
    product_id    integer      NOT NULL,
    customer_id   integer      NOT NULL,
    rating        smallint     NOT NULL CHECK (rating BETWEEN 1 AND 5),
    title         varchar(80)  NOT NULL,
    body          text         NOT NULL,
    reviewed_at   timestamptz  NOT NULL,
    helpful_votes integer      NOT NULL DEFAULT 0 CHECK (helpful_votes >= 0),
    UNIQUE (order_id, product_id),
    FOREIGN KEY (order_id, product_id) REFERENCES order_items (order_id, product_id),
    FOREIGN KEY (order_id, customer_id) REFERENCES orders (id, customer_id)
);
COMMENT ON COLUMN reviews.body IS 'What the customer says; the words agree with the stars.';
