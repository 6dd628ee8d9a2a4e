//! Settings that are saved under a name.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    CommitError, EditError, Listed, Principal, ProfileName, Project, Settings, StoreError, Stores,
    Timestamp,
    ledger::{Deed, Ledger, partition, put},
    port::{Condition, Query, RecordKey, Write},
};

/// Saved settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Profile {
    /// Their name.
    pub name: ProfileName,
    /// The settings.
    pub settings: Settings,
    /// Counts the changes, from 1; what a change says it is made to.
    #[serde(default)]
    pub version: u64,
    /// When they last changed.
    pub updated_at: Timestamp,
    /// Who changed them.
    pub updated_by: Principal,
}

/// What one who saves settings thinks there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Whatever there is.
    Anything,
    /// Nothing.
    Nothing,
    /// Settings of this version.
    Version(u64),
}

/// The saved settings of a stack.
#[derive(Clone)]
pub struct Profiles {
    ledger: Ledger,
}

impl Profiles {
    /// Settings kept in these stores.
    pub fn new(stores: &Stores) -> Self {
        Self { ledger: Ledger::of(stores) }
    }

    /// Saved settings.
    pub async fn get(
        &self,
        project: &Project,
        name: &ProfileName,
    ) -> Result<Option<Profile>, StoreError> {
        let found = self.ledger.read::<Profile>(&key(project, name)).await?;
        Ok(found.map(|found| Profile { version: found.version, ..found.value }))
    }

    /// A project's saved settings, by name.
    pub async fn list(
        &self,
        project: &Project,
        after: Option<String>,
        limit: usize,
    ) -> Result<Listed<Profile>, StoreError> {
        let mut query = Query::partition(partition(project, "profiles"));
        query.after = after;
        query.limit = limit;
        let listed = self.ledger.list(query, |_: &Profile| true).await?;
        Ok(listed.map(|found| Profile { version: found.version, ..found.value }))
    }

    /// Saves settings.
    pub async fn put(
        &self,
        project: &Project,
        name: &ProfileName,
        settings: Settings,
        expected: Expected,
        who: &Principal,
    ) -> Result<Profile, EditError> {
        let before = self.get(project, name).await?;
        let condition = match (&before, expected) {
            (Some(_), Expected::Nothing) => return Err(EditError::Exists),
            (None, Expected::Version(_)) => return Err(EditError::Unknown),
            (Some(before), Expected::Version(version)) if before.version != version => {
                return Err(EditError::Changed);
            }
            (Some(before), _) => Condition::Version(before.version),
            (None, _) => Condition::Absent,
        };
        let version = before.map_or(0, |before| before.version) + 1;
        let updated_at = self.ledger.clock.now();
        let (name, updated_by) = (name.clone(), who.clone());
        let profile = Profile { name, settings, version, updated_at, updated_by };
        let write = put(key(project, &profile.name), &profile, condition, None)?;
        let subject = profile.name.as_str();
        let deed = Deed { project, who, what: "profile.saved", subject };
        self.ledger.commit(deed, vec![write]).await?;
        Ok(profile)
    }

    /// Removes saved settings.
    pub async fn remove(
        &self,
        project: &Project,
        name: &ProfileName,
        who: &Principal,
    ) -> Result<(), EditError> {
        if self.get(project, name).await?.is_none() {
            return Err(EditError::Unknown);
        }
        let deed = Deed { project, who, what: "profile.removed", subject: name.as_str() };
        match self.ledger.commit(deed, vec![Write::Delete(key(project, name))]).await {
            Ok(()) => Ok(()),
            Err(CommitError::Conflict { .. }) => Err(EditError::Changed),
            Err(CommitError::Store(error)) => Err(error.into()),
        }
    }
}

fn key(project: &Project, name: &ProfileName) -> RecordKey {
    RecordKey::new(partition(project, "profiles"), name.as_str())
}
