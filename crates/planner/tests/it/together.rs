//! Columns of one row that belong together: halves of pairs, what only some rows have, moments of
//! states, values that follow older ones.

use seedbed_expr::Value;

use crate::rows::{Row, made, number, rows, table, text};

fn is_null(row: &Row, column: &str) -> bool {
    row[column] == Value::Null
}

/// Checks that two columns are absent together, and not always or never.
fn together(name: &str, columns: &str, one: &str, other: &str) {
    let made = table(name, columns);
    for row in &made {
        assert_eq!(is_null(row, one), is_null(row, other), "{name}: {row:?}");
    }
    assert!(made.iter().any(|row| !is_null(row, one)), "{name}.{one} is always absent");
}

#[test]
fn halves_of_a_pair_are_absent_together() {
    let cases = [
        ("stores", "latitude numeric(9,6), longitude numeric(9,6)", "latitude", "longitude"),
        ("notes", "subject_type varchar(40), subject_id bigint", "subject_type", "subject_id"),
        (
            "stays",
            "admittime timestamp not null, edregtime timestamp, edouttime timestamp",
            "edregtime",
            "edouttime",
        ),
        ("parcels", "weight numeric(8,2), weight_unit varchar(10)", "weight", "weight_unit"),
        (
            "users",
            "name text not null, reset_token varchar(64), reset_token_expires_at timestamp",
            "reset_token",
            "reset_token_expires_at",
        ),
    ];
    for (name, columns, one, other) in cases {
        together(name, columns, one, other);
    }
}

#[test]
fn what_a_flag_denies_is_not_there() {
    let columns = "zakat_eligible boolean default false, zakat_monthly_amount bigint default 0,
        hrdf_enabled boolean not null, hrdf_number varchar(40)";
    let made = table("employees", columns);
    for row in &made {
        if row["zakat_eligible"] != Value::Bool(true) {
            assert!(number(row, "zakat_monthly_amount") == 0.0, "{row:?}");
        }
        if row["hrdf_enabled"] == Value::Bool(false) {
            assert!(is_null(row, "hrdf_number"), "{row:?}");
        }
    }
    assert!(made.iter().any(|row| number(row, "zakat_monthly_amount") > 0.0));
    assert!(made.iter().any(|row| !is_null(row, "hrdf_number")));
}

#[test]
fn an_address_is_there_whether_mail_is_wanted_or_not() {
    let columns = "email_enabled boolean not null, email_address varchar(100)";
    let made = table("members", columns);
    let without = made.iter().filter(|row| row["email_enabled"] == Value::Bool(false));
    assert!(without.clone().any(|row| !is_null(row, "email_address")));
}

#[test]
fn who_may_edit_may_look() {
    let columns =
        "can_view boolean not null, can_edit boolean not null, can_admin boolean not null";
    for row in table("permissions", columns) {
        let may = |name: &str| row[name] == Value::Bool(true);
        assert!(may("can_view") || !may("can_edit"), "{row:?}");
        assert!(may("can_edit") || !may("can_admin"), "{row:?}");
    }
}

#[test]
fn only_companies_have_a_companys_name() {
    let columns = "name text not null,
        membership_type text not null check (membership_type in ('INDIVIDUAL', 'CORPORATE')),
        company_name varchar(80), tax_number varchar(20)";
    let made = table("users", columns);
    for row in made.iter().filter(|row| text(row, "membership_type") == "INDIVIDUAL") {
        assert!(is_null(row, "company_name") && is_null(row, "tax_number"), "{row:?}");
    }
    assert!(made.iter().any(|row| !is_null(row, "company_name")));
}

#[test]
fn only_the_married_have_a_working_spouse() {
    let columns = "marital_status text not null
        check (marital_status in ('single', 'married', 'divorced')), working_spouse boolean not null";
    let made = table("employees", columns);
    for row in made.iter().filter(|row| row["working_spouse"] == Value::Bool(true)) {
        assert_eq!(text(row, "marital_status"), "married");
    }
    assert!(made.iter().any(|row| row["working_spouse"] == Value::Bool(true)));
}

#[test]
fn a_day_of_payment_follows_the_state_of_the_payment() {
    let columns = "created_at timestamp not null,
        status text not null check (status in ('RESERVED', 'ACTIVE', 'COMPLETED', 'CANCELLED')),
        payment_status text not null check (payment_status in ('UNPAID', 'PAID', 'REFUNDED')),
        payment_ref varchar(40), paid_at timestamp";
    for row in table("bookings", columns) {
        let unpaid = text(&row, "payment_status") == "UNPAID";
        assert_eq!(is_null(&row, "paid_at"), unpaid, "{row:?}");
        assert!(!unpaid || is_null(&row, "payment_ref"), "{row:?}");
    }
}

