//! Words and numbers of a row that fit each other: kinds and titles, posts and departments, pay,
//! ages, places and telephones, states and what they let be known.

use seedbed_expr::Value;

use crate::rows::{Row, made, number, table, text};

fn is_null(row: &Row, column: &str) -> bool {
    row[column] == Value::Null
}

/// Checks that wherever a text holds a word, another one is among some.
fn fits(rows: &[Row], column: &str, word: &str, other: &str, among: &[&str]) {
    let found: Vec<&Row> = rows
        .iter()
        .filter(|row| !is_null(row, column) && !is_null(row, other))
        .filter(|row| text(row, column).to_lowercase().contains(word))
        .collect();
    assert!(!found.is_empty(), "no {column} holds {word}");
    for row in found {
        assert!(among.contains(&text(row, other)), "{row:?}");
    }
}

/// The year of a day.
fn year(row: &Row, column: &str) -> i64 {
    match &row[column] {
        Value::Date(days) => 1970 + i64::from(*days) * 400 / 146_097,
        Value::Timestamp(micros) => 1970 + micros / 86_400_000_000 * 400 / 146_097,
        other => panic!("{column} is {other:?}"),
    }
}

/// Days since 1970.
fn day(row: &Row, column: &str) -> i64 {
    match &row[column] {
        Value::Date(days) => i64::from(*days),
        Value::Timestamp(micros) => micros / 86_400_000_000,
        other => panic!("{column} is {other:?}"),
    }
}

/// The day that plans without one take for today.
const TODAY: i64 = 20_454;

#[test]
fn a_title_says_what_kind_of_activity_it_is() {
    let made = table(
        "activities",
        "title varchar(200) not null, type varchar(40) not null, contact_id int",
    );
    fits(&made, "title", "call", "type", &["call"]);
    fits(&made, "title", "lunch", "type", &["meeting"]);
    fits(&made, "title", "send", "type", &["email"]);
    let listed = table(
        "interactions",
        "subject varchar(200) not null, contact_id int,
         channel varchar(20) not null check (channel in ('PHONE', 'MAIL', 'IN_PERSON'))",
    );
    if listed.iter().any(|row| text(row, "subject").contains("call")) {
        fits(&listed, "subject", "call", "channel", &["PHONE"]);
    }
}

#[test]
fn a_restaurant_cooks_what_its_name_says() {
    let made = table("restaurants", "name varchar(100) not null, cuisine varchar(40) not null");
    fits(&made, "name", "pizzeria", "cuisine", &["Italian"]);
    fits(&made, "name", "bombay", "cuisine", &["Indian"]);
    let listed = table(
        "restaurants",
        "name varchar(100) not null,
         category varchar(20) not null check (category in ('japanese', 'mexican', 'other'))",
    );
    fits(&listed, "name", "sakura", "category", &["japanese"]);
    fits(&listed, "name", "pizzeria", "category", &["other"]);
}

#[test]
fn who_administers_has_all_rights() {
    let columns = "role_name varchar(60) not null, access_level varchar(10) not null
        check (access_level in ('VIEW', 'EDIT', 'ADMIN'))";
    let ddl = format!(
        "create table roles (id int primary key, {columns});
         create table patients (id int primary key, name text);
         create table doctors (id int primary key, name text);"
    );
    let made = made(&ddl).remove("roles").unwrap();
    fits(&made, "role_name", "administrator", "access_level", &["ADMIN"]);
    fits(&made, "role_name", "nurse", "access_level", &["EDIT"]);
    fits(&made, "role_name", "receptionist", "access_level", &["VIEW"]);
}

#[test]
fn nobody_is_vaccinated_in_an_emergency() {
    let made = table(
        "visits",
        "visit_type varchar(20) not null check (visit_type in ('OPD', 'IPD', 'Emergency')),
         chief_complaint text not null, heart_rate int,
         triage_level varchar(20) not null
             check (triage_level in ('Critical', 'Serious', 'Stable')),
         status varchar(20) not null check (status in ('scheduled', 'completed', 'cancelled'))",
    );
    for row in &made {
        let (kind, why) = (text(row, "visit_type"), text(row, "chief_complaint"));
        assert!(kind != "Emergency" || !why.contains("Vaccination"), "{row:?}");
        if why == "Seizure" {
            assert_eq!(text(row, "triage_level"), "Critical");
        }
        if text(row, "status") != "completed" {
            assert!(is_null(row, "heart_rate"), "{row:?}");
        }
    }
    fits(&made, "chief_complaint", "vaccination", "triage_level", &["Stable"]);
    assert!(made.iter().any(|row| !is_null(row, "heart_rate")));
}

