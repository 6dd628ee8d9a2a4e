-- Rows that can be inserted in no order: cycles of references that are NOT NULL and not deferrable.
CREATE TABLE departments (
    id int PRIMARY KEY,
    name text NOT NULL UNIQUE,
    head_id int NOT NULL
);
CREATE TABLE employees (
    id int PRIMARY KEY,
    name text NOT NULL,
    department_id int NOT NULL REFERENCES departments
);
ALTER TABLE departments ADD CONSTRAINT department_head FOREIGN KEY (head_id) REFERENCES employees;

CREATE TABLE a (id uuid PRIMARY KEY, b_id uuid NOT NULL);
CREATE TABLE b (id uuid PRIMARY KEY, c_id uuid NOT NULL);
CREATE TABLE c (id uuid PRIMARY KEY, a_id uuid NOT NULL REFERENCES a);
ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b ON DELETE RESTRICT;
ALTER TABLE b ADD FOREIGN KEY (c_id) REFERENCES c ON DELETE NO ACTION;

-- A node is its own root, or has one.
CREATE TABLE nodes (
    id int PRIMARY KEY,
    root_id int NOT NULL REFERENCES nodes,
    parent_id int REFERENCES nodes ON DELETE SET NULL
);
