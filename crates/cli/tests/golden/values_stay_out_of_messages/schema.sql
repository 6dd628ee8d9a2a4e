CREATE TABLE customers (id integer PRIMARY KEY, name text);
INSERT INTO customers VALUES (1, 'SECRET name', 3);
INSERT INTO costumers VALUES (2, 'SECRET name');
INSERT INTO customers (id, nmae) VALUES (2, 'SECRET name' 'x' FROM);
