//! The report in a real browser, where `SEEDBED_TEST_CHROMIUM` names one.

#![allow(clippy::disallowed_methods, reason = "tests find their browser by the environment")]

use std::{env, fs, path::Path, process::Command};

use seedbed_evaluate::scores::{Knowledge, Options, evaluate, html, judge};
use seedbed_profile::Table;

use super::data::{people, shop};

/// Runs Chromium without a window on a file; what it says of the page, and in its log.
fn browse(chromium: &str, folder: &Path, page: &Path, options: &[&str]) -> (String, String) {
    let profile = format!("--user-data-dir={}", folder.join("profile").display());
    let output = Command::new(chromium)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--enable-logging=stderr", "--hide-scrollbars"])
        .arg(profile)
        .args(options)
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

fn report() -> String {
    let real = vec![people(1200, 1).table("people")];
    let synthetic = vec![people(1200, 2).independent(3).table("people")];
    let holdout = vec![people(1200, 4).table("people")];
    let options = Options {
        attacks: 60,
        targets: vec![("people".into(), "level".into())],
        sensitive: vec![("people".into(), "level".into())],
        ..Options::default()
    };
    let known = Knowledge::default();
    let mut evaluation = evaluate(&real, &synthetic, Some(&holdout), &known, &options).unwrap();
    let thresholds = ["quality=0.5", "column_pair_trends=0.9"].map(|text| text.parse().unwrap());
    evaluation.gate = Some(judge(&evaluation, &thresholds).unwrap());
    html(&evaluation, "people, made column by column")
}

fn related() -> String {
    let tables = |seed: u64, shift: f64| {
        let [customers, orders] = shop(300, seed, shift);
        vec![customers.table("customers"), orders.table("orders")]
    };
    let options = Options { attacks: 30, ..Options::default() };
    let known = Knowledge::default();
    let evaluation = evaluate(&tables(1, 0.0), &tables(2, 1.0), None, &known, &options).unwrap();
    html(&evaluation, "a shop beside another")
}

/// Many tables, with names that are long, written from right to left, or of wide letters.
fn odd() -> String {
    let tables = |seed: u64| -> Vec<Table> {
        (0..20)
            .map(|number| {
                let mut made = people(60, seed + number);
                made.header =
                    vec!["age", LONG, "العمر", "מחיר", "年齢と収入の合計額", "member", "born"];
                for row in &mut made.rows {
                    row[4] = "東京都千代田区丸の内一丁目九番".into();
                }
                made.table(&format!("{LONG}_{number:02}"))
            })
            .collect()
    };
    let options = Options { privacy: false, likeness: false, ..Options::default() };
    let known = Knowledge::default();
    let mut evaluation = evaluate(&tables(1), &tables(101), None, &known, &options).unwrap();
    let threshold = "column_shapes=0.999".parse().unwrap();
    evaluation.gate = Some(judge(&evaluation, &[threshold]).unwrap());
    html(&evaluation, LONG)
}

const LONG: &str =
    "a_name_so_long_that_nobody_has_made_a_layout_for_it_and_that_has_no_place_to_break_at";

/// A page that holds the report in a frame of some width, with everything open, and says how wide
/// its content is.
fn framed(report: &str, width: u32) -> String {
    let report = report.replace('&', "&amp;").replace('"', "&quot;");
    format!(
        "<!doctype html><body><iframe style=\"width:{width}px;height:600px;border:0\" \
         srcdoc=\"{report}\"></iframe><script>\
         const frame = document.querySelector('iframe');\
         frame.onload = () => {{\
           const page = frame.contentDocument;\
           page.querySelectorAll('details').forEach(part => part.open = true);\
           document.title = 'width ' + page.documentElement.scrollWidth;\
         }};</script></body>"
    )
}

#[test]
fn nothing_overflows_and_no_error_appears() {
    let Some(chromium) = env::var("SEEDBED_TEST_CHROMIUM").ok().filter(|path| !path.is_empty())
    else {
        println!("not run: SEEDBED_TEST_CHROMIUM names no browser");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    for (name, report) in [("one", report()), ("related", related()), ("odd", odd())] {
        for width in [360, 800, 1280] {
            let page = folder.path().join(format!("{name}-{width}.html"));
            fs::write(&page, framed(&report, width)).unwrap();
            let (dom, log) =
                browse(&chromium, folder.path(), &page, &["--dump-dom", "--window-size=1400,900"]);
            assert!(
                dom.contains(&format!("<title>width {width}</title>")),
                "{name} at {width}: {}",
                title(&dom)
            );
            let errors: Vec<&str> = log.lines().filter(|line| line.contains(":CONSOLE")).collect();
            assert!(errors.is_empty(), "{errors:?}");
        }
        // Kept where they can be looked at, when somewhere is named.
        let Ok(shots) = env::var("SEEDBED_TEST_SCREENSHOTS") else { continue };
        let page = folder.path().join(format!("{name}.html"));
        fs::write(&page, &report).unwrap();
        let shot =
            format!("--screenshot={}", Path::new(&shots).join(format!("{name}.png")).display());
        browse(&chromium, folder.path(), &page, &[&shot, "--window-size=1100,1900"]);
        fs::copy(&page, Path::new(&shots).join(format!("{name}.html"))).unwrap();
    }
}

fn title(dom: &str) -> &str {
    dom.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).unwrap_or("no title")
}
