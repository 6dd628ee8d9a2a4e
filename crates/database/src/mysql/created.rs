//! What a schema script created, to be dropped when the load fails: `MySQL` commits every CREATE
//! at once.

use std::collections::BTreeSet;

use super::{quoted, session::Session};
use crate::LoadError;

/// An object by kind (as DROP names it) and name.
type Object = (String, String);

/// The objects of a database before a script.
pub(super) struct Created {
    before: BTreeSet<Object>,
}

const OBJECTS: &str = "
    SELECT CASE table_type WHEN 'VIEW' THEN 'VIEW' WHEN 'SEQUENCE' THEN 'SEQUENCE' ELSE 'TABLE' END,
           table_name
    FROM information_schema.tables WHERE table_schema = ?
    UNION ALL SELECT routine_type, routine_name
    FROM information_schema.routines WHERE routine_schema = ?
    UNION ALL SELECT 'EVENT', event_name
    FROM information_schema.events WHERE event_schema = ?
    UNION ALL SELECT 'TRIGGER', trigger_name
    FROM information_schema.triggers WHERE trigger_schema = ?";

impl Created {
    /// Remembers what is there.
    pub(super) fn before(session: &mut Session) -> Result<Self, LoadError> {
        Ok(Self { before: objects(session)? })
    }

    /// Drops what has come since.
    pub(super) fn undo(&self, session: &mut Session) -> Result<(), LoadError> {
        match self.drop_new(session)?.into_iter().next() {
            None => Ok(()),
            Some((_, error)) => Err(error),
        }
    }

    /// Drops what has come since; gives the error back, and says what could not be dropped.
    pub(super) fn undo_after(&self, session: &mut Session, error: LoadError) -> LoadError {
        let left = match self.drop_new(session) {
            Ok(left) => left.into_iter().map(|(object, _)| object).collect(),
            Err(_) => vec!["what the schema script created".to_owned()],
        };
        if left.is_empty() { error } else { LoadError::NotUndone { error: Box::new(error), left } }
    }

    /// Drops all it can; what is left, with the refusals.
    fn drop_new(&self, session: &mut Session) -> Result<Vec<(String, LoadError)>, LoadError> {
        session.check_references(false)?;
        let mut left = Vec::new();
        // Triggers go with their tables where those are new, too.
        for (kind, name) in objects(session)?.difference(&self.before) {
            let statement =
                format!("DROP {kind} IF EXISTS {}.{}", quoted(&session.database), quoted(name));
            if let Err(error) = session.execute("undoing the schema script", &statement) {
                left.push((format!("{} {name}", kind.to_lowercase()), error));
            }
        }
        session.check_references(true)?;
        Ok(left)
    }
}

fn objects(session: &mut Session) -> Result<BTreeSet<Object>, LoadError> {
    let database = session.database.clone();
    let rows: Vec<Object> = session.rows(
        "reading the catalog",
        OBJECTS,
        (&database, &database, &database, &database),
    )?;
    Ok(rows.into_iter().collect())
}
