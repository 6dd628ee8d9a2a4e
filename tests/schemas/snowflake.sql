use database shop;
use schema shop.public;

create or replace table customers cluster by (id) (
  id number(38,0) not null autoincrement start 1 increment 1 noorder,
  email varchar(100) collate 'en-ci' not null comment 'Where to write',
  name string not null,
  full_address object,
  attributes variant,
  tags array,
  joined timestamp_ntz(9) not null default current_timestamp(),
  seen timestamp_tz,
  is_active boolean default true,
  token binary(16),
  constraint customers_pk primary key (id) not enforced rely,
  unique (email)
) data_retention_time_in_days = 1 comment = 'Who buys'; // nothing is enforced

create transient table if not exists orders (
  id int identity(1,1) primary key,
  customer_id int not null references customers (id),
  placed_on date not null,
  total number(10,2) default 0.00,
  "Mixed Case" float
);
