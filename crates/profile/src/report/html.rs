//! The profile as one page that needs nothing else: no network, no script.

use std::fmt::Write;

use super::{ColumnProfile, Distribution, Point, Profile, ReferenceProfile, Summary, TableProfile};

const STYLE: &str = include_str!("style.css");

/// The page of a profile.
pub fn html(profile: &Profile) -> String {
    let mut page =
        String::from("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.push_str("<meta name=\"color-scheme\" content=\"light dark\">\n<title>Profile</title>\n");
    let _ = write!(page, "<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>Profile</h1>\n");
    overview(&mut page, profile);
    for table in &profile.tables {
        section(&mut page, table);
    }
    let _ = writeln!(
        page,
        "<footer>Made by seedbed {}. Values of personal columns, free text and identifiers are \
         left out.</footer>\n</main>\n</body>\n</html>",
        escape(&profile.seedbed)
    );
    page
}

fn overview(page: &mut String, profile: &Profile) {
    page.push_str(
        "<div class=\"wide\"><table>\n<thead><tr><th>Table</th><th class=\"n\">Rows</th>",
    );
    page.push_str("<th class=\"n\">Columns</th><th class=\"n\">Personal</th><th>Key</th></tr></thead>\n<tbody>\n");
    for table in &profile.tables {
        let personal = table.columns.iter().filter(|column| column.personal.is_some()).count();
        let key = table.key.as_ref().map_or("none found".into(), |key| key.columns.join(", "));
        let _ = writeln!(
            page,
            "<tr><td><a href=\"#{id}\">{name}</a></td><td class=\"n\">{}</td>\
             <td class=\"n\">{}</td><td class=\"n\">{personal}</td><td>{}</td></tr>",
            grouped(table.rows),
            table.columns.len(),
            escape(&key),
            id = anchor(&table.name),
            name = escape(&table.name),
        );
    }
    page.push_str("</tbody></table></div>\n");
    if !profile.references.is_empty() {
        page.push_str("<h2>References</h2>\n<ul>\n");
        profile.references.iter().for_each(|reference| self::reference(page, reference));
        page.push_str("</ul>\n");
    }
}

fn reference(page: &mut String, reference: &ReferenceProfile) {
    let children = &reference.children;
    let _ = writeln!(
        page,
        "<li><b>{}.{}</b> → <b>{}.{}</b>: {} to {} rows each, {:.2} on average, {} without any{}. \
         <span class=\"quiet\">{}</span></li>",
        escape(&reference.table),
        escape(&reference.column),
        escape(&reference.parent),
        escape(&reference.parent_column),
        grouped(children.fewest),
        grouped(children.most),
        children.mean,
        grouped(children.childless),
        match reference.orphans {
            0 => String::new(),
            orphans => format!("; <b class=\"warn\">{} orphans</b>", grouped(orphans)),
        },
        escape(&reference.reason),
    );
}

fn section(page: &mut String, table: &TableProfile) {
    let _ = writeln!(
        page,
        "<h2 id=\"{}\">{}</h2>\n<p>{} rows, {} columns{}.</p>\n<div class=\"cards\">",
        anchor(&table.name),
        escape(&table.name),
        grouped(table.rows),
        table.columns.len(),
        match table.repeated_rows {
            0 => String::new(),
            repeated => format!(", {} rows like an earlier one", grouped(repeated)),
        },
    );
    table.columns.iter().for_each(|column| card(page, column, table.rows));
    page.push_str("</div>\n");
}

