-- CHECKs that people write.
CREATE FUNCTION is_isbn(code text) RETURNS boolean LANGUAGE sql IMMUTABLE AS
    $$ SELECT code ~ '^97[89]-[0-9]{10}$' $$;
CREATE FUNCTION price_is_fair(price numeric, cost numeric) RETURNS boolean AS $$
BEGIN
    RETURN price >= cost AND price <= cost * 10;
END;
$$ LANGUAGE plpgsql IMMUTABLE;
CREATE FUNCTION valid_hours(opens time, closes time) RETURNS boolean IMMUTABLE LANGUAGE sql
    RETURN opens < closes;

CREATE DOMAIN percentage AS numeric(5, 2) CHECK (VALUE >= 0 AND VALUE <= 100);
CREATE DOMAIN hex_color AS char(7) CHECK (VALUE ~ '^#[0-9a-f]{6}$');
CREATE DOMAIN tags AS text[] CHECK (cardinality(VALUE) <= 5);
CREATE DOMAIN postal_code AS text CHECK (VALUE SIMILAR TO '[0-9]{5}(-[0-9]{4})?');

CREATE TABLE books (
    id serial PRIMARY KEY,
    isbn text NOT NULL CHECK (is_isbn(isbn)),
    price numeric(8, 2) NOT NULL,
    cost numeric(8, 2) NOT NULL CHECK (cost > 0),
    discount percentage NOT NULL DEFAULT 0,
    cover hex_color,
    labels tags,
    CONSTRAINT fair CHECK (price_is_fair(price, cost))
);

CREATE TABLE shops (
    id serial PRIMARY KEY,
    zip postal_code NOT NULL,
    opens time NOT NULL,
    closes time NOT NULL,
    opened_on date NOT NULL,
    closed_on date,
    CHECK (valid_hours(opens, closes)),
    CHECK (closed_on IS NULL OR closed_on > opened_on),
    CHECK (extract(isodow FROM opened_on) BETWEEN 1 AND 6)
);

-- Exactly one of several owners.
CREATE TABLE posts (id serial PRIMARY KEY, title text NOT NULL);
CREATE TABLE photos (id serial PRIMARY KEY, url text NOT NULL CHECK (url LIKE 'https://%'));
CREATE TABLE videos (id serial PRIMARY KEY, seconds int NOT NULL CHECK (seconds > 0));
CREATE TABLE comments (
    id serial PRIMARY KEY,
    post_id int REFERENCES posts,
    photo_id int REFERENCES photos,
    video_id int REFERENCES videos,
    body text NOT NULL,
    CONSTRAINT one_subject CHECK (num_nonnulls(post_id, photo_id, video_id) = 1)
);
CREATE TABLE likes (
    id serial PRIMARY KEY,
    post_id int REFERENCES posts,
    photo_id int REFERENCES photos,
    CHECK ((post_id IS NOT NULL)::int + (photo_id IS NOT NULL)::int = 1)
);
CREATE TABLE attachments (
    id serial PRIMARY KEY,
    owner_type text NOT NULL CHECK (owner_type IN ('post', 'photo')),
    post_id int REFERENCES posts,
    photo_id int REFERENCES photos,
    CHECK (
        (owner_type = 'post' AND post_id IS NOT NULL AND photo_id IS NULL)
        OR (owner_type = 'photo' AND photo_id IS NOT NULL AND post_id IS NULL)
    )
);

CREATE TABLE payments (
    id serial PRIMARY KEY,
    method text NOT NULL,
    iban text,
    card_number text,
    status text NOT NULL DEFAULT 'new',
    paid_at timestamptz,
    refunded_at timestamptz,
    amount money NOT NULL,
    CHECK (method IN ('card', 'transfer', 'cash')),
    CHECK ((method = 'transfer') = (iban IS NOT NULL)),
    CHECK ((method = 'card') = (card_number IS NOT NULL)),
    CHECK (card_number IS NULL OR card_number ~ '^[0-9]{4}( [0-9]{4}){3}$'),
    CHECK (status <> 'paid' OR paid_at IS NOT NULL),
    CHECK (refunded_at IS NULL OR (paid_at IS NOT NULL AND refunded_at >= paid_at)),
    CHECK (status = ANY (ARRAY['new', 'paid', 'refunded'])),
    CHECK (amount > 0::money)
);

CREATE TABLE documents (
    id serial PRIMARY KEY,
    kind text NOT NULL,
    data jsonb NOT NULL CHECK (jsonb_typeof(data) = 'object'),
    checksum text NOT NULL CHECK (length(checksum) = 64 AND checksum ~ '^[0-9a-f]+$'),
    secret bytea NOT NULL CHECK (octet_length(secret) = 32),
    version int NOT NULL CHECK (version % 2 = 0),
    name text NOT NULL CHECK (name = trim(name) AND name <> '' AND char_length(name) <= 40),
    code text NOT NULL CHECK (code = upper(code) AND code ~ '^[A-Z]{2,4}-[0-9]+$'),
    digest text GENERATED ALWAYS AS (encode(sha256(kind::bytea), 'hex')) STORED,
    CHECK (kind !~ '\s'),
    CHECK (left(kind, 1) = lower(left(kind, 1)))
);

CREATE TABLE measurements (
    low double precision NOT NULL,
    high double precision NOT NULL,
    middle double precision NOT NULL,
    latitude numeric(9, 6) CHECK (latitude BETWEEN -90 AND 90),
    longitude numeric(9, 6) CHECK (longitude > -180 AND longitude <= 180),
    CHECK (low <= middle AND middle <= high),
    CHECK ((latitude IS NULL) = (longitude IS NULL)),
    CHECK (high - low < 1000)
);