#[test]
fn drafts_are_not_submitted_and_refusals_are_reviewed() {
    let columns = "created_at timestamp not null, status text not null
        check (status in ('DRAFT', 'SUBMITTED', 'IN_REVIEW', 'APPROVED', 'REJECTED')),
        submitted_at timestamp, reviewed_at timestamp";
    for row in table("applications", columns) {
        let status = text(&row, "status");
        assert!(status != "DRAFT" || is_null(&row, "submitted_at"), "{row:?}");
        let settled = matches!(status, "APPROVED" | "REJECTED");
        assert_eq!(!is_null(&row, "reviewed_at"), settled, "{row:?}");
    }
}

#[test]
fn open_sales_close_in_the_future() {
    let columns = "stage text not null check (stage in
        ('Prospecting', 'Negotiation', 'Closed Won', 'Closed Lost')),
        created_at timestamp not null, close_date timestamp";
    let now = Value::Text("2026-01-01".into()).cast(seedbed_expr::Kind::Timestamp).unwrap();
    let moment = |row: &Row, column: &str| match (&row[column], &now) {
        (Value::Timestamp(at), Value::Timestamp(now)) => at - now,
        other => panic!("{column} is {other:?}"),
    };
    for row in table("opportunities", columns) {
        let (begun, closed) = (moment(&row, "created_at"), moment(&row, "close_date"));
        if text(&row, "stage").starts_with("Closed") {
            assert!(closed <= 0, "{row:?}");
        } else {
            assert!(closed > 0 && closed > begun, "{row:?}");
        }
    }
}

#[test]
fn who_left_is_active_no_more() {
    let columns = "date_joined date not null, date_resigned date, is_active boolean not null";
    let made = table("employees", columns);
    for row in &made {
        assert_eq!(row["is_active"] == Value::Bool(true), is_null(row, "date_resigned"));
    }
    assert!(made.iter().any(|row| !is_null(row, "date_resigned")));
}

#[test]
fn nothing_was_used_last_that_was_never_used() {
    let columns = "uses int not null default 0, last_used_at timestamp";
    for row in table("api_keys", columns) {
        assert_eq!(number(&row, "uses") == 0.0, is_null(&row, "last_used_at"), "{row:?}");
    }
}

#[test]
fn a_raise_is_a_little_more() {
    let columns = "old_salary bigint not null, new_salary bigint not null";
    let made = table("salary_history", columns);
    let ratios: Vec<f64> =
        made.iter().map(|row| number(row, "new_salary") / number(row, "old_salary")).collect();
    assert!(ratios.iter().all(|ratio| (1.01..=1.16).contains(ratio)), "{ratios:?}");
    assert!(ratios.iter().any(|ratio| *ratio > 1.1), "{ratios:?}");
}

#[test]
fn a_new_state_is_another() {
    let states = "check ({} in ('open', 'active', 'closed'))";
    let columns = format!(
        "old_status text not null {}, new_status text not null {}",
        states.replace("{}", "old_status"),
        states.replace("{}", "new_status")
    );
    for row in table("status_changes", &columns) {
        assert_ne!(text(&row, "old_status"), text(&row, "new_status"));
    }
}

#[test]
fn beside_a_surname_a_name_is_the_first_one() {
    let columns = "customer_name varchar(80) not null, customer_surname varchar(80) not null";
    for row in table("bookings", columns) {
        assert!(!text(&row, "customer_name").ends_with(text(&row, "customer_surname")), "{row:?}");
    }
}

#[test]
fn a_type_is_that_of_the_file_called_alike() {
    let columns = "logo_filename varchar(200), logo_mime_type varchar(100)";
    for row in table("stores", columns) {
        let [Value::Text(name), Value::Text(kind)] =
            [&row["logo_filename"], &row["logo_mime_type"]]
        else {
            continue;
        };
        let ending = name.rsplit('.').next();
        assert_eq!(ending == Some("png"), kind == "image/png", "{name} {kind}");
    }
}

#[test]
fn documents_are_called_after_what_they_are() {
    let columns = "document_type text not null
        check (document_type in ('birth_certificate', 'photo')),
        file_url varchar(300) not null, file_name varchar(200) not null, mime_type varchar(100)";
    for row in table("student_documents", columns) {
        let (name, url) = (text(&row, "file_name"), text(&row, "file_url"));
        assert!(url.ends_with(name), "{url} {name}");
        assert!(name.starts_with(&text(&row, "document_type").replace('_', "-")), "{name}");
    }
}

#[test]
fn a_diagnosis_is_that_of_its_code() {
    let columns = "icd_code varchar(10) not null, icd_version smallint not null,
        long_title varchar(200) not null";
    let mut titles = std::collections::BTreeMap::new();
    for row in table("d_icd_diagnoses", columns) {
        assert!(number(&row, "icd_version") == 10.0);
        let (code, title) =
            (text(&row, "icd_code").to_owned(), text(&row, "long_title").to_owned());
        assert_eq!(titles.entry(code).or_insert_with(|| title.clone()), &title);
    }
}

