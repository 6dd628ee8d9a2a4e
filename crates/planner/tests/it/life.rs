//! The moments of a row's life: in which order they come, how far apart, and what befalls few rows.

use seedbed_expr::Value;

use crate::rows::{Row, table};

/// Microseconds since 1970, where there is a moment.
fn micros(row: &Row, column: &str) -> Option<i64> {
    match &row[column] {
        Value::Date(days) => Some(i64::from(*days) * 86_400_000_000),
        Value::Timestamp(micros) => Some(*micros),
        Value::Null => None,
        other => panic!("{column} is {other:?}"),
    }
}

fn days(row: &Row, from: &str, to: &str) -> Option<f64> {
    Some((micros(row, to)? - micros(row, from)?) as f64 / 86_400e6)
}

fn is_null(row: &Row, column: &str) -> bool {
    row[column] == Value::Null
}

/// Checks that what is listed later comes later, and only where that before it has come.
fn in_order(name: &str, kind: &str, columns: &str) {
    let names: Vec<&str> = columns.split(' ').collect();
    let (first, others) = names.split_first().unwrap();
    let others: Vec<String> = others.iter().map(|name| format!("{name} {kind}")).collect();
    let rows = table(name, &format!("{first} {kind} not null, {}", others.join(", ")));
    for pair in names.windows(2) {
        let both: Vec<f64> = rows.iter().filter_map(|row| days(row, pair[0], pair[1])).collect();
        assert!(both.len() > 20, "{name}: {} and {}: {}", pair[0], pair[1], both.len());
        assert!(both.iter().all(|days| *days >= 0.0), "{name}: {} before {}", pair[1], pair[0]);
        let skipped = rows.iter().any(|row| is_null(row, pair[0]) && !is_null(row, pair[1]));
        assert!(!skipped, "{name}: {} without {}", pair[1], pair[0]);
    }
}

#[test]
fn deeds_come_in_the_order_in_which_a_table_lists_them() {
    in_order(
        "shipments",
        "timestamp",
        "booked_at picked_up_at gated_in_at loaded_at discharged_at gated_out_at delivered_at",
    );
    in_order("studies", "date", "irb_submitted_on irb_approved_on initiated_on audited_on");
    in_order("loan", "date", "submittedon_date approvedon_date disbursedon_date");
    in_order("subjects", "timestamp", "consent_signed_at screened_at randomized_at first_dose_at");
    in_order("outages", "timestamp", "started_at crew_dispatched_at crew_arrived_at restored_at");
}

#[test]
fn an_end_has_the_beginning_of_its_name() {
    for (start, end) in [
        ("trial_started_at", "trial_ends_at"),
        ("suspended_from", "suspended_until"),
        ("hospitalized_from", "hospitalized_to"),
        ("import_started_at", "import_finished_at"),
    ] {
        let rows = table("accounts", &format!("{start} timestamp, {end} timestamp"));
        assert!(rows.iter().all(|row| !is_null(row, start) || is_null(row, end)), "{end} alone");
        let spans = rows.iter().filter_map(|row| days(row, start, end));
        assert!(spans.clone().all(|days| days >= 0.0), "{end} before {start}");
    }
}

#[test]
fn contracts_run_for_whole_months() {
    let rows = table("policies", "effective_date date not null, expiration_date date not null");
    assert!(rows.iter().all(|row| {
        let days = days(row, "effective_date", "expiration_date").unwrap();
        (365.0..=366.0).contains(&days)
    }));
    let rows = table(
        "leases",
        "start_date date not null, end_date date not null, term_months int not null default 24",
    );
    let twice = rows.iter().filter(|row| days(row, "start_date", "end_date").unwrap() > 700.0);
    assert!(twice.count() > 80);
}

#[test]
fn what_comes_next_lies_ahead() {
    let rows = table("sites", "last_visit date not null, next_visit date not null");
    assert!(rows.iter().all(|row| days(row, "last_visit", "next_visit").unwrap() >= 0.0));
    let today = 20_454;
    let is_ahead = |row: &Row| matches!(row["next_visit"], Value::Date(day) if day >= today);
    assert!(rows.iter().all(is_ahead));
}

#[test]
fn doors_open_before_the_show() {
    let rows = table("events", "doors_open_at timestamp, starts_at timestamp not null");
    let before: Vec<f64> =
        rows.iter().filter_map(|row| days(row, "doors_open_at", "starts_at")).collect();
    assert!(before.len() > 50 && before.iter().all(|days| *days > 0.0 && *days < 0.2));
}

