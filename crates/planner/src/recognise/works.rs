//! Names of films, albums, bands, songs and pictures, and what films are about: a few are listed,
//! most are composed, because a catalog hardly names two things alike.

use std::collections::BTreeMap;

use seedbed_generate::plan::{Source, TemplateSource};

use super::{Field, Make, Rule, TEXT, pool, rule};

/// Tables of pictures that somebody drew, and of what is said of them.
const DRAWN: &str = "commentary artwork painting illustration drawing sketch";

pub(super) const RULES: &[Rule] = &[
    rule("title of a picture", "title|* title|name", TEXT, Make::With(picture)).of(DRAWN),
    rule(
        "what an artist says",
        "description|* description|comment|commentary|statement|body|text",
        TEXT,
        Make::Words(
            "Drawn in two evenings, the colors are new to me.|A request from a friend.|Thank you \
             all for a thousand followers!|Practice with soft light and fog.|I wanted to try a \
             new brush.|From last week's stream.|An old sketch that I finally finished.|Part of a \
             series about the sea.|Painted from a photograph of my grandmother's garden.|Ink and \
             watercolor on paper.|My entry for the autumn contest.|A small gift for a birthday.|\
             Prints are available at the next fair.|The second version has a different sky.|Made \
             for the cover of a small magazine.|I am still not happy with the hands.|Happy New \
             Year, everyone!|The character belongs to a story that I write.",
        ),
    )
    .of(DRAWN),
    rule(
        "group of customers",
        "description|* description|desc|* desc",
        TEXT,
        Make::Words(
            "Young families with two incomes|Retired couples|Students and trainees|Single \
             professionals in large cities|Small retailers under 10 employees|Regional chains|\
             Restaurants and caterers|Public schools and kindergartens|Online-only shops|\
             Wholesalers with own warehouse|Homeowners aged 35 to 54|Rural households|\
             Frequent travelers|Health-conscious shoppers|Bargain hunters|Hotels and guest houses|\
             Nonprofit organizations|First-time buyers|Pet owners|High-income households",
        ),
    )
    .of("demographic segment")
    .nulls(0.05),
];

/// Texts composed from lists of their own.
struct Works {
    /// The vocabulary whose entries are a part of the texts as they are.
    listed: &'static str,
    /// How the others are composed, and how common that is.
    templates: &'static [(&'static str, f64)],
    /// The words they are composed from, with `|` between them.
    words: &'static [(&'static str, &'static str)],
}

/// The share of texts that are listed, where the composed ones weigh 100.
const LISTED: f64 = 8.0;

const FILMS: Works = Works {
    listed: "film_title",
    templates: &[
        ("The {film_quality} {film_thing}", 46.0),
        ("{film_owner}'s {film_thing}", 18.0),
        ("{film_word} of {film_place}", 18.0),
        ("{film_when} in {film_place}", 10.0),
        ("{film_word} and {film_word_too}", 8.0),
    ],
    words: &[
        (
            "film_quality",
            "Last|Silent|Hidden|Crooked|Borrowed|Second|Paper|Broken|Distant|Burning|Frozen|\
             Forgotten|Golden|Hollow|Iron|Lonely|Midnight|Painted|Restless|Scarlet|Secret|Seventh|\
             Sleeping|Stolen|Stubborn|Sunken|Unlikely|Vanishing|Velvet|Wandering|Winter|Wooden",
        ),
        (
            "film_thing",
            "Harbor|Orchard|Letter|Passenger|Garden|Bridge|Clock|Compass|Crossing|Dancer|Diary|\
             Empire|Ferry|Fortune|Guest|Heist|Horizon|Inheritance|Island|Journey|Kingdom|Lantern|\
             Ledger|Melody|Mirror|Neighbor|Promise|Recipe|River|Shadow|Song|Stranger|Summer|Train|\
             Verdict|Village|Visitor|Voyage|Waltz|Witness",
        ),
        (
            "film_owner",
            "Agatha|Arthur|Beatrice|Clara|Dominic|Eleanor|Felix|Harriet|Ivan|Jonah|Leonora|Lucinda|\
             Marcus|Matilda|Nadia|Oscar|Penelope|Rosalind|Silas|Tobias|Viola|The Butcher|The Captain|\
             The General|The Gardener|The Judge|The Pianist|The Surgeon|The Tailor|The Widow",
        ),
        (
            "film_word",
            "Ashes|Bells|Children|Dreams|Echoes|Fires|Ghosts|Kings|Lights|Rivers|Roads|Secrets|\
             Shadows|Sons|Songs|Storms|Tides|Voices|Whispers|Winds|Wolves|Queens|Horses|Ravens",
        ),
        (
            "film_word_too",
            "Ashes|Dust|Honey|Ivory|Lace|Mercy|Rain|Salt|Silence|Smoke|Stone|Thunder",
        ),
        (
            "film_place",
            "Almeria|Ashford|Bellmore|Cape Ellis|Carrow|Dunmore|Eastgate|Fairhaven|Galway Bay|\
             Harlow|Kestrel Point|Lisbon|Marlow|Naples|Northfield|Odessa|Port Royal|Ravenna|\
             San Marco|Tangier|Trieste|Valparaiso|Wexford|Willow Creek|Yarmouth",
        ),
        (
            "film_when",
            "A Winter|One Night|Five Days|A Summer|Last Call|Midnight|Two Weeks|A Wedding|Sunrise|\
             A Funeral|Snowfall|Carnival",
        ),
    ],
};

