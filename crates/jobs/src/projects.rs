//! Projects and who may do what in them, keys for machines, and the audit trail.

use std::{collections::BTreeMap, fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    CommitError, JobId, Listed, Principal, Project, StoreError, Stores, Timestamp, Transaction,
    document::sha256,
    hex,
    ledger::{Deed, Ledger, Versioned, decode, partition, put, put_new},
    port::{Condition, Query, RecordKey, Write},
};

/// What somebody may do in a project; each role may do what those before it may.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sees jobs, results and settings.
    Viewer,
    /// Asks for jobs and changes settings.
    Editor,
    /// Says who may do what.
    Admin,
}

/// A project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProjectRecord {
    /// Its name.
    pub name: Project,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who may do what.
    pub members: BTreeMap<String, Role>,
}

/// What is known of a key. The key itself is told once, when it is made, and kept nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KeyRecord {
    /// Its identity, which opens nothing.
    pub id: JobId,
    /// The project it is for.
    pub project: Project,
    /// What its holder may do.
    pub role: Role,
    /// What it is for, in words.
    pub label: String,
    /// Who made it.
    pub created_by: Principal,
    /// When.
    pub created_at: Timestamp,
    /// Until when it opens anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

impl KeyRecord {
    /// As whom its holder acts.
    ///
    /// # Errors
    /// Never: an identity is a principal's name.
    pub fn principal(&self) -> Result<Principal, StoreError> {
        format!("key:{}", self.id)
            .parse()
            .map_err(|source| StoreError::new("name", "a key", false).because(source))
    }
}

/// A key for a machine, as it is handed out. It is never shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

impl ApiKey {
    /// The key in full: `sbk_` and 64 hexadecimal digits (256 random bits).
    pub fn secret(&self) -> &str {
        &self.0
    }

    fn new() -> Result<Self, StoreError> {
        let mut random = [0; 32];
        getrandom::fill(&mut random).map_err(|_| StoreError::new("draw", "random bits", true))?;
        Ok(Self(format!("sbk_{}", hex::encode(&random))))
    }

    /// What is kept of it. The key is random, so that one round of SHA-256 hides it well.
    fn place(&self) -> RecordKey {
        RecordKey::new("keys", sha256(self.0.as_bytes()))
    }
}

impl FromStr for ApiKey {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

/// Why nothing changed.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// There is one of this name already.
    #[error("there is one of this name already")]
    Exists,
    /// There is none.
    #[error("there is none of this name")]
    Unknown,
    /// It is not as the one who changes it thinks.
    #[error("it has changed meanwhile; look at it again")]
    Changed,
    /// A project has an admin at any time.
    #[error("it is the project's last admin; make another one first")]
    LastAdmin,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<CommitError> for EditError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Conflict { .. } => Self::Changed,
            CommitError::Store(error) => Self::Store(error),
        }
    }
}

/// The projects of a stack.
#[derive(Clone)]
pub struct Projects {
    ledger: Ledger,
}

const PROJECTS: &str = "projects";

impl Projects {
    /// Projects kept in these stores.
    pub fn new(stores: &Stores) -> Self {
        Self { ledger: Ledger::of(stores) }
    }

    /// Makes a project. Who makes it is its first admin.
    pub async fn create(
        &self,
        name: &Project,
        who: &Principal,
    ) -> Result<ProjectRecord, EditError> {
        let members = BTreeMap::from([(who.to_string(), Role::Admin)]);
        let created_at = self.ledger.clock.now();
        let project = ProjectRecord { name: name.clone(), created_at, members };
        let write = put_new(RecordKey::new(PROJECTS, name.as_str()), &project, None)?;
        let deed = Deed { project: name, who, what: "project.created", subject: name.as_str() };
        match self.ledger.commit(deed, vec![write]).await {
            Ok(()) => Ok(project),
            Err(CommitError::Conflict { .. }) => Err(EditError::Exists),
            Err(CommitError::Store(error)) => Err(error.into()),
        }
    }

    /// A project.
    pub async fn get(&self, name: &Project) -> Result<Option<ProjectRecord>, StoreError> {
        Ok(self.find(name).await?.map(|found| found.value))
    }

    /// The projects that somebody is a member of, by name.
    pub async fn of(
        &self,
        who: &Principal,
        after: Option<String>,
        limit: usize,
    ) -> Result<Listed<ProjectRecord>, StoreError> {
        let mut query = Query::partition(PROJECTS);
        query.after = after;
        query.limit = limit;
        let is_member = |project: &ProjectRecord| project.members.contains_key(who.as_str());
        Ok(self.ledger.list(query, is_member).await?.map(|found| found.value))
    }

