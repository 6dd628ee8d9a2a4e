//! Charts as plain SVG, drawn in the colours of the page.

use std::fmt::Write;

use super::escape;
use crate::scores::charts::{Correlations, Distribution};

const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 110.0;

/// A score as a bar with its number, and a mark where the ceiling is.
pub(super) fn meter(score: f64, ceiling: Option<f64>) -> String {
    let class = match score {
        s if s >= 0.9 => "good",
        s if s >= 0.7 => "fair",
        _ => "bad",
    };
    let mark = ceiling.map_or(String::new(), |ceiling| {
        let at = (ceiling * 100.0).clamp(0.0, 100.0);
        format!("<line class=\"mark\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"0\" y2=\"10\"/>")
    });
    let width = (score * 100.0).clamp(0.0, 100.0);
    format!(
        "<span class=\"meter\"><svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" \
         aria-hidden=\"true\"><rect class=\"rail\" width=\"100\" height=\"10\"/>\
         <rect class=\"{class}\" width=\"{width:.1}\" height=\"10\"/>{mark}</svg>\
         <b>{:.1}&nbsp;%</b></span>",
        score * 100.0,
    )
}

/// A column's distribution: real as filled bars, synthetic as a line over them (ranges) or as
/// bars beside them (categories).
pub(super) fn distribution(of: &Distribution) -> String {
    let most = of.real.iter().chain(&of.synthetic).copied().fold(0.0, f64::max);
    let name = escape(&of.column);
    let mut svg = String::new();
    let caption = missing(of);
    let height = if of.ranges { HEIGHT } else { 18.0 * of.labels.len().max(1) as f64 };
    let _ = write!(
        svg,
        "<figure>\n<figcaption><b><bdi>{name}</bdi></b>{caption}</figcaption>\n\
         <svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"Distribution of {name}, \
         real and synthetic{}\">",
        summary(of),
    );
    if most <= 0.0 {
        let _ = write!(svg, "<text x=\"4\" y=\"14\">no values</text></svg>\n</figure>\n");
        return svg;
    }
    if of.ranges {
        ranges(&mut svg, of, most);
    } else {
        categories(&mut svg, of, most);
    }
    svg.push_str("</svg>\n</figure>\n");
    svg
}

fn missing(of: &Distribution) -> String {
    if of.real_missing == 0.0 && of.synthetic_missing == 0.0 {
        return String::new();
    }
    let (real, synthetic) = (of.real_missing * 100.0, of.synthetic_missing * 100.0);
    format!(" <span class=\"quiet\">missing: {real:.1} %, synthetic {synthetic:.1} %</span>")
}

/// What the picture shows, for whoever does not see it.
fn summary(of: &Distribution) -> String {
    let mut bars: Vec<usize> = (0..of.real.len()).collect();
    bars.sort_by(|&a, &b| {
        let gap = |bar: usize| (of.real[bar] - of.synthetic[bar]).abs();
        gap(b).total_cmp(&gap(a))
    });
    let Some(&bar) = bars.first() else { return String::new() };
    let label = of.labels.get(bar).map_or("", String::as_str);
    let at = if of.ranges { "from" } else { "at" };
    format!(
        ". Largest difference {at} {}: {:.1} % and {:.1} %",
        escape(label),
        of.real[bar] * 100.0,
        of.synthetic[bar] * 100.0,
    )
}

fn ranges(svg: &mut String, of: &Distribution, most: f64) {
    let base = HEIGHT - 16.0;
    let width = WIDTH / of.real.len() as f64;
    let y = |share: f64| base - share / most * (base - 4.0);
    for (bar, &share) in of.real.iter().enumerate() {
        let (x, top) = (bar as f64 * width, y(share));
        let _ = write!(
            svg,
            "<rect class=\"real\" x=\"{x:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" \
             height=\"{:.1}\"/>",
            base - top,
        );
    }
    let mut path = format!("M0,{base:.1}");
    for (bar, &share) in of.synthetic.iter().enumerate() {
        let right = (bar + 1) as f64 * width;
        let _ = write!(path, "V{:.1}H{right:.1}", y(share));
    }
    let _ = write!(svg, "<path class=\"synthetic\" d=\"{path}V{base:.1}\"/>");
    let ends = [(0.0, "start", of.labels.first()), (WIDTH, "end", of.labels.last())];
    for (x, anchor, label) in ends {
        let label = label.map_or(String::new(), |label| escape(label));
        let _ = write!(
            svg,
            "<text x=\"{x}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{label}</text>",
            HEIGHT - 3.0,
        );
    }
}

