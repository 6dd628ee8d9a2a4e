//! Texts of a form that standards and trades give them.

use crate::rows::{table, text};

/// Checks that all texts of a column pass a test.
fn check(name: &str, columns: &str, column: &str, passes: impl Fn(&str) -> bool) {
    for row in table(name, columns) {
        if row[column] != seedbed_expr::Value::Null {
            let found = text(&row, column);
            assert!(passes(found), "{name}.{column} is {found:?}");
        }
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[test]
fn codes_have_the_form_of_their_standard() {
    check("media", "blurhash varchar(100)", "blurhash", |text| text.len() == 28);
    check("payments", "amount numeric(12,2), avs_response char(1)", "avs_response", |text| {
        "YNAZU".contains(text)
    });
    check("firms", "lei char(20)", "lei", |text| text.len() == 20 && digits(&text[18..]));
    check("papers", "doi varchar(100)", "doi", |text| {
        text.starts_with("10.") && text.contains('/')
    });
    check("authors", "orcid varchar(19)", "orcid", |text| {
        text.len() == 19 && text.starts_with("0000-")
    });
    check("events", "rrule varchar(255)", "rrule", |text| text.starts_with("FREQ="));
    check("advisories", "ghsa_id varchar(19)", "ghsa_id", |text| {
        text.len() == 19 && text.starts_with("GHSA-")
    });
    check("games", "fen varchar(100)", "fen", |text| text.matches('/').count() == 7);
    check("places", "geohash varchar(12)", "geohash", |text| text.len() == 7);
    check("compounds", "smiles text", "smiles", |text| text.contains('C'));
    check("primers", "dna_sequence text", "dna_sequence", |text| {
        text.bytes().all(|base| b"ACGT".contains(&base))
    });
    check("people", "phone text, phone_ext varchar(8)", "phone_ext", digits);
    check("people", "phone_country_code varchar(5)", "phone_country_code", |text| text == "+1");
    check("tokens", "allowed_cidr text", "allowed_cidr", |text| text.contains('/'));
    check("jobs", "container_image text", "container_image", |text| {
        text.contains(':') && text.contains('/')
    });
    check("jobs", "output_arn text", "output_arn", |text| text.starts_with("arn:aws:"));
    check("jobs", "s3_key text", "s3_key", |text| !text.starts_with('/') && text.contains('.'));
    check("lab_specimens", "snomed_code varchar(18)", "snomed_code", digits);
    check("drugs", "atc_code char(7)", "atc_code", |text| text.len() == 7);
}

#[test]
fn addresses_serve_their_purpose() {
    let starts = [
        ("meetings", "meeting_url", "https://"),
        ("packages", "repository_url", "https://git."),
        ("packages", "bug_tracker_url", "https://git."),
        ("payments", "webhook_url", "https://"),
        ("services", "database_url", ""),
        ("queues", "broker_url", ""),
    ];
    for (name, column, start) in starts {
        check(name, &format!("{column} text"), column, |text| {
            text.starts_with(start) && text.contains("://") && !text.ends_with("/careers")
        });
    }
    check("videos", "hls_manifest_url text", "hls_manifest_url", |text| {
        text.ends_with("/master.m3u8")
    });
    check("sites", "favicon_url text", "favicon_url", |text| text.ends_with("/favicon.ico"));
    check("profiles", "avatar_remote_url text", "avatar_remote_url", |text| {
        text.contains("images.")
    });
}

#[test]
fn comments_of_two_words_list_the_values() {
    let ddl = "create table entries (id int primary key,
        direction char(2) not null default 'DR' /* */);
        comment on column entries.direction is 'DR or CR';";
    let rows = crate::rows::made(ddl).remove("entries").unwrap();
    assert!(rows.iter().any(|row| text(row, "direction") == "CR"));
    assert!(rows.iter().all(|row| ["DR", "CR"].contains(&text(row, "direction"))));
}
