//! What the environment says.

use std::{env, path::PathBuf, thread};

use seedbed_aws::Settings;
use seedbed_jobs::{JobId, Principal, Project, batch_worker};

/// What to do, and where.
#[derive(Debug, Clone)]
pub(crate) struct Setting {
    /// Where the stores are.
    pub(crate) place: Place,
    /// Where work is kept meanwhile.
    pub(crate) scratch: PathBuf,
    /// The job's project.
    pub(crate) project: Project,
    /// The job.
    pub(crate) job: JobId,
    /// Which part this process makes, from 0, and of how many.
    pub(crate) part: Option<(u32, u32)>,
    /// Threads to compute with.
    pub(crate) threads: usize,
    /// What this process calls itself: what the batch scheduler calls it, so that what happens
    /// to the one is known of the other.
    pub(crate) worker: Principal,
}

/// Where the stores are.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// Below a folder of this machine.
    Folder(PathBuf),
    /// In a stack on AWS.
    Aws(Box<Settings>),
}

#[expect(clippy::disallowed_methods, reason = "a batch scheduler speaks by the environment")]
fn value(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

impl Setting {
    /// Reads the environment.
    ///
    /// # Errors
    /// Says which variable is missing or wrong.
    pub(crate) fn of_environment() -> Result<Self, String> {
        Self::of(&value)
    }

    fn of(value: &dyn Fn(&str) -> Option<String>) -> Result<Self, String> {
        let needed = |name: &str, what: &str| {
            value(name).ok_or_else(|| format!("{name} is not set; it is {what}"))
        };
        let number = |name: &str| {
            let wrong = |text: String| format!("{name} is {text:?}, and no number");
            value(name).map(|text| text.parse().map_err(|_| wrong(text))).transpose()
        };
        let place = place(value)?;
        let project = needed("SEEDBED_PROJECT", "the job's project")?;
        let project = Project::new(project).map_err(|error| format!("SEEDBED_PROJECT: {error}"))?;
        let job = needed("SEEDBED_JOB", "the job's identity")?;
        let job = job.parse().map_err(|error| format!("SEEDBED_JOB: {error}"))?;
        let index = number("AWS_BATCH_JOB_ARRAY_INDEX")?;
        let size = number("AWS_BATCH_JOB_ARRAY_SIZE")?;
        let part = match (index, size) {
            (None, _) => None,
            (Some(index), Some(size)) if index < size => Some((index, size)),
            _ => {
                return Err(
                    "AWS_BATCH_JOB_ARRAY_INDEX must be below AWS_BATCH_JOB_ARRAY_SIZE".into()
                );
            }
        };
        let all = thread::available_parallelism().map_or(1, usize::from);
        let threads = number("SEEDBED_THREADS")?.map_or(all, |threads| threads as usize);
        let scratch = value("SEEDBED_SCRATCH").map_or_else(env::temp_dir, PathBuf::from);
        let worker = value("AWS_BATCH_JOB_ID")
            .map_or_else(|| format!("training-{}", std::process::id()), |id| batch_worker(&id));
        let worker = worker.parse().map_err(|error| format!("AWS_BATCH_JOB_ID: {error}"))?;
        Ok(Self { place, scratch, project, job, part, threads: threads.max(1), worker })
    }
}

/// A folder where one is named, and otherwise the stack that the other variables speak of.
fn place(value: &dyn Fn(&str) -> Option<String>) -> Result<Place, String> {
    if let Some(folder) = value("SEEDBED_DATA") {
        return Ok(Place::Folder(folder.into()));
    }
    let settings = Settings::from_lookup(value).map_err(|error| {
        format!("SEEDBED_DATA is not set, which would be the folder of the stores; and {error}")
    })?;
    Ok(Place::Aws(Box::new(settings)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Setting, String> {
        Setting::of(&|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    const PLAIN: [(&str, &str); 3] = [
        ("SEEDBED_DATA", "/data"),
        ("SEEDBED_PROJECT", "p"),
        ("SEEDBED_JOB", "01ARZ3NDEKTSV4RRFFQ69G5FAV"),
    ];

    #[test]
    fn children_of_an_array_know_their_part() {
        assert_eq!(read(&PLAIN).unwrap().part, None);
        let array = [("AWS_BATCH_JOB_ARRAY_INDEX", "2"), ("AWS_BATCH_JOB_ARRAY_SIZE", "3")];
        assert_eq!(read(&[&PLAIN[..], &array].concat()).unwrap().part, Some((2, 3)));
    }

    #[test]
    fn without_a_folder_the_stack_s_variables_say_where_the_stores_are() {
        let batch = ("AWS_BATCH_JOB_ID", "b-1:7");
        let aws = ["TEAM", "TABLE", "BUCKET", "QUEUE_URL", "EVENT_BUS"];
        let names = aws.map(|name| format!("SEEDBED_{name}"));
        let mut told: Vec<_> = names.iter().map(|name| (name.as_str(), "x")).collect();
        told.extend_from_slice(&PLAIN[1..]);
        told.push(batch);
        let setting = read(&told).unwrap();
        assert!(matches!(setting.place, Place::Aws(_)), "{setting:?}");
        assert_eq!(setting.worker.as_str(), "batch:b-1:7");
        assert!(matches!(read(&PLAIN).unwrap().place, Place::Folder(_)));
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        let cases: [(&[(&str, &str)], &str); 5] = [
            (&PLAIN[1..], "SEEDBED_DATA is not set"),
            (&PLAIN[1..], "SEEDBED_TABLE is not set"),
            (&[PLAIN[0], PLAIN[1], ("SEEDBED_JOB", "x")], "SEEDBED_JOB"),
            (&[PLAIN[0], PLAIN[1], PLAIN[2], ("SEEDBED_THREADS", "many")], "no number"),
            (&[PLAIN[0], PLAIN[1], PLAIN[2], ("AWS_BATCH_JOB_ARRAY_INDEX", "3")], "below"),
        ];
        for (variables, words) in cases {
            let problem = read(variables).unwrap_err();
            assert!(problem.contains(words), "{problem}");
        }
    }
}
