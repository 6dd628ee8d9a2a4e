//! Columns that another one of their row decides: sums, rates, balances, lengths between moments,
//! pages made of texts, flags of moments.

use seedbed_expr::{Kind, Value};

use crate::rows::{Row, made, number, same, table, text};

/// The only table's rows, with `columns` beside a key.
fn rows(name: &str, columns: &str) -> Vec<Row> {
    table(name, columns)
}

/// Checks that in every row a column is what others make of it.
fn check(name: &str, columns: &str, result: &str, formula: impl Fn(&Row) -> f64) {
    for row in rows(name, columns) {
        let (found, wanted) = (number(&row, result), formula(&row));
        assert!(same(found, wanted), "{name}.{result} is {found}, not {wanted}: {row:?}");
    }
}

#[test]
fn scores_are_what_votes_leave() {
    let columns = "upvotes int not null, downvotes int not null, score int not null";
    check("comments", columns, "score", |row| number(row, "upvotes") - number(row, "downvotes"));
    let columns = "likes_count int not null default 0, dislikes_count int not null default 0,
        score int not null default 0";
    check("posts", columns, "score", |row| {
        number(row, "likes_count") - number(row, "dislikes_count")
    });
}

#[test]
fn rates_are_shares_of_what_they_are_of() {
    let columns =
        "cache_hits int not null, cache_misses int not null, hit_ratio numeric(6,4) not null";
    check("caches", columns, "hit_ratio", |row| {
        let (hits, misses) = (number(row, "cache_hits"), number(row, "cache_misses"));
        if hits + misses == 0.0 { 0.0 } else { hits / (hits + misses) }
    });
    let columns = "frames_total int not null, frames_done int not null,
        progress_percent numeric(5,2) not null";
    check("renders", columns, "progress_percent", |row| {
        let (all, done) = (number(row, "frames_total"), number(row, "frames_done"));
        if all == 0.0 { 0.0 } else { 100.0 * done / all }
    });
}

#[test]
fn an_average_of_ratings_has_nothing_to_do_with_a_total_amount() {
    let columns = "total_amount numeric(12,2) not null, rating_count int not null,
        average_rating numeric(3,2) not null";
    assert!(rows("shops", columns).iter().all(|row| number(row, "average_rating") <= 5.0));
}

#[test]
fn an_average_is_the_sum_by_the_count() {
    let columns = "n_measurements int not null, sum_values numeric(14,4) not null,
        mean_value numeric(12,4) not null";
    check("qc_runs", columns, "mean_value", |row| {
        number(row, "sum_values") / number(row, "n_measurements")
    });
}

#[test]
fn what_passed_and_what_failed_are_all() {
    let columns = "pass_count int not null, fail_count int not null, skipped_count int not null,
        total_count int not null, pass_rate numeric(5,2) not null";
    check("test_runs", columns, "total_count", |row| {
        number(row, "pass_count") + number(row, "fail_count") + number(row, "skipped_count")
    });
    check("test_runs", columns, "pass_rate", |row| match number(row, "total_count") {
        0.0 => 0.0,
        all => 100.0 * number(row, "pass_count") / all,
    });
    let columns = "transaction_count int not null, successful_count int not null,
        failed_count int not null";
    check("payouts", columns, "transaction_count", |row| {
        number(row, "successful_count") + number(row, "failed_count")
    });
}

#[test]
fn a_total_is_the_sum_of_what_is_called_like_it() {
    let columns = "seats_first smallint not null, seats_business smallint not null,
        seats_economy smallint not null, seats_total smallint not null";
    check("aircraft", columns, "seats_total", |row| {
        ["seats_first", "seats_business", "seats_economy"]
            .iter()
            .map(|name| number(row, name))
            .sum()
    });
    let columns = "hall_fee numeric(10,2) not null, transport_cost numeric(10,2) not null,
        security_cost numeric(10,2) not null, total_cost numeric(10,2) not null";
    check("fairs", columns, "total_cost", |row| {
        ["hall_fee", "transport_cost", "security_cost"].iter().map(|name| number(row, name)).sum()
    });
}

