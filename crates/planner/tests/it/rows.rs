//! What the columns of a row, and rows and their children, say of each other.

use std::{collections::BTreeMap, sync::Arc};

use seedbed_dataset::ValueReader;
use seedbed_expr::Value;
use seedbed_generate::Engine;
use seedbed_planner::{PlanOptions, RowRequest, plan};

use crate::schema;

/// One row, by the names of its columns.
pub(crate) type Row = BTreeMap<String, Value>;

/// Two hundred rows of every table, or so many that belong to them.
pub(crate) fn made(ddl: &str) -> BTreeMap<String, Vec<Row>> {
    let schema = Arc::new(schema(ddl));
    let rows = RowRequest { default: Some(200), ..RowRequest::default() };
    let planned = plan(&schema, &PlanOptions { rows, ..PlanOptions::default() });
    let engine = Engine::new(Arc::clone(&schema), &planned.plan).unwrap();
    let table = |(id, table): (_, &seedbed_schema::Table)| {
        let batch = engine.batch(id, 0..engine.rows(id)).unwrap();
        let readers: Vec<ValueReader> = table
            .columns
            .iter()
            .zip(batch.columns())
            .map(|(column, values)| ValueReader::new(values, &column.data_type).unwrap())
            .collect();
        let row = |at: usize| {
            let cells = table.columns.iter().zip(&readers);
            cells.map(|(column, reader)| (column.name.clone(), reader.value(at))).collect()
        };
        (table.name.to_string(), (0..batch.num_rows()).map(row).collect())
    };
    schema.iter().map(table).collect()
}

/// The rows of a table `t` with a key and these columns.
fn rows(columns: &str) -> Vec<Row> {
    table("t", columns)
}

pub(crate) fn table(name: &str, columns: &str) -> Vec<Row> {
    let mut made = made(&format!("create table {name} (id int primary key, {columns});"));
    made.remove(name).unwrap()
}

pub(crate) fn number(row: &Row, column: &str) -> f64 {
    row[column].to_f64().unwrap_or_else(|| panic!("{column} is {:?}", row[column]))
}

fn text<'r>(row: &'r Row, column: &str) -> &'r str {
    match &row[column] {
        Value::Text(text) => text,
        other => panic!("{column} is {other:?}"),
    }
}

/// Whether two amounts are the same, but for what rounding leaves.
fn same(a: f64, b: f64) -> bool {
    (a - b).abs() < 0.011
}

