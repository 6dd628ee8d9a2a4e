CREATE TABLE bookings (
    id   integer PRIMARY KEY,
    code text NOT NULL CONSTRAINT code_is_good CHECK (is_good_code(code))
);
