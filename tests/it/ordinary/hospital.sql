-- St. Mary regional hospital, core model
CREATE SCHEMA hosp;
SET search_path = hosp;
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TYPE sex_t AS ENUM ('F','M','X');
CREATE TYPE blood_type AS ENUM ('A+','A-','B+','B-','AB+','AB-','O+','O-');
CREATE TYPE appt_state AS ENUM ('scheduled','checked_in','completed','no_show','cancelled');

CREATE TABLE departments (
  dept_code  char(4) PRIMARY KEY CHECK (dept_code ~ '^[A-Z]{3,4}$'),
  dept_name  text NOT NULL UNIQUE,
  floor      smallint NOT NULL CHECK (floor BETWEEN -1 AND 9),
  head_doctor_id int
);
CREATE TABLE doctors (
  doctor_id  serial PRIMARY KEY,
  dept_code  char(4) NOT NULL REFERENCES departments,
  npi        char(10) NOT NULL UNIQUE CHECK (npi ~ '^[12][0-9]{9}$'), -- national provider id
  first_name text NOT NULL,
  last_name  text NOT NULL,
  specialty  text NOT NULL,
  hired_on   date NOT NULL,
  left_on    date,
  CHECK (left_on IS NULL OR left_on > hired_on)
);
ALTER TABLE departments ADD CONSTRAINT fk_head FOREIGN KEY (head_doctor_id) REFERENCES doctors DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE patients (
  mrn        varchar(10) PRIMARY KEY CHECK (mrn ~ '^MRN[0-9]{6,7}$'),
  first_name varchar(50) NOT NULL,
  last_name  varchar(50) NOT NULL,
  sex        sex_t NOT NULL,
  dob        date NOT NULL CHECK (dob <= current_date),
  deceased_at timestamptz,
  blood      blood_type,
  height_cm  numeric(4,1) CHECK (height_cm > 30 AND height_cm < 250),
  weight_kg  numeric(5,2) CHECK (weight_kg BETWEEN 0.5 AND 400),
  ssn        char(11) UNIQUE,
  emergency_contact_name text,
  emergency_contact_phone text,
  allergies  text[] NOT NULL DEFAULT '{}',
  insurance_provider text,
  insurance_policy_no text,
  CHECK ((insurance_provider IS NULL) = (insurance_policy_no IS NULL)),
  CHECK (deceased_at IS NULL OR deceased_at::date >= dob)
);
CREATE TABLE rooms (
  room_no varchar(6) PRIMARY KEY,
  dept_code char(4) NOT NULL REFERENCES departments,
  kind text NOT NULL CHECK (kind IN ('exam','surgery','ward','icu')),
  beds smallint NOT NULL DEFAULT 1 CHECK (beds > 0 AND (kind <> 'exam' OR beds = 1))
);
CREATE TABLE appointments (
  id bigserial PRIMARY KEY,
  patient_mrn varchar(10) NOT NULL REFERENCES patients,
  doctor_id int NOT NULL REFERENCES doctors,
  room_no varchar(6) REFERENCES rooms,
  slot tstzrange NOT NULL CHECK (NOT isempty(slot)),
  state appt_state NOT NULL DEFAULT 'scheduled',
  reason text,
  cancelled_reason text,
  CHECK ((state = 'cancelled') = (cancelled_reason IS NOT NULL)),
  EXCLUDE USING gist (doctor_id WITH =, slot WITH &&) WHERE (state <> 'cancelled')
);
CREATE TABLE admissions (
  id bigserial PRIMARY KEY,
  patient_mrn varchar(10) NOT NULL REFERENCES patients,
  room_no varchar(6) NOT NULL REFERENCES rooms,
  attending_id int NOT NULL REFERENCES doctors(doctor_id),
  admitted_at timestamptz NOT NULL,
  discharged_at timestamptz,
  discharge_disposition text CHECK (discharge_disposition IN ('home','transfer','ama','expired')),
  icd10_primary varchar(8) NOT NULL CHECK (icd10_primary ~ '^[A-Z][0-9]{2}(\.[0-9A-Z]{1,4})?$'),
  CHECK (discharged_at > admitted_at),
  CHECK ((discharged_at IS NULL) = (discharge_disposition IS NULL))
);
CREATE UNIQUE INDEX one_open_admission ON admissions (patient_mrn) WHERE discharged_at IS NULL;
CREATE TABLE vitals (
  admission_id bigint NOT NULL REFERENCES admissions ON DELETE CASCADE,
  taken_at timestamptz NOT NULL,
  heart_rate smallint CHECK (heart_rate BETWEEN 20 AND 300),
  systolic smallint, diastolic smallint,
  temp_c numeric(3,1) CHECK (temp_c BETWEEN 25 AND 45),
  spo2 smallint CHECK (spo2 BETWEEN 0 AND 100),
  PRIMARY KEY (admission_id, taken_at),
  CHECK (systolic > diastolic)
);
CREATE TABLE medications (
  id serial PRIMARY KEY, name text NOT NULL UNIQUE, ndc varchar(13) NOT NULL UNIQUE, is_controlled boolean NOT NULL DEFAULT false, schedule text CHECK (schedule IN ('II','III','IV','V')),
  CHECK (is_controlled = (schedule IS NOT NULL))
);
CREATE TABLE prescriptions (
  id bigserial PRIMARY KEY,
  patient_mrn varchar(10) NOT NULL REFERENCES patients,
  doctor_id int NOT NULL REFERENCES doctors,
  medication_id int NOT NULL REFERENCES medications,
  dose_mg numeric(8,2) NOT NULL CHECK (dose_mg > 0),
  frequency text NOT NULL,
  start_date date NOT NULL,
  end_date date,
  refills smallint NOT NULL DEFAULT 0 CHECK (refills BETWEEN 0 AND 11),
  CHECK (end_date >= start_date)
);
CREATE TABLE invoices (
  invoice_no text PRIMARY KEY CHECK (invoice_no LIKE 'INV-%'),
  admission_id bigint UNIQUE REFERENCES admissions,
  patient_mrn varchar(10) NOT NULL REFERENCES patients,
  gross_cents bigint NOT NULL CHECK (gross_cents >= 0),
  insurance_paid_cents bigint NOT NULL DEFAULT 0,
  patient_due_cents bigint GENERATED ALWAYS AS (gross_cents - insurance_paid_cents) STORED,
  issued_on date NOT NULL, due_on date NOT NULL,
  CHECK (insurance_paid_cents BETWEEN 0 AND gross_cents), CHECK (due_on >= issued_on)
);
