//! Pictures in columns of bytes: small, whole ones of the type that the row gives them.

use seedbed_generate::plan::{Case, ChoiceSource, ConditionalSource, Scalar, Source};
use seedbed_schema::DataType;

use super::Field;
use crate::names::ident;
use crate::survey::{Class, ColumnFacts};

/// Discs of 16 by 16 picture elements in several colors.
const GIF: &[&str] = &[
    "47494638376110001000800000ffffff1f6fb22c0000000010001000000220848fa9cb161f1a8034aa5a2f\
     8669e7e35148c881a4657a9aba7e8c28c5325200003b",
    "47494638376110001000800000ffffffc0392b2c0000000010001000000220848fa9cb161f1a8034aa5a2f\
     8669e7e35148c881a4657a9aba7e8c28c5325200003b",
    "47494638376110001000800000ffffff27ae602c0000000010001000000220848fa9cb161f1a8034aa5a2f\
     8669e7e35148c881a4657a9aba7e8c28c5325200003b",
    "47494638376110001000800000ffffff8e44ad2c0000000010001000000220848fa9cb161f1a8034aa5a2f\
     8669e7e35148c881a4657a9aba7e8c28c5325200003b",
];

/// The same discs.
const PNG: &[&str] = &[
    "89504e470d0a1a0a0000000d4948445200000010000000100103000000253d6d2200000006504c5445ffff\
     ff1f6fb285b292fb000000204944415478da63600003e6030cfc1f18e47f8090fd1f04828800a5800ac000\
     002e950ccd14cbfb690000000049454e44ae426082",
    "89504e470d0a1a0a0000000d4948445200000010000000100103000000253d6d2200000006504c5445ffff\
     ffc0392b665531c4000000204944415478da63600003e6030cfc1f18e47f8090fd1f04828800a5800ac000\
     002e950ccd14cbfb690000000049454e44ae426082",
    "89504e470d0a1a0a0000000d4948445200000010000000100103000000253d6d2200000006504c5445ffff\
     ff27ae6015f67324000000204944415478da63600003e6030cfc1f18e47f8090fd1f04828800a5800ac000\
     002e950ccd14cbfb690000000049454e44ae426082",
    "89504e470d0a1a0a0000000d4948445200000010000000100103000000253d6d2200000006504c5445ffff\
     ff8e44ad821bb0a0000000204944415478da63600003e6030cfc1f18e47f8090fd1f04828800a5800ac000\
     002e950ccd14cbfb690000000049454e44ae426082",
];

/// Fields of gray, 16 by 16 picture elements.
const JPEG: &[&str] = &[
    "ffd8ffe000104a46494600010100000100010000ffdb004300080808080808080808080808080808080808\
     08080808080808080808080808080808080808080808080808080808080808080808080808080808080808\
     080808ffc0000b080010001001011100ffc4001f0000010501010101010100000000000000000102030405\
     060708090a0bffc40014100100000000000000000000000000000000ffda0008010100003f00f3b7bc0783\
     bfffd9",
    "ffd8ffe000104a46494600010100000100010000ffdb004300080808080808080808080808080808080808\
     08080808080808080808080808080808080808080808080808080808080808080808080808080808080808\
     080808ffc0000b080010001001011100ffc4001f0000010501010101010100000000000000000102030405\
     060708090a0bffc40014100100000000000000000000000000000000ffda0008010100003f00f48788b79e\
     5effd9",
    "ffd8ffe000104a46494600010100000100010000ffdb004300080808080808080808080808080808080808\
     08080808080808080808080808080808080808080808080808080808080808080808080808080808080808\
     080808ffc0000b080010001001011100ffc4001f0000010501010101010100000000000000000102030405\
     060708090a0bffc40014100100000000000000000000000000000000ffda0008010100003f00d60f2f7d40\
     ffd9",
    "ffd8ffe000104a46494600010100000100010000ffdb004300080808080808080808080808080808080808\
     08080808080808080808080808080808080808080808080808080808080808080808080808080808080808\
     080808ffc0000b080010001001011100ffc4001f0000010501010101010100000000000000000102030405\
     060708090a0bffc40014100100000000000000000000000000000000ffda0008010100003f00f1d7d68f11\
     7a33ffd9",
];

/// What says of which type a picture is.
const TYPES: &str = "mime type|* mime type|mimetype|content type|* content type|image type|\
     image format|media type|filename|file name|* filename|* file name";

/// Pictures of the type that the column beside them says, else any of them.
pub(super) fn picture(field: Field<'_, '_>) -> Option<Source> {
    let room = match field.facts.column.data_type {
        DataType::Bytes { max_length, fixed } if !fixed => max_length,
        _ => return None,
    };
    let longest = [GIF, PNG, JPEG].concat().iter().map(|image| image.len() / 2).max()?;
    if room.is_some_and(|most| (most as usize) < longest) {
        return None;
    }
    let Some(kind) = kind(field) else { return Some(choice(&[GIF, PNG, JPEG].concat())) };
    let name = ident(kind.name());
    let case = |ending: &str, images| Case {
        when: format!("{name} LIKE '%{ending}'"),
        then: choice(images),
    };
    Some(Source::Conditional(ConditionalSource {
        cases: vec![case("png", PNG), case("gif", GIF)],
        otherwise: Some(Box::new(choice(JPEG))),
    }))
}

/// The column that says the type, one that begins as the picture's own name does where several do.
fn kind<'s, 'a>(field: Field<'s, 'a>) -> Option<&'s ColumnFacts<'a>> {
    let columns = &field.table.columns;
    let says = |facts: &&ColumnFacts<'_>| facts.class == Class::Text && facts.is(TYPES);
    let head = field.facts.words.first();
    let alike = |facts: &&ColumnFacts<'_>| says(facts) && facts.words.first() == head;
    columns.iter().find(alike).or_else(|| columns.iter().find(says))
}

fn choice(images: &[&str]) -> Source {
    let values = images.iter().map(|image| Scalar::Text(format!("\\x{image}"))).collect();
    Source::Choice(ChoiceSource { values, weights: None })
}