#[test]
fn means_of_ratings_are_no_sums() {
    let columns = "room_rating numeric(2,1) not null, food_rating numeric(2,1) not null,
        overall_rating numeric(2,1) not null";
    assert!(rows("hotel_reviews", columns).iter().all(|row| number(row, "overall_rating") <= 5.0));
}

#[test]
fn a_net_amount_is_the_gross_without_what_is_taken() {
    let columns = "gross_amount numeric(14,2) not null, fees_amount numeric(14,2) not null,
        refunds_amount numeric(14,2) not null, adjustments_amount numeric(14,2) not null,
        net_amount numeric(14,2) not null";
    check("payouts", columns, "net_amount", |row| {
        number(row, "gross_amount") - number(row, "fees_amount") - number(row, "refunds_amount")
            + number(row, "adjustments_amount")
    });
}

#[test]
fn what_is_outstanding_is_of_its_own_kind() {
    let columns =
        "principal_amount numeric(15,2) not null, approved_principal numeric(15,2) not null,
        principal_repaid numeric(15,2) not null, principal_outstanding numeric(15,2) not null,
        interest_charged numeric(15,2) not null, interest_paid numeric(15,2) not null,
        interest_outstanding numeric(15,2) not null, total_outstanding numeric(15,2) not null";
    for row in rows("loans", columns) {
        let at = |name: &str| number(&row, name);
        assert!(at("approved_principal") <= at("principal_amount") + 0.01, "{row:?}");
        assert!(same(at("interest_outstanding"), at("interest_charged") - at("interest_paid")));
        let sum = at("principal_outstanding") + at("interest_outstanding");
        assert!(same(at("total_outstanding"), sum), "{row:?}");
    }
}

#[test]
fn balances_follow_from_what_was_booked() {
    let columns = "direction char(2) not null check (direction in ('DR', 'CR')),
        amount numeric(15,2) not null, debit numeric(15,2) not null, credit numeric(15,2) not null,
        balance_before numeric(15,2) not null, balance_after numeric(15,2) not null";
    for row in rows("bookings", columns) {
        let at = |name: &str| number(&row, name);
        let debited = text(&row, "direction") == "DR";
        assert!(same(at("debit"), if debited { at("amount") } else { 0.0 }), "{row:?}");
        let after = at("balance_before") + at("credit") - at("debit");
        assert!(same(at("balance_after"), after), "{row:?}");
    }
}

#[test]
fn lengths_lie_between_their_ends() {
    let columns = "starts_at timestamp not null, ends_at timestamp not null,
        duration_minutes int not null";
    for row in rows("meetings", columns) {
        let (Value::Timestamp(from), Value::Timestamp(to)) = (&row["starts_at"], &row["ends_at"])
        else {
            panic!("{row:?}")
        };
        let minutes = (to - from) as f64 / 60e6;
        assert!((number(&row, "duration_minutes") - minutes).abs() <= 1.0, "{row:?}");
    }
    let columns = "loan_start date not null, loan_end date not null, loan_days int not null";
    for row in rows("loans", columns) {
        let (Value::Date(from), Value::Date(to)) = (&row["loan_start"], &row["loan_end"]) else {
            panic!("{row:?}")
        };
        assert_eq!(number(&row, "loan_days"), f64::from(to - from), "{row:?}");
    }
}

#[test]
fn parts_of_a_date_are_of_the_date_beside_them() {
    let columns = "day date not null, year smallint not null, month smallint not null";
    for row in rows("sales_by_day", columns) {
        let Ok(Value::Text(day)) = row["day"].clone().cast(Kind::Text) else { panic!("{row:?}") };
        let parts: Vec<f64> = day.split('-').map(|part| part.parse().unwrap()).collect();
        assert_eq!([number(&row, "year"), number(&row, "month")], [parts[0], parts[1]]);
    }
}

#[test]
fn the_year_of_a_film_is_not_that_of_its_row() {
    let columns = "title text, year smallint not null, created_on date not null";
    let years: Vec<f64> = rows("films", columns).iter().map(|row| number(row, "year")).collect();
    assert!(years.iter().any(|year| *year < 2010.0), "{years:?}");
}

