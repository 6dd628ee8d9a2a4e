//! What a column holds where its name alone would mislead: the table, the comment and the default
//! say.

use crate::believable::{check, plan_of};
use crate::planned;

/// What a column of one of the tables is taken for.
fn meaning(ddl: &str, table: &str, column: &str) -> String {
    let found = planned(ddl)
        .explanations
        .into_iter()
        .find(|why| why.table == table && why.column == column);
    found.expect("every column is explained").meaning
}

#[test]
fn a_designation_is_a_post_unless_it_is_given_for() {
    check(&[
        ("employees", "full_name text, designation varchar(100)", "job title"),
        ("donations", "amount numeric(10,2), designation varchar(100)", "fund"),
    ]);
}

#[test]
fn rates_of_employees_are_wages() {
    check(&[
        ("employees", "daily_rate bigint", "daily wage"),
        ("cars", "daily_rate numeric(8,2)", "rental price of a vehicle"),
    ]);
    let ddl = "create table tp3_records (id int primary key, previous_epf_ytd bigint not null default 0);";
    assert_eq!(
        meaning(ddl, "tp3_records", "previous_epf_ytd"),
        "sums since the beginning of the year"
    );
    let ddl = "create table territories (id int primary key, sales_ytd numeric(12,2));";
    assert_ne!(meaning(ddl, "territories", "sales_ytd"), "sums since the beginning of the year");
}

#[test]
fn trades_tell_roles_subjects_and_sessions() {
    let school = "create table students (id int primary key, session varchar(20));
        create table teachers (id int primary key, specialization varchar(100));
        create table departments (id int primary key, name varchar(80) not null);
        create table sessions (id int primary key, user_agent text, session varchar(64));";
    assert_eq!(meaning(school, "students", "session"), "academic year");
    assert_eq!(meaning(school, "teachers", "specialization"), "what someone is versed in");
    assert_ne!(meaning(school, "sessions", "session"), "academic year");
    assert!(plan_of(school, "departments", "name").contains("Mathematics"));
    let hospital = "create table patients (id int primary key);
        create table wards (id int primary key);
        create table appointments (id int primary key);
        create table roles (id int primary key, role_name varchar(50) not null);
        create table doctors (id int primary key, specialization varchar(100));";
    assert!(plan_of(hospital, "roles", "role_name").contains("Pharmacist"));
    assert_eq!(meaning(hospital, "doctors", "specialization"), "medical specialty");
}

#[test]
fn vital_signs_are_those_of_people() {
    check(&[
        ("visits", "patient_id int, vitals_hr int", "heart rate"),
        ("visits", "patient_id int, vitals_bp varchar(10)", "blood pressure"),
        ("visits", "patient_id int, vitals_spo2 int", "oxygen in per cent"),
        (
            "visits",
            "patient_id int, vitals_temp numeric(4,1)",
            "temperature of a body in degrees Celsius",
        ),
    ]);
    let ddl = "create table sensors (id int primary key, temp numeric(4,1));";
    assert_ne!(meaning(ddl, "sensors", "temp"), "temperature of a body in degrees Celsius");
}

#[test]
fn authorities_give_numbers_of_their_own_form() {
    check(&[
        ("students", "aadhar_number varchar(12)", "number of an Indian resident"),
        ("members", "tc_no varchar(11)", "number of a Turkish citizen"),
        ("employees", "full_name text, ic_number varchar(20)", "number of a Malaysian resident"),
        ("bookings", "customer_driver_license varchar(40)", "licence number"),
        ("patients", "city text, pincode varchar(10)", "postal code"),
        ("members", "tax_office varchar(80)", "tax office"),
    ]);
    let ddl = "create table people (id int primary key, first_name text, pension_scheme_number varchar(20));";
    assert!(!plan_of(ddl, "people", "pension_scheme_number").contains("PEN"));
    let ddl = "create table cards (id int primary key, pan varchar(19), cvv varchar(4));";
    assert_ne!(meaning(ddl, "cards", "pan"), "number of an Indian taxpayer");
}