#[test]
fn a_department_has_its_posts() {
    let columns = "department varchar(80) not null, job_title varchar(80) not null";
    for row in &table("employees", columns) {
        if text(row, "department") == "Legal" {
            let post = text(row, "job_title");
            assert!(["Paralegal", "Attorney", "Legal Counsel", "Legal Assistant"].contains(&post));
        }
    }
    let ddl = "create table departments (id int primary key, name varchar(80) not null);
        create table employees (id int primary key, name text not null,
            department_id int not null references departments, position varchar(80) not null);";
    let mut all = made(ddl);
    let departments = all.remove("departments").unwrap();
    for row in &all["employees"] {
        let of = departments.iter().find(|of| of["id"] == row["department_id"]).unwrap();
        let name = text(of, "name");
        assert!(text(row, "position") != "Welder" || name.contains("Manufact"), "{name}: {row:?}");
    }
}

#[test]
fn rates_are_those_of_the_salary_and_of_who_has_one() {
    let made = table(
        "employees",
        "designation varchar(80) not null, basic_salary bigint not null, hourly_rate bigint,
         employment_type varchar(20) not null
             check (employment_type in ('permanent', 'intern', 'hourly_rated'))",
    );
    let mean = |kind: &str| {
        let of: Vec<f64> = made
            .iter()
            .filter(|row| text(row, "employment_type") == kind)
            .map(|row| number(row, "basic_salary"))
            .collect();
        of.iter().sum::<f64>() / of.len() as f64
    };
    assert!(mean("intern") * 1.6 < mean("permanent"));
    for row in &made {
        let hourly = text(row, "employment_type") == "hourly_rated";
        assert_eq!(is_null(row, "hourly_rate"), !hourly, "{row:?}");
        if hourly {
            let rate = number(row, "basic_salary") / 2_080.0;
            assert!((number(row, "hourly_rate") - rate).abs() < 1.0, "{row:?}");
        }
    }
}

#[test]
fn raises_lead_to_what_somebody_earns() {
    let ddl = "create table employees (id int primary key, name text not null,
            salary numeric(10,2) not null);
        create table salary_history (id int primary key,
            employee_id int not null references employees,
            old_salary numeric(10,2) not null, new_salary numeric(10,2) not null);";
    let mut all = made(ddl);
    let employees = all.remove("employees").unwrap();
    for row in &all["salary_history"] {
        let of = employees.iter().find(|of| of["id"] == row["employee_id"]).unwrap();
        let (old, now) = (number(row, "old_salary"), number(of, "salary"));
        assert!(old < now && old > now * 0.7, "{old}, {now}");
        assert!(number(row, "new_salary") > old);
    }
}

#[test]
fn funds_get_their_share() {
    let columns = "previous_income_ytd bigint not null, previous_epf_ytd bigint not null,
        previous_socso_ytd bigint not null";
    for row in table("tax_records", columns) {
        let income = number(&row, "previous_income_ytd");
        let share = number(&row, "previous_epf_ytd") / income;
        assert!((0.07..0.13).contains(&share), "{row:?}");
        assert!(number(&row, "previous_socso_ytd") < income * 0.02, "{row:?}");
    }
}

#[test]
fn who_begins_to_work_is_grown_up_and_not_retired() {
    let made = table(
        "employees",
        "date_of_birth date not null, date_joined date not null, designation varchar(80),
         created_at timestamp not null default now()",
    );
    for row in &made {
        let age = year(row, "date_joined") - year(row, "date_of_birth");
        assert!((18..=65).contains(&age), "{age}: {row:?}");
        let chief = !is_null(row, "designation") && text(row, "designation").starts_with("Chief");
        assert!(!chief || age >= 33, "{row:?}");
    }
}

