//! People.

use std::collections::{BTreeMap, BTreeSet};

use super::cities::Cities;
use super::dates::push_date;
use super::digits::{push_number, width};
use super::identity::{Cells, Stream, hash, longest, mix, pick};
use super::national::{self, Holder};
use super::slug::fold;
use super::style::{NameOrder, Style};
use super::{IDENTITIES, Row};
use crate::vocabulary::{self, Words};

parts! {
    /// The parts of a person.
    PersonPart {
        FirstName = "first_name": Text,
        LastName = "last_name": Text,
        FullName = "full_name": Text,
        MiddleName = "middle_name": Text,
        Initials = "initials": Text,
        Gender = "gender": Text,
        Title = "title": Text,
        Email = "email": Text,
        Username = "username": Text,
        Phone = "phone": Text,
        BirthDate = "birth_date": Date,
        NationalId = "national_id": Text,
        JobTitle = "job_title": Text,
    }
}

/// Mail domains that can reach nobody (RFC 2606, section 3).
const DOMAINS: [&str; 9] = [
    "example.com",
    "example.org",
    "example.net",
    "mail.example.com",
    "mail.example.org",
    "mail.example.net",
    "post.example.com",
    "post.example.net",
    "home.example.org",
];

/// Forms of e-mail addresses that every pair of names has.
const COMMON_FORMS: u64 = 3;
/// Forms of e-mail addresses with a middle initial.
const MIDDLE_FORMS: u64 = 2;
/// Forms of user names that every pair of names has.
const COMMON_USER_FORMS: u64 = 2;
/// At most so many middle initials.
const MIDDLE_INITIALS: usize = 16;

/// The forms of local parts.
#[derive(Debug, Clone, Copy)]
enum Form {
    /// `anna.lee`
    Dot,
    /// `anna_lee`
    Underscore,
    /// `lee-anna`
    Reversed,
    /// `alee` where the first name leads, `anna-l` where only the last name does.
    Short,
    /// `anna.m.lee`
    MiddleDot,
    /// `anna_m_lee`
    MiddleUnderscore,
}

/// A name with the letters it has in addresses, and other names that have the same ones.
#[derive(Debug)]
struct Name {
    texts: Vec<&'static str>,
    slug: String,
    /// Whether it is the commonest name with its initial.
    leads: bool,
}

impl Name {
    /// The spelling that a person uses.
    fn text(&self, id: u64) -> &'static str {
        match self.texts[..] {
            [only] => only,
            _ => self.texts[pick(hash(id, Stream::Spelling), self.texts.len())],
        }
    }
}

/// The people of a locale.
///
/// An identity is a cell of the first names, a cell of the last names, and, since common names
/// own several cells, one of several copies of the same pair. Copies differ in form, domain and
/// middle initial of the e-mail address, and where those are used up in a number. Every form
/// reads back unambiguously, for folded names consist of letters only, and no two first names
/// (or last names) fold to the same letters.
#[derive(Debug)]
pub(super) struct Person {
    style: &'static Style,
    /// Women first.
    firsts: Vec<Name>,
    women: usize,
    lasts: Vec<Name>,
    first_cells: [Cells; 2],
    last_cells: Cells,
    /// Copies of each pair of cells.
    copies: u64,
    /// For each middle initial, the first names of women and of men that have it.
    middles: Vec<(char, [Vec<u32>; 2])>,
    cities: Cities,
    most_copies: u64,
    /// What women and men are called by what they do.
    jobs: [&'static Words; 2],
}

/// An identity, decoded.
#[derive(Debug, Clone, Copy)]
struct Who {
    first: usize,
    last: usize,
    female: bool,
    /// Which of the people with the same first and last name, and how many there are.
    copy: u64,
    namesakes: u64,
    /// How often the whole population has been gone through.
    round: u64,
}

/// The local part and domain of an e-mail address, decoded.
#[derive(Debug, Clone, Copy)]
struct Address {
    form: Form,
    middle: usize,
    domain: usize,
    number: u64,
}

impl Person {
    /// The people of the nearest locale that is known.
    pub(super) fn new(locale: &str) -> Self {
        let style = Style::of(locale);
        let mut taken = BTreeSet::new();
        let mut firsts = names(style, "female_first_name", &mut taken);
        let women = firsts.len();
        firsts.extend(names(style, "male_first_name", &mut taken));
        lead(&mut firsts, women);
        let mut lasts = names(style, "last_name", &mut BTreeSet::new());
        lead(&mut lasts, 0);
        let few = women < 300;
        let (copies, fold_first, fold_last) = if few { (4, 4, 3) } else { (1, 3, 2) };
        let first_cells = [women, firsts.len() - women]
            .map(|count| Cells::ranked(count, women.max(count) * fold_first, 12));
        let last_cells = Cells::ranked(lasts.len(), lasts.len() * fold_last, 6);
        let most = |cells: &Cells| cells.weight(0);
        let most_copies = first_cells.iter().map(most).max().unwrap_or(1) * most(&last_cells);
        Self {
            middles: middles(&firsts, women),
            style,
            women,
            firsts,
            lasts,
            first_cells,
            last_cells,
            copies,
            cities: Cities::new(locale),
            most_copies: most_copies * copies,
            jobs: ["job_title_female", "job_title_male"].map(|name| jobs(locale, name)),
        }
    }