const LOGLINES: Works = Works {
    listed: "film_description",
    templates: &[("{film_hero} {film_plot}.", 100.0)],
    words: &[
        (
            "film_hero",
            "A retired detective|A widowed baker|A young cartographer|A failed magician|\
             A small-town lawyer|A concert pianist|A stranded pilot|A night nurse|\
             A disgraced journalist|A shy librarian|A ship's cook|A runaway heiress|\
             A border guard|A clockmaker's apprentice|A stubborn farmer|An aging boxer|\
             An honest thief|An orphaned acrobat|An undercover agent|A village teacher|\
             A street musician|A former soldier|A crime novelist|A rookie firefighter|\
             A taxi driver|A museum guard|A bankrupt hotelier|A traveling salesman|\
             A brilliant chess player|A reluctant mayor",
        ),
        (
            "film_plot",
            "returns to the hometown where everything began|\
             has one night to clear an old friend's name|\
             finds a letter that was never meant to be read|\
             crosses the desert with an unlikely companion|\
             uncovers a plot that reaches into the family|\
             must choose between love and a lifelong dream|\
             inherits a lighthouse and the secret it hides|\
             agrees to one last job that goes wrong at once|\
             is mistaken for a master criminal|\
             befriends the only witness to a perfect crime|\
             bets everything on a single race|\
             wakes up in a city where nobody remembers the day before|\
             takes in a stranger during the storm of the century|\
             sets out to find a brother lost at sea|\
             starts a quiet rebellion against the new owner of the mill|\
             falls in love over a series of wrong numbers|\
             discovers an island that is missing from every map|\
             tries to save the family business in ten days|\
             has to share a kitchen with a sworn rival for a whole summer|\
             follows a stolen painting from Lisbon to Istanbul|\
             learns to live again in a valley without electricity|\
             stumbles into a kidnapping on the night train|\
             leads a village choir to the biggest stage in the country|\
             is haunted by the voice on an old tape|\
             raises a wolf in secret|\
             defends a client who does not want to be saved|\
             digs up more than treasure in the garden of a rented house|\
             makes a pact with the town's most feared woman|\
             drives a hearse across three states with a runaway in the back|\
             receives a signal that was sent forty years ago",
        ),
    ],
};

