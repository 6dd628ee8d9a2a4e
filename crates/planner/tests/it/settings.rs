//! Numbers of settings, kinds and pictures: how large they are, and what most rows have.

use crate::rows::{Row, number, table};

/// The share of rows in which a column has a value.
fn share(rows: &[Row], column: &str, value: f64) -> f64 {
    let same = rows.iter().filter(|row| row[column].to_f64() == Some(value)).count();
    same as f64 / rows.len() as f64
}

#[test]
fn most_rows_keep_a_default() {
    for (column, usual) in [
        ("max_upload_size bigint not null default 314572800", 314_572_800.0),
        ("timeout_ms int not null default 5000", 5_000.0),
        ("retry_count int not null default 3", 3.0),
        ("notice_period_days smallint not null default 30", 30.0),
        ("game_port smallint unsigned not null default 7777", 7_777.0),
        ("quality tinyint not null default 80", 80.0),
        ("late_fee numeric(6,2) not null default 50", 50.0),
        ("multiplier numeric(8,2) not null default 1", 1.0),
        ("hold_minutes smallint not null default 10", 10.0),
        ("icon_size smallint not null default 64", 64.0),
        ("retention_years smallint not null default 7", 7.0),
        ("cooldown_ms int not null default 0", 0.0),
    ] {
        let rows = table("t", column);
        let name = column.split(' ').next().unwrap();
        let share = share(&rows, name, usual);
        assert!((0.5..0.95).contains(&share), "{column}: {share}");
    }
}

#[test]
fn what_is_gained_only_begins_with_its_default() {
    for column in ["mmr int not null default 1500", "gold int not null default 500"] {
        let rows = table("players", column);
        let name = column.split(' ').next().unwrap();
        let usual = column.rsplit(' ').next().unwrap().parse().unwrap();
        assert!(share(&rows, name, usual) < 0.2, "{column}");
    }
}

#[test]
fn the_least_stays_below_the_most_where_both_are_settings() {
    let rows = table(
        "t",
        "min_segment_ms int not null default 2000, max_segment_ms int not null default 3000",
    );
    assert!(rows.iter().all(|row| number(row, "min_segment_ms") <= number(row, "max_segment_ms")));
}

#[test]
fn numbers_that_stand_for_kinds_are_few_and_the_default_is_the_commonest() {
    for (column, usual) in [
        ("visibility int not null default 0", 0.0),
        ("status_enum smallint not null default 300", 300.0),
        ("interest_method_enum smallint not null", 1.0),
        ("platform tinyint not null default 0 comment '0=pc 1=xbox 2=switch'", 0.0),
        ("tariff smallint not null default 1 comment '0 fixed, 1 variable, 2 dynamic'", 1.0),
        ("result smallint not null default 0", 0.0),
        ("access_level smallint not null default 2", 2.0),
    ] {
        let rows = table("t", column);
        let name = column.split(' ').next().unwrap();
        let mut values: Vec<i64> = rows.iter().map(|row| number(row, name) as i64).collect();
        values.sort_unstable();
        values.dedup();
        assert!((2..=7).contains(&values.len()), "{column}: {values:?}");
        let most = values.iter().map(|value| share(&rows, name, *value as f64)).fold(0.0, f64::max);
        assert!((share(&rows, name, usual) - most).abs() < 1e-9, "{column}");
    }
}

#[test]
fn pictures_have_the_sizes_of_pictures() {
    for (name, columns, square) in [
        ("photos", "width int, height int, file_name text", false),
        ("shows", "cover_width int, cover_height int", true),
        ("scans", "width_px smallint, height_px smallint", false),
    ] {
        let rows = table(name, columns);
        let (wide, high) = columns.split_once(", ").unwrap();
        let (wide, high) = (wide.split(' ').next().unwrap(), high.split(' ').next().unwrap());
        for row in &rows {
            let sizes = (row[wide].to_f64(), row[high].to_f64());
            match sizes {
                (Some(wide), Some(high)) => {
                    assert!(wide >= 150.0 && high >= 150.0, "{name}: {sizes:?}");
                    assert!((0.4..3.1).contains(&(wide / high)), "{name}: {sizes:?}");
                    assert!(!square || (wide - high).abs() < 1.0, "{name}: {sizes:?}");
                }
                (None, None) => {}
                _ => panic!("{name}: {sizes:?}"),
            }
        }
    }
}

#[test]
fn sizes_are_those_of_the_trade() {
    for (name, column, least, most) in [
        ("containers", "tare_kg int not null", 2_000.0, 5_000.0),
        ("patients", "height_cm numeric(5,1) not null", 140.0, 210.0),
        ("vessels", "draft_m numeric(4,2) not null", 3.0, 18.0),
        ("episodes", "audio_bytes bigint not null", 1e6, 3e8),
        ("videos", "file_size bigint not null", 1e6, 3e9),
        ("servers", "disk_gb int not null", 100.0, 2_000.0),
        ("game_servers", "memory_mb int not null", 4_000.0, 70_000.0),
        ("products", "currency_digits smallint not null", 0.0, 6.0),
        ("meters", "power_factor numeric(3,2)  not null", 0.7, 1.0),
        ("units", "ceiling_height_cm smallint not null", 220.0, 420.0),
    ] {
        let rows = table(name, column);
        let column = column.split(' ').next().unwrap();
        for row in &rows {
            let value = number(row, column);
            assert!((least..=most).contains(&value), "{name}.{column}: {value}");
        }
    }
}

#[test]
fn what_is_there_is_no_more_than_there_can_be() {
    for columns in [
        "energy smallint not null default 100, max_energy smallint not null default 100",
        "current_players int not null default 0, max_players int not null default 32",
        "current_streak int not null, best_streak int not null",
        "memory_used_mb int not null, memory_mb int not null",
        "impressions_served int not null, impressions_goal int not null",
    ] {
        let names: Vec<&str> =
            columns.split(", ").map(|column| column.split(' ').next().unwrap()).collect();
        for row in table("game_servers", columns) {
            assert!(number(&row, names[0]) <= number(&row, names[1]), "{columns}: {row:?}");
        }
    }
}
