//! Text that matches a regular expression.

use regex_syntax::hir::{Class, Hir, HirKind};
use seedbed_dataset::seed::{Stream, below};

use self::shape::Shapes;
use super::{Capacity, Draw, Drawn, TextColumn};

mod shape;

/// How often an unbounded repetition repeats beyond its minimum, at most.
const REPEAT: u32 = 8;

/// A generator of matching texts.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    node: Node,
    /// The texts that are told apart by number.
    shapes: Shapes,
    /// Values shorter than this are not wanted, in characters.
    min_chars: usize,
    /// Values longer than this are not wanted, in characters.
    max_chars: Option<usize>,
}

#[derive(Debug, Clone)]
enum Node {
    Literal(String),
    /// Ranges of characters, each with how many characters come before it.
    Class(Vec<(char, u32)>, u32),
    Repeat(Box<Node>, u32, u32),
    Concat(Vec<Node>),
    Choice(Vec<Node>),
}

/// The digits of a number in mixed radix. Long texts have more places than the number has digits:
/// those get digits that follow from it, so that no text ends in a row of zeros.
struct Digits {
    number: u64,
    rest: u64,
    /// How many numbers the digits taken so far tell apart.
    told: u64,
}

impl Digits {
    fn of(number: u64) -> Self {
        Self { number, rest: number, told: 1 }
    }

    /// The next digit, below `size`.
    fn next(&mut self, size: u64) -> u64 {
        if self.told == u64::MAX {
            self.rest = self.rest.wrapping_add(1);
            let bits = Stream::root(self.number).at(self.rest);
            return below(bits, size);
        }
        let digit = self.rest % size;
        self.rest /= size;
        self.told = self.told.saturating_mul(size);
        digit
    }
}

impl Pattern {
    /// Reads an expression; anchors are implied. Where there are texts of at least `min_chars`
    /// and at most `max_chars` characters, these are made.
    pub(crate) fn new(
        regex: &str,
        min_chars: usize,
        max_chars: Option<usize>,
    ) -> Result<Self, String> {
        let hir = regex_syntax::Parser::new().parse(regex).map_err(|error| error.to_string())?;
        let node = node(&hir, REPEAT.max(min_chars.min(shape::LONGEST) as u32))?;
        Ok(Self { shapes: Shapes::of(&node, min_chars, max_chars), node, min_chars, max_chars })
    }

    pub(crate) fn draw(&self, draw: Draw<'_, '_>) -> Drawn {
        let mut text = TextColumn::with_capacity(draw.numbers().len(), 16);
        // Places may be those of some rows only, where these step aside.
        for &place in draw.places.unwrap_or_default() {
            self.shapes.write(place, &mut text.data);
            text.end();
        }
        if draw.places.is_none() {
            for &number in draw.numbers() {
                self.write(draw.stream.nth(number), &mut text);
                text.end();
            }
        }
        Drawn::Text(text)
    }

    /// Some of the texts the maker writes.
    pub(crate) fn sample(&self, count: u64) -> impl Iterator<Item = String> + '_ {
        (0..count).map(|at| {
            let mut text = TextColumn::with_capacity(1, 16);
            self.write(Stream::root(at), &mut text);
            text.data
        })
    }

    /// Writes one text; shorter repetitions are tried when it comes out too long.
    fn write(&self, stream: Stream, text: &mut TextColumn) {
        if self.min_chars > self.node.shortest() && self.shapes.count() > 0 {
            return self.shapes.draw(stream, &mut text.data);
        }
        let begin = text.begin();
        for spread in [REPEAT, 2, 0] {
            text.data.truncate(begin);
            let mut counter = 0;
            self.node.write(stream, &mut counter, spread, &mut text.data);
            let fits = |max: usize| text.data[begin..].chars().count() <= max;
            if self.max_chars.is_none_or(fits) {
                return;
            }
        }
    }

    pub(crate) fn capacity(&self) -> Capacity {
        match self.shapes.count() {
            0 => Capacity::Unknown,
            count => Capacity::Values(count),
        }
    }

    /// Whether numbered texts are scattered over the pattern by themselves.
    pub(crate) fn is_scattered(&self) -> bool {
        self.shapes.are_several()
    }
}

impl Node {
    /// How many characters the shortest text has.
    fn shortest(&self) -> usize {
        match self {
            Self::Literal(text) => text.chars().count(),
            Self::Class(..) => 1,
            Self::Repeat(node, min, _) => node.shortest() * *min as usize,
            Self::Concat(nodes) => nodes.iter().map(Node::shortest).sum(),
            Self::Choice(nodes) => nodes.iter().map(Node::shortest).min().unwrap_or(0),
        }
    }

