-- Triggers that set values, write elsewhere, or refuse.
CREATE TABLE accounts (
    id serial PRIMARY KEY,
    name text NOT NULL,
    slug text NOT NULL UNIQUE,
    balance numeric(12, 2) NOT NULL DEFAULT 0,
    updated_at timestamptz
);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END $$;
CREATE TRIGGER touch BEFORE INSERT OR UPDATE ON accounts FOR EACH ROW EXECUTE FUNCTION touch();

CREATE TABLE audit_log (
    id bigserial PRIMARY KEY,
    table_name text NOT NULL,
    row_id int NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_log (table_name, row_id) VALUES (TG_TABLE_NAME, NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER audit AFTER INSERT ON accounts FOR EACH ROW EXECUTE FUNCTION audit();

CREATE TABLE wallets (
    account_id int PRIMARY KEY REFERENCES accounts,
    opened_at timestamptz NOT NULL DEFAULT now()
);
CREATE FUNCTION open_wallet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO wallets (account_id) VALUES (NEW.id);
    RETURN NEW;
END $$;
CREATE TRIGGER open_wallet AFTER INSERT ON accounts FOR EACH ROW EXECUTE FUNCTION open_wallet();

CREATE TABLE transfers (
    id serial PRIMARY KEY,
    from_id int NOT NULL REFERENCES accounts,
    to_id int NOT NULL REFERENCES accounts,
    amount numeric(12, 2) NOT NULL,
    CHECK (from_id <> to_id)
);
CREATE FUNCTION no_odd_targets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.to_id % 2 = 1 THEN
        RAISE EXCEPTION 'account % takes nothing', NEW.to_id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER no_odd_targets BEFORE INSERT ON transfers
    FOR EACH ROW EXECUTE FUNCTION no_odd_targets();
CREATE TABLE receipts (
    id serial PRIMARY KEY,
    transfer_id int NOT NULL REFERENCES transfers
);
