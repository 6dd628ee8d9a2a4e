use std::collections::BTreeMap;

use seedbed_schema::{Column, DataType};

use super::*;

fn stage(name: &str) -> Option<&'static str> {
    let column = Column::new(name, DataType::Timestamp { with_time_zone: true });
    let words = tokens::words(name);
    let facts = ColumnFacts {
        wished: None,
        tick: None,
        stage: ToldStage::default(),
        column: &column,
        short: words.clone(),
        words,
        class: Class::Timestamp,
        domain: seedbed_expr::Domain::default(),
        key: crate::survey::KeyPart::No,
        linked: false,
    };
    stage_of(&facts).map(|stage| stage.meaning)
}

#[test]
fn stages_are_told_by_names() {
    let cases = [
        ("created_at", "creation"),
        ("date_created", "creation"),
        ("CreationDate", "creation"),
        ("order_date", "placing"),
        ("paid_at", "payment"),
        ("shipped_at", "dispatch"),
        ("delivered_at", "delivery"),
        ("updated_at", "change"),
        ("ModifiedDate", "change"),
        ("last_login_at", "last use"),
        ("due_date", "due date"),
        ("expires_at", "expiry"),
        ("valid_from", "start"),
        ("valid_to", "planned end"),
        ("end_date", "planned end"),
        ("completed_at", "end"),
        ("deleted_at", "deletion"),
        ("cancelled_at", "cancellation"),
        ("timestamp", "placing"),
        ("published_on", "publication"),
    ];
    for (name, expected) in cases {
        assert_eq!(stage(name), Some(expected), "{name}");
    }
}

#[test]
fn stages_follow_stages_that_exist_and_come_earlier() {
    for (rank, stage) in STAGES.iter().enumerate() {
        for before in stage.after {
            let at = STAGES.iter().position(|other| other.meaning == *before);
            assert!(
                at.is_some_and(|at| at < rank || *before == "change"),
                "{} after {before}",
                stage.meaning
            );
        }
    }
}

#[test]
fn months_are_counted_across_years() {
    let today = Today::of("2026-01-31T00:00:00Z");
    assert_eq!(today.months(-1), Bound::Literal("2025-12-28".into()));
    assert_eq!(today.months(12), Bound::Literal("2027-01-28".into()));
}

#[test]
fn every_meaning_is_used_once() {
    let meanings: BTreeMap<&str, usize> =
        STAGES.iter().enumerate().map(|(at, stage)| (stage.meaning, at)).collect();
    assert_eq!(meanings.len(), STAGES.len());
}
