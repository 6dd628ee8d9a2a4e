//! What columns are taken for, and what they are filled with.

use std::collections::BTreeMap;

use seedbed_generate::plan::{LinkRole, Plan, Source};
use seedbed_planner::{PlanOptions, RowRequest, plan};

use crate::{planned, schema};

/// A column of a table called `table`, as JSON.
fn column(ddl: &str, table: &str, column: &str) -> String {
    let planned = planned(ddl);
    serde_json::to_string(&planned.plan.tables[table].columns[column]).expect("a plan is JSON")
}

#[test]
fn names_types_and_tables_tell_what_a_column_means() {
    let cases = [
        ("customers", "email text", "e-mail address"),
        ("customers", "EmailAddress varchar(80)", "e-mail address"),
        ("customers", "fname varchar(40)", "first name"),
        ("customers", "name varchar(80)", "full name"),
        ("companies", "name varchar(80)", "company name"),
        ("products", "name varchar(80)", "product name"),
        ("films", "title varchar(80)", "film"),
        ("addresses", "zip varchar(10)", "postal code"),
        ("addresses", "state char(2), city text", "region code"),
        ("orders", "qty int", "quantity"),
        ("orders", "created_at timestamptz", "creation"),
        ("orders", "status text check (status in ('new', 'done'))", "closed list"),
        ("employees", "salary numeric(10,2)", "salary"),
        ("employees", "dob date", "birth date"),
        ("users", "password_hash varchar(60)", "password hash"),
        ("users", "is_active boolean", "active or enabled"),
        ("users", "avatar_url text", "image address"),
        ("sessions", "ip_address varchar(45)", "network address"),
        ("sessions", "user_agent text", "user agent"),
        ("events", "latitude numeric(9,6)", "latitude"),
        ("reviews", "rating smallint check (rating between 1 and 5)", "rating"),
        ("teachers", "nameFirst varchar(40)", "first name"),
        ("teachers", "lName varchar(40)", "last name"),
        ("teachers", "birthYear int", "year of birth"),
        ("orders", "ShipCity varchar(40)", "city"),
        ("orders", "custEmail varchar(80)", "e-mail address"),
        ("students", "guardiantel varchar(24)", "phone number"),
        ("members", "roleName text, fullName text", "role"),
        ("organizations", "displayName text", "company name"),
        ("rooms", "bed_config varchar(30)", "beds of a room"),
        ("reservations", "channel varchar(20)", "way of booking"),
        ("invoices", "pdfUrl text", "document to download"),
        ("invoices", "vat_pct numeric(4,2)", "value added tax"),
        ("customers", "stripeCustomerId text", "identifier at a payment provider"),
        ("members", "apiCallsThisMonth int", "count in a period"),
        ("people", "codice_fiscale char(16)", "national identifier"),
        ("courses", "roomNo varchar(8)", "room number"),
        ("loans", "bookTitle varchar(120)", "book"),
        ("things", "frobnication text", "no meaning known"),
        ("things", "created_at text", "creation"),
        ("things", "due_date varchar(10)", "due date"),
        ("things", "updated_at bigint", "change"),
        ("things", "based_on text", "no meaning known"),
        ("adjusters", "name text", "full name"),
        ("apartments", "rent numeric(10,2)", "rent"),
        ("listings", "list_price numeric(12,2), bedrooms int", "price of a home"),
        ("fuelings", "price_per_l numeric(6,3)", "price of a litre"),
        ("menu_items", "name text", "dish"),
        ("restaurants", "cuisine text", "cuisine"),
        ("students", "gpa numeric(3,2)", "grade point average"),
        ("courses", "credits int", "credit points"),
        ("hotel_rooms", "max_adults int", "adults"),
        ("vehicles", "odometer_km int", "mileage"),
        ("vitals", "heart_rate int", "heart rate"),
        ("accounts", "iban varchar(34)", "bank account number"),
        ("books", "isbn varchar(13)", "book number"),
        ("guests", "title varchar(20), first_name text", "courtesy title"),
        ("employees", "title varchar(60), first_name text", "job title"),
        ("rooms", "cleaned_by text", "person in charge"),
        ("flights", "origin char(3)", "place code"),
        ("policies", "annual_premium numeric(10,2)", "premium of an insurance"),
        ("jobs", "payload text check (payload::jsonb is not null)", "document"),
        ("jobs", "payload text check (jsonb_extract_path_text(payload, 'kind') <> '')", "document"),
    ];
    for (table, definition, meaning) in cases {
        let ddl = format!("create table {table} (id int primary key, {definition});");
        let name = definition.split(' ').next().unwrap().to_lowercase();
        let planned = planned(&ddl);
        let found = planned.explanations.iter().find(|why| why.column == name);
        assert_eq!(found.map(|why| why.meaning.as_str()), Some(meaning), "{table}.{name}");
    }
}

