//! How much it usually is in a trade: the empty weight of a container, a person's height, the
//! speed of a ship.

use seedbed_generate::plan::{Distribution, NumberSource, Source};
use seedbed_schema::DataType;

use super::{
    FRACTION, Field, Make, NUMBER, Rule, WHOLE, bell, money, rule, scale, skewed, small, stepped,
};
use crate::finish::bounded;
use crate::subject::Subject as S;

const BOXES: &str = "container reefer box equipment unit";
const SHIPS: &str = "vessel ship boat ferry tanker";
const PERSONS: &str =
    "subject patient person player athlete user member participant client donor customer profile";
const CARGO: &str = "shipment consignment cargo freight voyage waybill load manifest";
const GRIDS: &str = "grid feeder substation outage metering meter transformer";

pub(super) const RULES: &[Rule] = &[
    rule(
        "empty weight of a container",
        "tare kg|tare weight kg|tare weight|tare",
        NUMBER,
        Make::Ints(&[(2_200, 35.0), (2_300, 10.0), (3_750, 25.0), (3_900, 15.0), (4_600, 15.0)]),
    )
    .of(BOXES),
    rule(
        "load of a container",
        "max payload kg|payload kg|max payload|payload|max gross kg",
        NUMBER,
        Make::Ints(&[(21_700, 25.0), (26_500, 30.0), (28_200, 30.0), (30_480, 15.0)]),
    )
    .of(BOXES),
    rule(
        "weight of a loaded container",
        "vgm|vgm kg|gross kg|gross weight kg|gross weight",
        NUMBER,
        bell(18_500.0, 5_000.0, 4_000.0, 30_400.0),
    )
    .of(BOXES),
    rule(
        "length of a container",
        "size ft|length ft|container size|size",
        WHOLE,
        Make::Ints(&[(20, 35.0), (40, 55.0), (45, 10.0)]),
    )
    .of("container reefer"),
    rule(
        "tonnage",
        "gross tonnage|deadweight|deadweight t|dwt|net tonnage|tonnage|grt",
        NUMBER,
        skewed(38_000.0, 0.8, 2_000.0, 230_000.0),
    )
    .of(SHIPS),
    rule(
        "length of a ship",
        "length m|length|loa|loa m|length overall|length overall m",
        NUMBER,
        bell(210.0, 70.0, 60.0, 400.0),
    )
    .of(SHIPS),
    rule(
        "width of a ship",
        "beam m|beam|width m|breadth|breadth m",
        NUMBER,
        bell(32.0, 8.0, 11.0, 61.0),
    )
    .of(SHIPS),
    rule(
        "depth of a ship",
        "draft m|draft|draught|draught m|max draft|max draft m",
        NUMBER,
        bell(11.4, 2.4, 3.5, 17.0),
    )
    .of(SHIPS),
    rule(
        "containers on a ship",
        "teu capacity|teu|capacity teu",
        NUMBER,
        stepped(4_200.0, 0.8, 400.0, 24_000.0, 50.0),
    ),
    rule("speed in knots", "* kn|* knots|speed knots|kn", NUMBER, bell(17.0, 3.5, 8.0, 28.0)),
    rule(
        "distance in nautical miles",
        "nautical miles|* nautical miles|distance nautical",
        NUMBER,
        skewed(4_200.0, 0.8, 120.0, 12_500.0),
    )
    .of(CARGO),
    rule(
        "days at sea",
        "transit days|transit time days|sailing days|voyage days",
        WHOLE,
        bell(19.0, 9.0, 2.0, 48.0),
    )
    .of(CARGO),
    rule(
        "weight of freight",
        "gross weight kg|net weight kg|chargeable weight kg|gross weight|net weight|\
         chargeable weight|weight kg|total weight kg",
        NUMBER,
        skewed(4_200.0, 1.0, 60.0, 28_000.0),
    )
    .of(CARGO),
    rule(
        "volume of freight",
        "volume cbm|volume m 3|cbm|total volume cbm",
        NUMBER,
        skewed(14.0, 0.8, 0.3, 110.0),
    )
    .of(CARGO),
    rule(
        "value of freight",
        "declared value|insured value|customs value|cargo value|goods value",
        NUMBER,
        money(18_000.0, 0.9, 50.0),
    ),
    rule(
        "duty in per cent",
        "duty rate|tariff rate|duty percent|customs rate",
        NUMBER,
        bell(6.2, 3.6, 0.0, 35.0),
    ),
    rule(
        "height of a person in inches",
        "height inches|height in|body height inches|height inch",
        NUMBER,
        bell(67.0, 3.8, 57.0, 78.0),
    )
    .about(&[S::Person]),
    rule(
        "weight of a person in pounds",
        "weight pounds|weight lbs|weight lb|body weight pounds|body weight lbs",
        NUMBER,
        bell(168.0, 32.0, 96.0, 310.0),
    )
    .about(&[S::Person]),
    rule(
        "height of a person",
        "height cm|height|body height|body height cm|stature cm",
        NUMBER,
        Make::With(height),
    )
    .of(PERSONS),
    rule(
        "weight of a person",
        "weight kg|weight|body weight|body weight kg",
        NUMBER,
        bell(74.0, 14.0, 42.0, 150.0),
    )
    .of(PERSONS),
    rule(
        "interval of a heartbeat",
        "qtc ms|qt ms|qtc|* qtc ms",
        NUMBER,
        bell(415.0, 18.0, 350.0, 520.0),
    ),
    rule(
        "height of a room",
        "ceiling height|ceiling height cm|room height cm|ceiling height m|clear height m",
        NUMBER,
        Make::With(ceiling),
    ),
    rule("storey", "floor|floor number|storey|story", WHOLE, small(0.4, 0.0, 14.0))
        .of("unit apartment flat room suite office desk"),
    rule(
        "area of a balcony",
        "balcony *|terrace *|balcony area *",
        NUMBER,
        bell(8.5, 3.5, 2.0, 40.0),
    )
    .unless("balcony count|balconies"),
    rule("power factor", "power factor|cos phi", NUMBER, bell(0.93, 0.04, 0.7, 1.0)),
    rule(
        "losses in per cent",
        "packet loss|packet loss percent|* loss percent|error rate percent|drop percent|* packet \
             loss",
        FRACTION,
        skewed(0.4, 1.0, 0.0, 12.0),
    ),
    rule(
        "small chance",
        "* chance|drop rate|crit rate|critical chance|dodge rate|spawn rate",
        FRACTION,
        Make::With(chance),
    ),
    rule(
        "number of digits",
        "* precision|currency digits|digits|* digits|currency decimals|digits count",
        WHOLE,
        Make::Ints(&[(2, 55.0), (0, 12.0), (3, 8.0), (4, 12.0), (6, 13.0)]),
    )
    .unless("last digits|last 4 digits|card digits|* 4 digits"),
    rule(
        "every so many",
        "repay every|repeat every|every|interval count|recurrence interval|* every|billing \
             interval count",
        WHOLE,
        Make::Ints(&[(1, 84.0), (2, 10.0), (3, 6.0)]),
    ),
    rule(
        "number of payments",
        "number of repayments|number of installments|installments count|repayments|\
         number of instalments|number of payments|installment count|term months|loan term months",
        WHOLE,
        Make::Ints(&[
            (6, 10.0),
            (12, 30.0),
            (18, 8.0),
            (24, 22.0),
            (36, 18.0),
            (48, 6.0),
            (60, 6.0),
        ]),
    )
    .of("loan credit mortgage product lease leasing plan agreement contract policy"),
    rule(
        "grace in periods",
        "grace on *|grace periods|* grace periods",
        WHOLE,
        Make::Ints(&[(0, 78.0), (1, 12.0), (2, 6.0), (3, 4.0)]),
    ),
    rule(
        "days overdue",
        "overdue days *|overdue days for *|npa days|days overdue for *",
        WHOLE,
        Make::Ints(&[(90, 65.0), (60, 15.0), (120, 12.0), (180, 8.0)]),
    ),
    rule(
        "interest rate",
        "* interest rate *|nominal interest *|interest rate per *",
        NUMBER,
        bell(9.5, 4.0, 1.0, 28.0),
    ),
    rule(
        "raise in per cent",
        "* increase percent|increase percent|* raise percent|raise percent|indexation percent",
        NUMBER,
        bell(3.2, 1.2, 0.5, 10.0),
    ),
    rule(
        "fee in per cent",
        "fee percent|* fee percent|fee rate percent|service charge percent",
        NUMBER,
        Make::Ints(&[(2, 10.0), (3, 20.0), (5, 40.0), (8, 15.0), (10, 15.0)]),
    ),
    rule(
        "age in years",
        "age limit|minimum age|age restriction|* age limit|required age",
        WHOLE,
        Make::Ints(&[(0, 45.0), (6, 5.0), (12, 10.0), (16, 15.0), (18, 25.0)]),
    ),
    rule(
        "target age",
        "* age min|target age min|age min|age from|min age",
        WHOLE,
        Make::Ints(&[(18, 50.0), (21, 12.0), (25, 25.0), (35, 13.0)]),
    )
    .of("campaign ad advert audience target survey"),
    rule(
        "target age",
        "* age max|target age max|age max|age to|max age",
        WHOLE,
        Make::Ints(&[(35, 20.0), (45, 25.0), (54, 25.0), (65, 30.0)]),
    )
    .of("campaign ad advert audience target survey"),
    rule(
        "pages of a document",
        "pages|page count|number of pages|num pages|* page count",
        WHOLE,
        skewed(4.0, 0.8, 1.0, 90.0),
    )
    .about(&[S::Media, S::Document]),
    rule(
        "loudness",
        "loudness *|lufs|* lufs|integrated loudness",
        NUMBER,
        bell(-16.5, 1.8, -30.0, -9.0),
    ),
    rule(
        "peak in decibels",
        "true peak *|peak db|* dbtp|peak dbfs",
        NUMBER,
        bell(-1.6, 0.7, -9.0, 0.0),
    ),
    rule(
        "samples a second",
        "sample rate|sample rate hz|sampling rate|samplerate|* sample rate",
        WHOLE,
        Make::Ints(&[(44_100, 45.0), (48_000, 45.0), (22_050, 4.0), (96_000, 6.0)]),
    ),
    rule(
        "bit rate of sound",
        "bitrate kbps|audio bitrate kbps|audio kbps",
        WHOLE,
        Make::Ints(&[(64, 8.0), (96, 12.0), (128, 45.0), (192, 20.0), (256, 8.0), (320, 7.0)]),
    )
    .about(&[S::Film, S::Track, S::Media]),
    rule(
        "bit rate of sound",
        "audio bitrate|audio bit rate",
        WHOLE,
        Make::Ints(&[
            (96_000, 12.0),
            (128_000, 48.0),
            (192_000, 22.0),
            (256_000, 10.0),
            (320_000, 8.0),
        ]),
    ),
    rule(
        "bit rate of pictures",
        "video bitrate|video bit rate",
        WHOLE,
        skewed(4_800_000.0, 0.6, 600_000.0, 40_000_000.0),
    ),
    rule(
        "bit rate of pictures",
        "avg bitrate kbps|bitrate kbps|max bitrate kbps|video bitrate kbps|* bitrate kbps",
        WHOLE,
        skewed(4_600.0, 0.6, 400.0, 40_000.0),
    ),
    rule(
        "channels of sound",
        "channels|audio channels|channel count|num channels",
        WHOLE,
        Make::Ints(&[(2, 72.0), (1, 18.0), (6, 10.0)]),
    )
    .about(&[S::Film, S::Track, S::Media]),
    rule(
        "depth of color",
        "color depth|bit depth|bits per sample|bits per pixel",
        WHOLE,
        Make::Ints(&[(8, 60.0), (10, 20.0), (16, 10.0), (24, 10.0)]),
    ),
    rule(
        "lines of a picture",
        "resolution|max resolution|video resolution|vertical resolution",
        WHOLE,
        Make::Ints(&[(1_080, 50.0), (720, 25.0), (2_160, 12.0), (480, 13.0)]),
    ),
    rule(
        "temperature of a machine",
        "temp c|temperature c|gpu temp|cpu temp|temp|temperature|gpu temp c|cpu temp c",
        NUMBER,
        bell(56.0, 11.0, 28.0, 94.0),
    )
    .of("server transcoder node gpu cpu host machine worker miner runner"),
    rule(
        "load of a machine",
        "load avg|load average|load 1|load 5|load 15|load 1 m|loadavg",
        FRACTION,
        skewed(1.3, 0.8, 0.02, 48.0),
    ),
    rule(
        "memory in megabytes",
        "memory mb|* memory mb|ram mb|memory mib|gpu memory mb|vram mb",
        WHOLE,
        Make::Ints(&[(4_096, 15.0), (8_192, 30.0), (16_384, 30.0), (32_768, 17.0), (65_536, 8.0)]),
    )
    .of("server host machine node worker transcoder runner"),
    rule(
        "disk in gigabytes",
        "disk gb|disk size gb|storage gb|ssd gb|hdd gb",
        WHOLE,
        Make::Ints(&[(120, 12.0), (250, 25.0), (500, 30.0), (1_000, 23.0), (2_000, 10.0)]),
    )
    .of("server host machine node worker transcoder runner device"),
    rule(
        "threads of a processor",
        "cpu threads|threads|thread count|hardware threads",
        WHOLE,
        Make::Ints(&[(4, 15.0), (8, 30.0), (16, 30.0), (32, 17.0), (64, 8.0)]),
    )
    .of("server host machine node worker transcoder runner"),
    rule(
        "accuracy in metres",
        "gps accuracy *|accuracy m|location accuracy *|horizontal accuracy",
        NUMBER,
        skewed(6.0, 0.7, 1.0, 90.0),
    ),
    rule(
        "words of a text",
        "word count|words count|words|transcript words|* word count|number of words",
        WHOLE,
        skewed(1_400.0, 0.9, 80.0, 24_000.0),
    ),
    rule(
        "time played in minutes",
        "total playtime minutes|playtime minutes|play time minutes|* playtime minutes|minutes \
             played",
        WHOLE,
        skewed(3_600.0, 1.1, 12.0, 180_000.0),
    ),
    rule(
        "persons affected",
        "customers affected|users affected|people affected|households affected|affected customers|\
             affected users",
        WHOLE,
        skewed(320.0, 1.2, 1.0, 60_000.0),
    ),
    rule(
        "voltage of a grid",
        "* kv|voltage kv|feeder voltage *",
        NUMBER,
        Make::Ints(&[(11, 35.0), (20, 30.0), (33, 20.0), (110, 15.0)]),
    ),
    rule(
        "load in megawatts",
        "* mw|lost load mw|load mw|capacity mw",
        NUMBER,
        skewed(3.2, 0.9, 0.05, 400.0),
    )
    .of(GRIDS),
    rule(
        "energy of a year",
        "annual usage kwh|annual consumption|annual consumption kwh|yearly consumption kwh|annual \
             kwh|* annual usage kwh",
        NUMBER,
        stepped(3_400.0, 0.45, 700.0, 30_000.0, 50.0),
    ),
    rule(
        "energy of an interval",
        "kwh|value kwh|energy kwh|consumption kwh",
        NUMBER,
        skewed(0.35, 0.8, 0.0, 9.0),
    )
    .of("interval read reading"),
    rule(
        "price of a unit of energy",
        "price per kwh|rate per kwh|kwh price|unit rate|* per kwh",
        FRACTION,
        Make::With(energy_price),
    ),
    rule(
        "charge a day",
        "standing charge per day|standing charge|daily standing charge",
        FRACTION,
        bell(0.52, 0.1, 0.2, 1.2),
    ),
    rule(
        "cost of a thousand views",
        "cpm cents|cpm",
        WHOLE,
        Make::Ints(&[(1_500, 20.0), (1_800, 20.0), (2_000, 25.0), (2_500, 25.0), (3_500, 10.0)]),
    ),
    rule(
        "views aimed at",
        "impressions goal|impression goal|goal impressions|target impressions|booked impressions",
        WHOLE,
        stepped(60_000.0, 0.8, 5_000.0, 2_000_000.0, 5_000.0),
    ),
    rule(
        "places of a kind",
        "quota|capacity|allotment|inventory",
        WHOLE,
        stepped(250.0, 0.8, 20.0, 12_000.0, 10.0),
    )
    .of("ticket seat"),
    rule("place in a row", "seat number|seat", WHOLE, small(0.2, 1.0, 42.0)),
    rule(
        "net income a month",
        "monthly income|net income monthly|monthly salary",
        NUMBER,
        money(4_600.0, 0.4, 50.0),
    ),
    rule(
        "dots an inch",
        "dpi|* dpi|scan dpi|ppi",
        WHOLE,
        Make::Ints(&[(300, 60.0), (150, 10.0), (200, 15.0), (600, 15.0)]),
    ),
    rule(
        "playing time in milliseconds",
        "duration ms|length ms|duration millis|position ms|runtime ms",
        WHOLE,
        skewed(1_500_000.0, 1.0, 8_000.0, 10_000_000.0),
    )
    .of("video film movie episode recording watch playback stream clip"),
    rule(
        "playing time in seconds",
        "duration sec|duration seconds|duration secs|length sec|duration s",
        WHOLE,
        skewed(2_300.0, 0.45, 240.0, 10_800.0),
    )
    .of("episode podcast"),
    rule(
        "size of a film in bytes",
        "file size|size|* bytes|bytes|size bytes|filesize|file size bytes",
        WHOLE,
        Make::With(film_bytes),
    )
    .of("video film movie episode recording clip"),
];