const ALBUMS: Works = Works {
    listed: "album_title",
    templates: &[
        ("{album_quality} {album_thing}", 44.0),
        ("{album_things} for {album_whom}", 16.0),
        ("Songs About {album_things}", 8.0),
        ("{album_thing} & {album_other}", 14.0),
        ("{album_when} at the {album_place}", 12.0),
        ("Live in {city_name}", 6.0),
    ],
    words: &[
        (
            "album_quality",
            "Broken|Electric|Golden|Hollow|Borrowed|Midnight|Paper|Plastic|Quiet|Restless|Second|\
             Silver|Slow|Static|Sudden|Tender|Velvet|Wild|Winter|Blue|Burning|Crystal|Distant|\
             Faded|Ivory|Lucky|Northern|Painted|Secret|Sweet",
        ),
        (
            "album_thing",
            "Horizon|Machine|Motion|Architecture|Avenue|Cathedral|Circus|Daylight|Engine|Fever|\
             Frequency|Gravity|Halo|Highway|Honey|Hurricane|Letter|Mirage|Ocean|Parade|Radio|Ritual|\
             Season|Signal|Skyline|Spell|Thunder|Tide|Valentine|Weather",
        ),
        ("album_other", "Bone|Dust|Glass|Gold|Gasoline|Lace|Neon|Rust|Salt|Silk|Smoke|Wine"),
        (
            "album_things",
            "Lullabies|Letters|Postcards|Hymns|Ghosts|Maps|Prayers|Promises|Stories|Trains|Flowers|\
             Secrets|Goodbyes|Arrows",
        ),
        (
            "album_whom",
            "Strangers|the Sleepless|My Brother|the Lonely|Astronauts|the Road|Nobody|Lovers|\
             Sinners|the Morning After|Old Friends|the Drowned",
        ),
        ("album_when", "Midnight|Sunday|Sunrise|One Night|Last Dance|Christmas|Easter|Monday"),
        (
            "album_place",
            "Paradise Hotel|Ballroom|Drive-In|Harbor|Roxbury|Silver Dollar|Mill|Observatory|\
             County Fair|Bluebird|Grand Canal|Ice House",
        ),
    ],
};

const BANDS: Works = Works {
    listed: "band_name",
    templates: &[
        ("The {band_quality} {band_people}", 34.0),
        ("{band_quality} {band_thing}", 34.0),
        ("{first_name} {last_name}", 14.0),
        ("{first_name} & the {band_people}", 10.0),
        ("{band_thing} {band_group}", 8.0),
    ],
    words: &[
        (
            "band_quality",
            "Velvet|Crimson|Electric|Broken|Midnight|Hollow|Paper|Silver|Wooden|Wild|Neon|Static|\
             Plastic|Lazy|Lucky|Lonesome|Golden|Iron|Copper|Frozen|Burning|Crooked|Distant|Gentle|\
             Hungry|Invisible|Northern|Purple|Restless|Southern|Sleepy|Stray|Tin|Violet|Young",
        ),
        (
            "band_people",
            "Arrows|Bandits|Brothers|Cowboys|Dreamers|Drifters|Foxes|Ghosts|Hearts|Kings|Lanterns|\
             Neighbors|Pilots|Rebels|Riders|Sailors|Saints|Sirens|Sparrows|Strangers|Thieves|Tigers|\
             Travelers|Vagabonds|Wanderers|Wolves",
        ),
        (
            "band_thing",
            "Avalanche|Cathedral|Circus|Compass|Engine|Falcon|Harbor|Horizon|Hotel|Lagoon|Machine|\
             Meadow|Mirage|Monsoon|Motel|Orchard|Parade|Prairie|Radio|River|Satellite|Signal|Skyline|\
             Telegraph|Theory|Thunder|Valley|Weather",
        ),
        ("band_group", "Club|Collective|Ensemble|Orchestra|Quartet|Revival|Society|Trio|Union"),
    ],
};