    pub(super) fn population(&self) -> u64 {
        self.first_names() * self.last_cells.len() as u64 * self.copies
    }

    pub(super) fn distinct_ids(part: PersonPart) -> u64 {
        match part {
            PersonPart::Email | PersonPart::Username => IDENTITIES,
            _ => 0,
        }
    }

    pub(super) fn max_length(&self, part: PersonPart, ids: u64) -> usize {
        let texts = |names: &[Name]| longest(names.iter().flat_map(|name| name.texts.clone()));
        let [first, last] = [texts(&self.firsts), texts(&self.lasts)];
        let local = self.longest_slugs();
        let lasts = if self.style.two_last_names { 2 * last + 1 } else { last };
        let rounds = ids.div_ceil(self.population());
        match part {
            PersonPart::FirstName | PersonPart::MiddleName => first,
            PersonPart::LastName => lasts,
            PersonPart::FullName => first + 1 + lasts,
            PersonPart::Initials => 2,
            PersonPart::Gender => 6,
            PersonPart::Title => longest(self.style.titles),
            PersonPart::Email => {
                local + 3 + width(rounds * self.email_numbers()) + 1 + longest(DOMAINS)
            }
            PersonPart::Username => local + 1 + width(rounds * self.user_numbers()),
            PersonPart::Phone => self.cities.longest_phone(),
            PersonPart::BirthDate => 10,
            PersonPart::JobTitle => longest(self.jobs.iter().flat_map(|jobs| jobs.iter())),
            PersonPart::NationalId => national::longest(self.style.country_codes[0]),
        }
    }

    pub(super) fn write(&self, part: PersonPart, row: Row, out: &mut String) {
        let who = self.who(row.id);
        match part {
            PersonPart::FirstName => out.push_str(self.firsts[who.first].text(row.id)),
            PersonPart::LastName => self.push_last(who, row.id, out),
            PersonPart::FullName => self.push_full(who, row.id, out),
            PersonPart::MiddleName => out.push_str(self.middle_name(who, row.id)),
            PersonPart::Initials => {
                for name in [&self.firsts[who.first], &self.lasts[who.last]] {
                    out.extend(name.slug.chars().next().map(|letter| letter.to_ascii_uppercase()));
                }
            }
            PersonPart::Gender => out.push_str(if who.female { "female" } else { "male" }),
            PersonPart::Title => out.push_str(self.style.titles[usize::from(!who.female)]),
            PersonPart::Email => self.push_email(who, out),
            PersonPart::Username => self.push_username(who, out),
            PersonPart::Phone => {
                let random = hash(row.id, Stream::Phone);
                self.cities.draw(random).push_phone(out, mix(random));
            }
            PersonPart::BirthDate => push_date(out, birth_date(row)),
            PersonPart::NationalId => self.push_national(who, row, out),
            PersonPart::JobTitle => {
                let jobs = self.jobs[usize::from(!who.female)];
                out.push_str(jobs.get(pick(hash(row.id, Stream::Job), jobs.len())));
            }
        }
    }

    fn push_national(&self, who: Who, row: Row, out: &mut String) {
        let holder = Holder {
            female: who.female,
            born: birth_date(row),
            first: &self.firsts[who.first].slug,
            last: &self.lasts[who.last].slug,
        };
        let random = hash(row.id, Stream::National);
        national::push(self.style.country_codes[0], holder, random, out);
    }

    /// Appends the name of the person with an identity, as on a payment card.
    pub(super) fn push_holder(&self, id: u64, out: &mut String) {
        let who = self.who(id);
        out.push_str(&self.firsts[who.first].slug);
        out.push(' ');
        out.push_str(&self.lasts[who.last].slug);
    }

    /// The most characters of a name on a payment card.
    pub(super) fn longest_holder(&self) -> usize {
        self.longest_slugs() + 1
    }

    /// The most letters that a first and a last name have in addresses.
    fn longest_slugs(&self) -> usize {
        let slugs = |names: &[Name]| longest(names.iter().map(|name| name.slug.as_str()));
        slugs(&self.firsts) + slugs(&self.lasts)
    }