/// In centimetres, or in metres and inches where the type or the name wants these.
fn height(field: Field<'_, '_>) -> Option<Source> {
    let narrow = match field.facts.column.data_type {
        DataType::Decimal { precision: Some(precision), scale: Some(digits) } => {
            precision - digits <= 1
        }
        _ => false,
    };
    Some(number(field, if narrow { (1.71, 0.1, 1.42, 2.05) } else { (171.0, 10.0, 142.0, 205.0) }))
}

/// In centimetres or metres.
fn ceiling(field: Field<'_, '_>) -> Option<Source> {
    let metres = field.facts.is("* m");
    Some(number(field, if metres { (2.65, 0.2, 2.2, 6.0) } else { (265.0, 18.0, 225.0, 420.0) }))
}

fn chance(field: Field<'_, '_>) -> Option<Source> {
    if field.facts.scale().is_some_and(|digits| digits < 3) {
        return None;
    }
    let curve = Distribution::LogNormal { median: 0.06, sigma: 0.8 };
    let number = bounded(field.facts, curve, Some(0.001), Some(0.9));
    Some(Source::Number(NumberSource { scale: scale(field.facts).map(|_| 3), ..number }))
}

/// In the currency's main unit.
fn energy_price(field: Field<'_, '_>) -> Option<Source> {
    field.facts.scale().is_none_or(|digits| digits > 2).then_some(())?;
    Some(number(field, (0.29, 0.05, 0.08, 0.6)))
}

/// Sound takes less room than moving pictures.
fn film_bytes(field: Field<'_, '_>) -> Option<Source> {
    let sound = field.facts.is("audio *") || super::is_of(field.table, "episode podcast");
    let picture =
        field.facts.is("cover *|poster *|image *|thumbnail *|thumb *|avatar *|artwork *|\
         subtitle *|sent *|* sent|* sent *|received *|transferred *");
    (!picture).then_some(())?;
    let (median, most) = if sound { (42_000_000.0, 240e6) } else { (640_000_000.0, 2_100e6) };
    let curve = Distribution::LogNormal { median, sigma: if sound { 0.45 } else { 0.8 } };
    let wide = field.facts.column.data_type.integer_range().is_none_or(|(_, high)| high > 1 << 30);
    wide.then(|| Source::Number(bounded(field.facts, curve, Some(2_000_000.0), Some(most))))
}

fn number(field: Field<'_, '_>, (mean, deviation, least, most): (f64, f64, f64, f64)) -> Source {
    let number =
        bounded(field.facts, Distribution::Normal { mean, deviation }, Some(least), Some(most));
    Source::Number(NumberSource { scale: scale(field.facts), ..number })
}