fn categories(svg: &mut String, of: &Distribution, most: f64) {
    let (left, full) = (112.0, WIDTH - 116.0);
    for (row, label) in of.labels.iter().enumerate() {
        let y = row as f64 * 18.0;
        let length = |share: f64| share / most * full;
        let shown = shorten(label, 17);
        let _ = write!(
            svg,
            "<text x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\">{}<title>{}</title></text>\
             <rect class=\"real\" x=\"{left}\" y=\"{:.1}\" width=\"{:.1}\" height=\"7\"/>\
             <rect class=\"beside\" x=\"{left}\" y=\"{:.1}\" width=\"{:.1}\" height=\"7\"/>",
            left - 5.0,
            y + 12.0,
            escape(&shown),
            escape(label),
            y + 1.0,
            length(of.real[row]),
            y + 8.5,
            length(of.synthetic[row]),
        );
    }
}

/// At most so many letters; ideographs and the like are two letters wide.
fn shorten(text: &str, most: usize) -> String {
    let width = |letter: char| if letter < '\u{1100}' { 1 } else { 2 };
    if text.chars().map(width).sum::<usize>() <= most {
        return text.to_owned();
    }
    let mut room = most - 1;
    let fits = |letter: &char| {
        let left = room.checked_sub(width(*letter));
        room = left.unwrap_or(0);
        left.is_some()
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

/// Three tables of correlations: real, synthetic, and their difference.
pub(super) fn correlations(of: &Correlations) -> String {
    let difference: Vec<Vec<Option<f64>>> = of
        .real
        .iter()
        .zip(&of.synthetic)
        .map(|(real, synthetic)| {
            real.iter().zip(synthetic).map(|(a, b)| Some((*b)? - (*a)?)).collect()
        })
        .collect();
    let maps = [("Real", &of.real), ("Synthetic", &of.synthetic), ("Difference", &difference)];
    maps.map(|(name, cells)| map(name, &of.columns, cells)).concat()
}

fn map(name: &str, columns: &[String], cells: &[Vec<Option<f64>>]) -> String {
    let (left, size) = (90.0, (210.0 / columns.len() as f64).min(40.0));
    let whole = size * columns.len() as f64;
    let mut svg = String::new();
    let _ = write!(
        svg,
        "<figure>\n<figcaption><b>{name}</b></figcaption>\n<svg viewBox=\"0 0 {WIDTH} {:.0}\" \
         role=\"img\" aria-label=\"{name} correlations of {}\">",
        whole + 80.0,
        escape(&columns.join(", ")),
    );
    for (row, values) in cells.iter().enumerate() {
        let y = row as f64 * size;
        let _ = write!(
            svg,
            "<text x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            left - 4.0,
            y + size / 2.0 + 3.5,
            escape(&shorten(&columns[row], 13)),
        );
        for (column, value) in values.iter().enumerate() {
            let x = left + column as f64 * size;
            let (class, opacity) = match value {
                Some(value) if *value >= 0.0 => ("plus", value.min(1.0)),
                Some(value) => ("minus", (-value).min(1.0)),
                None => ("none", 1.0),
            };
            let shown = value.map_or("not applicable".to_owned(), |value| format!("{value:.2}"));
            let _ = write!(
                svg,
                "<rect class=\"cell\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{size:.1}\" \
                 height=\"{size:.1}\"/><rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" \
                 width=\"{size:.1}\" height=\"{size:.1}\" opacity=\"{opacity:.2}\">\
                 <title>{} × {}: {shown}</title></rect>",
                escape(&columns[row]),
                escape(&columns[column]),
            );
            if size >= 26.0 && row != column {
                let class = if opacity > 0.55 { "over" } else { "on" };
                let shown = value.map_or(String::new(), |value| format!("{value:.2}"));
                let _ = write!(
                    svg,
                    "<text class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">\
                     {shown}</text>",
                    x + size / 2.0,
                    y + size / 2.0 + 3.5,
                );
            }
        }
    }
    for (column, name) in columns.iter().enumerate() {
        let (x, y) = (left + (column as f64 + 0.5) * size + 3.0, whole + 6.0);
        let _ = write!(
            svg,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"end\" \
             transform=\"rotate(-60 {x:.1} {y:.1})\">{}</text>",
            escape(&shorten(name, 12)),
        );
    }
    svg.push_str("</svg>\n</figure>\n");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_says_what_it_shows() {
        let of = Distribution {
            column: "age<".into(),
            ranges: true,
            labels: vec!["0".into(), "10".into(), "20".into()],
            real: vec![0.5, 0.5],
            synthetic: vec![0.9, 0.1],
            real_missing: 0.0,
            synthetic_missing: 0.25,
        };
        let svg = distribution(&of);
        assert!(svg.contains("Distribution of age&lt;"), "{svg}");
        assert!(svg.contains("Largest difference from 0: 50.0 % and 90.0 %"), "{svg}");
        assert!(svg.contains("synthetic 25.0 %"), "{svg}");
    }

    #[test]
    fn long_labels_are_shortened() {
        assert_eq!(shorten("Married-civ-spouse", 10), "Married-c…");
        assert_eq!(shorten("東京都千代田区", 10), "東京都千…");
        assert_eq!(shorten("東京都", 6), "東京都");
    }
}