    /// Says what somebody may do; without a role, nothing any more.
    pub async fn set_member(
        &self,
        name: &Project,
        member: &Principal,
        role: Option<Role>,
        who: &Principal,
    ) -> Result<ProjectRecord, EditError> {
        let found = self.find(name).await?.ok_or(EditError::Unknown)?;
        let Versioned { value: mut project, version } = found;
        match role {
            Some(role) => project.members.insert(member.to_string(), role),
            None => project.members.remove(member.as_str()),
        };
        if !project.members.values().any(|role| *role == Role::Admin) {
            return Err(EditError::LastAdmin);
        }
        let key = RecordKey::new(PROJECTS, name.as_str());
        let write = put(key, &project, Condition::Version(version), None)?;
        let what = if role.is_some() { "member.set" } else { "member.removed" };
        let deed = Deed { project: name, who, what, subject: member.as_str() };
        self.ledger.commit(deed, vec![write]).await?;
        Ok(project)
    }

    /// Who did what in a project, the latest first.
    pub async fn transactions(
        &self,
        name: &Project,
        after: Option<String>,
        limit: usize,
    ) -> Result<Listed<Transaction>, StoreError> {
        let mut query = Query::partition(partition(name, "transactions"));
        query.order = crate::port::Order::Descending;
        query.after = after;
        query.limit = limit;
        Ok(self.ledger.list(query, |_: &Transaction| true).await?.map(|found| found.value))
    }

    /// Writes down what somebody did that changed no record: a link that was handed out.
    pub async fn note(
        &self,
        name: &Project,
        who: &Principal,
        what: &str,
        subject: &str,
    ) -> Result<(), StoreError> {
        match self.ledger.commit(Deed { project: name, who, what, subject }, Vec::new()).await {
            Ok(()) => Ok(()),
            Err(CommitError::Store(error)) => Err(error),
            Err(conflict @ CommitError::Conflict { .. }) => {
                Err(StoreError::new("note", "a deed", true).because(conflict))
            }
        }
    }

    /// Makes a key and tells it, this once.
    pub async fn create_key(
        &self,
        name: &Project,
        role: Role,
        label: &str,
        expires_at: Option<Timestamp>,
        who: &Principal,
    ) -> Result<(ApiKey, KeyRecord), EditError> {
        let key = ApiKey::new()?;
        let created_at = self.ledger.clock.now();
        let record = KeyRecord {
            id: JobId::new(created_at)?,
            project: name.clone(),
            role,
            label: label.to_owned(),
            created_by: who.clone(),
            created_at,
            expires_at,
        };
        let id = record.id.to_string();
        let listed = RecordKey::new(partition(name, "keys"), id.clone());
        let place = key.place();
        let writes = vec![
            put_new(listed, &KeyPlace { sort: place.sort.clone() }, expires_at)?,
            put_new(place, &record, expires_at)?,
        ];
        let deed = Deed { project: name, who, what: "key.created", subject: &id };
        self.ledger.commit(deed, writes).await?;
        Ok((key, record))
    }

    /// What a key opens; none for one that was never made, was revoked, or is too old.
    pub async fn key(&self, key: &ApiKey) -> Result<Option<KeyRecord>, StoreError> {
        let now = self.ledger.clock.now();
        let found = self.ledger.read::<KeyRecord>(&key.place()).await?.map(|found| found.value);
        Ok(found.filter(|record| record.expires_at.is_none_or(|expires| now < expires)))
    }

    /// The keys of a project, the oldest first.
    pub async fn keys(&self, name: &Project) -> Result<Vec<KeyRecord>, StoreError> {
        let mut query = Query::partition(partition(name, "keys"));
        let mut keys = Vec::new();
        loop {
            let page = self.ledger.records.query(&query).await?;
            for record in &page.records {
                let place = RecordKey::new("keys", decode::<KeyPlace>(record)?.value.sort);
                keys.extend(self.ledger.read::<KeyRecord>(&place).await?.map(|found| found.value));
            }
            query.after = page.next;
            if query.after.is_none() {
                return Ok(keys);
            }
        }
    }

    /// Makes a key open nothing any more.
    pub async fn revoke_key(
        &self,
        name: &Project,
        id: JobId,
        who: &Principal,
    ) -> Result<(), EditError> {
        let id = id.to_string();
        let listed = RecordKey::new(partition(name, "keys"), id.clone());
        let place = self.ledger.read::<KeyPlace>(&listed).await?.ok_or(EditError::Unknown)?;
        let place = RecordKey::new("keys", place.value.sort);
        let deed = Deed { project: name, who, what: "key.revoked", subject: &id };
        Ok(self.ledger.commit(deed, vec![Write::Delete(place), Write::Delete(listed)]).await?)
    }

    async fn find(&self, name: &Project) -> Result<Option<Versioned<ProjectRecord>>, StoreError> {
        self.ledger.read(&RecordKey::new(PROJECTS, name.as_str())).await
    }
}

/// Where a key's record is.
#[derive(Debug, Serialize, Deserialize)]
struct KeyPlace {
    sort: String,
}
