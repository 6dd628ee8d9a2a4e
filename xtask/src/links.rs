//! The documentation's links, followed as a reader would.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::workspace::root;

#[test]
fn every_link_of_the_documentation_leads_somewhere() {
    let mut broken = Vec::new();
    let pages = pages(root());
    assert!(pages.len() > 10, "few pages are left: {pages:?}");
    for page in &pages {
        let text = fs::read_to_string(page).unwrap();
        for link in
            links(&text).filter(|link| !link.contains("://") && !link.starts_with("mailto:"))
        {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let to = if file.is_empty() { page.clone() } else { page.parent().unwrap().join(file) };
            let leads = to.exists() && (anchor.is_empty() || has_heading(&to, anchor));
            if !leads {
                broken.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn links_and_headings_are_read_as_a_page_shows_them() {
    let text = "See [the plan](plan.md#rows-per-table), `[not](this)`, [one](a) and [two](b).\n\
                ```\n[nor](that)\n```\n    [nor](code)\n";
    assert_eq!(links(text).collect::<Vec<_>>(), ["plan.md#rows-per-table", "a", "b"]);
    for (heading, anchor) in [
        ("## What it costs", "what-it-costs"),
        ("### `seedbed serve`: one process", "seedbed-serve-one-process"),
    ] {
        assert_eq!(slug(heading), anchor);
    }
}

/// The Markdown files that are the project's own.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !name.starts_with('.') && name != "target" {
            found.extend(pages(&path));
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
    found
}

/// The lines of a page that are no code.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut fenced = false;
    text.lines().filter(move |line| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence && !line.starts_with("    ")
    })
}

fn links(text: &str) -> impl Iterator<Item = &str> {
    prose(text).flat_map(|line| {
        // What stands between backticks is code.
        let outside = line.split('`').step_by(2);
        outside.flat_map(|part| part.split("](").skip(1)).filter_map(|rest| {
            let (link, _) = rest.split_once(')')?;
            Some(link)
        })
    })
}

fn has_heading(page: &Path, anchor: &str) -> bool {
    let text = fs::read_to_string(page).unwrap();
    prose(&text).any(|line| line.starts_with('#') && slug(line) == anchor)
}

/// What a heading is called in links.
fn slug(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = text.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}
