# nothing is enforced here
create schema if not exists `my-project.shop`;

create or replace table `my-project.shop.customers` (
  id INT64 not null options (description = 'The number on the card'),
  email STRING(100) not null,
  name STRING not null,
  tags ARRAY<STRING>,
  scores ARRAY<INT64>,
  joined TIMESTAMP default CURRENT_TIMESTAMP(),
  born DATE,
  opened DATETIME,
  balance NUMERIC(12, 2) default 0,
  token BYTES(16),
  is_active BOOL not null,
  settings JSON,
  primary key (id) not enforced
) partition by date(joined) cluster by email
options (description = 'Who buys');

create table if not exists shop.orders (
  id INT64 not null,
  Customer_ID INT64 not null,
  total FLOAT64,
  primary key (id) not enforced,
  constraint fk foreign key (customer_id) references `my-project.shop.customers` (ID) not enforced
);
