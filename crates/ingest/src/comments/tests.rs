use super::*;

#[test]
fn only_prose_is_a_comment() {
    let cases: &[(&[&str], Option<&str>)] = &[
        (&["-- The customer's home address."], Some("The customer's home address.")),
        (&["-- one", "-- two words"], Some("one two words")),
        (&["/* In cents,\n * never negative */"], Some("In cents, never negative")),
        (&["----------------"], None),
        (&["-- ===== Users ====="], Some("Users")),
        (&["-- Name: actor; Type: TABLE; Schema: public; Owner: postgres"], None),
        (&["-- CREATE INDEX x ON y (z);"], None),
        (&["-- price numeric(10,2),"], None),
        (&["-- id"], None),
        (&["-- set by the importer (nightly)."], Some("set by the importer (nightly).")),
        (&[], None),
    ];
    for (comments, expected) in cases {
        assert_eq!(prose(comments).as_deref(), *expected, "{comments:?}");
    }
}
