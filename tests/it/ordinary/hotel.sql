CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE DOMAIN stars AS smallint CHECK (VALUE BETWEEN 1 AND 5);
CREATE DOMAIN eur AS numeric(9,2) NOT NULL CHECK (VALUE >= 0);
CREATE TYPE booking_status AS ENUM ('tentative','confirmed','checked_in','checked_out','cancelled','no_show');
CREATE TABLE hotels (hotel_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name varchar(80) NOT NULL, star_rating stars NOT NULL, address text NOT NULL, city text NOT NULL, country text NOT NULL, phone text, email text, check_in_from time NOT NULL DEFAULT '15:00', check_out_until time NOT NULL DEFAULT '11:00', latitude double precision, longitude double precision, CHECK (check_out_until < check_in_from));
CREATE TABLE room_types (hotel_id int NOT NULL REFERENCES hotels, type_code varchar(4) NOT NULL, name text NOT NULL, max_occupancy smallint NOT NULL CHECK (max_occupancy BETWEEN 1 AND 6), base_rate eur, bed_config jsonb, PRIMARY KEY (hotel_id, type_code));
CREATE TABLE rooms (hotel_id int NOT NULL, room_number varchar(5) NOT NULL, type_code varchar(4) NOT NULL, floor smallint NOT NULL, smoking boolean NOT NULL DEFAULT false, out_of_order_until date, PRIMARY KEY (hotel_id, room_number), FOREIGN KEY (hotel_id, type_code) REFERENCES room_types);
CREATE TABLE guests (guest_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, salutation text CHECK (salutation IN ('Mr','Ms','Mx')), given_name text NOT NULL, surname text NOT NULL, email text, mobile text, passport_no varchar(9) CHECK (passport_no ~ '^[A-Z0-9]{6,9}$'), nationality char(2), birthday date, loyalty_no char(10) UNIQUE, loyalty_tier text CHECK (loyalty_tier IN ('silver','gold','platinum')), vip boolean NOT NULL DEFAULT false, preferences text[], CHECK (loyalty_tier IS NULL OR loyalty_no IS NOT NULL));
CREATE TABLE bookings (
  booking_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, confirmation_no char(8) NOT NULL UNIQUE CHECK (confirmation_no ~ '^[A-Z0-9]{8}$'),
  hotel_id int NOT NULL, room_number varchar(5) NOT NULL, guest_id bigint NOT NULL REFERENCES guests,
  stay daterange NOT NULL CHECK (NOT isempty(stay) AND lower_inc(stay) AND NOT upper_inc(stay)),
  nights int GENERATED ALWAYS AS (upper(stay) - lower(stay)) STORED,
  adults smallint NOT NULL CHECK (adults >= 1), children smallint NOT NULL DEFAULT 0 CHECK (children >= 0), CHECK (adults + children <= 6),
  status booking_status NOT NULL, channel text NOT NULL CHECK (channel IN ('direct','ota','phone','walk_in')), ota_name text,
  rate_per_night eur, discount_pct numeric(4,1) NOT NULL DEFAULT 0 CHECK (discount_pct >= 0 AND discount_pct <= 50), total_amount numeric(10,2) NOT NULL,
  booked_at timestamptz NOT NULL, cancelled_at timestamptz, cancellation_fee numeric(9,2), special_requests text,
  FOREIGN KEY (hotel_id, room_number) REFERENCES rooms (hotel_id, room_number),
  CHECK ((channel = 'ota') = (ota_name IS NOT NULL)), CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL)), CHECK (cancellation_fee IS NULL OR status IN ('cancelled','no_show')),
  CHECK (total_amount = round(rate_per_night * (upper(stay) - lower(stay)) * (1 - discount_pct/100), 2)),
  CONSTRAINT no_double_booking EXCLUDE USING gist (hotel_id WITH =, room_number WITH =, stay WITH &&) WHERE (status <> 'cancelled' AND status <> 'no_show'));
CREATE TABLE rate_calendar (hotel_id int, type_code varchar(4), day date, rate eur, min_stay smallint NOT NULL DEFAULT 1 CHECK (min_stay >= 1), closed boolean NOT NULL DEFAULT false, PRIMARY KEY (hotel_id, type_code, day), FOREIGN KEY (hotel_id, type_code) REFERENCES room_types);
CREATE TABLE folio_items (folio_item_id bigserial PRIMARY KEY, booking_id bigint NOT NULL REFERENCES bookings, posted_at timestamptz NOT NULL, item_type text NOT NULL CHECK (item_type IN ('room','minibar','restaurant','spa','parking','tax','payment')), description text NOT NULL, quantity smallint NOT NULL DEFAULT 1, unit_amount numeric(9,2) NOT NULL, amount numeric(11,2) GENERATED ALWAYS AS (quantity * unit_amount) STORED, CHECK ((item_type = 'payment') = (unit_amount < 0)));
CREATE TABLE housekeeping (hotel_id int NOT NULL, room_number varchar(5) NOT NULL, day date NOT NULL, attendant text NOT NULL, started_at time, finished_at time, result text CHECK (result IN ('clean','inspected','do_not_disturb','issue')), issue_note text, PRIMARY KEY (hotel_id, room_number, day), FOREIGN KEY (hotel_id, room_number) REFERENCES rooms, CHECK (finished_at > started_at), CHECK (result <> 'issue' OR issue_note IS NOT NULL));