#[test]
fn a_car_has_the_seats_of_its_model() {
    let columns = "brand varchar(40) not null, model varchar(40) not null, seats int not null,
        doors int not null, year int not null, mileage int not null,
        category text not null check (category in ('ECONOMY', 'SUV', 'VAN', 'LUXURY'))";
    let made = table("cars", columns);
    let seats = |model: &str| -> Vec<f64> {
        let of = |row: &&Row| text(row, "model") == model;
        made.iter().filter(of).map(|row| number(row, "seats")).collect()
    };
    assert!(seats("MX-5 Miata").iter().all(|seats| *seats == 2.0));
    assert!(seats("Tahoe").iter().all(|seats| *seats == 7.0));
    for row in made.iter().filter(|row| text(row, "model") == "Tiguan") {
        assert_eq!(text(row, "category"), "SUV");
    }
    assert!(made.iter().any(|row| number(row, "mileage") > 60_000.0));
}

#[test]
fn a_rental_costs_its_days() {
    let made = made(
        "create table cars (id int primary key, brand text not null,
             daily_price numeric(10,2) not null);
         create table bookings (id int primary key, car_id int not null references cars(id),
             pickup_date date not null, dropoff_date date not null,
             total_price numeric(10,2) not null);",
    );
    for row in &made["bookings"] {
        let (Value::Date(from), Value::Date(to)) = (&row["pickup_date"], &row["dropoff_date"])
        else {
            panic!("{row:?}");
        };
        let car = made["cars"].iter().find(|car| car["id"] == row["car_id"]).unwrap();
        let days = f64::from((to - from).max(1));
        let wanted = days * number(car, "daily_price");
        assert!((number(row, "total_price") - wanted).abs() < 0.01, "{row:?} {car:?}");
    }
}

#[test]
fn lexemes_are_those_of_the_title() {
    for row in table("films", "title varchar(200) not null, fulltext tsvector not null") {
        let found = match &row["fulltext"] {
            Value::Text(found) => found.clone(),
            other => format!("{other:?}"),
        };
        let title = text(&row, "title").to_lowercase();
        let last = title.split(' ').next_back().unwrap();
        assert!(found.contains(&last.replace(['\'', '.', ','], "")), "{title}: {found}");
    }
}

#[test]
fn a_day_of_hiring_is_at_midnight() {
    for row in rows("hire_date timestamp not null") {
        let Value::Timestamp(at) = row["hire_date"] else { panic!("{row:?}") };
        assert_eq!(at % 86_400_000_000, 0);
    }
}

#[test]
fn what_a_row_itself_is_has_a_kind_of_its_own() {
    let columns = "customer_id int, customer_type varchar(20), template_id int,
        template_type varchar(20) not null default 'PRIVATE'";
    let made = table("letters", columns);
    assert!(made.iter().any(|row| is_null(row, "template_id")), "a default says nothing");
}

#[test]
fn a_short_description_is_of_the_product() {
    let columns = "name varchar(100) not null, description text not null,
        short_description varchar(200) not null";
    for row in table("products", columns) {
        let short = text(&row, "short_description").trim_end_matches('.').to_owned();
        assert!(text(&row, "description").starts_with(&short), "{row:?}");
    }
}

#[test]
fn parcels_that_arrived_were_sent() {
    let columns = "status text not null check (status in ('placed', 'shipped', 'delivered')),
        shipping_status text not null check (shipping_status in ('pending', 'shipped', 'delivered')),
        placed_at timestamp not null, shipped_at timestamp, delivered_at timestamp";
    for row in table("orders", columns) {
        assert!(!is_null(&row, "shipped_at") || is_null(&row, "delivered_at"), "{row:?}");
    }
}

#[test]
fn what_is_delivered_is_paid() {
    let columns = "status text not null
            check (status in ('pending', 'paid', 'shipped', 'delivered', 'cancelled')),
        payment_status text not null check (payment_status in ('unpaid', 'paid', 'refunded')),
        shipping_status text not null check (shipping_status in ('pending', 'shipped', 'delivered')),
        created_at timestamp not null";
    let made = table("orders", columns);
    for row in made.iter().filter(|row| text(row, "status") == "delivered") {
        assert_eq!(text(row, "payment_status"), "paid");
        assert_eq!(text(row, "shipping_status"), "delivered");
    }
    assert!(made.iter().any(|row| text(row, "payment_status") != "paid"));
}

#[test]
fn who_left_a_school_was_admitted() {
    let columns = "name text not null, admission_date date,
        status text not null check (status in ('active', 'transferred', 'graduated'))";
    let made = table("students", columns);
    let left = |row: &&Row| text(row, "status") != "active";
    assert!(made.iter().filter(left).any(|row| !is_null(row, "admission_date")));
}
