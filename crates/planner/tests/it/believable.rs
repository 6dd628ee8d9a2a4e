//! What columns are taken for by their neighbours, defaults, comments, tables and types, where the
//! name alone says too little.

use crate::planned;

/// What a column of the only table is taken for.
fn meaning(ddl: &str, column: &str) -> String {
    let found = planned(ddl).explanations.into_iter().find(|why| why.column == column);
    found.expect("every column is explained").meaning
}

/// A column's plan, as JSON.
pub(crate) fn plan_of(ddl: &str, table: &str, column: &str) -> String {
    let planned = planned(ddl);
    serde_json::to_string(&planned.plan.tables[table].columns[column]).expect("a plan is JSON")
}

/// Checks what the last of the columns that a table is given is taken for.
pub(crate) fn check(cases: &[(&str, &str, &str)]) {
    for (table, columns, expected) in cases {
        let ddl = format!("create table {table} (id int primary key, {columns});");
        let last = columns.rsplit(", ").next().expect("a column");
        let name = last.split(' ').next().expect("a name").trim_matches('"').to_lowercase();
        assert_eq!(meaning(&ddl, &name), *expected, "{table}: {columns}");
    }
}

#[test]
fn the_state_of_an_order_is_no_part_of_a_country() {
    let orders = "create table orders (id int primary key, email text, bill_address_id int,
        state text, payment_state text);";
    assert_ne!(meaning(orders, "state"), "region");
    assert_ne!(meaning(orders, "payment_state"), "region");
    check(&[("stores", "city text, state text", "region")]);
}

#[test]
fn neighbours_and_tables_tell_what_a_word_means() {
    check(&[
        ("switches", "ip_address text, address text", "network address"),
        ("customers", "city text, address text", "street address"),
        ("pageviews", "referrer text, path text", "path of a page"),
        ("uploads", "size bigint, path text", "file path"),
        ("mail_accounts", "port int, host text", "name of a server"),
        ("podcasts", "host text", "person"),
        ("members", "surname text, name text", "part of a name"),
        ("members", "name text", "full name"),
        ("pageviews", "user_agent text, event_name text", "event type"),
        ("identities", "id_token text, type text", "kind of login"),
        ("identities", "access_token text, scope text", "what a token may do"),
        ("gallery_images", "title text", "title of a picture"),
        ("user_preferences", "theme text", "theme of a program"),
        ("product_prices", "price numeric, label text", "tag"),
        ("products", "price numeric, label text", "product name"),
        ("tags", "color varchar(20)", "hex colour"),
        ("shirts", "hair_color text", "colors of hair"),
    ]);
}

#[test]
fn forms_have_rules() {
    check(&[
        ("sessions", "screen varchar(11)", "screen's size"),
        ("visits", "url_query text", "query of an address"),
        ("visits", "gclid text", "identifier of a click"),
        ("nodes", "address6 text", "IPv6 address"),
        ("reports", "sql_query text", "statement for a data base"),
        ("crashes", "stack_trace text", "stack trace"),
        ("parcels", "zip_plus_4 varchar(4)", "plus four"),
        ("firms", "federal_ein varchar(15)", "tax number"),
        ("sync_jobs", "cron_expression text", "schedule"),
        ("checks", "validation_regex text", "regular expression"),
        ("pods", "container_image text", "image of a container"),
        ("merge_requests", "target_branch text", "branch"),
        ("papers", "paper_size text", "paper"),
        ("claims", "ndc_number varchar(20)", "number of a drug"),
        ("pages", "meta_keywords text", "words for search engines"),
    ]);
}

#[test]
fn words_written_together_are_taken_apart() {
    check(&[
        ("goods", "partnumber text", "part number of a supplier"),
        ("notes", "msgsubject text", "subject line"),
        ("audits", "sqlquery text", "statement for a data base"),
        ("bills", "facnumber text", "document number"),
    ]);
}

#[test]
fn words_of_other_languages_are_known() {
    check(&[
        ("clients", "nom text, prenom text", "first name"),
        ("kunden", "vorname text, plz varchar(5)", "postal code"),
        ("kunden", "strasse text", "street address"),
        ("clientes", "ciudad text", "city"),
        ("funcionarios", "senha text", "password hash"),
        ("clients", "courriel text", "e-mail address"),
    ]);
}