#[test]
fn rows_of_staff_are_made_when_they_join() {
    let ddl = "create table companies (id int primary key, name text not null,
            created_at timestamp not null default now());
        create table employees (id int primary key, full_name text not null,
            company_id int not null references companies, date_joined date not null,
            created_at timestamp not null default now());";
    for row in &made(ddl)["employees"] {
        assert!(day(row, "created_at") >= day(row, "date_joined"), "{row:?}");
        assert!(day(row, "created_at") - day(row, "date_joined") < 120, "{row:?}");
    }
}

#[test]
fn pupils_are_of_school_age_and_students_are_not() {
    let pupils = table(
        "students",
        "date_of_birth date not null, class_id int, section_id int, admission_date date,
         admission_number varchar(20) not null, roll_number varchar(20)",
    );
    for row in &pupils {
        assert!((2007..=2020).contains(&year(row, "date_of_birth")), "{row:?}");
        assert!(is_null(row, "roll_number") || text(row, "roll_number").len() <= 2, "{row:?}");
    }
    let students = table("students", "date_of_birth date not null, major varchar(60), gpa real");
    assert!(students.iter().all(|row| year(row, "date_of_birth") <= 2008));
}

#[test]
fn a_number_with_a_birthday_has_that_of_its_row() {
    let made = table(
        "employees",
        "full_name varchar(80) not null, ic_number varchar(20), date_of_birth date not null",
    );
    let mut seen = 0;
    for row in made.iter().filter(|row| !is_null(row, "ic_number")) {
        let digits = &text(row, "ic_number")[..2];
        let born = year(row, "date_of_birth") % 100;
        // The year is told from days: at its turn it may be the one beside it.
        let told: i64 = digits.parse().unwrap();
        assert!((told - born).abs() % 98 <= 1, "{row:?}");
        assert_eq!(text(row, "ic_number").len(), 14, "{row:?}");
        seen += 1;
    }
    assert!(seen > 100);
}

#[test]
fn telephones_are_of_the_city() {
    let columns = "name text not null, phone varchar(20), fax varchar(20),
        city varchar(60) not null, state varchar(60) not null";
    let mut codes: std::collections::BTreeMap<String, std::collections::BTreeSet<String>> =
        std::collections::BTreeMap::new();
    let mut alike = 0;
    for row in table("companies", columns) {
        for column in ["phone", "fax"] {
            if !is_null(&row, column) {
                let known = codes.entry(text(&row, "city").to_owned()).or_default();
                known.insert(text(&row, column)[..5].to_owned());
            }
        }
        alike += usize::from(!is_null(&row, "phone") && row["phone"] == row["fax"]);
    }
    assert!(alike < 10, "{alike} have one number for both");
    // A city has a few area codes; drawn by chance there would be nearly one for each number.
    assert!(codes.values().all(|known| known.len() <= 6), "{codes:?}");
}

#[test]
fn what_is_planned_lies_ahead() {
    let made = table(
        "appointments",
        "created_at timestamp not null, starts_at timestamp not null, ends_at timestamp not null,
         updated_at timestamp not null,
         status varchar(20) not null check (status in ('scheduled', 'completed', 'cancelled'))",
    );
    let planned: Vec<&Row> = made.iter().filter(|row| text(row, "status") == "scheduled").collect();
    assert!(!planned.is_empty());
    for row in planned {
        assert!((TODAY..TODAY + 31).contains(&day(row, "starts_at")), "{row:?}");
        assert!(day(row, "ends_at") >= day(row, "starts_at"), "{row:?}");
        assert!(day(row, "updated_at") <= TODAY, "{row:?}");
    }
    for row in made.iter().filter(|row| text(row, "status") == "completed") {
        assert!(day(row, "starts_at") <= TODAY, "{row:?}");
    }
}

#[test]
fn what_was_planned_long_ago_is_over() {
    let made = table(
        "activities",
        "title varchar(100) not null, description text, contact_id int, due_date timestamp,
         status varchar(50) not null, created_at timestamp not null",
    );
    let planned = made.iter().filter(|row| text(row, "status") == "planned");
    for row in planned {
        assert!(day(row, "created_at") > TODAY - 93, "{row:?}");
        assert!(is_null(row, "due_date") || day(row, "due_date") >= TODAY, "{row:?}");
        let told = !is_null(row, "description");
        assert!(!told || !text(row, "description").starts_with("Sent"), "{row:?}");
    }
}

