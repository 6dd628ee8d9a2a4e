//! The report as one HTML file: no script, no network, nothing but itself.
//!
//! Hard facts come first, then the gate, then scores that open to their columns, then charts. It
//! follows the reader's choice of light or dark, fits a phone, and prints.

mod draw;

use std::fmt::Write;

use super::{
    charts::{Distribution, TableCharts},
    evaluation::{Evaluation, Facts, TableFacts},
    gate::GateResult,
    score::{METRICS, Property, Score, Section},
};

/// Rows of a property that are shown; the worst ones first. The JSON has all.
const MOST_ROWS: usize = 60;

/// Tables whose facts and charts stand open; more are to be opened.
const MOST_OPEN: usize = 12;

/// Writes the report. `title` names the datasets.
pub fn html(evaluation: &Evaluation, title: &str) -> String {
    let mut page = String::with_capacity(1 << 18);
    let title = escape(title);
    let _ = write!(
        page,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <link rel=\"icon\" href=\"data:,\">\n\
         <title>{title}</title>\n<style>\n{}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#scores\">To the scores</a>\n<header>\n<h1>{title}</h1>\n\
         <p class=\"quiet\">seedbed {}, seed {}</p>\n</header>\n<main>\n",
        include_str!("style.css"),
        escape(&evaluation.version),
        evaluation.seed,
    );
    facts(&mut page, &evaluation.facts);
    if let Some(result) = &evaluation.gate {
        gate(&mut page, result);
    }
    page.push_str("<h2 id=\"scores\">Scores</h2>\n");
    overview(&mut page, &evaluation.sections);
    for part in &evaluation.sections {
        section(&mut page, part);
    }
    let many = evaluation.charts.len() > MOST_OPEN;
    for table in &evaluation.charts {
        if many {
            fold(&mut page, &format!("Charts of {}", name(&table.table)));
        }
        charts(&mut page, table, evaluation.charts.len() > 1);
        if many {
            page.push_str("</details>\n");
        }
    }
    if !evaluation.facts.files.is_empty() {
        files(&mut page, &evaluation.facts);
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

/// Text as HTML shows it.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A name as HTML shows it, kept together whichever way it is written.
pub(crate) fn name(text: &str) -> String {
    format!("<bdi>{}</bdi>", escape(text))
}

/// A whole number with its thousands apart.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `column_shapes` as `Column shapes`.
fn words(name: &str) -> String {
    let text = name.replace('_', " ");
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + characters.as_str()
}

/// Begins what is to be opened.
fn fold(page: &mut String, what: &str) {
    let _ = writeln!(page, "<details><summary><span class=\"name\">{what}</span></summary>");
}

fn facts(page: &mut String, facts: &Facts) {
    page.push_str("<h2>Facts</h2>\n<dl class=\"cards\">\n");
    let real = facts.tables.iter().filter_map(|table| table.real_rows).reduce(|a, b| a + b);
    let synthetic = facts.tables.iter().map(|table| table.synthetic_rows).sum();
    let mut card = |name: &str, value: String, bad: bool| {
        let class = if bad { "card bad" } else { "card" };
        let _ = writeln!(page, "<div class=\"{class}\"><dt>{name}</dt><dd>{value}</dd></div>");
    };
    if let Some(real) = real {
        card("Real rows", grouped(real), false);
    }
    card("Synthetic rows", grouped(synthetic), false);
    let holdout: u64 = facts.tables.iter().filter_map(|table| table.holdout_rows).sum();
    if holdout > 0 {
        card("Holdout rows", grouped(holdout), false);
    }
    if let Some(schema) = &facts.schema {
        card("Violations of the schema", grouped(schema.violations), schema.violations > 0);
    }
    if real.is_some() {
        card("Orphans", grouped(facts.orphans), facts.orphans > 0);
        card("Repeated keys", grouped(facts.repeated_keys), facts.repeated_keys > 0);
    }
    page.push_str("</dl>\n");
    let many = facts.tables.len() > MOST_OPEN;
    if many {
        fold(page, &format!("{} tables", facts.tables.len()));
    }
    page.push_str(
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Tables\">\
                   \n<table class=\"facts\">\n<thead><tr><th>Table</th><th class=\"n\">Real rows</th>\
                   <th class=\"n\">Synthetic rows</th><th class=\"n\">Columns</th>\
                   <th>Remarks</th></tr></thead>\n<tbody>\n",
    );
    for table in &facts.tables {
        let _ = writeln!(
            page,
            "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td><td class=\"n\">{}</td>\
             <td class=\"n\">{}</td><td>{}</td></tr>",
            name(&table.table),
            table.real_rows.map_or_else(String::new, grouped),
            grouped(table.synthetic_rows),
            table.columns.map_or_else(String::new, grouped),
            remarks(table),
        );
    }
    for (tables, remark) in [
        (&facts.missing_tables, "not in the synthetic data"),
        (&facts.new_tables, "only in the synthetic data"),
    ] {
        for table in tables {
            let _ = writeln!(
                page,
                "<tr><th scope=\"row\">{}</th><td></td><td></td><td></td><td>{remark}</td></tr>",
                name(table),
            );
        }
    }
    page.push_str("</tbody>\n</table>\n</div>\n");
    if many {
        page.push_str("</details>\n");
    }
    violations(page, facts);
}

fn remarks(table: &TableFacts) -> String {
    let mut remarks = Vec::new();
    let list =
        |names: &[String]| names.iter().map(|text| name(text)).collect::<Vec<_>>().join(", ");
    if !table.missing_columns.is_empty() {
        remarks.push(format!("missing: {}", list(&table.missing_columns)));
    }
    if !table.new_columns.is_empty() {
        remarks.push(format!("new: {}", list(&table.new_columns)));
    }
    if !table.not_compared.is_empty() {
        remarks.push(format!("not compared by value: {}", list(&table.not_compared)));
    }
    for (column, problem) in &table.problems {
        remarks.push(format!("{}: {}", name(column), escape(problem)));
    }
    remarks.join("<br>")
}

fn violations(page: &mut String, facts: &Facts) {
    let Some(schema) = &facts.schema else { return };
    if !schema.violated.is_empty() {
        page.push_str("<h3>Violated constraints</h3>\n<ul>\n");
        for (name, rows) in &schema.violated {
            let _ = writeln!(page, "<li>{}: {} rows</li>", self::name(name), grouped(*rows));
        }
        page.push_str("</ul>\n");
    }
    if !schema.not_checked.is_empty() {
        page.push_str("<details><summary>Constraints that were not checked</summary>\n<ul>\n");
        for (name, why) in &schema.not_checked {
            let _ = writeln!(page, "<li>{}: {}</li>", self::name(name), escape(why));
        }
        page.push_str("</ul>\n</details>\n");
    }
}

fn gate(page: &mut String, result: &GateResult) {
    let (class, verdict) = if result.passed {
        ("good", "The gate is passed")
    } else {
        ("bad", "The gate is not passed")
    };
    let _ = writeln!(page, "<h2>Gate</h2>\n<p class=\"verdict {class}\">{verdict}</p>\n<ul>");
    for check in &result.checks {
        let found = check.found.map_or("no score".to_owned(), percent);
        let mark = if check.passed { "passed" } else { "failed" };
        let _ = write!(
            page,
            "<li><strong>{mark}</strong>: {} is {found}, at least {} is asked",
            name(&check.score),
            percent(check.min),
        );
        if !check.failing.is_empty() {
            page.push_str("<ul>");
            for failing in &check.failing {
                let found = match (failing.found, &failing.not_applicable) {
                    (Some(found), _) => percent(found),
                    (None, Some(why)) => format!("not applicable, because {}", escape(why)),
                    (None, None) => "no score".to_owned(),
                };
                let _ = write!(page, "<li>{}: {found}</li>", name(&failing.subject));
            }
            page.push_str("</ul>");
        }
        page.push_str("</li>\n");
    }
    page.push_str("</ul>\n");
}

fn percent(score: f64) -> String {
    format!("{:.1} %", score * 100.0)
}

fn overview(page: &mut String, sections: &[Section]) {
    page.push_str("<dl class=\"cards\">\n");
    for section in sections {
        let score = section.score.map_or("not applicable".to_owned(), percent);
        let _ = writeln!(
            page,
            "<div class=\"card\"><dt><a href=\"#{0}\">{1}</a></dt><dd>{score}</dd></div>",
            section.name,
            words(section.name),
        );
    }
    page.push_str("</dl>\n");
}

/// What a section's scores say, and what they don't.
fn about(section: &str) -> &'static str {
    match section {
        "schema" => {
            "Whether every type, key, reference and condition that the schema declares holds, for \
             every row. Anything below 100 % means rows that its database would refuse."
        }
        "diagnostic" => {
            "Whether the rows are valid: keys, references, ranges, categories. Anything below \
             100 % deserves a look; 100 % says nothing about likeness."
        }
        "quality" => {
            "Whether columns, pairs of columns and relations look like the real ones. It is an \
             average: open it to see the columns it hides. Random rows can reach half of it."
        }
        "likeness" => {
            "Finer comparisons: accuracy over bins beside the ceiling that chance sets, coverage, \
             and whether a classifier tells the rows apart. Not part of quality."
        }
        "privacy" => {
            "Whether synthetic rows lie nearer to the rows they were made from than chance would \
             have it, and what an attacker gains. A high score is no proof of anonymity: it says \
             that these attacks fail on this data. Without a holdout the strongest tests are not \
             applicable."
        }
        _ => "",
    }
}

fn section(page: &mut String, section: &Section) {
    let score = section.score.map_or(String::new(), percent);
    let _ = writeln!(
        page,
        "<section id=\"{0}\">\n<h3>{1} <span class=\"quiet\">{score}</span></h3>\n\
         <p>{2}</p>",
        section.name,
        words(section.name),
        about(section.name),
    );
    for property in &section.properties {
        self::property(page, property);
    }
    page.push_str("</section>\n");
}

fn property(page: &mut String, property: &Property) {
    let name = words(property.name);
    let _ = write!(page, "<details>\n<summary><span class=\"name\">{name}</span>");
    match property.score {
        Some(score) => page.push_str(&draw::meter(score, property.details.get("ceiling").copied())),
        None => {
            let why = property.not_applicable.as_deref().unwrap_or_default();
            let _ = write!(page, "<span class=\"quiet\">not applicable: {}</span>", escape(why));
        }
    }
    page.push_str("</summary>\n");
    let mut metrics: Vec<&str> = property.scores.iter().map(|score| score.metric).collect();
    metrics.dedup();
    metrics.sort_unstable();
    metrics.dedup();
    for metric in METRICS.iter().filter(|metric| metrics.contains(&metric.name)) {
        let _ = writeln!(
            page,
            "<p class=\"quiet\"><strong>{}</strong>: {}</p>",
            metric.name,
            escape(metric.meaning),
        );
    }
    if !property.details.is_empty() {
        let _ = writeln!(page, "<p class=\"quiet\">{}</p>", details(&property.details));
    }
    let mut scores: Vec<&Score> = property.scores.iter().collect();
    // Worst first; then what does not count, and what has no score, with its reason.
    scores.sort_by(|a, b| {
        let key = |score: &Score| score.score.unwrap_or(f64::INFINITY);
        b.counted.cmp(&a.counted).then(key(a).total_cmp(&key(b)))
    });
    if let Some(score) = scores.iter().find(|score| !score.counted && score.score.is_some()) {
        let why = if score.metric == "ConstraintAdherence" {
            "the database does not enforce them"
        } else {
            "they do not hang together in the real data"
        };
        let _ = writeln!(page, "<p class=\"quiet\">What is grey does not count: {why}.</p>");
    }
    if !scores.is_empty() {
        rows(page, &name, &scores);
    }
    page.push_str("</details>\n");
}

fn rows(page: &mut String, name: &str, scores: &[&Score]) {
    let _ = write!(
        page,
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{name}\">\n\
         <table class=\"scores\">\n<thead><tr><th>Of</th><th>Metric</th><th>Score</th><th>Details</th></tr></thead>\n<tbody>\n"
    );
    for score in scores.iter().take(MOST_ROWS) {
        let of = if score.columns.is_empty() {
            self::name(&score.table)
        } else {
            format!(
                "<span class=\"quiet\">{}</span> {}",
                self::name(&score.table),
                score.columns.iter().map(|text| self::name(text)).collect::<Vec<_>>().join(" × "),
            )
        };
        let value = match (score.score, &score.not_applicable) {
            (Some(value), _) => draw::meter(value, score.details.get("ceiling").copied()),
            (None, why) => {
                let why = why.as_deref().unwrap_or_default();
                format!("<span class=\"quiet\">not applicable, because {}</span>", escape(why))
            }
        };
        let class = if score.counted { "" } else { " class=\"uncounted\"" };
        let more = details(&score.details);
        let _ = writeln!(
            page,
            "<tr{class}><th scope=\"row\">{of}</th><td>{}</td><td>{value}</td><td>{more}</td></tr>",
            score.metric,
        );
    }
    page.push_str("</tbody>\n</table>\n</div>\n");
    if scores.len() > MOST_ROWS {
        let _ = writeln!(
            page,
            "<p class=\"quiet\">The {MOST_ROWS} lowest of {}; the JSON report has all.</p>",
            grouped(scores.len() as u64),
        );
    }
}

fn details(details: &std::collections::BTreeMap<&'static str, f64>) -> String {
    let detail = |(name, value): (&&'static str, &f64)| {
        format!("{} {}", name.replace('_', " "), super::charts::short(*value))
    };
    details.iter().map(detail).collect::<Vec<_>>().join(", ")
}

fn charts(page: &mut String, table: &TableCharts, several: bool) {
    let of = if several { format!(" of {}", name(&table.table)) } else { String::new() };
    figures(page, &format!("Distributions{of}"), &table.distributions);
    figures(page, &format!("Rows per row referred to{of}"), &table.children);
    if table.correlations.columns.len() > 1 {
        let _ = writeln!(page, "<h2>Correlations{of}</h2>\n<div class=\"charts maps\">");
        page.push_str(&draw::correlations(&table.correlations));
        page.push_str("</div>\n");
    }
}

/// Distributions below a heading; nothing where there are none.
fn figures(page: &mut String, heading: &str, of: &[Distribution]) {
    if of.is_empty() {
        return;
    }
    let _ = writeln!(
        page,
        "<h2>{heading}</h2>\n<p class=\"legend\"><span class=\"real\"></span> real \
         <span class=\"synthetic\"></span> synthetic</p>\n<div class=\"charts\">"
    );
    for distribution in of {
        page.push_str(&draw::distribution(distribution));
    }
    page.push_str("</div>\n");
}

fn files(page: &mut String, facts: &Facts) {
    fold(page, "Files");
    page.push_str(
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Files\">\n<table>\n\
         <thead><tr><th>Dataset</th><th>File</th><th class=\"n\">Bytes</th><th>SHA-256</th></tr>\
         </thead>\n<tbody>\n",
    );
    for file in &facts.files {
        let _ = writeln!(
            page,
            "<tr><td>{}</td><th scope=\"row\">{}</th><td class=\"n\">{}</td>\
             <td><code>{}</code></td></tr>",
            escape(&file.dataset),
            name(&file.file),
            grouped(file.bytes),
            escape(&file.sha256),
        );
    }
    page.push_str("</tbody>\n</table>\n</div>\n</details>\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_can_not_break_the_page() {
        assert_eq!(escape("<b a='1'>&\""), "&lt;b a=&#39;1&#39;&gt;&amp;&quot;");
        assert_eq!(name("العمر<"), "<bdi>العمر&lt;</bdi>");
        assert_eq!(words("column_pair_trends"), "Column pair trends");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}