#[test]
fn a_part_is_no_larger_than_its_whole() {
    let money = |names: &str| {
        names
            .split(' ')
            .map(|name| format!("{name} numeric(12,2) not null"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let counts = |names: &str| {
        names.split(' ').map(|name| format!("{name} int not null")).collect::<Vec<_>>().join(", ")
    };
    let cases = [
        (money("amount amount_outstanding"), "amount_outstanding", "amount"),
        (money("amount amountoutstanding"), "amountoutstanding", "amount"),
        (money("price cost"), "cost", "price"),
        (money("list_price standard_price"), "standard_price", "list_price"),
        (money("price price_min"), "price_min", "price"),
        (money("price compare_at_price"), "price", "compare_at_price"),
        (money("betrag rabatt"), "rabatt", "betrag"),
        (money("total remise"), "remise", "total"),
        (money("expected_revenue prorated_revenue"), "prorated_revenue", "expected_revenue"),
        (counts("on_hand reserved"), "reserved", "on_hand"),
        (counts("usage usage_limit"), "usage", "usage_limit"),
        (counts("links_usage links_limit"), "links_usage", "links_limit"),
        (counts("attempts max_attempts"), "attempts", "max_attempts"),
        (counts("total_rows processed_rows"), "processed_rows", "total_rows"),
        (counts("total_items failed_items"), "failed_items", "total_items"),
        (counts("chunk_count chunk_index"), "chunk_index", "chunk_count"),
        (counts("clicks unique_clicks"), "unique_clicks", "clicks"),
        (counts("sent opened"), "opened", "sent"),
        (counts("seats_max seats_reserved"), "seats_reserved", "seats_max"),
        (counts("total_size free_size"), "free_size", "total_size"),
        (money("price_from price_to"), "price_from", "price_to"),
        (counts("lower_limit upper_limit"), "lower_limit", "upper_limit"),
        (counts("soft_quota hard_quota"), "soft_quota", "hard_quota"),
        (counts("low_threshold high_threshold"), "low_threshold", "high_threshold"),
        (counts("warning_threshold critical_threshold"), "warning_threshold", "critical_threshold"),
    ];
    for (columns, part, whole) in cases {
        for row in rows(&columns) {
            let (part, whole) = (number(&row, part), number(&row, whole));
            assert!(part >= 0.0 && part <= whole, "{columns}: {part} of {whole}");
        }
    }
}

#[test]
fn what_is_left_is_the_whole_without_the_part() {
    let cases = [
        (
            "brutto numeric(12,2) not null, bezahlt numeric(12,2) not null, offen numeric(12,2) not null",
            "brutto",
            "bezahlt",
            "offen",
        ),
        (
            "total numeric(12,2) not null, paid numeric(12,2) not null, balance_due numeric(12,2) not null",
            "total",
            "paid",
            "balance_due",
        ),
        (
            "seats_max int not null, seats_reserved int not null, seats_available int not null",
            "seats_max",
            "seats_reserved",
            "seats_available",
        ),
        (
            "value numeric(12,2) not null, remaining numeric(12,2) not null, spent numeric(12,2) not null",
            "value",
            "spent",
            "remaining",
        ),
    ];
    for (columns, whole, part, left) in cases {
        for row in rows(columns) {
            let sum = number(&row, part) + number(&row, left);
            assert!(same(number(&row, whole), sum), "{columns}: {row:?}");
        }
    }
}

#[test]
fn the_part_of_an_absent_whole_is_absent() {
    let rows = rows("amount numeric(12,2), amount_outstanding numeric(12,2)");
    assert!(rows.iter().any(|row| row["amount"] == Value::Null));
    for row in rows.iter().filter(|row| row["amount"] == Value::Null) {
        assert_eq!(row["amount_outstanding"], Value::Null);
    }
}

#[test]
fn ways_of_paying_add_up_to_the_amount() {
    let parts = ["credit_card_amount", "coupon_amount", "gift_card_amount"];
    let columns = parts.map(|part| format!("{part} numeric(10,2) not null")).join(", ");
    let rows = rows(&format!("amount numeric(10,2) not null, {columns}"));
    for row in &rows {
        let sum: f64 = parts.iter().map(|part| number(row, part)).sum();
        assert!(same(number(row, "amount"), sum), "{row:?}");
    }
    for part in parts {
        assert!(rows.iter().any(|row| number(row, part) > 0.0), "{part} is never used");
    }
}

#[test]
fn kinds_of_costs_add_up_to_the_cost() {
    let rows = rows(
        "total_cost numeric(12,2) not null, labor_cost numeric(12,2) not null,
        material_cost numeric(12,2) not null, travel_cost numeric(12,2) not null",
    );
    for row in rows {
        let parts = ["labor_cost", "material_cost", "travel_cost"].map(|part| number(&row, part));
        assert!(parts.iter().all(|part| *part > 0.0), "{row:?}");
        assert!(same(number(&row, "total_cost"), parts.iter().sum()), "{row:?}");
    }
}

#[test]
fn tax_lies_between_net_and_gross_in_any_language() {
    let cases = [
        ("netto", "mwst", "brutto"),
        ("amount_untaxed", "amount_tax", "amount_total"),
        ("subtotal", "iva", "total"),
        ("total_ht", "tva", "total_ttc"),
        ("total_tax_excl", "total_tax", "total_tax_incl"),
    ];
    for (net, tax, gross) in cases {
        let columns = [net, tax, gross].map(|name| format!("{name} numeric(12,2) not null"));
        for row in rows(&columns.join(", ")) {
            let (net, tax, gross) = (number(&row, net), number(&row, tax), number(&row, gross));
            assert!(tax > 0.0 && tax < net && same(net + tax, gross), "{row:?}");
        }
    }
}

#[test]
fn a_price_with_tax_follows_the_rate_beside_it() {
    let rows = rows(
        "price numeric(12,2) not null, price_ttc numeric(12,2) not null, tva_tx numeric(6,3) not null",
    );
    let rates: std::collections::BTreeSet<String> =
        rows.iter().map(|row| format!("{:.0}", number(row, "tva_tx"))).collect();
    assert!(rates.len() > 3 && rates.iter().all(|rate| rate.parse::<f64>().unwrap() <= 21.0));
    for row in rows {
        let gross = number(&row, "price") * (1.0 + number(&row, "tva_tx") / 100.0);
        assert!(same(gross, number(&row, "price_ttc")), "{row:?}");
    }
}

#[test]
fn an_amount_in_the_books_currency_is_the_amount() {
    let rows = rows("grand_total numeric(12,4) not null, base_grand_total numeric(12,4) not null");
    assert!(rows.iter().all(|row| row["grand_total"] == row["base_grand_total"]));
}

#[test]
fn customers_know_what_they_ordered() {
    let made = made(
        "create table customers (id int primary key, number_of_orders int not null,
            total_order_amount numeric(12,2) not null, average_order_amount numeric(12,2),
            first_order date, most_recent_order date);
         create table orders (id int primary key, customer_id int not null references customers,
            order_date date not null, amount numeric(10,2) not null);",
    );
    let mut several = 0;
    for customer in &made["customers"] {
        let own = made["orders"].iter().filter(|order| order["customer_id"] == customer["id"]);
        let orders: Vec<&Row> = own.collect();
        let sum: f64 = orders.iter().map(|order| number(order, "amount")).sum();
        assert_eq!(number(customer, "number_of_orders") as usize, orders.len());
        assert!(same(number(customer, "total_order_amount"), sum), "{customer:?}");
        let days = || {
            orders.iter().filter_map(|order| match order["order_date"] {
                Value::Date(day) => Some(day),
                _ => None,
            })
        };
        let day = |day: Option<i32>| day.map_or(Value::Null, Value::Date);
        assert_eq!(customer["first_order"], day(days().min()));
        assert_eq!(customer["most_recent_order"], day(days().max()));
        several += usize::from(orders.len() > 1);
        if orders.is_empty() {
            assert_eq!(customer["average_order_amount"], Value::Null);
        }
    }
    assert!(several > 10);
}

#[test]
fn whole_numbers_named_like_moments_count_since_1970() {
    let seconds = 1_500_000_000.0..1_880_000_000.0;
    let cases = [
        ("lastaccess int not null default 0", 1.0),
        ("active_since int not null", 1.0),
        ("active_till int not null", 1.0),
        ("next_check bigint not null", 1.0),
        ("last_state_change bigint not null", 1.0),
        ("timecreated bigint not null default 0", 1.0),
        ("mtime bigint not null", 1.0),
        ("valid_until_ms bigint not null", 1e3),
        ("expiration_ts_ms bigint not null", 1e3),
        ("created_at_us bigint not null", 1e6),
        ("started_at_ns bigint not null", 1e9),
        ("\"lastSeen\" bigint not null", 1e3),
        ("event_time bigint not null", 1.0),
    ];
    for (column, factor) in cases {
        let name = column.split(' ').next().unwrap().trim_matches('"').to_owned();
        for row in rows(column) {
            let moment = number(&row, &name) / factor;
            assert!(seconds.contains(&moment), "{name}: {moment}");
        }
    }
}

#[test]
fn counted_moments_keep_their_order() {
    let rows = rows(
        "created_at_ms bigint not null, started_at_ms bigint not null,
        finished_at_ms bigint not null, updated_at int not null",
    );
    for row in rows {
        let at = ["created_at_ms", "started_at_ms", "finished_at_ms"].map(|at| number(&row, at));
        assert!(at[0] <= at[1] && at[1] <= at[2], "{row:?}");
        assert!(number(&row, "updated_at") >= (at[2] / 1_000.0).floor(), "{row:?}");
    }
}

#[test]
fn lengths_of_time_are_no_moments() {
    let cases = [
        ("execution_time bigint not null", 1.0, 100_000.0),
        ("elapsed_ms int not null", 1.0, 100_000.0),
        ("buffer_time int not null default 0", 0.0, 60.0),
        ("start_time int not null default 0, end_time int not null default 1440", 360.0, 720.0),
        ("timeout int not null default 30", 5.0, 120.0),
        ("sso_idle_timeout int not null", 5.0, 300.0),
        ("access_token_lifespan int not null", 60.0, 86_400.0),
        ("session_time int not null", 0.0, 100_000.0),
    ];
    for (columns, least, most) in cases {
        let name = columns.split(' ').next().unwrap();
        for row in rows(columns) {
            let length = number(&row, name);
            assert!((least..=most).contains(&length), "{columns}: {length}");
        }
    }
}

#[test]
fn a_default_of_zero_makes_a_switch_only_of_what_reads_like_one() {
    let most = |column: &str| {
        let name = column.split(' ').next().unwrap();
        rows(column).iter().map(|row| number(row, name)).fold(0.0, f64::max)
    };
    for switch in [
        "enabled int not null default 0",
        "is_template smallint not null default 0",
        "finished smallint not null default 0",
    ] {
        assert!(most(switch) <= 1.0, "{switch}");
    }
    for count in [
        "newsitems int not null default 0",
        "marker int not null default 0",
        "opened int not null default 0",
    ] {
        assert!(most(count) > 1.0, "{count}");
    }
}

#[test]
fn numbers_lie_where_their_names_say() {
    let cases = [
        ("cls numeric(8,4) not null", 0.0, 1.0),
        ("time_format int not null default 12", 12.0, 24.0),
        ("flapping_threshold_high float not null", 0.0, 100.0),
        ("aspect_ratio float not null", 0.4, 2.5),
        ("fps float not null", 20.0, 60.0),
        ("currency_rate numeric(10,6) not null", 0.4, 2.0),
        ("bot_score float not null", 0.0, 1.0),
        ("hit_ratio float not null", 0.0, 1.0),
        ("screen_width int not null", 320.0, 3_840.0),
        ("decimal_places int not null", 0.0, 4.0),
        ("max_check_attempts smallint not null", 1.0, 10.0),
        ("remise_percent float not null", 0.0, 20.0),
    ];
    for (column, least, most) in cases {
        let name = column.split(' ').next().unwrap();
        for row in rows(column) {
            let value = number(&row, name);
            assert!((least..=most).contains(&value), "{column}: {value}");
        }
    }
}

#[test]
fn a_browser_runs_on_the_system_that_its_agent_names() {
    let rows = rows(
        "browser text not null, os text not null, device text not null, user_agent text not null, screen varchar(11) not null",
    );
    for row in rows {
        let (agent, os) = (text(&row, "user_agent"), text(&row, "os"));
        let word = match os {
            "iOS" => "iPhone",
            "iPadOS" => "iPad",
            "macOS" => "Macintosh",
            "ChromeOS" => "CrOS",
            os => os,
        };
        assert!(agent.contains(word), "{os}: {agent}");
        assert_eq!(
            text(&row, "device") == "mobile",
            agent.contains("Mobile") && os != "iPadOS",
            "{agent}"
        );
        assert!(text(&row, "screen").split_once('x').is_some());
    }
}

#[test]
fn path_extension_and_type_are_those_of_the_file() {
    let rows = table(
        "attachments",
        "file_name varchar(255) not null, file_path varchar(255) not null,
        mime_type varchar(100) not null, extension varchar(10) not null",
    );
    for row in rows {
        let name = text(&row, "file_name");
        assert!(text(&row, "file_path").ends_with(&format!("/{name}")), "{row:?}");
        let extension = text(&row, "extension");
        assert_eq!(name.rsplit('.').next(), Some(extension), "{row:?}");
        if extension == "pdf" {
            assert_eq!(text(&row, "mime_type"), "application/pdf");
        }
        let picture = ["jpg", "png", "gif", "svg", "webp"].contains(&extension);
        assert_eq!(text(&row, "mime_type").starts_with("image/"), picture, "{row:?}");
    }
}

#[test]
fn a_setting_has_a_value_of_its_kind() {
    for columns in [
        "setting text not null, value text not null",
        "config_key varchar(64) not null unique, config_value text not null",
    ] {
        let names: Vec<&str> =
            columns.split(", ").map(|column| column.split(' ').next().unwrap()).collect();
        let rows = table("settings", columns);
        let mut currencies = 0;
        for row in rows {
            let (key, value) = (text(&row, names[0]), text(&row, names[1]));
            if key.starts_with("currency") {
                currencies += 1;
                assert!(["USD", "EUR", "GBP"].contains(&value), "{key}: {value}");
            }
            if key.starts_with("session_timeout") {
                assert!(value.parse::<u32>().is_ok(), "{key}: {value}");
            }
        }
        assert!(currencies > 0, "{columns}");
    }
}

#[test]
fn rows_without_a_declared_parent_make_a_tree() {
    let rows = table("pages", "parent_id int not null default 0, title text not null");
    assert!(rows.iter().any(|row| number(row, "parent_id") > 0.0));
    assert!(rows.iter().all(|row| number(row, "parent_id") < number(row, "id")));
}

#[test]
fn a_stamp_is_not_before_the_creation() {
    let rows = rows("datec timestamp not null, tms timestamp not null");
    for row in rows {
        let (Value::Timestamp(created), Value::Timestamp(changed)) = (&row["datec"], &row["tms"])
        else {
            panic!("{row:?}");
        };
        assert!(created <= changed);
    }
}

#[test]
fn documents_are_what_their_columns_are_called() {
    let cases = [
        ("event_type_color", "\"dark\""),
        ("recurring_event", "\"freq\""),
        ("booking_limits", "\"per_day\""),
        ("allowed_domains", "example.com"),
    ];
    for (name, expected) in cases {
        let rows = rows(&format!("{name} jsonb not null"));
        assert!(
            rows.iter().any(|row| format!("{:?}", row[name]).replace('\\', "").contains(expected)),
            "{name}"
        );
    }
}
