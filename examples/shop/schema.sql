-- The database of a small online shop: customers order products, pay, get parcels, write reviews.
-- PostgreSQL 13 or later.

CREATE TYPE order_status    AS ENUM ('pending', 'paid', 'shipped', 'delivered', 'cancelled');
CREATE TYPE payment_method  AS ENUM ('card', 'paypal', 'bank_transfer', 'gift_card');
CREATE TYPE payment_status  AS ENUM ('captured', 'authorized', 'failed', 'refunded');
CREATE TYPE shipment_status AS ENUM ('preparing', 'in_transit', 'delivered', 'lost');

CREATE DOMAIN money_amount AS numeric(10, 2) CHECK (VALUE >= 0);

-- People who buy.
CREATE TABLE customers (
    id               integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email            varchar(254) NOT NULL UNIQUE CHECK (email LIKE '%_@_%'),
    first_name       varchar(60)  NOT NULL,
    last_name        varchar(60)  NOT NULL,
    phone            varchar(30),
    birth_date       date CHECK (birth_date > '1900-01-01'),
    marketing_opt_in boolean      NOT NULL DEFAULT false,
    created_at       timestamptz  NOT NULL DEFAULT now(),
    updated_at       timestamptz  NOT NULL DEFAULT now(),
    CHECK (updated_at >= created_at)
);

-- Where parcels and bills go. A customer can have several.
CREATE TABLE addresses (
    id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id  integer      NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    label        varchar(20)  NOT NULL DEFAULT 'home' CHECK (label IN ('home', 'work', 'other')),
    street       varchar(120) NOT NULL,
    unit         varchar(20),
    city         varchar(80)  NOT NULL,
    region       varchar(80)  NOT NULL,
    postal_code  varchar(12)  NOT NULL,
    country_code char(2)      NOT NULL CHECK (country_code ~ '^[A-Z]{2}$'),
    UNIQUE (customer_id, id)
);

-- Who makes or delivers the products.
CREATE TABLE suppliers (
    id             integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name           varchar(120) NOT NULL UNIQUE,
    contact_name   varchar(120) NOT NULL,
    contact_email  varchar(254) NOT NULL,
    phone          varchar(30),
    website        varchar(200),
    lead_time_days smallint     NOT NULL CHECK (lead_time_days BETWEEN 1 AND 60)
);

-- A tree: the top has no parent.
CREATE TABLE categories (
    id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parent_id  integer REFERENCES categories (id),
    name       varchar(80) NOT NULL UNIQUE,
    slug       varchar(80) NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    sort_order integer     NOT NULL DEFAULT 0
);

CREATE TABLE products (
    id              integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    supplier_id     integer      NOT NULL REFERENCES suppliers (id),
    sku             varchar(32)  NOT NULL UNIQUE,
    name            varchar(120) NOT NULL,
    description     text,
    price           money_amount NOT NULL CHECK (price > 0),
    cost            money_amount NOT NULL,
    weight_kg       numeric(7, 3) CHECK (weight_kg > 0),
    is_active       boolean      NOT NULL DEFAULT true,
    attributes      jsonb        NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(attributes) = 'object'),
    created_at      timestamptz  NOT NULL DEFAULT now(),
    discontinued_at timestamptz,
    CHECK (cost <= price),
    CHECK (discontinued_at IS NULL OR (NOT is_active AND discontinued_at >= created_at))
);

CREATE TABLE product_categories (
    product_id  integer NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    category_id integer NOT NULL REFERENCES categories (id),
    PRIMARY KEY (product_id, category_id)
);

-- What lies where.
CREATE TABLE warehouses (
    code char(3)     PRIMARY KEY CHECK (code ~ '^[A-Z]{3}$'),
    name varchar(80) NOT NULL,
    city varchar(80) NOT NULL
);

CREATE TABLE inventory (
    warehouse_code    char(3) NOT NULL REFERENCES warehouses (code),
    product_id        integer NOT NULL REFERENCES products (id),
    quantity_on_hand  integer NOT NULL CHECK (quantity_on_hand >= 0),
    quantity_reserved integer NOT NULL DEFAULT 0 CHECK (quantity_reserved >= 0),
    reorder_level     integer NOT NULL DEFAULT 10 CHECK (reorder_level >= 0),
    counted_at        timestamptz,
    PRIMARY KEY (warehouse_code, product_id),
    CHECK (quantity_reserved <= quantity_on_hand)
);

CREATE TABLE orders (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_number        varchar(20)  NOT NULL UNIQUE,
    customer_id         integer      NOT NULL REFERENCES customers (id),
    shipping_address_id integer, -- one of the customer's own
    status              order_status NOT NULL DEFAULT 'pending',
    ordered_at          timestamptz  NOT NULL DEFAULT now(),
    paid_at             timestamptz,
    shipped_at          timestamptz,
    delivered_at        timestamptz,
    cancelled_at        timestamptz,
    subtotal            money_amount NOT NULL, -- sum of the lines
    shipping_fee        money_amount NOT NULL DEFAULT 0,
    total               money_amount NOT NULL,
    note                text,
    FOREIGN KEY (customer_id, shipping_address_id) REFERENCES addresses (customer_id, id),
    CHECK (total = subtotal + shipping_fee),
    CHECK (paid_at >= ordered_at),
    CHECK (shipped_at >= paid_at),
    CHECK (delivered_at >= shipped_at),
    CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL)),
    CHECK (status <> 'delivered' OR delivered_at IS NOT NULL)
);

CREATE TABLE order_items (
    order_id   bigint       NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    line_no    smallint     NOT NULL CHECK (line_no > 0),
    product_id integer      NOT NULL REFERENCES products (id),
    quantity   integer      NOT NULL CHECK (quantity BETWEEN 1 AND 100),
    unit_price money_amount NOT NULL, -- what the product cost when it was ordered
    line_total numeric(12, 2) GENERATED ALWAYS AS (quantity * unit_price) STORED,
    PRIMARY KEY (order_id, line_no)
);

CREATE TABLE payments (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id   bigint         NOT NULL REFERENCES orders (id),
    method     payment_method NOT NULL,
    status     payment_status NOT NULL,
    amount     money_amount   NOT NULL,
    card_last4 char(4) CHECK (card_last4 ~ '^[0-9]{4}$'),
    created_at timestamptz    NOT NULL DEFAULT now(),
    CHECK (method = 'card' OR card_last4 IS NULL)
);

CREATE TABLE shipments (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id        bigint          NOT NULL REFERENCES orders (id),
    warehouse_code  char(3)         NOT NULL REFERENCES warehouses (code),
    carrier         varchar(40)     NOT NULL,
    tracking_number varchar(40)     UNIQUE,
    status          shipment_status NOT NULL DEFAULT 'preparing',
    shipped_at      timestamptz,
    delivered_at    timestamptz,
    CHECK (delivered_at >= shipped_at),
    CHECK (status <> 'delivered' OR delivered_at IS NOT NULL)
);

-- One review per customer and product.
CREATE TABLE reviews (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id  integer      NOT NULL REFERENCES products (id),
    customer_id integer      NOT NULL REFERENCES customers (id),
    rating      smallint     NOT NULL CHECK (rating BETWEEN 1 AND 5),
    title       varchar(120),
    body        text,
    created_at  timestamptz  NOT NULL DEFAULT now(),
    UNIQUE (customer_id, product_id)
);

CREATE INDEX ON orders (customer_id);
CREATE INDEX ON order_items (product_id);
CREATE INDEX ON reviews (product_id);