    /// How many texts there are, saturating.
    fn count(&self) -> u128 {
        match self {
            Self::Literal(_) => 1,
            Self::Class(_, size) => u128::from(*size),
            Self::Repeat(node, min, _) => {
                let each = node.count();
                (0..*min).fold(1, |product: u128, _| product.saturating_mul(each))
            }
            Self::Concat(nodes) => {
                nodes.iter().fold(1, |product: u128, node| product.saturating_mul(node.count()))
            }
            Self::Choice(nodes) => {
                nodes.iter().fold(0, |sum: u128, node| sum.saturating_add(node.count()))
            }
        }
    }

    /// Writes the text that the mixed-radix number `rest` stands for, where every text has one
    /// derivation of fixed length.
    /// Writes the text with a number in mixed radix, the first places counting least.
    fn decode(&self, digits: &mut Digits, out: &mut String) {
        match self {
            Self::Literal(text) => out.push_str(text),
            Self::Class(ranges, size) => {
                out.push(nth(ranges, digits.next(u64::from(*size)) as u32));
            }
            Self::Repeat(node, min, _) => (0..*min).for_each(|_| node.decode(digits, out)),
            Self::Concat(nodes) => nodes.iter().for_each(|node| node.decode(digits, out)),
            Self::Choice(nodes) => {
                let total = u64::try_from(self.count()).unwrap_or(u64::MAX);
                let mut local = digits.next(total);
                for node in nodes {
                    let count = u64::try_from(node.count()).unwrap_or(u64::MAX);
                    if local < count {
                        return node.decode(&mut Digits::of(local), out);
                    }
                    local -= count;
                }
            }
        }
    }

    fn write(&self, stream: Stream, counter: &mut u64, spread: u32, out: &mut String) {
        let mut next = |bound: u32| {
            *counter += 1;
            below(stream.at(*counter), u64::from(bound)) as u32
        };
        match self {
            Self::Literal(text) => out.push_str(text),
            Self::Class(ranges, size) => out.push(nth(ranges, next(*size))),
            Self::Repeat(node, min, max) => {
                let times = min + next((max - min).min(spread) + 1);
                (0..times).for_each(|_| node.write(stream, counter, spread, out));
            }
            Self::Concat(nodes) => {
                nodes.iter().for_each(|node| node.write(stream, counter, spread, out));
            }
            Self::Choice(nodes) => {
                let chosen = next(nodes.len() as u32) as usize;
                nodes[chosen].write(stream, counter, spread, out);
            }
        }
    }
}

/// The `index`-th character of a class.
fn nth(ranges: &[(char, u32)], index: u32) -> char {
    let at = ranges.partition_point(|(_, before)| *before <= index) - 1;
    let (first, before) = ranges[at];
    char::from_u32(first as u32 + index - before).unwrap_or(first)
}

/// `repeat` is how often an unbounded repetition repeats beyond its minimum, at most.
fn node(hir: &Hir, repeat: u32) -> Result<Node, String> {
    let node = |hir: &Hir| node(hir, repeat);
    Ok(match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Node::Literal(String::new()),
        HirKind::Literal(literal) => Node::Literal(
            std::str::from_utf8(&literal.0).map_err(|_| "the pattern is not text")?.into(),
        ),
        HirKind::Class(class) => class_node(class)?,
        HirKind::Repetition(repetition) => {
            let max = repetition.max.unwrap_or(repetition.min.saturating_add(repeat));
            Node::Repeat(Box::new(node(&repetition.sub)?), repetition.min, max)
        }
        HirKind::Capture(capture) => node(&capture.sub)?,
        HirKind::Concat(parts) => Node::Concat(parts.iter().map(node).collect::<Result<_, _>>()?),
        HirKind::Alternation(parts) => {
            Node::Choice(parts.iter().map(node).collect::<Result<_, _>>()?)
        }
    })
}

