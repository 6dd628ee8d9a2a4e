//! Categories below categories: the first rows are the roots, and what lies below has a name
//! that fits under any of them.

use seedbed_generate::plan::{Link, RowsSource, Scalar, Source};
use seedbed_generate::vocabulary;

use crate::draft::Draft;
use crate::names::ident;
use crate::subject::Subject;
use crate::survey::{Class, ColumnFacts, TableFacts};

/// Names of parts of a shop's range, whatever the range is.
const WITHIN: &[&str] = &[
    "New Arrivals",
    "Best Sellers",
    "Gift Ideas",
    "Accessories",
    "Clearance",
    "Spare Parts",
    "Starter Kits",
    "Limited Editions",
    "Refurbished",
    "Eco-Friendly",
    "Bundles",
    "Premium",
    "Essentials",
    "For Beginners",
    "For Professionals",
    "For Kids",
    "Travel Size",
    "Seasonal",
    "Made Locally",
    "Replacements",
    "Care & Maintenance",
    "Top Rated",
    "Handmade",
    "Classics",
    "Last Chance",
    "Back in Stock",
    "Staff Picks",
    "Gift Sets",
];

/// Fills the names of a tree of categories, and says which rows have no parent.
pub(crate) fn fill(draft: &mut Draft<'_, '_>, links: &mut [Link], rows: u64, locale: &str) {
    let table = draft.table;
    let Some((name, parent, key)) = tree(table) else { return };
    let Some(words) = vocabulary::lookup(locale, "category").filter(|_| draft.is_open(name)) else {
        return;
    };
    let roots = (rows.div_ceil(2) as usize).clamp(1, words.len());
    let mut names: Vec<&str> = words.iter().take(roots).collect();
    names.extend(WITHIN);
    names.extend(words.iter().skip(roots));
    let most = name.max_length().unwrap_or(u32::MAX) as usize;
    let values =
        names.into_iter().filter(|name| name.chars().count() <= most).map(Scalar::from).collect();
    let Some(link) = links.iter_mut().find(|link| link.columns == [parent.name()]) else { return };
    link.null_rate = 0.0;
    link.null_if = Some(format!("{} <= {roots}", ident(key.name())));
    let source = Source::Rows(RowsSource { values });
    draft.fill(name, source, "category", format!("{} makes the table a tree", parent.name()));
}

/// The name, the reference to the parent and the counted key of a tree of categories.
fn tree<'t, 'a>(
    table: &'t TableFacts<'a>,
) -> Option<(&'t ColumnFacts<'a>, &'t ColumnFacts<'a>, &'t ColumnFacts<'a>)> {
    let (_, key, _) = table
        .foreign_keys()
        .find(|(_, key, parent)| *parent == table.id && key.columns.len() == 1)?;
    let parent = table.column(&key.columns[0]).filter(|parent| parent.is_nullable())?;
    let key = table.column(&key.parent_columns[0]).filter(|key| key.class == Class::Int)?;
    let counted = key.column.identity.as_ref().is_none_or(|i| i.start == 1 && i.increment == 1);
    let name = table.find("name|title|category|category name|label")?;
    let fits = table.subject == Subject::Category
        && table.table.rows.is_empty()
        && counted
        && !key.linked
        && name.class == Class::Text;
    fits.then_some((name, parent, key))
}