#[test]
fn sources_respect_what_checks_say() {
    let table = "create table goods (id int primary key, ";
    let cases = [
        ("amount int check (amount between 10 and 20)", "amount", r#""min":10,"max":20"#),
        ("size text check (size in ('S', 'M'))", "size", r#""values":["S","M"]"#),
        ("code text check (code ~ '^X[0-9]{4}$')", "code", r"^X[0-9]{4}$"),
        ("low int, high int, check (low < high)", "high", r#""min":{"expression":"low"}"#),
        ("open bool, at date, check ((at is null) = open)", "at", r#""null_if":"open""#),
        ("a date, b date, check (b >= a)", "b", r#""after":"a""#),
    ];
    for (definition, name, expected) in cases {
        let found = column(&format!("{table}{definition});"), "goods", name);
        assert!(found.contains(expected), "{definition}: {found}");
    }
}

#[test]
fn a_default_says_what_is_usual_where_it_is_far_from_what_the_name_suggests() {
    let found =
        column("create table t (id int primary key, capacity int default 90000);", "t", "capacity");
    assert!(found.contains(r#""values":[90000,180000,45000,"#), "{found}");
}

#[test]
fn a_listed_gender_is_that_of_the_first_name() {
    let ddl = "create table patients (id int primary key, first_name text not null,
        sex char(1) check (sex in ('F', 'M', 'X')));";
    let found = column(ddl, "patients", "sex");
    assert!(found.contains(r#""written":{"female":"F","male":"M"}"#), "{found}");
}

#[test]
fn what_is_said_of_an_end_is_absent_elsewhere() {
    let ddl = "create table deals (id int primary key, lost_reason text,
        status text check (status in ('open', 'won', 'lost')));";
    let found = column(ddl, "deals", "lost_reason");
    assert!(found.contains(r#""null_if":"status NOT IN ('lost')""#), "{found}");
}

#[test]
fn a_check_says_how_far_apart_two_moments_lie() {
    let ddl = "create table shows (id int primary key, starts_at timestamp not null,
        ends_at timestamp not null, check (ends_at - starts_at <= interval '2 hours'),
        check (ends_at > starts_at));";
    let found = column(ddl, "shows", "ends_at");
    assert!(found.contains("starts_at + INTERVAL '02:00:00'"), "{found}");
}

#[test]
fn a_check_on_a_generated_length_says_which_day_follows_which() {
    let ddl = "create table leave (id int primary key, head date not null, tail date not null,
        days int generated always as (tail - head + 1) stored check (days between 1 and 30));";
    let found = column(ddl, "leave", "tail");
    assert!(found.contains(r#""after":"head""#), "{found}");
    assert!(found.contains("head + (30 - 1)") || found.contains("head + 30 - 1"), "{found}");
    let round = "create table t (id int primary key, head date not null, tail date not null,
        check (tail - head between -3 and 3), check (head - tail between -3 and 3));";
    assert!(!column(round, "t", "head").contains("after"), "one of a circle goes first");
}

#[test]
fn documents_hold_what_their_columns_are_called() {
    let cases = [
        ("shops", "opening_hours jsonb", r#""mon""#),
        ("customers", "address jsonb", r#""postal_code""#),
        ("products", "tags jsonb", r#""list""#),
        ("webhooks", "payload jsonb", r#""occurred_at""#),
        ("notes", "metadata text", r#""source":"json""#),
    ];
    for (table, definition, expected) in cases {
        let name = definition.split(' ').next().unwrap();
        let ddl = format!("create table {table} (id int primary key, {definition});");
        let found = column(&ddl, table, name);
        assert!(found.contains(expected), "{table}.{name}: {found}");
    }
}

#[test]
fn unique_numbers_have_room_for_every_row() {
    let cases = [
        ("id int unique", r#""source":"sequence","start":1"#),
        ("code smallint unique check (code >= 100)", r#""min":100"#),
        // Nothing has room for more here.
        ("level int unique check (level between 1 and 9)", r#""min":1,"max":9"#),
        ("account_number bigint unique", r#""source":"#),
    ];
    for (definition, expected) in cases {
        let schema = schema(&format!("create table t (a int primary key, {definition});"));
        let rows = RowRequest { default: Some(20_000), ..RowRequest::default() };
        let planned = plan(&schema, &PlanOptions { rows, ..PlanOptions::default() });
        let name = definition.split(' ').next().unwrap();
        let found = serde_json::to_string(&planned.plan.tables["t"].columns[name]).unwrap();
        assert!(found.contains(expected), "{definition}: {found}");
        if !definition.contains("between") {
            let engine = seedbed_generate::Engine::new(schema.into(), &planned.plan).unwrap();
            assert_eq!(engine.notes(), [], "{definition}");
        }
    }
}

const LINES: &str = "
    create table products (id int primary key, price numeric(10,2) not null);
    create table orders (id int primary key, placed_at timestamp not null,
        tax numeric(10,2) not null, subtotal numeric(10,2) not null,
        total numeric(10,2) not null, item_count int not null, note text);
    create table order_items (order_id int references orders, line_no int,
        product_id int not null references products, quantity int not null,
        unit_price numeric(10,2) not null, discount_pct numeric(4,1) not null,
        line_total numeric(10,2) not null, primary key (order_id, line_no));
    create table payments (id int primary key, order_id int not null references orders,
        amount numeric(10,2) not null, paid_at timestamp not null);";

#[test]
fn amounts_add_up_from_lines_to_payments() {
    let cases = [
        ("order_items", "unit_price", "product.price"),
        (
            "order_items",
            "line_total",
            "round(quantity * unit_price * (1 - discount_pct / 100.0), 2)",
        ),
        ("orders", "subtotal", "coalesce(sum(order_items.line_total), 0)"),
        ("orders", "tax", "round((subtotal) * 0.08, 2)"),
        ("orders", "total", "subtotal + tax"),
        ("orders", "item_count", "count(order_items.*)"),
        ("payments", "amount", "order_id.total"),
    ];
    for (table, name, expected) in cases {
        let found = column(LINES, table, name);
        assert!(
            found.contains(&format!(r#""expression":"{expected}""#)),
            "{table}.{name}: {found}"
        );
    }
}

#[test]
fn parts_come_after_their_whole() {
    let paid = column(LINES, "payments", "paid_at");
    assert!(paid.contains(r#""after":"order_id.placed_at""#), "{paid}");
}

#[test]
fn a_table_has_one_owner_at_most_and_lines_number_themselves() {
    let planned = planned(LINES);
    for (name, table) in &planned.plan.tables {
        let owners = table.links.iter().filter(|link| link.role == LinkRole::Owner).count();
        assert!(owners <= 1, "{name}");
    }
    let line = &planned.plan.tables["order_items"].columns["line_no"].source;
    assert!(matches!(line, Source::Sequence(sequence) if sequence.per_parent), "{line:?}");
}

#[test]
fn every_column_has_a_source_or_a_reason_to_have_none() {
    let ddl = "
        create table a (id int primary key, x point, y int4range, z inet, t tsvector, n xml,
            double_id int generated always as (id * 2) stored);
        create table b (a_id int references a, note text);";
    let planned = planned(ddl);
    let a = &planned.plan.tables["a"].columns;
    assert_eq!(a.keys().collect::<Vec<_>>(), ["id", "n", "t", "x", "y", "z"]);
    let b = &planned.plan.tables["b"];
    assert_eq!(b.columns.keys().collect::<Vec<_>>(), ["note"]);
    assert_eq!(b.links[0].columns, ["a_id"]);
}

#[test]
fn requested_rows_count_those_that_the_schema_inserts() {
    let schema = schema(
        "create table roles (id int primary key, name text);
         insert into roles values (1, 'x'), (2, 'y');
         create table users (id int primary key);",
    );
    let users = schema.find("users").unwrap();
    let tables = BTreeMap::from([(users, 70)]);
    let rows = RowRequest { default: Some(5), tables, beside_inserted: false };
    let planned = plan(&schema, &PlanOptions { rows, ..PlanOptions::default() });
    assert_eq!(planned.plan.tables["roles"].rows, 3);
    assert_eq!(planned.plan.tables["users"].rows, 70);
}

#[test]
fn lists_of_which_the_checks_leave_nothing_give_way_to_what_they_allow() {
    let cases = [
        ("wage_type char(4) check (wage_type ~ '^[0-9]{4}$')", r#""pattern":"^[0-9]{4}$""#),
        ("type text check (length(type) = 3)", r#""pattern":"[A-Z]{3,3}""#),
        ("type text check (length(type) = 3 and type = lower(type))", "[a-z]{3,3}"),
        ("level text check (level ~ 'Z')", r#""pattern":"[a-z]{0,4}(?:Z)[a-z]{0,4}""#),
        ("level text check (level ~ '^Z')", r#""pattern":"(?:Z)[a-z]{0,4}""#),
        ("active boolean check (active)", r#""values":[true]"#),
    ];
    for (declaration, expected) in cases {
        let name = declaration.split(' ').next().unwrap();
        let ddl = format!("create table things (id int primary key, {declaration});");
        let found = column(&ddl, "things", name);
        assert!(found.contains(expected), "{declaration}: {found}");
    }
}

#[test]
fn what_the_checks_leave_of_a_list_stays_where_there_is_a_choice() {
    let free = column("create table t (id int primary key, type text);", "t", "type");
    let bound = "create table t (id int primary key, type text check (type <> 'internal'));";
    let bound = column(bound, "t", "type");
    assert!(free.contains(r#""internal""#) && bound.contains(r#""source":"choice""#), "{bound}");
    assert_eq!(bound.matches("internal").count(), 0, "{bound}");
}

#[test]
fn tables_follow_a_named_one_whose_parts_they_are() {
    let schema = schema(LINES);
    let id = |name: &str| schema.find(name).unwrap();
    let rows = |default, asked: &[(&str, u64)]| {
        let tables = asked.iter().map(|(name, rows)| (id(name), *rows)).collect();
        let rows = RowRequest { default, tables, beside_inserted: false };
        let plan = plan(&schema, &PlanOptions { rows, ..PlanOptions::default() }).plan;
        ["products", "orders", "order_items", "payments"].map(|name| plan.tables[name].rows)
    };
    assert_eq!(rows(None, &[("orders", 2000)])[1..], [2000, 5200, 2000]);
    assert_eq!(rows(Some(10), &[("orders", 2_000_000)]), [10, 2_000_000, 5_200_000, 2_000_000]);
    assert_eq!(rows(Some(10), &[("orders", 100), ("payments", 7)]), [10, 100, 260, 7]);
    assert_eq!(rows(Some(10), &[]), [10; 4]);
    let natural = rows(None, &[]);
    assert_eq!(rows(None, &[("payments", 9)])[..3], natural[..3], "a whole follows no part");
}

#[test]
fn plans_survive_json_and_refuse_unknown_fields() {
    let plan = planned(LINES).plan;
    let text = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), plan);
    for (from, to) in [
        (r#""source":"sequence","start""#, r#""source":"sequence","stort""#),
        (r#""seed""#, r#""sead":1,"seed""#),
        (r#""null_rate""#, r#""nul_rate""#),
    ] {
        let broken = text.replacen(from, to, 1);
        if broken != text {
            assert!(serde_json::from_str::<Plan>(&broken).is_err(), "{to}");
        }
    }
}

#[test]
fn a_number_has_the_ending_that_a_condition_beside_others_asks_for() {
    let ddl = "create table items (id int primary key,
        price int check (price % 100 = 99 or price = 0));";
    let found = column(ddl, "items", "price");
    assert!(found.contains(r#""step":100.0,"endings":[0.99]"#), "{found}");
    assert!(found.contains(r#""median":3400.0"#), "cents: {found}");
    let ddl = "create table tables (id int primary key, seats int check (seats % 2 = 0));";
    let found = column(ddl, "tables", "seats");
    assert!(!found.contains("endings"), "{found}");
}

#[test]
fn an_end_follows_the_beginning_of_its_own_name() {
    let ddl = "create table subscriptions (id int primary key, started_at timestamp not null,
        current_period_start timestamp not null, current_period_end timestamp not null);";
    let found = column(ddl, "subscriptions", "current_period_end");
    assert!(found.contains(r#""after":"current_period_start""#), "{found}");
}

#[test]
fn moments_go_with_states_that_no_list_gives() {
    let ddl = "create table subscriptions (id int primary key, started_at timestamp not null,
        canceled_at timestamp, state text not null);";
    let found = column(ddl, "subscriptions", "canceled_at");
    assert!(found.contains(r#""null_if":"state NOT IN ("#), "{found}");
}

#[test]
fn who_books_a_room_comes_and_goes_on_the_days_that_were_booked() {
    let ddl = "create table reservations (id int primary key, arrival_date date not null,
        departure_date date not null, checked_in_at timestamp, checked_out_at timestamp,
        status text check (status in ('booked', 'checked_in', 'checked_out', 'cancelled')));";
    let cases = [
        ("departure_date", r#""after":"arrival_date""#),
        ("checked_in_at", r#""expression":"arrival_date + interval '14 hours'""#),
        ("checked_out_at", r#""null_if":"status NOT IN ('checked_out')""#),
    ];
    for (name, expected) in cases {
        let found = column(ddl, "reservations", name);
        assert!(found.contains(expected), "{name}: {found}");
    }
}

#[test]
fn what_is_paid_is_the_total_once_there_is_a_day_of_payment() {
    let ddl = "create table invoices (id int primary key, total numeric(10,2) not null,
        amount_paid numeric(10,2) not null, paid_at timestamp);";
    let found = column(ddl, "invoices", "amount_paid");
    assert!(found.contains("CASE WHEN paid_at IS NULL THEN 0 ELSE total END"), "{found}");
}

#[test]
fn a_reason_is_given_where_the_moment_is() {
    let ddl = "create table subscriptions (id int primary key, started_at timestamp not null,
        canceled_at timestamp, cancel_reason text);";
    let found = column(ddl, "subscriptions", "cancel_reason");
    assert!(found.contains(r#""null_if":"canceled_at IS NULL""#), "{found}");
}

#[test]
fn a_state_or_province_is_that_of_the_city() {
    let ddl = "create table locations (id int primary key, city text, state_province text);";
    let found = column(ddl, "locations", "state_province");
    assert!(found.contains(r#""part":"region"}"#), "{found}");
}

#[test]
fn pupils_are_younger_than_their_teachers() {
    let ddl = "create table students (id int primary key, dob date, guardian_name text);
        create table teachers (id int primary key, dob date, name text);";
    assert!(column(ddl, "students", "dob").contains("'2026-01-01' as date) - interval '18 years'"));
    assert!(column(ddl, "teachers", "dob").contains("interval '22 years'"));
}

#[test]
fn a_guardian_is_another_person() {
    let ddl = "create table students (id int primary key, first_name text, last_name text,
        guardian_name text, guardian_email text);";
    for name in ["guardian_name", "guardian_email"] {
        let found = column(ddl, "students", name);
        assert!(found.contains(r#""name":"guardian""#), "{found}");
    }
}

#[test]
fn lists_that_others_choose_from_name_each_thing_once() {
    let planned = planned("create table departments (id int primary key, name text not null);");
    let Source::Rows(rows) = &planned.plan.tables["departments"].columns["name"].source else {
        panic!("not a list");
    };
    let names: std::collections::BTreeSet<String> =
        rows.values.iter().map(|name| format!("{name:?}")).collect();
    assert_eq!(names.len() as u64, planned.plan.tables["departments"].rows);
}

#[test]
fn regions_that_countries_belong_to_are_parts_of_the_world() {
    let ddl = "create table regions (id int primary key, name text not null);
        create table countries (country_id char(2) primary key, name text not null,
            region_id int references regions);";
    let found = column(ddl, "regions", "name");
    assert!(found.contains("Africa"), "{found}");
    let found = column(ddl, "countries", "country_id");
    assert!(found.contains(r#""records":"country""#), "{found}");
}

#[test]
fn a_job_is_in_the_form_of_the_persons_gender_where_the_language_has_one() {
    let schema =
        schema("create table staff (id int primary key, first_name text, job_title text);");
    let of = |locale: &str| {
        let options = PlanOptions { locale: locale.into(), ..PlanOptions::default() };
        let plan = plan(&schema, &options).plan;
        serde_json::to_string(&plan.tables["staff"].columns["job_title"]).unwrap()
    };
    assert!(of("de_DE").contains(r#""kind":"person","part":"job_title""#));
    assert!(of("ja_JP").contains(r#""vocabulary":"job_title""#));
}

#[test]
fn percentages_beside_amounts_are_no_amounts() {
    let invoice = |vat: &str| {
        format!(
            "create domain share as numeric(5,2) check (value between 0 and 100);
             create domain percent as numeric(6,2);
             create table invoices (id int primary key, net numeric(8,2) not null, vat {vat} not null,
                                    total numeric(10,2) not null)"
        )
    };
    for vat in ["share", "percent", "numeric(5,2) check (vat <= 30)"] {
        let (vat, total) =
            (column(&invoice(vat), "invoices", "vat"), column(&invoice(vat), "invoices", "total"));
        assert!(vat.contains("choice") && vat.contains("19"), "{vat}");
        assert!(total.contains("round((net) * (1 + vat / 100.0), 2)"), "{total}");
    }
    let (vat, total) = ("numeric(8,2)", "net + vat");
    assert!(column(&invoice(vat), "invoices", "vat").contains("(net) * 0.08"));
    assert!(column(&invoice(vat), "invoices", "total").contains(total));
}

#[test]
fn codes_are_made_up_where_more_are_asked_for_than_are_known() {
    let schema = schema(
        "create table airports (iata char(3) primary key, icao char(4) unique, city text not null);
         create table countries (code char(2) primary key check (code ~ '^[A-Z]{2}$'), name text);",
    );
    let source = |rows: u64, table: &str, column: &str| {
        let rows = RowRequest { default: Some(rows), ..RowRequest::default() };
        let planned = plan(&schema, &PlanOptions { rows, ..PlanOptions::default() });
        planned.plan.tables[table].columns[column].source.clone()
    };
    for (table, column) in [("airports", "iata"), ("airports", "icao"), ("countries", "code")] {
        assert!(matches!(source(50, table, column), Source::Joint(_)), "{table}.{column}");
    }
    assert!(
        matches!(source(5_000, "airports", "iata"), Source::Pattern(p) if p.pattern == "[A-Z][A-Z][A-Z]")
    );
    assert!(matches!(source(5_000, "airports", "icao"), Source::Pattern(_)));
    assert!(matches!(source(5_000, "airports", "city"), Source::Joint(_)));
    assert!(matches!(source(500, "countries", "code"), Source::Any(_)));
}