#[test]
fn exceptions_are_few_and_what_is_said_of_them_goes_with_them() {
    for (moment, others) in [
        ("banned_at", "ban_expires_at ban_reason banned_by"),
        ("blacklisted_at", "blacklisted_by blacklist_reason"),
        ("disputed_on", "dispute_reason"),
        ("terminated_early_on", "early_termination_reason"),
        ("quarantined_at", "quarantine_reason"),
        ("unblinded_at", "unblinded_by unblinding_reason"),
        ("deleted_at", "deleted_by"),
    ] {
        let columns: Vec<String> = std::iter::once(moment)
            .chain(others.split(' '))
            .map(|name| {
                let kind = if name.ends_with("_at") || name.ends_with("_on") {
                    "timestamp"
                } else {
                    "text"
                };
                format!("{name} {kind}")
            })
            .collect();
        let rows =
            table("accounts", &format!("created_at timestamp not null, {}", columns.join(", ")));
        let struck = rows.iter().filter(|row| !is_null(row, moment)).count();
        assert!((1..50).contains(&struck), "{moment}: {struck} of {}", rows.len());
        for name in others.split(' ') {
            assert!(
                rows.iter().all(|row| !is_null(row, moment) || is_null(row, name)),
                "{name} without {moment}"
            );
            assert!(rows.iter().any(|row| !is_null(row, name)), "{name} never");
        }
    }
}

#[test]
fn exceptions_without_a_moment_are_few() {
    for column in [
        "muted_until timestamp",
        "deleted_by int",
        "hold_reason text",
        "merged_into_id int",
        "last_error text",
        "locked_until timestamp",
        "portal_locked_until timestamp",
        "duplicate_of_id bigint",
    ] {
        let rows = table("accounts", &format!("created_at timestamp not null, {column}"));
        let name = column.split(' ').next().unwrap();
        let struck = rows.iter().filter(|row| !is_null(row, name)).count();
        assert!(struck < 60, "{name}: {struck} of {}", rows.len());
    }
}

#[test]
fn an_exception_that_may_not_be_null_is_the_default() {
    let rows = table("orders", "cancelled_at timestamp, cancel_reason text not null default ''");
    let said = |row: &Row| matches!(&row["cancel_reason"], Value::Text(text) if !text.is_empty());
    assert!(rows.iter().all(|row| is_null(row, "cancelled_at") != said(row)));
}

#[test]
fn states_kept_as_numbers_say_what_has_come() {
    let ddl = "status tinyint not null default 0 comment '0=open, 1=resolved, 2=rejected',
        opened_at datetime not null, resolved_at datetime, rejected_at datetime,
        rejection_reason varchar(200)";
    let rows = table("requests", ddl);
    for row in &rows {
        let status = row["status"].to_f64().unwrap();
        assert_eq!(status == 2.0, !is_null(row, "rejected_at"), "{row:?}");
        assert_eq!(status == 2.0, !is_null(row, "rejection_reason"), "{row:?}");
        assert!(status != 0.0 || is_null(row, "resolved_at"), "{row:?}");
    }
    let ddl = "status smallint not null default 0
        comment '0=submitted, 1=in review, 2=approved, 3=issued, 4=denied',
        applied_at datetime not null, approved_at datetime, denied_at datetime";
    for row in &table("permits", ddl) {
        let status = row["status"].to_f64().unwrap();
        let approved = status == 2.0 || status == 3.0;
        assert!(approved || is_null(row, "approved_at"), "{row:?}");
        assert_eq!(status == 4.0, !is_null(row, "denied_at"), "{row:?}");
    }
    let issued = table("permits", ddl);
    let issued = issued.iter().filter(|row| row["status"].to_f64() == Some(3.0));
    assert!(issued.filter(|row| !is_null(row, "approved_at")).count() > 5);
}

#[test]
fn who_made_a_row_may_be_unknown_without_a_circle() {
    let rows = crate::rows::made(
        "create table users (id int primary key, created_at timestamp not null);
        create table sites (id int primary key, created_at timestamp, deleted_at timestamp,
            created_by int references users, deleted_by int references users);",
    );
    for row in &rows["sites"] {
        assert!(!is_null(row, "deleted_at") || is_null(row, "deleted_by"), "{row:?}");
    }
}

#[test]
fn a_show_begins_after_its_sale() {
    let rows = table(
        "events",
        "announced_at timestamp, on_sale_at timestamp not null, starts_at timestamp not null",
    );
    assert!(rows.iter().all(|row| days(row, "on_sale_at", "starts_at").unwrap() >= 0.0));
    assert!(rows.iter().all(|row| days(row, "announced_at", "on_sale_at").unwrap_or(0.0) >= 0.0));
}