#[test]
fn a_page_is_made_of_its_text() {
    for row in rows("comments", "raw text not null, cooked text not null") {
        assert!(
            text(&row, "cooked").contains(text(&row, "raw").lines().next().unwrap()),
            "{row:?}"
        );
    }
    let columns = "email text not null, email_domain text not null";
    for row in rows("contacts", columns) {
        assert!(text(&row, "email").ends_with(&format!("@{}", text(&row, "email_domain"))));
    }
}

#[test]
fn a_flag_says_whether_its_moment_has_come() {
    let columns = "is_closed boolean not null, closed_at timestamp, opted_out boolean not null,
        opted_out_at timestamp";
    let rows = rows("deals", columns);
    for (flag, moment) in [("is_closed", "closed_at"), ("opted_out", "opted_out_at")] {
        for row in &rows {
            assert_eq!(row[flag] == Value::Bool(true), row[moment] != Value::Null, "{row:?}");
        }
    }
    let out = rows.iter().filter(|row| row["opted_out"] == Value::Bool(true)).count();
    assert!(out * 5 < rows.len(), "{out} of {} opted out", rows.len());
}

#[test]
fn a_status_has_the_words_of_its_code() {
    let columns = "http_status smallint not null, http_status_text varchar(50) not null,
        is_success boolean not null";
    for row in rows("deliveries", columns) {
        let code = number(&row, "http_status");
        assert_eq!(text(&row, "http_status_text") == "OK", code == 200.0, "{row:?}");
        assert_eq!(row["is_success"] == Value::Bool(true), (200.0..300.0).contains(&code));
    }
}

#[test]
fn a_sale_is_as_likely_as_its_stage_says() {
    let columns = "sales_stage varchar(40) not null check (sales_stage in ('Prospecting',
        'Negotiation', 'Closed Won', 'Closed Lost')), probability int not null";
    for row in rows("deals", columns) {
        let wanted = match text(&row, "sales_stage") {
            "Prospecting" => 10.0,
            "Negotiation" => 80.0,
            "Closed Won" => 100.0,
            _ => 0.0,
        };
        assert_eq!(number(&row, "probability"), wanted, "{row:?}");
    }
}

#[test]
fn a_version_has_its_parts() {
    let columns = "num text not null, semver_major int not null, semver_minor int not null,
        semver_patch int not null";
    for row in rows("versions", columns) {
        let parts = ["semver_major", "semver_minor", "semver_patch"].map(|name| number(&row, name));
        let wanted = parts.map(|part| part.to_string()).join(".");
        assert_eq!(text(&row, "num"), wanted);
    }
}

#[test]
fn the_same_length_has_two_units() {
    let columns = "distance_nm int not null, distance_km int not null";
    for row in rows("legs", columns) {
        let km = number(&row, "distance_nm") * 1.852;
        assert!((number(&row, "distance_km") - km).abs() < 1.5, "{row:?}");
    }
}

#[test]
fn addresses_of_an_actor_are_on_its_host_and_under_its_name() {
    let columns = "domain text not null, username text not null, inbox_url text not null,
        followers_url text not null, shared_inbox_url text not null, uri text not null";
    for row in rows("actors", columns) {
        let actor = format!("https://{}/users/{}", text(&row, "domain"), text(&row, "username"));
        assert_eq!(text(&row, "uri"), actor);
        assert_eq!(text(&row, "inbox_url"), format!("{actor}/inbox"));
        assert_eq!(text(&row, "followers_url"), format!("{actor}/followers"));
        assert_eq!(
            text(&row, "shared_inbox_url"),
            format!("https://{}/inbox", text(&row, "domain"))
        );
    }
}

#[test]
fn files_on_the_web_go_by_the_row_s_file() {
    let columns = "filename text not null, tarball_url text not null";
    for row in rows("releases", columns) {
        assert!(text(&row, "tarball_url").ends_with(text(&row, "filename")), "{row:?}");
    }
}

#[test]
fn a_row_of_any_model_is_there() {
    let made = made(
        "create table django_content_type (id int primary key, app_label varchar(100) not null,
            model varchar(100) not null, unique (app_label, model));
         create table blog_post (id int primary key, title text not null);
         create table blog_photo (id int primary key, caption text);
         create table comments_comment (id int primary key,
            content_type_id int not null references django_content_type (id),
            object_id int not null, body text not null);",
    );
    assert_eq!(made["blog_post"].len(), 200);
    for row in &made["comments_comment"] {
        assert!((1.0..=200.0).contains(&number(row, "object_id")), "{row:?}");
    }
}

