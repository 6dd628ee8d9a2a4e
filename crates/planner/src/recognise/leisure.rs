//! Food and drink, games, sport, music and film, events.

use seedbed_generate::plan::Source;

use super::{
    FRACTION, Field, Make, NUMBER, Rule, TEXT, WHOLE, bell, rule, skewed, small, stepped, written,
};
use crate::subject::Subject as S;

const NAME: &str = "name|title|label|display name|* name|* title";

pub(super) const RULES: &[Rule] = &[
    rule("restaurant", NAME, TEXT, Make::Pool("restaurant")).about(&[S::Restaurant]),
    rule("restaurant", "restaurant|restaurant name", TEXT, Make::Pool("restaurant")),
    rule("cuisine", "cuisine|cuisine type|* cuisine|cuisines", TEXT, Make::Pool("cuisine")),
    rule("cuisine", "name|title", TEXT, Make::Pool("cuisine")).of("cuisine"),
    rule("dish", NAME, TEXT, Make::Pool("dish")).about(&[S::Dish]),
    rule(
        "dish",
        "dish|dish name|meal|meal name|food|food name|menu item|recipe|recipe name",
        TEXT,
        Make::Pool("dish"),
    ),
    rule("dish", "name|title", TEXT, Make::Pool("dish")).about(&[S::Recipe]),
    rule(
        "description of a dish",
        "description|details|summary|short description|about",
        TEXT,
        Make::Words(
            "Made fresh every day.|A favorite of our regulars.|Our house classic.|\
             Generous portion, good to share.|From a family recipe.|With the best of the season.|\
             Also available as a small portion.|Recommended by the chef.|Prepared to order.|\
             Simple, honest and always good.|New on our menu.",
        ),
    )
    .about(&[S::Dish, S::Recipe])
    .nulls(0.15),
    rule(
        "menu",
        NAME,
        TEXT,
        Make::Words(
            "Lunch|Dinner|Breakfast|Brunch|Drinks|Desserts|Kids|\
         Weekend Specials|Wine List|Tasting Menu|Happy Hour|Late Night|Vegetarian|Seasonal|\
         Sunday Roast|Take Away|Catering|Summer Terrace",
        ),
    )
    .about(&[S::Menu]),
    rule(
        "menu section",
        "menu section|section|course|category|menu category|food category",
        TEXT,
        Make::Pool("menu_section"),
    )
    .about(&[S::Dish, S::Menu]),
    rule("ingredient", NAME, TEXT, Make::Pool("ingredient")).about(&[S::Ingredient]),
    rule("ingredient", "ingredient|ingredient name|ingredients", TEXT, Make::Pool("ingredient")),
    rule(
        "instructions",
        "instructions|directions|method|steps|preparation|procedure",
        TEXT,
        Make::Words(
            "Chop the vegetables, fry them for five minutes, then add the stock and \
             simmer.|Mix the dry ingredients, fold in the eggs, and bake for 35 minutes.|\
             Marinate overnight, then roast at 180 °C until tender.|\
             Bring water to the boil, cook until soft, drain, and toss with the dressing.|\
             Whisk until smooth, chill for an hour, and serve with berries.|\
             Brown the meat on all sides, add the onions, and braise for two hours.",
        ),
    )
    .about(&[S::Recipe, S::Dish]),
    rule("allergen", "allergen|allergens|* allergens|contains", TEXT, Make::Pool("allergen"))
        .about(&[S::Dish, S::Recipe, S::Ingredient, S::Menu, S::Restaurant, S::Product]),
    rule(
        "spiciness",
        "spice level|spiciness|heat level|spicy level",
        WHOLE,
        Make::Ints(&[(0, 55.0), (1, 24.0), (2, 14.0), (3, 7.0)]),
    ),
    rule(
        "seats of a table",
        "capacity|seats|* seats|max seats|min seats|number of seats|covers",
        WHOLE,
        Make::Ints(&[(2, 34.0), (4, 40.0), (6, 16.0), (8, 10.0)]),
    )
    .of("table booth desk"),
    rule(
        "seats of a restaurant",
        "seats|capacity|* seats|seating capacity|seating",
        WHOLE,
        stepped(56.0, 0.45, 12.0, 260.0, 2.0),
    )
    .about(&[S::Restaurant]),
    rule(
        "table number",
        "table number|table|table name|table code|table label",
        TEXT,
        Make::Templates(&["T{number:1-40}"]),
    )
    .of("reservation order dining table restaurant seating booking bill waitlist"),
    rule(
        "party",
        "party size|covers|guests|number of guests|guest count|people|pax|persons|\
         num guests|number of people",
        WHOLE,
        Make::Ints(&[(2, 46.0), (4, 24.0), (3, 12.0), (6, 8.0), (5, 5.0), (1, 5.0)]),
    ),
    rule(
        "time to prepare, in minutes",
        "prep time|cook time|preparation time|cooking time|\
         total time|prep minutes|cook minutes|* prep time|prep min|cook min|rest time",
        WHOLE,
        stepped(25.0, 0.6, 5.0, 240.0, 5.0),
    ),
    rule("vintage", "vintage|vintage year|harvest year", WHOLE, bell(2018.0, 3.5, 2000.0, 2024.0)),
    rule(
        "alcohol by volume",
        "abv|alcohol|alcohol content|alcohol percent|* abv",
        NUMBER,
        bell(9.0, 4.0, 0.5, 45.0),
    ),
    // Games.
    rule(
        "player's name",
        "gamertag|gamer tag|player name|ign|in game name|nickname|summoner name|\
         character name|avatar name",
        TEXT,
        Make::Templates(&[
            "{Adjective}{Noun}",
            "{Noun}{number:1-99}",
            "{Adjective}{Noun}{number:1-99}",
        ]),
    ),
    rule(
        "character's name",
        "name",
        TEXT,
        Make::Words(
            "Aldric|Brynn|Caelum|Dagna|Elowen|Faelan|\
         Gareth|Hilda|Isolde|Jorund|Kaelith|Lyra|Merrik|Nyssa|Orin|Perrin|Quilla|Rowena|Soren|\
         Thalia|Ulric|Vesna|Wulfric|Xanthe|Yrsa|Zephyra|Torvald|Sable|Raven|Ember|Ash|Briar|\
         Corvin|Delphine|Eryn|Fenris|Grimm|Hazel|Ivor|Juno",
        ),
    )
    .of("character hero avatar companion npc"),
    rule(
        "guild",
        NAME,
        TEXT,
        Make::Templates(&[
            "The {Adjective} {Noun}s",
            "Order of the {Noun}",
            "{Adjective} Wolves",
            "Knights of {street_name}",
        ]),
    )
    .of("guild clan alliance faction"),
    rule(
        "game",
        NAME,
        TEXT,
        Make::Templates(&[
            "{Adjective} {Noun}",
            "{Noun} Quest",
            "Rise of the {Noun}",
            "{Noun} Tycoon",
            "Lost {Noun}",
        ]),
    )
    .of("game videogame boardgame"),
    rule(
        "item of a game",
        NAME,
        TEXT,
        Make::Templates(&[
            "Sword of the {Noun}",
            "{Adjective} Shield",
            "{Adjective} Potion",
            "Ring of the {Noun}",
            "{Adjective} Bow",
            "Cloak of {Noun}s",
            "{Noun} Staff",
        ]),
    )
    .about(&[S::Product])
    .beside("rarity|damage *|armor|item level|required level|durability"),
    rule(
        "quest",
        NAME,
        TEXT,
        Make::Templates(&[
            "The {Adjective} {Noun}",
            "Shadows over the {Noun}",
            "A {Noun} for the King",
            "Beyond the {Noun}",
        ]),
    )
    .of("quest mission"),
    rule(
        "badge",
        NAME,
        TEXT,
        Make::Words(
            "First Steps|Early Bird|Night Owl|Helping Hand|Bookworm|\
         Explorer|Team Player|Quick Learner|Streak of Seven|Conversation Starter|Problem Solver|\
         Trailblazer|Veteran|Perfectionist|Good Question|Nice Answer|Popular Post|Centurion|\
         Collector|Champion|Marathoner|Rising Star|All-Rounder|Pathfinder|Mentor",
        ),
    )
    .of("badge achievement trophy award"),
    rule(
        "map",
        "map|map name|arena|stage name|level name",
        TEXT,
        Make::Templates(&["{Adjective} {Noun}", "{street_name} Ruins", "{street_name} Harbor"]),
    )
    .of("match game round"),
    rule(
        "rating of a player",
        "elo|* elo|elo *|mmr|* mmr|skill rating|glicko|rating|* rating",
        WHOLE,
        bell(1_500.0, 220.0, 600.0, 2_800.0),
    )
    .about(&[S::Person, S::Occasion, S::Team, S::Line, S::Other])
    .of("player match game team character"),
    rule(
        "rating of a player",
        "elo|* elo|elo *|mmr|* mmr",
        WHOLE,
        bell(1_500.0, 220.0, 600.0, 2_800.0),
    ),
    rule(
        "points of a character",
        "hp|* hp|health|* health|health points|hit points|mana|* mana|\
         mp|* mp|stamina|energy points",
        WHOLE,
        stepped(240.0, 0.6, 10.0, 4_000.0, 5.0),
    ),
    rule(
        "strength of a character",
        "strength|agility|intellect|intelligence|dexterity|\
         constitution|wisdom|charisma|luck|vitality|spirit|speed stat|endurance",
        WHOLE,
        bell(22.0, 9.0, 1.0, 60.0),
    ),
    rule(
        "damage or armour",
        "damage|* damage|damage *|armor|* armor|defense|attack|attack power|\
         defence",
        WHOLE,
        skewed(38.0, 0.6, 1.0, 600.0),
    ),
    rule("durability", "durability|condition percent|wear", WHOLE, bell(72.0, 22.0, 0.0, 100.0)),
    rule(
        "level of a character",
        "level|* level|required level|min level|minimum level|\
         character level",
        WHOLE,
        skewed(18.0, 0.7, 1.0, 80.0),
    )
    .of("character hero player item quest monster pet skill guild"),
    rule(
        "count of a match",
        "kills|deaths|assists|goals|goals for|goals against|runs|wickets|\
         tackles|fouls|corners|shots|rebounds|steals|blocks|home goals|away goals|home score|\
         away score|yellow cards|sets won|own goals",
        WHOLE,
        small(0.7, 0.0, 14.0),
    ),
    rule(
        "wins and losses",
        "wins|losses|draws|matches played|games played|played|won|lost|drawn|\
         total wins|total losses|total games",
        WHOLE,
        small(0.5, 0.0, 40.0),
    ),
    rule(
        "play money",
        "gold|gems|coins|tokens|currency|* gold|* gems|* coins|silver|crystals|\
         reward gold|credits balance",
        WHOLE,
        skewed(420.0, 1.2, 0.0, 250_000.0),
    ),
    rule(
        "experience",
        "xp|* xp|experience|exp|experience points|total xp",
        WHOLE,
        skewed(2_400.0, 1.2, 0.0, 900_000.0),
    )
    .of("player character quest user hero level badge reward achievement"),
    rule(
        "stack",
        "stack size|max stack|stack limit",
        WHOLE,
        Make::Ints(&[(1, 50.0), (20, 25.0), (99, 15.0), (64, 10.0)]),
    ),
    rule("discriminator", "discriminator|tag number", WHOLE, super::flat(1.0, 9_999.0)),
    rule(
        "rarity",
        "rarity|rarity level",
        TEXT,
        Make::Choice(&[
            ("common", 50.0),
            ("uncommon", 25.0),
            ("rare", 15.0),
            ("epic", 7.0),
            ("legendary", 3.0),
        ]),
    ),
    rule(
        "score of a game",
        "score|* score|points|final score|high score",
        WHOLE,
        skewed(1_250.0, 0.8, 0.0, 90_000.0),
    )
    .of("game leaderboard highscore round session play")
    .about(&[S::Occasion, S::Session, S::Other, S::Log]),
    // Sport.
    rule("sports team", NAME, TEXT, Make::Pool("sports_team")).about(&[S::SportsTeam]),
    rule(
        "sports team",
        "name|team name|club name",
        TEXT,
        Make::Templates(&["{city_name} {sports_team}"]),
    )
    .of("team club squad")
    .beside(
        "coach|stadium|league|league id|founded|founded year|wins|points|home stadium|\
             city|mascot|sport|sport id|home city|conference|division",
    ),
    rule(
        "position in a team",
        "position|playing position|field position",
        TEXT,
        Make::Words("Goalkeeper|Defender|Midfielder|Forward|Winger|Striker|Captain|Reserve"),
    )
    .of("player squad roster athlete"),
    rule(
        "shirt number",
        "shirt number|jersey number|jersey|squad number|kit number|bib number|bib",
        WHOLE,
        super::flat(1.0, 99.0),
    ),
    rule("sport", "name|title", TEXT, Make::Pool("sport")).of("sport discipline"),
    rule(
        "league",
        "league|league name|competition|competition name|tournament|division name",
        TEXT,
        Make::Templates(&["{sales_region} League", "{sales_region} Championship", "{season} Cup"]),
    ),
    rule(
        "league",
        NAME,
        TEXT,
        Make::Templates(&[
            "{sales_region} League",
            "{sales_region} Championship",
            "{season} Cup",
            "{sales_region} Trophy",
        ]),
    )
    .of("league competition tournament championship cup division"),
    rule("season", "season|season name|season label", TEXT, Make::With(season))
        .of("match league team standing fixture season"),
    rule("attendance", "attendance|spectators|crowd", WHOLE, skewed(8_400.0, 0.9, 60.0, 92_000.0)),
    rule(
        "repetitions",
        "reps|repetitions|sets|set count|rep count",
        WHOLE,
        Make::Ints(&[(3, 18.0), (4, 10.0), (5, 14.0), (8, 20.0), (10, 22.0), (12, 16.0)]),
    ),
    rule(
        "exercise",
        NAME,
        TEXT,
        Make::Words(
            "Squat|Deadlift|Bench Press|Overhead Press|Pull-up|\
         Push-up|Plank|Lunge|Row|Leg Press|Burpee|Kettlebell Swing|Bicep Curl|Dip|Hip Thrust|\
         Box Jump|Rowing Machine|Cycling|Stretching|Calf Raise",
        ),
    )
    .of("exercise movement"),
    rule(
        "class of a gym",
        NAME,
        TEXT,
        Make::Words(
            "Yoga Flow|Morning Pilates|Spin 45|HIIT Express|\
         Zumba|Body Pump|Boxing Basics|Core Strength|Aqua Fit|Stretch & Relax|Power Yoga|\
         Step Aerobics|Circuit Training|Barre|Kettlebell Club|Dance Fit|Functional Training|\
         Indoor Rowing|Meditation|Bootcamp",
        ),
    )
    .of("class")
    .beside("trainer|trainer id|trainer *|instructor|instructor id|coach id|capacity|room|weekday"),
    // Events and media.
    rule("event", NAME, TEXT, Make::Pool("event_name")).of("event conference festival show gig"),
    rule(
        "capacity of a venue",
        "capacity|seats|max capacity|* capacity|seating capacity|\
         max attendees|total seats",
        WHOLE,
        stepped(640.0, 0.9, 40.0, 60_000.0, 10.0),
    )
    .of("venue stadium hall arena theater theatre auditorium cinema screen section"),
    rule(
        "capacity of an event",
        "capacity|max capacity|max attendees|max participants|seats|\
         available seats|attendee limit|capacity limit",
        WHOLE,
        stepped(120.0, 0.8, 10.0, 5_000.0, 5.0),
    )
    .about(&[S::Occasion]),
    rule(
        "places in a class",
        "capacity|max capacity|max students|max participants|seats|\
         max enrollment|class size|spots|max attendees|* capacity|enrollment limit",
        WHOLE,
        stepped(24.0, 0.35, 6.0, 180.0, 2.0),
    )
    .of("class course section lesson workshop training session"),
    rule(
        "tempo in beats per minute",
        "bpm|tempo|beats per minute",
        NUMBER,
        bell(118.0, 22.0, 60.0, 190.0),
    )
    .about(&[S::Track, S::Album, S::Playlist, S::Other]),
    rule(
        "episode number",
        "episode|episode number|season number|season|* episode|disc number|disc",
        WHOLE,
        small(0.6, 1.0, 24.0),
    ),
    rule(
        "frame rate",
        "fps|frame rate",
        NUMBER,
        Make::Ints(&[(30, 45.0), (60, 30.0), (24, 20.0), (25, 5.0)]),
    ),
    rule(
        "composer",
        "composer|lyricist|songwriter|conductor|soloist",
        TEXT,
        Make::Part(seedbed_generate::plan::EntityKind::Person, "full_name"),
    )
    .nulls(0.2),
    rule(
        "box office",
        "box office|worldwide gross|domestic gross|opening weekend",
        NUMBER,
        super::money(24_000_000.0, 1.2, 1_000.0),
    ),
    rule(
        "score on a website",
        "imdb rating|imdb score|metascore|vote average|user score|critic score",
        FRACTION,
        bell(6.7, 1.1, 1.0, 9.6),
    ),
    rule(
        "special features",
        "special features|bonus features|features|extras",
        TEXT,
        Make::Words("Trailers|Commentaries|Deleted Scenes|Behind the Scenes|Interviews"),
    )
    .about(&[S::Film]),
];

/// Years of a season in the form that the column's CHECKs ask for.
fn season(field: Field<'_, '_>) -> Option<Source> {
    const FORMS: &[&str] = &[
        "2021/22|2022/23|2023/24|2024/25|2025/26",
        "21/22|22/23|23/24|24/25|25/26",
        "2021-22|2022-23|2023-24|2024-25|2025-26",
        "2021/2022|2022/2023|2023/2024|2024/2025|2025/2026",
        "2021-2022|2022-2023|2023-2024|2024-2025|2025-2026",
        "21-22|22-23|23-24|24-25|25-26",
        "2021|2022|2023|2024|2025",
    ];
    let fits = |words: &&&str| {
        let first = words.split('|').next().unwrap_or_default();
        let room = field.facts.max_length().is_none_or(|most| first.len() <= most as usize);
        room && crate::finish::admits(field.facts, first)
    };
    let kept = field.facts.key >= crate::survey::KeyPart::Unique;
    FORMS.iter().find(fits).filter(|_| !kept).map(|words| written(words))
}
