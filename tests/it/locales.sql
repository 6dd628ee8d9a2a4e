-- Tables with every kind of text that people write.
CREATE TABLE customers (
    id serial PRIMARY KEY, title text, first_name text NOT NULL, last_name text NOT NULL,
    full_name text NOT NULL, email text NOT NULL UNIQUE, gender text, birth_date date, phone text,
    national_id text, street text, city text NOT NULL, region text, postal_code text, country text,
    country_code char(2) NOT NULL, latitude numeric(9, 6), longitude numeric(9, 6), time_zone text,
    bio text, notes text, job_title text, occupation text, salary numeric(10, 2), currency char(3),
    language text, hobby text
);
CREATE TABLE companies (
    id serial PRIMARY KEY, name text NOT NULL, legal_name text NOT NULL, industry text,
    vat_number text, website text, phone text, slogan text, description text, iban text
);
CREATE TABLE categories (id serial PRIMARY KEY, name text NOT NULL, description text);
CREATE TABLE products (
    id serial PRIMARY KEY, category_id int REFERENCES categories, name text NOT NULL,
    description text, summary text, category text, brand text, price numeric(10, 2),
    color text NOT NULL, material text, size text
);
CREATE TABLE reviews (
    id serial PRIMARY KEY, product_id int NOT NULL REFERENCES products,
    customer_id int NOT NULL REFERENCES customers,
    rating int NOT NULL CHECK (rating BETWEEN 1 AND 5), title text, body text,
    created_at timestamp NOT NULL
);
CREATE TABLE orders (
    id serial PRIMARY KEY, customer_id int NOT NULL REFERENCES customers, status text NOT NULL,
    delivery_instructions text, cancellation_reason text, ordered_at timestamp NOT NULL
);
CREATE TABLE returns (id serial PRIMARY KEY, order_id int REFERENCES orders, return_reason text);
CREATE TABLE tickets (
    id serial PRIMARY KEY, customer_id int REFERENCES customers, subject text NOT NULL,
    description text, status text, priority text, created_at timestamp, resolution text
);
CREATE TABLE comments (
    id serial PRIMARY KEY, ticket_id int REFERENCES tickets, author text, body text NOT NULL
);
CREATE TABLE messages (id serial PRIMARY KEY, sender text, subject text, message text);
CREATE TABLE tasks (id serial PRIMARY KEY, title text NOT NULL, description text, notes text);
CREATE TABLE posts (
    id serial PRIMARY KEY, title text, excerpt text, content text, slug text, author_name text
);
CREATE TABLE photos (id serial PRIMARY KEY, caption text, alt_text text);
CREATE TABLE appointments (
    id serial PRIMARY KEY, customer_id int REFERENCES customers, reason text, remarks text,
    cancel_reason text, starts_at timestamp
);
CREATE TABLE departments (id serial PRIMARY KEY, name text NOT NULL, description text);
CREATE TABLE surveys (id serial PRIMARY KEY, title text, question text, answer text, feedback text);
CREATE TABLE widgets (
    id serial PRIMARY KEY, name text NOT NULL, label text, heading varchar(30), value text,
    purpose text, donor text, remark varchar(60)
);
