SET DEFINE OFF
REM what a small shop keeps
CREATE SEQUENCE order_seq START WITH 1000 INCREMENT BY 1 NOCACHE;

CREATE TABLE customers (
  customer_id  NUMBER(10) GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name         VARCHAR2(80 CHAR) CONSTRAINT customers_name_nn NOT NULL,
  email        VARCHAR2(120) NOT NULL CONSTRAINT customers_email_uk UNIQUE,
  kind         CHAR(1) DEFAULT 'P' NOT NULL CHECK (kind IN ('P', 'C')),
  born         DATE,
  joined       TIMESTAMP(3) WITH TIME ZONE DEFAULT SYSTIMESTAMP NOT NULL,
  credit       NUMBER(9,2) DEFAULT 0 NOT NULL,
  picture      BLOB,
  notes        CLOB,
  token        RAW(16),
  name_upper   VARCHAR2(80 CHAR) GENERATED ALWAYS AS (UPPER(name)) VIRTUAL,
  CONSTRAINT customers_mail_ck CHECK (REGEXP_LIKE(email, '^[^@]+@[^@]+$')),
  CONSTRAINT customers_credit_ck CHECK (NVL(credit, 0) BETWEEN 0 AND 10000)
);
COMMENT ON TABLE customers IS 'Who buys';
COMMENT ON COLUMN customers.credit IS 'What is still to be paid, in euros';

CREATE TABLE orders (
  order_id     NUMBER DEFAULT order_seq.NEXTVAL PRIMARY KEY,
  customer_id  NOT NULL REFERENCES customers,
  placed       DATE NOT NULL,
  shipped      DATE,
  details      VARCHAR2(4000) CHECK (details IS JSON),
  CONSTRAINT orders_dates_ck CHECK (shipped IS NULL OR shipped >= TRUNC(placed)),
  CONSTRAINT orders_from_ck CHECK (placed >= TO_DATE('01.01.2015', 'DD.MM.YYYY'))
);

CREATE OR REPLACE TRIGGER customers_bi BEFORE INSERT ON customers FOR EACH ROW
BEGIN
  IF :new.joined IS NULL THEN
    :new.joined := SYSTIMESTAMP;
  END IF;
END;
/
ALTER TABLE customers ADD (last_order NUMBER, CONSTRAINT customers_last_fk FOREIGN KEY (last_order)
  REFERENCES orders (order_id));
PROMPT done
