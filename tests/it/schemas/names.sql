-- Names that need quotes, reserved words, several namespaces.
CREATE SCHEMA "Sales Dept";
CREATE SCHEMA hr;
CREATE TABLE "Sales Dept"."Order" (
    "Id" int PRIMARY KEY,
    "select" text NOT NULL,
    "Größe" numeric(6, 2),
    "has ""quotes""" text,
    "user" text NOT NULL CHECK ("user" <> ''),
    CONSTRAINT "Weird Name!" CHECK ("Größe" > 0)
);
CREATE TABLE "Sales Dept"."Order Line" (
    "Order Id" int NOT NULL REFERENCES "Sales Dept"."Order",
    "group" int NOT NULL,
    "table" text,
    PRIMARY KEY ("Order Id", "group")
);
CREATE TABLE hr."user" ("end" int PRIMARY KEY, "from" date NOT NULL, "to" date, CHECK ("to" > "from"));
CREATE TABLE public."user" (id int PRIMARY KEY, hr_user int UNIQUE REFERENCES hr."user" ("end"));
CREATE TABLE "CamelCase" ("camelCase" serial PRIMARY KEY, "ALLCAPS" text, "1st" boolean NOT NULL);
CREATE TABLE "has-dash" (id int PRIMARY KEY, "a-b" text NOT NULL);
SET search_path TO hr, public;
CREATE TABLE salaries (id serial PRIMARY KEY, user_id int NOT NULL REFERENCES "user");
CREATE TABLE public.badges (id serial PRIMARY KEY, salary_id int REFERENCES salaries);
