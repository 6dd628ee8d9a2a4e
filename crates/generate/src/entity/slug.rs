//! Names in the letters of addresses: `José O'Neill` → `joseoneill`.

/// Appends a word in lower-case ASCII letters and digits, everything else left out. With
/// `umlauts`, ä, ö, ü become ae, oe, ue as German addresses write them.
pub(super) fn fold(word: &str, umlauts: bool) -> String {
    let mut out = String::with_capacity(word.len());
    for letter in word.chars().flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' | '0'..='9' => out.push(letter),
            'ä' | 'ö' | 'ü' if umlauts => {
                out.push_str(base(letter));
                out.push('e');
            }
            other => out.push_str(base(other)),
        }
    }
    out
}

/// The words of a phrase, folded and joined by hyphens.
pub(super) fn hyphenate(phrase: &str, umlauts: bool) -> String {
    let words = phrase.split([' ', '-', '/']).map(|word| fold(word, umlauts));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

/// The Latin letters that a letter with a diacritic is written with.
fn base(letter: char) -> &'static str {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ǎ' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ě' => "e",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ǐ' => "i",
        'ł' => "l",
        'ñ' | 'ń' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ǒ' => "o",
        'œ' => "oe",
        'ß' => "ss",
        'š' | 'ś' => "s",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ǔ' => "u",
        'ý' | 'ÿ' => "y",
        'ž' | 'ż' | 'ź' => "z",
        _ => "",
    }
}