#[test]
fn a_comment_shows_the_form_of_a_text() {
    let ddl = "create table t (id int primary key,
        booking_ref varchar(20) not null, -- code like RNT-ABC123
        member_no varchar(20), -- 11 digits
        amount_text varchar(20), -- at most 11 digits
        frobnication varchar(200) -- URL of the picture
        );";
    assert!(plan_of(ddl, "t", "booking_ref").contains("RNT-[A-Z][A-Z][A-Z][0-9][0-9][0-9]"));
    assert!(plan_of(ddl, "t", "member_no").contains("[1-9][0-9]{10}"));
    assert!(!plan_of(ddl, "t", "amount_text").contains("[1-9][0-9]{10}"));
    assert!(plan_of(ddl, "t", "frobnication").contains("https://"));
}

#[test]
fn flags_and_kinds_keep_to_their_defaults() {
    let ddl = "create table cars (id int primary key, has_airbag boolean not null default true,
        has_towbar boolean not null default true, has_sunroof boolean not null default false);
        create table accounts (id int primary key, kind varchar(20) not null default 'plain'
            check (kind in ('grand', 'lavish', 'plain', 'super')));";
    assert!(plan_of(ddl, "cars", "has_towbar").contains("0.85,0.15"));
    assert!(plan_of(ddl, "cars", "has_airbag").contains("0.99,0.01"));
    assert!(plan_of(ddl, "cars", "has_sunroof").contains("0.15,0.85"));
    let kinds = plan_of(ddl, "accounts", "kind");
    assert!(kinds.contains("12.0,12.0,45.0,12.0"), "{kinds}");
}

#[test]
fn who_may_edit_may_mostly_see() {
    check(&[(
        "permissions",
        "can_edit boolean default false, can_view boolean default false",
        "right to see",
    )]);
    check(&[("jobs", "min_salary numeric, job_code varchar(8)", "code of a post")]);
}

#[test]
fn lists_of_which_nothing_is_known_are_empty() {
    let ddl = "create table t (id int primary key, tags text[], frobnications text[]);
        create table cars (id int primary key, make text, painted_parts text[]);";
    assert!(plan_of(ddl, "t", "frobnications").contains("\"max\":0"));
    assert!(!plan_of(ddl, "t", "tags").contains("\"max\":0"));
    assert!(plan_of(ddl, "cars", "painted_parts").contains("bumper"));
}

#[test]
fn what_a_check_reads_is_not_left_out() {
    let ddl = "create table t (id int primary key, frobnication text, wibble text,
        check (frobnication is not null or id > 0));";
    assert!(plan_of(ddl, "t", "frobnication").contains("\"null_rate\":0.6"));
    assert!(plan_of(ddl, "t", "wibble").contains("\"null_rate\":1.0"));
}

#[test]
fn a_shop_with_an_address_is_called_after_its_street() {
    let ddl =
        "create table stores (id int primary key, store_name varchar(80), physical_address text);";
    assert!(plan_of(ddl, "stores", "store_name").contains("street_name"));
    let ddl = "create table store (id int primary key, website_id int, name varchar(80));";
    assert!(plan_of(ddl, "store", "name").contains("Online store"));
}

#[test]
fn a_name_beside_a_surname_is_the_first() {
    check(&[
        ("bookings", "customer_surname text, customer_name text", "first name"),
        ("bookings", "customer_phone text, customer_name text", "full name"),
    ]);
}

#[test]
fn a_specialization_is_of_the_trade() {
    check(&[
        ("doctors", "first_name text, specialization varchar(80)", "medical specialty"),
        ("lawyers", "first_name text, specialization varchar(80)", "what someone is versed in"),
    ]);
    let ddl = "create table lawyers (id int primary key, specialization varchar(80));";
    assert!(plan_of(ddl, "lawyers", "specialization").contains("Family Law"));
}