fn card(page: &mut String, column: &ColumnProfile, rows: u64) {
    let _ = write!(
        page,
        "<section class=\"card\"><h3>{}</h3><p class=\"tags\"><span>{}</span>",
        escape(&column.name),
        column.kind.word(),
    );
    if let Some(personal) = &column.personal {
        let _ = write!(
            page,
            "<span class=\"warn\" title=\"{}\">personal: {}</span>",
            escape(&personal.reason),
            escape(&personal.category),
        );
    }
    if column.unique {
        page.push_str("<span>unique</span>");
    }
    if let Some(pattern) = &column.pattern {
        let share = if pattern.share < 1.0 {
            format!(" {}", percent(pattern.share))
        } else {
            String::new()
        };
        let _ = write!(page, "<span>{}{share}</span>", escape(&pattern.name));
    }
    let _ = write!(page, "</p><dl><dt>Different</dt><dd>{}</dd>", grouped(column.distinct));
    let _ = write!(
        page,
        "<dt>Missing</dt><dd>{} ({})</dd>",
        grouped(column.missing),
        percent(column.missing_share),
    );
    if let Some(texts) = &column.texts {
        let _ = write!(
            page,
            "<dt>Characters</dt><dd>{} to {}, {:.1} on average</dd>",
            grouped(texts.shortest),
            grouped(texts.longest),
            texts.mean,
        );
    }
    if let Some(summary) = &column.summary {
        facts(page, summary);
    }
    page.push_str("</dl>");
    if let Some(distribution) = &column.distribution {
        chart(page, &column.name, distribution);
    }
    if column.kind.is_discrete() || column.distribution.is_none() {
        bars(page, column, rows);
    }
    page.push_str("</section>\n");
}

fn facts(page: &mut String, summary: &Summary) {
    let [first, median, third] = &summary.quartiles;
    let _ = write!(
        page,
        "<dt>Range</dt><dd>{} to {}</dd><dt>Quartiles</dt><dd>{}, {}, {}</dd><dt>Mean</dt><dd>{}</dd>",
        shown(&summary.min),
        shown(&summary.max),
        shown(first),
        shown(median),
        shown(third),
        shown(&summary.mean),
    );
}

/// A bar for every bin.
fn chart(page: &mut String, name: &str, distribution: &Distribution) {
    let most = distribution.counts.iter().copied().max().unwrap_or(1).max(1) as f64;
    let width = 240.0 / distribution.counts.len().max(1) as f64;
    let _ = write!(
        page,
        "<svg viewBox=\"0 0 240 60\" role=\"img\" aria-label=\"Distribution of {}\">",
        escape(name),
    );
    for (at, &count) in distribution.counts.iter().enumerate() {
        let height = 60.0 * count as f64 / most;
        // A few among many still show.
        let height = if count > 0 { height.max(1.0) } else { 0.0 };
        let edges = &distribution.edges[at..=at + 1];
        let _ = write!(
            page,
            "<rect x=\"{:.2}\" y=\"{:.2}\" width=\"{:.2}\" height=\"{height:.2}\">\
             <title>{} to {}: {}</title></rect>",
            at as f64 * width,
            60.0 - height,
            (width - 1.0).max(0.5),
            shown(&edges[0]),
            shown(&edges[1]),
            grouped(count),
        );
    }
    page.push_str("</svg>");
}

/// A bar for each of the commonest values.
fn bars(page: &mut String, column: &ColumnProfile, rows: u64) {
    if column.commonest.is_empty() {
        return;
    }
    page.push_str("<ol class=\"bars\">");
    for value in &column.commonest {
        let share = value.count as f64 / rows.max(1) as f64;
        let _ = write!(
            page,
            "<li><span class=\"bar\" style=\"width:{:.1}%\"></span><span>{}</span>\
             <span class=\"quiet\">{}</span></li>",
            100.0 * share,
            escape(&value.value),
            percent(share),
        );
    }
    page.push_str("</ol>");
}

fn shown(point: &Point) -> String {
    match point {
        Point::Moment(text) => escape(text),
        Point::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            let digits = grouped(number.abs() as u64);
            if *number < 0.0 { format!("−{digits}") } else { digits }
        }
        Point::Number(number) if number.abs() >= 0.01 && number.abs() < 1e9 => {
            format!("{number:.2}")
        }
        Point::Number(number) => format!("{number:.3e}"),
    }
}

fn percent(share: f64) -> String {
    match share {
        0.0 => "0 %".into(),
        share if share < 0.001 => "under 0.1 %".into(),
        share => format!("{:.1} %", 100.0 * share),
    }
}

/// `1 234 567`, with spaces that don't break.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('\u{202F}');
        }
        text.push(digit);
    }
    text
}

fn anchor(name: &str) -> String {
    let safe = |character: char| if character.is_alphanumeric() { character } else { '-' };
    format!("table-{}", name.chars().map(safe).collect::<String>())
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