    fn first_names(&self) -> u64 {
        self.first_cells.iter().map(|cells| cells.len() as u64).sum()
    }

    fn who(&self, id: u64) -> Who {
        let (rest, last_cell) = split(id, self.last_cells.len() as u64);
        let (rest, first_cell) = split(rest, self.first_names());
        let (round, copy) = split(rest, self.copies);
        let women = self.first_cells[0].len() as u64;
        let female = first_cell < women;
        let first_cell = if female { first_cell } else { first_cell - women } as usize;
        let firsts = &self.first_cells[usize::from(!female)];
        let (first, last) = (firsts.entry(first_cell), self.last_cells.entry(last_cell as usize));
        let [of_first, of_last] = [firsts.weight(first), self.last_cells.weight(last)];
        let position =
            firsts.position(first_cell) * of_last + self.last_cells.position(last_cell as usize);
        Who {
            first: if female { first } else { first + self.women },
            last,
            female,
            copy: position * self.copies + copy,
            namesakes: of_first * of_last * self.copies,
            round,
        }
    }

    fn push_last(&self, who: Who, id: u64, out: &mut String) {
        out.push_str(self.lasts[who.last].text(id));
        if self.style.two_last_names {
            out.push(' ');
            let second = &self.lasts[self.last_cells.draw(hash(id, Stream::Second))];
            out.push_str(second.text(id));
        }
    }

    fn push_full(&self, who: Who, id: u64, out: &mut String) {
        if self.style.names == NameOrder::FirstLast {
            out.push_str(self.firsts[who.first].text(id));
            out.push(' ');
            self.push_last(who, id, out);
        } else {
            self.push_last(who, id, out);
            if self.style.names == NameOrder::LastSpaceFirst {
                out.push(' ');
            }
            out.push_str(self.firsts[who.first].text(id));
        }
    }

    fn middle_name(&self, who: Who, id: u64) -> &'static str {
        let group = &self.middles[self.address(who).middle].1[usize::from(!who.female)];
        let chosen = pick(hash(id, Stream::Middle), group.len());
        let name = group[chosen] as usize;
        // Groups have at least two names, so there is another.
        let name =
            if name == who.first { group[(chosen + 1) % group.len()] as usize } else { name };
        self.firsts[name].text(id)
    }

    /// The numbers that addresses may need in one round.
    fn email_numbers(&self) -> u64 {
        self.most_copies / self.variants(COMMON_FORMS) + 1
    }

    /// The numbers that user names may need in one round.
    fn user_numbers(&self) -> u64 {
        self.most_copies / COMMON_USER_FORMS + 1
    }

    /// How many addresses without a number a pair of names has.
    fn variants(&self, plain_forms: u64) -> u64 {
        (plain_forms + MIDDLE_FORMS * self.middles.len() as u64) * DOMAINS.len() as u64
    }

    fn address(&self, who: Who) -> Address {
        let short = self.firsts[who.first].leads || self.lasts[who.last].leads;
        let plain_forms = COMMON_FORMS + u64::from(short);
        let plain = plain_forms * DOMAINS.len() as u64;
        let random = hash((who.first as u64) << 32 | who.last as u64, Stream::Domain);
        // The copies of a pair are consecutive numbers, turned by an amount of the pair's own.
        let turned = (who.copy + random % plain) % who.namesakes.max(plain);
        let (number, variant) = split(turned, self.variants(plain_forms));
        let (form, domain) = split(variant, DOMAINS.len() as u64);
        let number = who.round * self.email_numbers() + number;
        let domain = domain as usize;
        match form.checked_sub(plain_forms) {
            None => {
                let middle = pick(mix(random ^ who.copy), self.middles.len());
                let forms = [Form::Dot, Form::Underscore, Form::Reversed, Form::Short];
                Address { form: forms[form as usize], middle, domain, number }
            }
            Some(rest) => {
                let (middle, separator) = split(rest, MIDDLE_FORMS);
                let form = [Form::MiddleDot, Form::MiddleUnderscore][separator as usize];
                Address { form, middle: middle as usize, domain, number }
            }
        }
    }

    fn push_email(&self, who: Who, out: &mut String) {
        let address = self.address(who);
        let [first, last] = [&self.firsts[who.first], &self.lasts[who.last]];
        let initial = self.middles[address.middle].0;
        match address.form {
            Form::Dot => join(out, &first.slug, '.', &last.slug),
            Form::Underscore => join(out, &first.slug, '_', &last.slug),
            Form::Reversed => join(out, &last.slug, '-', &first.slug),
            Form::Short if first.leads => push_short(out, first, last),
            Form::Short => join(out, &first.slug, '-', &last.slug[..1]),
            Form::MiddleDot => join_middle(out, first, '.', initial, last),
            Form::MiddleUnderscore => join_middle(out, first, '_', initial, last),
        }
        push_suffix(out, address.number);
        out.push('@');
        out.push_str(DOMAINS[address.domain]);
    }