#[test]
fn a_default_is_what_most_rows_have() {
    let cases = [
        ("price_base varchar(3) default 'HT'", "price_base", r#""HT","TTC""#),
        ("refresh varchar(32) default '30s'", "refresh", r#""30s","10s""#),
        ("status text default 'Planned'", "status", r#""Planned","Held""#),
        ("frobnication text default 'blue whale'", "frobnication", r#""values":["blue whale"]"#),
    ];
    for (definition, name, expected) in cases {
        let ddl = format!("create table things (id int primary key, {definition});");
        let found = plan_of(&ddl, "things", name);
        assert!(found.contains(expected), "{definition}: {found}");
    }
}

#[test]
fn a_placeholder_by_default_says_nothing() {
    let ddl = "create table users (id int primary key, email varchar(80) not null default '');";
    assert_eq!(meaning(ddl, "email"), "e-mail address");
    assert!(plan_of(ddl, "users", "email").contains("entity"));
}

#[test]
fn a_name_with_another_word_is_that_of_another_thing() {
    let ddl = "create table lessons (id int primary key, team_name text, film_title text);";
    let team = plan_of(ddl, "lessons", "team_name");
    assert!(team.contains("team_name"), "{team}");
    let film = plan_of(ddl, "lessons", "film_title");
    assert!(film.contains("film_title"), "{film}");
    let ddl = "create table machines (id int primary key, calendar_name text);";
    assert_eq!(meaning(ddl, "calendar_name"), "name of another thing");
}

#[test]
fn copies_for_search_follow_the_column_beside_them() {
    let ddl = "create table groups (id int primary key, name text not null, name_upper text,
        name_ci text, normalized_name text);";
    for (column, formula) in [
        ("name_upper", "upper(name)"),
        ("name_ci", "lower(name)"),
        ("normalized_name", "lower(name)"),
    ] {
        let found = plan_of(ddl, "groups", column);
        assert!(found.contains(formula), "{column}: {found}");
    }
    let ddl = "create table people (id int primary key, first_name text not null,
        last_name text not null, name text not null, sort_name text);";
    let found = plan_of(ddl, "people", "sort_name");
    assert!(found.contains("last_name || ', ' || first_name"), "{found}");
}

#[test]
fn a_table_of_translations_is_about_what_it_translates() {
    let ddl = "create table category_description (id int primary key, category_id int,
        language_id int, name varchar(80) not null);";
    assert_eq!(meaning(ddl, "name"), "category");
    let ddl = "create table product_lang (id int primary key, id_lang int, name varchar(80));";
    assert_eq!(meaning(ddl, "name"), "product name");
    let ddl = "create table languages (id int primary key, name varchar(80));";
    assert_eq!(meaning(ddl, "name"), "language name");
}

#[test]
fn a_text_without_a_meaning_is_a_plain_word_or_nothing() {
    let found =
        plan_of("create table t (id int primary key, frobnication text);", "t", "frobnication");
    assert!(found.contains("Standard") && !found.contains("Frobnication"), "{found}");
    assert!(found.contains(r#""null_rate":1.0"#), "{found}");
}

#[test]
fn notes_and_descriptions_are_of_the_tables_trade() {
    check(&[
        ("hosts", "notes text", "description of a machine"),
        ("computers", "comment text", "description of a machine"),
        ("orders", "note text", "note to the shop"),
        ("payments", "note text", "note on a payment"),
        ("tickets", "description text", "description of work"),
        ("user_roles", "description text", "description of a role"),
    ]);
}

#[test]
fn two_parts_in_one_row_are_two_persons() {
    let ddl = "create table court_cases (id int primary key, judge text, plaintiff text);";
    let (judge, plaintiff) =
        (plan_of(ddl, "court_cases", "judge"), plan_of(ddl, "court_cases", "plaintiff"));
    assert!(judge.contains("full_name") && plaintiff.contains("full_name"));
    assert_ne!(judge.replace("null_rate", ""), plaintiff.replace("null_rate", ""));
}