#[test]
fn who_passes_has_the_marks_for_it() {
    let made = table(
        "student_promotions",
        "student_id int, result varchar(20) not null
             check (result in ('promoted', 'detained', 'transferred')),
         percentage numeric(5,2) not null, remarks text",
    );
    for row in &made {
        let marks = number(row, "percentage");
        match text(row, "result") {
            "promoted" => assert!(marks >= 40.0, "{row:?}"),
            "detained" => assert!(marks < 40.0, "{row:?}"),
            _ => {}
        }
    }
    fits(&made, "remarks", "good progress", "result", &["promoted", "transferred"]);
}

#[test]
fn faith_origin_and_family_go_together() {
    let made = table(
        "employees",
        "race varchar(10) not null check (race in ('malay', 'chinese', 'indian')),
         is_muslim boolean not null default false, tabung_haji_amount bigint default 0,
         nationality varchar(50) default 'Malaysian',
         residency_status varchar(20) not null check (residency_status in ('citizen', 'foreigner')),
         marital_status varchar(10) not null check (marital_status in ('single', 'married')),
         num_children int not null default 0",
    );
    for row in &made {
        let muslim = row["is_muslim"] == Value::Bool(true);
        assert!(muslim || text(row, "race") != "malay", "{row:?}");
        assert!(muslim || number(row, "tabung_haji_amount") == 0.0, "{row:?}");
        if !is_null(row, "nationality") {
            let local = text(row, "nationality") == "Malaysian";
            assert_eq!(local, text(row, "residency_status") == "citizen", "{row:?}");
        }
        assert!(text(row, "marital_status") != "single" || number(row, "num_children") <= 2.0);
    }
}

#[test]
fn codes_of_departments_are_short_for_their_names() {
    let made = table("departments", "name varchar(80) not null, code varchar(20) not null unique");
    fits(&made, "name", "finance", "code", &["FIN", "FIN-2", "FIN-3", "FIN-4", "FIN-5", "FIN-6"]);
}

#[test]
fn names_that_may_not_repeat_are_composed() {
    let made = table("tasks", "title varchar(200) not null unique, status varchar(20)");
    let numbered = made
        .iter()
        .filter(|row| text(row, "title").ends_with(|last: char| last.is_ascii_digit()))
        .count();
    assert!(numbered * 4 < made.len(), "{numbered}");
}

#[test]
fn a_delivery_takes_what_its_parts_take() {
    let columns = "name text not null, delivery_time_mins int not null,
        prep_time_mins int not null, traffic_delay_mins int not null";
    for row in table("restaurants", columns) {
        let parts = number(&row, "prep_time_mins") + number(&row, "traffic_delay_mins");
        assert!(number(&row, "delivery_time_mins") > parts, "{row:?}");
    }
}

#[test]
fn a_car_is_for_rent_or_for_sale_and_older_than_its_row() {
    let made = table(
        "cars",
        "brand varchar(40) not null, model varchar(40) not null, year int not null,
         type varchar(10) not null check (type in ('RENTAL', 'SALE')),
         daily_price numeric(10,2), sale_price numeric(12,2), deposit numeric(10,2),
         created_at timestamp not null",
    );
    for row in &made {
        assert!(number(row, "year") <= year(row, "created_at") as f64, "{row:?}");
        let rented = text(row, "type") == "RENTAL";
        assert!(if rented { is_null(row, "sale_price") } else { is_null(row, "daily_price") });
        if rented && !is_null(row, "daily_price") && !is_null(row, "deposit") {
            assert!(number(row, "deposit") >= number(row, "daily_price") * 3.0, "{row:?}");
        }
    }
}

#[test]
fn switches_go_with_what_they_switch() {
    let made = table(
        "users",
        "email_enabled boolean not null default true,
         email_booking_enabled boolean not null default true",
    );
    for row in &made {
        let on = |name: &str| row[name] == Value::Bool(true);
        assert!(on("email_enabled") || !on("email_booking_enabled"), "{row:?}");
    }
    let teachers = table("teachers", "is_class_teacher boolean not null, class_id varchar(36)");
    for row in &teachers {
        let leads = row["is_class_teacher"] == Value::Bool(true);
        assert!(leads || is_null(row, "class_id"), "{row:?}");
    }
}

