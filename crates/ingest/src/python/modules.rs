//! Which source is which module.
//!
//! Sources are named by paths whose beginning is arbitrary, so that `app.models.user` is the
//! source whose path ends with `app/models/user.py`; and where a folder within `app` was given,
//! the source whose whole path is `models/user.py`.

use super::syntax::Text;

/// Packages that are never part of a project, whatever its files are called.
const FRAMEWORKS: &[&[&str]] = &[
    &["sqlalchemy"],
    &["flask_sqlalchemy"],
    &["sqlmodel"],
    &["django", "db"],
    &["typing"],
    &["typing_extensions"],
    &["enum"],
    &["re"],
    &["functools"],
    &["datetime"],
    &["uuid"],
    &["decimal"],
];

/// The paths of all sources as module names.
#[derive(Debug)]
pub(crate) struct Modules {
    paths: Vec<Vec<Text>>,
    packages: Vec<bool>,
}

impl Modules {
    pub(crate) fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let (mut paths, mut packages) = (Vec::new(), Vec::new());
        for name in names {
            let name = name.strip_suffix(".py").unwrap_or(name);
            let parts = name.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
            let mut path: Vec<Text> = parts.map(Into::into).collect();
            let is_package = path.last().is_some_and(|last| &**last == "__init__");
            if is_package {
                path.pop();
            }
            paths.push(path);
            packages.push(is_package);
        }
        Self { paths, packages }
    }

    /// A module's path: folders, then its own name.
    pub(crate) fn path(&self, module: usize) -> &[Text] {
        &self.paths[module]
    }

    /// The path of the package that a module's relative imports start from.
    pub(crate) fn package(&self, module: usize) -> &[Text] {
        let path = &self.paths[module];
        if self.packages[module] { path } else { &path[..path.len().saturating_sub(1)] }
    }

    /// The module of exactly that path.
    pub(crate) fn exact(&self, path: &[Text]) -> Option<usize> {
        self.paths.iter().position(|known| known == path)
    }

    /// The module that an absolute import names, seen from another module: the one that shares
    /// the longest beginning with it where several fit.
    pub(crate) fn absolute(&self, path: &[Text], from: usize) -> Option<usize> {
        if path.is_empty() || is_framework(path) {
            return None;
        }
        let here = &self.paths[from];
        let near = |at: &usize| {
            let known = &self.paths[*at];
            known.iter().zip(here).take_while(|(a, b)| a == b).count()
        };
        let all = || 0..self.paths.len();
        let whole = all().filter(|&at| self.paths[at].ends_with(path) && !self.is_inside(at));
        // The last of equals would win; the first is meant.
        let best = whole.rev().max_by_key(near);
        best.or_else(|| {
            let partial =
                all().filter(|&at| !self.paths[at].is_empty() && path.ends_with(&self.paths[at]));
            partial.rev().max_by_key(|&at| self.paths[at].len())
        })
    }

    /// Whether a source is a part of a framework.
    fn is_inside(&self, module: usize) -> bool {
        let path = &self.paths[module];
        (0..path.len()).any(|at| is_framework(&path[at..]) && path.len() > at + 1)
    }
}

/// Whether a dotted name belongs to what models are written with.
fn is_framework(path: &[Text]) -> bool {
    FRAMEWORKS.iter().any(|framework| {
        path.len() >= framework.len() && framework.iter().zip(path).all(|(a, b)| *a == &**b)
    })
}
