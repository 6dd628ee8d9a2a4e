CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS ltree;
CREATE EXTENSION IF NOT EXISTS citext;
CREATE TYPE policy_state AS ENUM ('quoted', 'in force', 'lapsed / unpaid', 'cancelled', 'expired');
CREATE TYPE peril AS ENUM ('fire', 'flood', 'theft', 'liability');
CREATE DOMAIN iso_country AS char(2) CHECK (VALUE ~ '^[A-Z]{2}$');
CREATE DOMAIN pct AS numeric(5,4) CHECK (VALUE BETWEEN 0 AND 1);
CREATE DOMAIN nonempty_tags AS text[] CHECK (cardinality(VALUE) BETWEEN 1 AND 5 AND array_position(VALUE, NULL) IS NULL);
CREATE TABLE party (
  party_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('person','company')),
  given_name text, family_name text, company_name text, born date, vat_no text,
  country iso_country NOT NULL,
  email citext UNIQUE,
  CHECK ((kind = 'person') = (given_name IS NOT NULL AND family_name IS NOT NULL AND born IS NOT NULL)),
  CHECK ((kind = 'company') = (company_name IS NOT NULL)),
  CHECK (kind <> 'person' OR num_nonnulls(company_name, vat_no) = 0),
  CHECK (born > DATE '1900-01-01' AND born <= CURRENT_DATE - INTERVAL '18 years'),
  CHECK (email ~* '^[^@\s]+@[^@\s]+\.[a-z]{2,}$')
);
CREATE TABLE product (
  code text PRIMARY KEY CHECK (code ~ '^[A-Z]{2,4}-[0-9]{3}$'),
  name text NOT NULL, perils peril[] NOT NULL CHECK (cardinality(perils) > 0),
  tags nonempty_tags NOT NULL,
  path ltree NOT NULL UNIQUE,
  commission pct NOT NULL DEFAULT 0.1,
  min_premium money NOT NULL,
  sold daterange NOT NULL CHECK (NOT isempty(sold) AND lower_inc(sold))
);
CREATE TABLE policy (
  policy_id bigserial PRIMARY KEY,
  number varchar(20) NOT NULL,
  product_code text NOT NULL REFERENCES product ON UPDATE CASCADE,
  holder_id bigint NOT NULL REFERENCES party,
  payer_id bigint REFERENCES party ON DELETE SET NULL,
  state policy_state NOT NULL DEFAULT 'quoted',
  period tstzrange NOT NULL,
  premium numeric(12,2) NOT NULL CHECK (premium > 0),
  tax numeric(12,2) NOT NULL,
  total numeric(12,2) GENERATED ALWAYS AS (premium + tax) STORED,
  deductible numeric(12,2) CHECK (deductible IS NULL OR deductible < premium * 10),
  cancelled_at timestamptz, cancel_reason text,
  meta jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(meta) = 'object'),
  CONSTRAINT number_form CHECK (number ~ ('^P' || '[0-9]{4}' || '-[0-9A-F]{6}$')),
  CONSTRAINT tax_is_19 CHECK (tax = round(premium * 0.19, 2)),
  CONSTRAINT cancelled CHECK ((state = 'cancelled') = (cancelled_at IS NOT NULL) AND (cancelled_at IS NULL) = (cancel_reason IS NULL)),
  CONSTRAINT bounded CHECK (NOT lower_inf(period) AND upper(period) > lower(period)),
  EXCLUDE USING gist (holder_id WITH =, product_code WITH =, period WITH &&) WHERE (state <> 'cancelled')
);
CREATE UNIQUE INDEX policy_number_live ON policy (upper(number)) WHERE state IN ('quoted','in force');
CREATE UNIQUE INDEX ON policy (holder_id, coalesce(payer_id, 0), product_code, lower(period));
CREATE TABLE claim (
  policy_id bigint NOT NULL REFERENCES policy ON DELETE CASCADE, seq smallint NOT NULL CHECK (seq BETWEEN 1 AND 99),
  cause peril NOT NULL, occurred date NOT NULL, reported date NOT NULL, closed date,
  reserve numeric(14,2) NOT NULL CHECK (reserve >= 0), paid numeric(14,2) NOT NULL DEFAULT 0,
  open boolean GENERATED ALWAYS AS (closed IS NULL) STORED,
  adjuster bigint, adjuster_kind text,
  PRIMARY KEY (policy_id, seq),
  CHECK (reported BETWEEN occurred AND occurred + 365), CHECK (closed >= reported), CHECK (paid <= reserve OR closed IS NOT NULL),
  CHECK (paid BETWEEN 0 AND reserve * 1.5)
);
CREATE TABLE claim_note (
  policy_id bigint, claim_seq smallint, at timestamptz NOT NULL DEFAULT now(), author bigint NOT NULL REFERENCES party, body text NOT NULL CHECK (length(trim(body)) >= 10),
  attachments jsonb CHECK (attachments IS NULL OR (jsonb_typeof(attachments) = 'array' AND jsonb_array_length(attachments) BETWEEN 1 AND 4)),
  UNIQUE NULLS NOT DISTINCT (policy_id, claim_seq, at),
  FOREIGN KEY (policy_id, claim_seq) REFERENCES claim (policy_id, seq) MATCH FULL DEFERRABLE INITIALLY DEFERRED,
  CHECK ((policy_id IS NULL) = (claim_seq IS NULL))
);
CREATE TABLE ledger (
  id uuid NOT NULL DEFAULT gen_random_uuid(), booked_on date NOT NULL, account char(4) NOT NULL CHECK (account SIMILAR TO '[1-9][0-9]{3}'),
  debit numeric(14,2), credit numeric(14,2), policy_id bigint REFERENCES policy, reverses uuid, reverses_on date,
  PRIMARY KEY (id, booked_on),
  CHECK (num_nonnulls(debit, credit) = 1 AND coalesce(debit, credit) > 0),
  FOREIGN KEY (reverses, reverses_on) REFERENCES ledger (id, booked_on),
  CHECK (reverses IS DISTINCT FROM id)
) PARTITION BY RANGE (booked_on);
CREATE TABLE ledger_2024 PARTITION OF ledger FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY HASH (id);
CREATE TABLE ledger_2024_0 PARTITION OF ledger_2024 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE ledger_2024_1 PARTITION OF ledger_2024 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE ledger_2025 PARTITION OF ledger FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