#[test]
fn a_soup_costs_less_than_a_steak() {
    let ddl = "create table restaurants (id int primary key, name varchar(80) not null);
        create table menu_items (id int primary key, name varchar(80) not null,
            restaurant_id int not null references restaurants, price numeric(8,2) not null);";
    for row in &made(ddl)["menu_items"] {
        let (dish, price) = (text(row, "name"), number(row, "price"));
        assert!(!dish.ends_with("Soup") || price < 11.0, "{dish}: {price}");
        assert!(!dish.contains("Salmon") || price > 15.0, "{dish}: {price}");
    }
}

#[test]
fn a_visit_without_another_moment_is_planned_where_it_lies_ahead() {
    let made = table(
        "appointments",
        "scheduled_at timestamp not null,
         status varchar(20) not null check (status in ('Scheduled', 'Completed', 'Cancelled'))",
    );
    for row in &made {
        let planned = text(row, "status") == "Scheduled";
        assert!(!planned || day(row, "scheduled_at") >= TODAY - 2, "{row:?}");
        assert!(planned || day(row, "scheduled_at") <= TODAY + 1, "{row:?}");
    }
}

#[test]
fn a_state_of_something_else_is_none_of_the_row() {
    let made =
        table("consultations", "heart_rate int not null, mucosal_state varchar(20) not null");
    assert!(made.iter().all(|row| !is_null(row, "heart_rate")));
}

#[test]
fn nobody_has_more_marks_than_there_are() {
    let made = table(
        "exam_results",
        "marks_obtained numeric(6,2) not null, max_marks int not null default 100,
         grade varchar(2), result varchar(10) not null check (result in ('PASS', 'FAIL', 'ABSENT'))",
    );
    for row in &made {
        let share = number(row, "marks_obtained") / number(row, "max_marks");
        assert!(share <= 1.0, "{row:?}");
        assert!(text(row, "result") != "FAIL" || share < 0.4, "{row:?}");
        assert!(share < 0.9 || text(row, "grade") == "A", "{row:?}");
    }
}

#[test]
fn wages_are_of_a_salary_that_is_there() {
    let made = table(
        "staff",
        "first_name text not null, hire_date date not null, job_title varchar(80),
         pay_type varchar(10) not null check (pay_type in ('salaried', 'hourly')),
         annual_salary numeric(10,2), hourly_wage numeric(8,2),
         created_at timestamp not null default now()",
    );
    for row in &made {
        let hourly = text(row, "pay_type") == "hourly";
        assert_eq!(is_null(row, "hourly_wage"), !hourly, "{row:?}");
        assert!(!hourly || number(row, "hourly_wage") > 7.0, "{row:?}");
        assert!(day(row, "created_at") >= day(row, "hire_date"), "{row:?}");
    }
}

#[test]
fn who_can_wait_is_not_urgent() {
    let made = table(
        "encounters",
        "reason_for_visit varchar(200) not null,
         encounter_type varchar(20) not null check (encounter_type in ('outpatient', 'emergency')),
         acuity int not null check (acuity between 1 and 5)",
    );
    for row in &made {
        let routine = text(row, "reason_for_visit") == "Annual physical";
        assert!(!routine || number(row, "acuity") >= 4.0, "{row:?}");
    }
}

#[test]
fn requests_of_old_have_been_decided() {
    let made = table(
        "leave_requests",
        "start_date date not null, end_date date not null, created_at timestamp not null,
         status varchar(20) not null check (status in ('pending', 'approved', 'rejected'))",
    );
    for row in &made {
        let pending = text(row, "status") == "pending";
        assert!(!pending || day(row, "created_at") > TODAY - 93, "{row:?}");
        assert!(day(row, "end_date") - day(row, "start_date") < 60, "{row:?}");
    }
}

#[test]
fn a_deposit_is_a_part_of_the_price() {
    let made = table(
        "reservations",
        "guest_name text, check_in date not null, check_out date not null,
         deposit numeric(8,2) not null, total_price numeric(10,2) not null",
    );
    assert!(made.iter().all(|row| number(row, "deposit") < number(row, "total_price")));
}