const SONGS: Works = Works {
    listed: "song_title",
    templates: &[
        ("{song_quality} {song_thing}", 40.0),
        ("{song_verb} {song_where}", 30.0),
        ("{song_thing} in the {song_time}", 16.0),
        ("{song_verb} Me {song_how}", 14.0),
    ],
    words: &[
        (
            "song_quality",
            "Lonely|Golden|Broken|Electric|Faded|Gentle|Heavy|Hollow|Last|Little|Lost|Lucky|\
             Midnight|Paper|Perfect|Quiet|Restless|Second|Silver|Simple|Slow|Stolen|Summer|Sweet|\
             Tangled|Velvet|Wild|Winter|Blue|Careless",
        ),
        (
            "song_thing",
            "Heart|Train|Fire|River|Letter|Dance|Dream|Highway|Radio|Rain|Shadow|Sky|Star|Storm|\
             Sunday|Thunder|Tide|Town|Valentine|Window|Wings|Light|Lullaby|Mirror|Moon|Ocean|\
             Parade|Promise|Ghost|Goodbye",
        ),
        (
            "song_verb",
            "Hold|Carry|Follow|Call|Leave|Meet|Take|Wake|Teach|Tell|Catch|Chase|Send|Keep|Bring|\
             Find|Remember|Turn",
        ),
        (
            "song_where",
            "the Line|the Moon|the Night|the River|Your Ghost|the Last Train|the Thunder|a Dream|\
             the Sun|the Morning|Every Word|the Stars|My Name|the Silence|the Fire|the Tide",
        ),
        ("song_time", "Morning|Rain|Dark|Afternoon|Distance|Winter|Silence|Summer|Wind|Headlights"),
        (
            "song_how",
            "Home|Slowly|Again|Tonight|Twice|Down|Back|Gently|Anyway|Under|Through|Tomorrow",
        ),
    ],
};

/// Pictures that somebody drew or painted.
const PICTURES: Works = Works {
    listed: "",
    templates: &[
        ("{picture_subject} {picture_where}", 50.0),
        ("Study of a {picture_model}", 14.0),
        ("{picture_model} with {picture_thing}", 22.0),
        ("Sketch {number:2-40}: {picture_subject}", 14.0),
    ],
    words: &[
        (
            "picture_subject",
            "Evening|Morning Light|First Snow|Rain|Lanterns|A Quiet Hour|Two Sisters|The Market|\
             Old Friends|Fireflies|Summer Festival|Tea Time|Night Train|Rooftops|A Long Walk|\
             Waiting|Harvest|The Library|Sea Breeze|Cherry Blossoms",
        ),
        (
            "picture_where",
            "by the River|at the Harbor|in the Garden|on the Bridge|in Blue|after the Rain|\
             at the Window|in the Old Town|under the Stars|on the Hill|in October|at Dusk",
        ),
        (
            "picture_model",
            "Girl|Boy|Knight|Fox|Heron|Dancer|Witch|Dragon|Cat|Traveler|Musician|Gardener|Mermaid|\
             Swordsman|Fisherman|Owl",
        ),
        (
            "picture_thing",
            "Umbrella|Red Scarf|Lantern|Violin|Paper Crane|Teacup|Sunflowers|Old Map|Straw Hat|\
             White Cat|Bicycle|Fan|Letter",
        ),
    ],
};

pub(super) fn film(field: Field<'_, '_>) -> Option<Source> {
    composed(field, &FILMS, 40)
}

pub(super) fn logline(field: Field<'_, '_>) -> Option<Source> {
    composed(field, &LOGLINES, 110)
}

pub(super) fn album(field: Field<'_, '_>) -> Option<Source> {
    composed(field, &ALBUMS, 40)
}

pub(super) fn artist(field: Field<'_, '_>) -> Option<Source> {
    composed(field, &BANDS, 40)
}

pub(super) fn song(field: Field<'_, '_>) -> Option<Source> {
    composed(field, &SONGS, 40)
}

pub(super) fn picture(field: Field<'_, '_>) -> Option<Source> {
    composed(field, &PICTURES, 50)
}

/// Composed texts where they fit and the locale speaks English, else those of the list.
fn composed(field: Field<'_, '_>, works: &Works, room: u32) -> Option<Source> {
    let fits = field.facts.max_length().is_none_or(|most| most >= room);
    if !field.table.locale.starts_with("en") || !fits {
        return (!works.listed.is_empty()).then(|| pool(works.listed));
    }
    let listed = (!works.listed.is_empty()).then(|| (format!("{{{}}}", works.listed), LISTED));
    let others = works.templates.iter().map(|(text, weight)| ((*text).to_owned(), *weight));
    let (templates, weights) = others.chain(listed).unzip();
    let mut vocabularies = BTreeMap::new();
    for (name, words) in works.words {
        vocabularies.insert((*name).to_owned(), words.split('|').map(str::to_owned).collect());
    }
    Some(Source::Template(TemplateSource { templates, vocabularies, weights: Some(weights) }))
}
