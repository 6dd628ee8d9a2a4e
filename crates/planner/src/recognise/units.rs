//! Numbers whose name ends in a unit: what is measured is not known, how much it usually is, is.

use super::{FRACTION, Make, NUMBER, Rule, WHOLE, bell, flat, rule, skewed, stepped};

pub(super) const RULES: &[Rule] = &[
    rule(
        "duration in minutes",
        "setup min|run min|duration min|length min|time min|break min|\
         delay min|lead min|wait min|travel min|stop min|layover min|late min|minutes late|\
         run minutes|setup minutes|* mins|mins|* minutes|* minute|delay|delay minutes|break minutes|\
         service min|* duration min|session min|min per *|minutes per *|avg min|elapsed min",
        NUMBER,
        stepped(24.0, 0.7, 1.0, 480.0, 1.0),
    ),
    rule("duration in seconds", "* sec|* secs|secs|sec", NUMBER, skewed(75.0, 0.9, 1.0, 7_200.0)),
    rule(
        "duration in hours",
        "* hrs|hrs|* hour|duration h|* h",
        NUMBER,
        stepped(6.0, 0.7, 0.5, 160.0, 0.5),
    ),
    rule(
        "distance in metres",
        "* meters|* metres|meters|metres|distance m|length m|altitude m|\
         depth m|elevation gain|* m",
        NUMBER,
        skewed(85.0, 1.0, 1.0, 9_000.0),
    ),
    rule("length in millimetres", "* mm|mm|* millimeters", NUMBER, skewed(48.0, 0.9, 0.5, 3_000.0)),
    rule(
        "length in inches",
        "* inches|inches|* inch|* in|diagonal|screen size",
        NUMBER,
        skewed(21.0, 0.6, 1.0, 120.0),
    ),
    rule("length in feet", "* feet|feet|* ft|ft", NUMBER, skewed(28.0, 0.9, 1.0, 6_000.0)),
    rule(
        "speed in kilometres an hour",
        "* kmh|kmh|* kph|* mph|mph|avg speed|max speed|average speed|\
         speed *|avg kmh",
        NUMBER,
        bell(58.0, 22.0, 3.0, 190.0),
    ),
    rule(
        "weight in grams",
        "* grams|grams|* g|weight g|* gram",
        NUMBER,
        skewed(240.0, 0.9, 1.0, 9_000.0),
    ),
    rule(
        "weight in pounds",
        "* lbs|lbs|* lb|* pounds|weight lb",
        NUMBER,
        skewed(14.0, 1.0, 0.2, 900.0),
    ),
    rule("weight in ounces", "* oz|oz|* ounces", NUMBER, skewed(12.0, 0.7, 0.2, 400.0)),
    rule(
        "weight in tonnes",
        "* tons|tons|* tonnes|tonnes|tonnage|gross tonnage|dwt|deadweight",
        NUMBER,
        skewed(24.0, 1.1, 0.5, 220_000.0),
    ),
    rule(
        "volume in litres",
        "* l|l|* liters|liters|* litres|litres|* liter|volume l|capacity l|\
         * gallons|gallons",
        NUMBER,
        skewed(36.0, 0.9, 0.2, 2_000.0),
    ),
    rule(
        "volume in millilitres",
        "* ml|ml|* cl|volume ml",
        NUMBER,
        stepped(330.0, 0.6, 5.0, 5_000.0, 5.0),
    ),
    rule(
        "volume in cubic metres",
        "* m 3|m 3|cubic *|* cbm|cbm",
        NUMBER,
        skewed(4.2, 1.0, 0.05, 400.0),
    ),
    rule(
        "energy in kilowatt hours",
        "* kwh|kwh|energy kwh|* wh|consumption|* consumption|kwh *|\
         energy consumed|usage kwh",
        NUMBER,
        skewed(240.0, 0.8, 1.0, 24_000.0),
    ),
    rule(
        "power in kilowatts",
        "* kw|kw|power kw|max kw|* kva|kva",
        NUMBER,
        skewed(11.0, 0.9, 0.5, 350.0),
    ),
    rule(
        "power in watts",
        "* watts|watts|* watt|wattage|* w",
        NUMBER,
        skewed(180.0, 0.9, 1.0, 4_000.0),
    ),
    rule("voltage", "voltage|* voltage|volts|* volts|* v", NUMBER, bell(230.0, 4.0, 210.0, 250.0)),
    rule(
        "current in amperes",
        "amps|* amps|current a|* current|amperage|ampere",
        NUMBER,
        skewed(8.0, 0.7, 0.1, 63.0),
    ),
    rule(
        "battery in per cent",
        "battery|battery percent|battery level|* battery|charge level|soc|\
         charge percent",
        NUMBER,
        bell(68.0, 22.0, 2.0, 100.0),
    ),
    rule(
        "battery in volts",
        "battery voltage|battery volts|battery v",
        NUMBER,
        bell(3.7, 0.2, 3.0, 4.2),
    ),
    rule(
        "memory in gigabytes",
        "* gb|gb|ram gb|memory gb|disk gb|storage gb|ram|storage limit|\
         storage",
        NUMBER,
        Make::Ints(&[(4, 10.0), (8, 24.0), (16, 30.0), (32, 20.0), (64, 10.0), (128, 6.0)]),
    ),
    rule(
        "memory in megabytes",
        "memory mb|* mib|memory|* memory mb|ram mb",
        NUMBER,
        Make::Ints(&[(256, 15.0), (512, 30.0), (1024, 30.0), (2048, 15.0), (4096, 10.0)]),
    ),
    rule(
        "processor cores",
        "cpu|cpus|cores|cpu cores|vcpu|vcpus|cpu count|core count",
        WHOLE,
        Make::Ints(&[(1, 12.0), (2, 30.0), (4, 32.0), (8, 18.0), (16, 8.0)]),
    ),
    rule(
        "usage of a processor in per cent",
        "cpu usage|cpu percent|cpu load|load percent|\
         memory usage|memory percent|disk usage|disk percent|utilization",
        NUMBER,
        bell(38.0, 21.0, 0.5, 99.0),
    ),
    rule(
        "bandwidth",
        "* mbps|mbps|* kbps|bandwidth|bitrate|download speed|upload speed|speed mbps|\
         throughput",
        NUMBER,
        stepped(120.0, 0.9, 1.0, 10_000.0, 1.0),
    ),
    rule(
        "temperature of a body",
        "body temperature|temperature|temp|temp c|temperature c|\
         temperature celsius",
        NUMBER,
        bell(36.9, 0.5, 35.2, 40.8),
    )
    .of("vital patient visit checkup triage admission encounter animal examination"),
    rule(
        "temperature in degrees Fahrenheit",
        "* fahrenheit|fahrenheit|temp f|temperature f|* temp f",
        NUMBER,
        bell(66.0, 14.0, -20.0, 110.0),
    ),
    rule(
        "temperature in a cold store",
        "temperature|temp|temperature c|temp c|* temperature",
        NUMBER,
        bell(3.8, 1.2, -24.0, 9.0),
    )
    .of("fridge freezer cold reefer"),
    rule(
        "temperature in degrees Celsius",
        "* celsius|celsius|temp c|temperature c|* temp c|\
         temperature|* temperature|temp|* temp|ambient *",
        NUMBER,
        bell(20.5, 4.5, -18.0, 42.0),
    ),
    rule(
        "humidity in per cent",
        "humidity|* humidity|relative humidity|humidity percent|rh|moisture|\
         soil moisture|* moisture",
        NUMBER,
        bell(52.0, 14.0, 5.0, 100.0),
    ),
    rule(
        "air pressure in hectopascals",
        "air pressure|barometric pressure|* hpa|hpa|atmospheric *|\
         pressure hpa",
        NUMBER,
        bell(1_013.0, 8.0, 965.0, 1_045.0),
    ),
    rule(
        "pressure",
        "pressure|* pressure|* bar|bar|* psi|psi|* kpa",
        NUMBER,
        bell(2.4, 0.4, 0.5, 12.0),
    )
    .of("tire tyre pump boiler machine tank compressor"),
    rule(
        "carbon dioxide in parts per million",
        "co 2|* co 2|co 2 ppm|* ppm|ppm",
        NUMBER,
        bell(620.0, 160.0, 380.0, 2_400.0),
    ),
    rule(
        "fine dust",
        "pm 25|pm 2 5|pm 10|aqi|air quality|air quality index",
        NUMBER,
        skewed(22.0, 0.7, 1.0, 320.0),
    ),
    rule("acidity", "ph|* ph|ph value|ph level|acidity", NUMBER, bell(7.1, 0.5, 3.5, 10.5)),
    rule(
        "sound level in decibels",
        "* db|db|noise|noise level|decibels|sound level",
        NUMBER,
        bell(48.0, 11.0, 22.0, 110.0),
    ),
    rule(
        "signal strength in decibel milliwatts",
        "rssi|* rssi|signal strength|signal|* dbm|dbm",
        NUMBER,
        bell(-71.0, 10.0, -110.0, -32.0),
    ),
    rule(
        "light in lux",
        "lux|* lux|illuminance|light level|brightness",
        NUMBER,
        skewed(320.0, 1.0, 1.0, 90_000.0),
    ),
    rule(
        "frequency in hertz",
        "* hz|hz|* khz|* mhz|* ghz|frequency hz",
        NUMBER,
        bell(50.0, 0.3, 48.0, 61.0),
    ),
    rule("wind speed", "wind speed|wind|wind gust|gust|gusts", NUMBER, skewed(4.2, 0.6, 0.0, 34.0)),
    rule(
        "direction in degrees",
        "heading|bearing|wind direction|direction|azimuth|angle|\
         * degrees|degrees|rotation",
        NUMBER,
        flat(0.0, 359.0),
    ),
    rule(
        "rainfall in millimetres",
        "rainfall|precipitation|rain|rain mm|precipitation mm|snowfall",
        NUMBER,
        skewed(2.4, 1.1, 0.0, 90.0),
    ),
    rule(
        "oxygen in per cent",
        "spo 2|oxygen|oxygen saturation|o 2 sat|saturation|* saturation|sats",
        NUMBER,
        bell(97.2, 1.3, 86.0, 100.0),
    ),
    rule(
        "heart rate",
        "heart rate|pulse|bpm|* heart rate|pulse rate|hr|resting heart rate",
        NUMBER,
        bell(76.0, 11.0, 45.0, 160.0),
    ),
    rule(
        "breaths a minute",
        "respiratory rate|respiration|respiration rate|breathing rate|resp rate",
        NUMBER,
        bell(16.0, 2.4, 9.0, 32.0),
    ),
    rule(
        "blood sugar",
        "blood sugar|glucose|blood glucose|* glucose|glucose level",
        NUMBER,
        bell(102.0, 21.0, 58.0, 280.0),
    ),
    rule("body mass index", "bmi|body mass index", NUMBER, bell(25.8, 4.2, 16.0, 46.0)),
    rule(
        "cholesterol",
        "cholesterol|* cholesterol|ldl|hdl|triglycerides",
        NUMBER,
        bell(184.0, 34.0, 80.0, 340.0),
    ),
    rule("pain", "pain|pain level|pain score|pain scale", WHOLE, flat(0.0, 10.0)),
    rule(
        "days between",
        "lead days|lead time days|* lead days|lead time|delivery days|transit days|\
         processing days|turnaround days",
        WHOLE,
        Make::Ints(&[(1, 8.0), (2, 14.0), (3, 18.0), (5, 22.0), (7, 16.0), (10, 10.0), (14, 12.0)]),
    ),
    rule(
        "days to pay",
        "payment terms|payment terms days|net days|credit days|due days|\
         payment days|terms days|terms",
        WHOLE,
        Make::Ints(&[(30, 58.0), (14, 22.0), (60, 12.0), (0, 8.0)]),
    ),
    rule(
        "offset in a picture",
        "x|y|* x|* y|pos x|pos y|position x|position y|x position|y position|\
         left|top|offset x|offset y",
        WHOLE,
        flat(0.0, 1_200.0),
    ),
    rule(
        "place in a space",
        "x|y|z|* x|* y|* z|position x|position y|position z|coord x|coord y|x pos|\
         y pos",
        FRACTION,
        bell(0.0, 180.0, -500.0, 500.0),
    ),
    rule(
        "decimal share",
        "efficiency ratio|accuracy|precision|recall|f 1|auc|similarity|confidence|\
         * confidence|* similarity|relevance",
        FRACTION,
        Make::With(super::measures::share),
    ),
    rule(
        "weight in kilograms",
        "* kg|kg|* kilograms|* kgs",
        NUMBER,
        skewed(14.0, 1.0, 0.1, 24_000.0),
    ),
    rule(
        "charge of a battery",
        "battery mah|* mah|battery capacity",
        WHOLE,
        Make::Ints(&[(2600, 20.0), (3000, 30.0), (4000, 30.0), (5000, 20.0)]),
    ),
    rule(
        "place in a warehouse",
        "aisle|rack|shelf|bay|bin level|slot|* aisle|* rack|row number|\
         column number|shelf level|bag",
        WHOLE,
        super::small(0.3, 1.0, 24.0),
    ),
    rule("radio channel", "channel|wifi channel|* channel", WHOLE, flat(1.0, 13.0)),
    rule(
        "order of things",
        "term order|menu order",
        WHOLE,
        Make::Ints(&[(0, 94.0), (1, 3.0), (2, 3.0)]),
    ),
    rule(
        "order of things",
        "order|* order|menu order|term order|find number|sequence order|rank order",
        WHOLE,
        super::small(0.6, 0.0, 12.0),
    ),
    rule(
        "row of the same table",
        "parent",
        WHOLE,
        Make::Ints(&[(0, 70.0), (1, 12.0), (2, 10.0), (3, 8.0)]),
    ),
    rule(
        "count",
        "uses|* uses|renewals|refills|used|failed logins|* logins|changes|* changes|edits|\
         hits count|installs|members|reviews",
        WHOLE,
        super::small(0.8, 0.0, 30.0),
    ),
    rule(
        "reorder level",
        "reorder *|safety stock|reorder",
        WHOLE,
        stepped(20.0, 0.5, 5.0, 200.0, 5.0),
    ),
    rule(
        "probability",
        "* probability|probability|win probability|chance|odds",
        FRACTION,
        Make::With(super::measures::share),
    ),
    rule(
        "full-time equivalent",
        "fte|full time equivalent|employment rate|workload",
        FRACTION,
        Make::With(part_time),
    ),
];

/// Mostly full-time.
fn part_time(field: super::Field<'_, '_>) -> Option<seedbed_generate::plan::Source> {
    use seedbed_generate::plan::{ChoiceSource, Scalar, Source};
    let values = [1.0, 0.8, 0.6, 0.5].map(Scalar::Float).to_vec();
    let inside = field.facts.domain.contains(&seedbed_expr::Value::Float(0.5)) != Some(false);
    let weights = Some(vec![72.0, 12.0, 6.0, 10.0]);
    inside.then_some(Source::Choice(ChoiceSource { values, weights }))
}
