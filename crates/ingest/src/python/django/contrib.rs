//! The models that come with Django and its companions, for those that refer to them.
//!
//! They are written as models are, and read as sources are; a given source of the same name goes
//! before.

use std::rc::Rc;

use super::{Class, Project};
use crate::source::Source;

/// The models by the path that their module has.
const MODULES: &[(&str, &str)] = &[
    ("django/contrib/auth/models.py", include_str!("contrib/auth.py")),
    ("django/contrib/auth/base_user.py", include_str!("contrib/base_user.py")),
    ("django/contrib/contenttypes/models.py", include_str!("contrib/contenttypes.py")),
    ("django/contrib/sites/models.py", include_str!("contrib/sites.py")),
    ("django/contrib/sessions/base_session.py", include_str!("contrib/sessions.py")),
    ("django_extensions/db/models.py", include_str!("contrib/django_extensions.py")),
    ("model_utils/models.py", include_str!("contrib/model_utils.py")),
    ("mptt/models.py", include_str!("contrib/mptt.py")),
    ("treebeard/mp_tree.py", include_str!("contrib/mp_tree.py")),
];

/// The built-in sources that are worth reading beside the given ones.
pub(crate) fn sources(given: &[Source<'_>]) -> Vec<Source<'static>> {
    if !given.iter().any(|source| source.text.contains("django")) {
        return Vec::new();
    }
    let is_given =
        |path: &str| given.iter().any(|source| source.name.replace('\\', "/").ends_with(path));
    let wanted = MODULES.iter().filter(|(path, _)| !is_given(path));
    wanted.map(|&(path, text)| Source { name: path, text }).collect()
}

/// Whether a class is of these sources.
pub(crate) fn is_builtin(project: &Project<'_>, class: &Rc<Class>) -> bool {
    class.place.module >= project.given
}
