create extension if not exists hstore;
create table sites (site_id smallint primary key, name text not null, timezone text not null, geo point, altitude_m numeric(6,1));
create table device_models (model_no varchar(20) primary key, manufacturer text not null, fw_latest varchar(12) not null check (fw_latest ~ '^\d+\.\d+\.\d+$'), battery_mah int, protocols text[] not null default array['mqtt']);
create table devices (
  dev_eui char(16) primary key check (dev_eui ~ '^[0-9A-F]{16}$'),
  site_id smallint not null references sites, model_no varchar(20) not null references device_models,
  serial_no varchar(20) not null, mac macaddr not null unique, ip_addr inet, fw_version varchar(12) not null check (fw_version ~ '^\d+\.\d+\.\d+$'),
  installed_at timestamptz not null, decommissioned_at timestamptz check (decommissioned_at > installed_at), last_seen timestamptz, status text not null check (status in ('online','offline','maintenance','retired')), battery_pct smallint check (battery_pct between 0 and 100), rssi_dbm smallint check (rssi_dbm between -130 and 0), config jsonb not null default '{"interval_s": 60}' check (config ? 'interval_s'), tags hstore,
  unique (model_no, serial_no), check ((status = 'retired') = (decommissioned_at is not null)));
create table sensors (id serial primary key, dev_eui char(16) not null references devices, channel smallint not null check (channel between 0 and 15), quantity text not null check (quantity in ('temperature','humidity','pressure','co2','voltage')), unit text not null, min_valid double precision, max_valid double precision, calibrated_on date, unique (dev_eui, channel), check (min_valid < max_valid),
 check ((quantity='temperature' and unit='°C') or (quantity='humidity' and unit='%') or (quantity='pressure' and unit='hPa') or (quantity='co2' and unit='ppm') or (quantity='voltage' and unit='V')));
create table readings (sensor_id int not null references sensors, ts timestamptz not null, value double precision not null, quality smallint not null default 0 check (quality in (0,1,2,4)), primary key (sensor_id, ts)) partition by range (ts);
create table readings_2025_q3 partition of readings for values from ('2025-07-01') to ('2025-10-01');
create table readings_2025_q4 partition of readings for values from ('2025-10-01') to ('2026-01-01');
create table readings_default partition of readings default;
create table thresholds (sensor_id int primary key references sensors, warn_low real, crit_low real, warn_high real, crit_high real, check (crit_low < warn_low and warn_low < warn_high and warn_high < crit_high));
create table alerts (id bigint generated always as identity primary key, sensor_id int not null references sensors, severity text not null check (severity in ('warning','critical')), raised_at timestamptz not null, acknowledged_at timestamptz, acknowledged_by text, cleared_at timestamptz, reading_value double precision not null, message text not null, check (acknowledged_at >= raised_at), check (cleared_at >= raised_at), check ((acknowledged_at is null) = (acknowledged_by is null)));
create unique index one_open_alert on alerts (sensor_id, severity) where cleared_at is null;
create table firmware_rollouts (id uuid primary key default gen_random_uuid(), model_no varchar(20) not null references device_models, from_version varchar(12), to_version varchar(12) not null, wave int[] not null check (array_length(wave,1) = 3), success_rate numeric(5,4) check (success_rate between 0 and 1), window_ tsrange not null, check (from_version <> to_version));
create table energy_daily (dev_eui char(16) references devices, day date, kwh numeric(9,3) not null check (kwh >= 0), peak_w int not null, avg_w int not null, check (avg_w <= peak_w), primary key (dev_eui, day));
