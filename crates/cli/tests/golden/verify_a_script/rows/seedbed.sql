BEGIN;
INSERT INTO "customers" ("id", "email") VALUES
(1, 'secret@example.com'),
(2, 'secret@example.com');
INSERT INTO orders VALUES (1, 2), (2, 3);
INSERT INTO audit VALUES (1);
COMMIT;