/// A class, cut to printable ASCII where it reaches beyond (`.`, `[^a]`, `\w`).
fn class_node(class: &Class) -> Result<Node, String> {
    let ranges: Vec<(u32, u32)> = match class {
        Class::Unicode(class) => {
            class.iter().map(|range| (range.start() as u32, range.end() as u32)).collect()
        }
        Class::Bytes(class) => {
            class.iter().map(|range| (u32::from(range.start()), u32::from(range.end()))).collect()
        }
    };
    let clip = |low: u32, high: u32| -> Vec<(u32, u32)> {
        ranges.iter().map(|&(a, b)| (a.max(low), b.min(high))).filter(|(a, b)| a <= b).collect()
    };
    let wide = ranges.iter().map(|(a, b)| b - a + 1).sum::<u32>() > 96;
    let letters = [(48, 57), (65, 90), (97, 122)];
    let mut clipped: Vec<(u32, u32)> = Vec::new();
    if wide {
        clipped.extend(letters.iter().flat_map(|&(low, high)| clip(low, high)));
    }
    if clipped.is_empty() {
        clipped = clip(0x20, 0x7e);
    }
    if clipped.is_empty() {
        clipped = ranges.into_iter().filter(|(a, _)| *a != 0).collect();
    }
    let mut size = 0;
    let table = clipped
        .iter()
        .filter_map(|&(a, b)| {
            let before = size;
            size += b - a + 1;
            char::from_u32(a).map(|first| (first, before))
        })
        .collect::<Vec<_>>();
    if table.is_empty() {
        Err("the pattern matches nothing".into())
    } else {
        Ok(Node::Class(table, size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATTERNS: [&str; 8] = [
        r"[A-Z]{3}-\d{4}",
        r"^[a-z0-9]+(?:-[a-z0-9]+)*$",
        r"^\+?[0-9 ]{5,20}$",
        r"(foo|bar|baz)\.(com|org)",
        r"^[^@]+@[^@]+\.[a-z]{2,}$",
        r"^#[0-9A-Fa-f]{6}$",
        r"^\w{1,10}$",
        r"x?y*z+",
    ];

    #[test]
    fn every_text_matches_its_pattern() {
        for regex in PATTERNS {
            let pattern = Pattern::new(regex, 0, None).unwrap();
            let whole = regex::Regex::new(&format!("^(?:{regex})$")).unwrap();
            for number in 0..200 {
                let mut text = TextColumn::with_capacity(1, 16);
                pattern.write(Stream::root(number), &mut text);
                assert!(whole.is_match(&text.data), "{regex}: {}", text.data);
            }
        }
    }

    #[test]
    fn numbered_texts_are_distinct_and_match() {
        let cases = [
            (r"[A-C]{2}-\d", None, 90),
            (r"[A-C]{1,2}[0-1]", None, 24),
            (r"(?:AB|CD|AB)[0-1]", None, 4),
            (r"(?:AB|C|[A-C]X)[0-1]{1,2}", Some(3), 18),
            (r"[a-b]*[a-b]", Some(3), 14),
            (r"x?y*z+", Some(3), 9),
        ];
        for (regex, max_chars, least) in cases {
            let pattern = Pattern::new(regex, 0, max_chars).unwrap();
            let Capacity::Values(count) = pattern.capacity() else { panic!("{regex}") };
            let whole = regex::Regex::new(&format!("^(?:{regex})$")).unwrap();
            let mut seen = std::collections::BTreeSet::new();
            for place in 0..count {
                let mut text = String::new();
                pattern.shapes.write(place, &mut text);
                assert!(whole.is_match(&text), "{regex}: {text}");
                assert!(max_chars.is_none_or(|max| text.len() <= max), "{regex}: {text}");
                seen.insert(text);
            }
            assert_eq!(seen.len() as u64, count, "{regex}");
            assert!(count >= least.min(count) && count > 2, "{regex}: {count}");
        }
    }

    #[test]
    fn texts_are_as_long_as_asked_for() {
        let cases = [
            ("^[0-9a-f]*$", 40, Some(40)),
            ("^[0-9]+$", 8, Some(8)),
            ("^[0-9]{5}(-[0-9]{4})?$", 10, Some(10)),
            ("^[a-z]+(-[a-z]+)*$", 12, None),
        ];
        for (regex, least, most) in cases {
            let pattern = Pattern::new(regex, least, most).unwrap();
            let whole = regex::Regex::new(regex).unwrap();
            for text in pattern.sample(50) {
                assert!(whole.is_match(&text), "{regex}: {text}");
                let length = text.len();
                assert!(least <= length && most.is_none_or(|most| length <= most), "{text}");
            }
        }
    }

    #[test]
    fn err_a_bad_pattern_is_refused() {
        assert!(Pattern::new("(", 0, None).is_err());
    }
}