    fn push_username(&self, who: Who, out: &mut String) {
        let [first, last] = [&self.firsts[who.first], &self.lasts[who.last]];
        let forms = COMMON_USER_FORMS + u64::from(first.leads);
        let random = hash((who.first as u64) << 32 | who.last as u64, Stream::Username);
        let turned = (who.copy + random % forms) % who.namesakes.max(forms);
        let (number, form) = split(turned, forms);
        match form {
            0 => join(out, &first.slug, '.', &last.slug),
            1 => join(out, &first.slug, '_', &last.slug),
            _ => push_short(out, first, last),
        }
        push_suffix(out, who.round * self.user_numbers() + number);
    }
}

/// What people do, as far as the language has words of their own for women and men.
fn jobs(locale: &str, name: &str) -> &'static Words {
    let own = vocabulary::is_own(locale, name).then(|| vocabulary::lookup(locale, name)).flatten();
    let jobs = own.or_else(|| vocabulary::lookup(locale, "job_title"));
    jobs.expect("every locale has job titles")
}

/// A birthday: adults between 18 and 85, the young being more.
pub(super) fn birth_date(row: Row) -> i32 {
    const EIGHTEEN_YEARS: i32 = 6575;
    const SPAN: usize = 24_472;
    let random = hash(row.id, Stream::Birth);
    let younger = pick(random, SPAN).min(pick(mix(random), SPAN));
    row.today - EIGHTEEN_YEARS - younger as i32
}

/// Quotient and remainder.
fn split(value: u64, by: u64) -> (u64, u64) {
    (value / by, value % by)
}

fn join(out: &mut String, left: &str, separator: char, right: &str) {
    out.push_str(left);
    out.push(separator);
    out.push_str(right);
}

fn join_middle(out: &mut String, first: &Name, separator: char, initial: char, last: &Name) {
    out.push_str(&first.slug);
    out.push(separator);
    out.push(initial);
    out.push(separator);
    out.push_str(&last.slug);
}

/// `alee`: only for the commonest first name with its initial.
fn push_short(out: &mut String, first: &Name, last: &Name) {
    out.push_str(&first.slug[..1]);
    out.push_str(&last.slug);
}

fn push_suffix(out: &mut String, number: u64) {
    if number > 0 {
        push_number(out, number);
    }
}

/// The names of a vocabulary, those with the same letters in one. Letters already taken are left
/// out.
fn names(style: &Style, vocabulary: &str, taken: &mut BTreeSet<String>) -> Vec<Name> {
    let words = vocabulary::lookup(style.locale, vocabulary).expect("en_US has all names");
    let mut names: Vec<Name> = Vec::with_capacity(words.len());
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (index, text) in words.iter().enumerate() {
        let slug = fold(words.reading(index), style.umlauts);
        if let Some(&place) = places.get(&slug) {
            names[place].texts.push(text);
        } else if slug.len() > 1 && taken.insert(slug.clone()) {
            places.insert(slug.clone(), names.len());
            names.push(Name { texts: vec![text], slug, leads: false });
        }
    }
    names
}

/// Lets one name lead among those with its initial: the commonest woman's for one half of the
/// alphabet, the commonest man's for the other.
fn lead(names: &mut [Name], women: usize) {
    for initial in b'a'..=b'z' {
        let from = if initial % 2 == 0 { women } else { 0 };
        let (head, tail) = names.split_at_mut(from);
        let mut order = tail.iter_mut().chain(head);
        if let Some(name) = order.find(|name| name.slug.as_bytes()[0] == initial) {
            name.leads = true;
        }
    }
}

/// The commonest initials that at least two women's and two men's names have.
fn middles(firsts: &[Name], women: usize) -> Vec<(char, [Vec<u32>; 2])> {
    let mut groups: BTreeMap<char, [Vec<u32>; 2]> = BTreeMap::new();
    for (index, name) in firsts.iter().enumerate() {
        let initial = char::from(name.slug.as_bytes()[0]);
        groups.entry(initial).or_default()[usize::from(index >= women)].push(index as u32);
    }
    let mut groups: Vec<_> =
        groups.into_iter().filter(|(_, both)| both.iter().all(|group| group.len() > 1)).collect();
    groups.sort_by_key(|(_, both)| std::cmp::Reverse(both[0].len().min(both[1].len())));
    groups.truncate(MIDDLE_INITIALS);
    groups
}
