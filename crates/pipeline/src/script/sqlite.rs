//! SQLite.

/// The statements before the first row.
///
/// With its switch for references on, SQLite takes no row at all into a table whose reference
/// names a table of another file: [`CLOSING`] checks all references together.
pub(super) const OPENING: &str = "\
PRAGMA foreign_keys = OFF;
BEGIN;
";

/// The statements after the last row: a reference without its row takes the whole script back.
pub(super) const CLOSING: &str = "\
CREATE TEMPORARY TABLE seedbed_checked (reference integer NOT NULL);
INSERT OR ROLLBACK INTO seedbed_checked SELECT NULL FROM pragma_foreign_key_check LIMIT 1;
DROP TABLE temp.seedbed_checked;
COMMIT;
PRAGMA foreign_keys = ON;
";