#[test]
fn a_code_has_its_words() {
    let columns = "atc_code char(7) not null, atc_description varchar(120) not null";
    for row in rows("drugs", columns) {
        let metformin = text(&row, "atc_description") == "Metformin";
        assert_eq!(text(&row, "atc_code") == "A10BA02", metformin, "{row:?}");
    }
    let columns = "type_code varchar(4) not null, type_name varchar(60) not null,
        manufacturer varchar(40) not null";
    for row in rows("aircraft", columns) {
        assert!(text(&row, "type_name").starts_with(text(&row, "manufacturer")), "{row:?}");
    }
}

#[test]
fn nothing_is_made_of_nothing() {
    let columns = "height_cm numeric(5,1) not null, weight_kg numeric(5,1), bmi numeric(4,1)";
    let rows = rows("patients", columns);
    assert!(rows.iter().any(|row| row["weight_kg"] == Value::Null));
    for row in &rows {
        assert_eq!(row["weight_kg"] == Value::Null, row["bmi"] == Value::Null, "{row:?}");
    }
}

#[test]
fn draft_invoices_are_sent_and_not_published() {
    let made = rows("invoices", "status varchar(20) not null default 'draft', number text");
    assert!(made.iter().any(|row| text(row, "status") == "sent"));
    assert!(made.iter().all(|row| text(row, "status") != "published"));
}

#[test]
fn a_drug_s_strength_is_that_of_the_drug() {
    let columns = "generic_name varchar(150) not null, strength varchar(30) not null,
        strength_value numeric(10,3) not null, strength_unit varchar(10) not null";
    let made = rows("drugs", columns);
    assert!(made.iter().any(|row| text(row, "strength").ends_with(" mg")), "{made:?}");
}

#[test]
fn a_stock_below_its_limit_needs_more() {
    let columns = "qty_on_hand int not null, reorder_point int not null,
        needs_reorder boolean not null";
    for row in rows("inventory", columns) {
        let scarce = number(&row, "qty_on_hand") <= number(&row, "reorder_point");
        assert_eq!(row["needs_reorder"] == Value::Bool(true), scarce, "{row:?}");
    }
}

#[test]
fn rates_of_longer_times_are_higher_and_meters_run_on() {
    let columns = "daily_rate numeric(8,2) not null, weekly_rate numeric(9,2) not null,
        odometer_out int not null, odometer_in int not null";
    for row in rows("rentals", columns) {
        let share = number(&row, "weekly_rate") / number(&row, "daily_rate");
        assert!((4.9..6.6).contains(&share), "a week for {share} days: {row:?}");
        let (out, back) = (number(&row, "odometer_out"), number(&row, "odometer_in"));
        assert!(out <= back && back <= out * 1.05 + 1.0, "{row:?}");
    }
}

#[test]
fn a_row_has_the_parent_that_its_other_parents_have() {
    let tables = made(
        "create table tenants (id int primary key, name text not null);
         create table users (id int primary key, tenant_id int not null references tenants,
             email text not null);
         create table projects (id int primary key, tenant_id int not null references tenants,
             user_id int not null references users, name text not null);
         create table tasks (id int primary key, tenant_id int not null references tenants,
             user_id int not null references users,
             project_id int not null references projects, title text not null);",
    );
    let its = |row: &Row, column: &str, parent: &str, wanted: &str| {
        let parent = tables[parent].iter().find(|other| other["id"] == row[column]);
        parent.unwrap()[wanted].clone()
    };
    let mut others = 0;
    for task in &tables["tasks"] {
        assert_eq!(task["tenant_id"], its(task, "project_id", "projects", "tenant_id"));
        others += u32::from(task["user_id"] != its(task, "project_id", "projects", "user_id"));
    }
    assert!(others > 100, "who does a task is not who owns its project");
    for project in &tables["projects"] {
        assert_eq!(project["tenant_id"], its(project, "user_id", "users", "tenant_id"));
    }
}
