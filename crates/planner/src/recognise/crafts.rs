//! Words of trades: courts, fields, meters, churches, clubs, music.

use super::{Make, NUMBER, Rule, TEXT, flat, rule};

pub(super) const RULES: &[Rule] = &[
    // Courts.
    rule(
        "kind of a case",
        "case type|case category|matter type|case class",
        TEXT,
        Make::Words("Civil|Criminal|Family|Probate|Small claims|Traffic|Bankruptcy|Juvenile"),
    ),
    rule(
        "title of a case",
        "case title|case caption|case name|caption|case style|matter name",
        TEXT,
        Make::Templates(&[
            "{last_name} v. {last_name}",
            "State v. {last_name}",
            "In re {last_name}",
            "{last_name} v. City of {last_name}",
        ]),
    )
    .of("case court docket matter hearing")
    .nulls(0.0),
    rule(
        "court",
        "court|court name|courthouse|tribunal|forum",
        TEXT,
        Make::Templates(&[
            "{last_name} County Superior Court",
            "{last_name} County District Court",
            "Court of Appeals, Division {number:1-4}",
        ]),
    )
    .of("case court docket hearing matter judge attorney")
    .nulls(0.05),
    rule(
        "jurisdiction",
        "jurisdiction|governing law|venue state",
        TEXT,
        Make::Words(
            "State of California|State of New York|Federal|Cook County|State of Texas|King \
             County",
        ),
    )
    .nulls(0.2),
    rule(
        "charge",
        "charge|charges|offense|offence|crime|allegation",
        TEXT,
        Make::Words(
            "Theft|Assault|Fraud|Burglary|Driving under the influence|Vandalism|Trespass|\
             Forgery",
        ),
    )
    .of("case court offense arrest crime inmate docket"),
    rule(
        "statute",
        "statute|statute code|law|section of law|legal basis",
        TEXT,
        Make::Words(
            "Penal Code § 484|Penal Code § 459|Vehicle Code § 23152|18 U.S.C. § 1341|Civil \
             Code § 1714|Penal Code § 240",
        ),
    )
    .nulls(0.2),
    rule("plea", "plea", TEXT, Make::Words("not guilty|guilty|no contest")).nulls(0.2),
    rule(
        "verdict",
        "verdict|finding",
        TEXT,
        Make::Words("guilty|not guilty|dismissed|hung jury|settled"),
    )
    .of("case court trial docket hearing")
    .nulls(0.4),
    rule(
        "sentence",
        "sentence|penalty|sanction",
        TEXT,
        Make::Words(
            "Probation, 12 months|Fine of $500|Community service, 80 hours|Jail, 30 days|\
             Suspended sentence|Time served",
        ),
    )
    .of("case court trial docket hearing inmate offense")
    .nulls(0.5),
    rule(
        "end of a case",
        "disposition|case disposition|outcome",
        TEXT,
        Make::Words("Dismissed|Settled|Convicted|Acquitted|Transferred|Pending"),
    )
    .of("case court trial docket hearing matter")
    .nulls(0.2),
    rule(
        "entry in a docket",
        "docket text|docket entry|minute order|entry text|proceedings",
        TEXT,
        Make::Words(
            "Motion to dismiss filed.|Hearing continued to next month.|Order granting \
             extension.|Complaint filed with exhibits.|Answer filed by defendant.|Pretrial \
             conference held.",
        ),
    )
    .nulls(0.1),
    rule(
        "kind of a hearing",
        "hearing type|proceeding type",
        TEXT,
        Make::Words("Arraignment|Pretrial|Motion|Trial|Sentencing|Status conference"),
    ),
    rule(
        "number of a lawyer",
        "bar number|bar id|attorney number",
        TEXT,
        Make::Pattern("[1-3][0-9]{5}"),
    ),
    // Fields.
    rule(
        "field of a farm",
        "field name|field|plot name|paddock|parcel name",
        TEXT,
        Make::Words(
            "North Field|Lower Meadow|Hill Field|River Bottom|Orchard West|Long Acre|Home \
             Field|East Forty",
        ),
    )
    .of("farm field crop plot harvest planting paddock"),
    rule(
        "soil",
        "soil type|soil|soil texture|soil class",
        TEXT,
        Make::Words("Loam|Clay|Sandy loam|Silt|Sand|Clay loam|Peat"),
    )
    .nulls(0.1),
    rule(
        "crop",
        "crop|crop name|crop type|* crop|plant name",
        TEXT,
        Make::Words("Wheat|Corn|Soybeans|Barley|Potatoes|Alfalfa|Sunflowers|Canola|Oats|Tomatoes"),
    ),
    rule(
        "variety",
        "variety|cultivar|crop variety|seed variety",
        TEXT,
        Make::Words(
            "Golden Harvest|Early Girl|Red Norland|Pioneer 1197|Kennebec|Roma|AgriGold 640|\
             Honeycrisp",
        ),
    )
    .nulls(0.1),
    rule(
        "irrigation",
        "irrigation method|irrigation|irrigation type|watering method",
        TEXT,
        Make::Words("Drip|Center pivot|Furrow|Sprinkler|Rainfed"),
    )
    .nulls(0.1),
    rule(
        "stage of growth",
        "growth stage|plant stage|crop stage|development stage",
        TEXT,
        Make::Words("emergence|vegetative|flowering|ripening|mature"),
    ),
    rule(
        "fertilizer",
        "fertilizer|fertiliser|nutrient|manure",
        TEXT,
        Make::Words("Urea 46-0-0|NPK 15-15-15|Ammonium nitrate|Compost|Potash|DAP 18-46-0"),
    )
    .nulls(0.3),
    rule(
        "pesticide",
        "pesticide|herbicide|fungicide|insecticide|spray|chemical",
        TEXT,
        Make::Words("Glyphosate|Copper sulfate|Neem oil|Pyrethrin|Mancozeb|None"),
    )
    .nulls(0.4),
    rule(
        "tillage",
        "tillage|tillage method|soil preparation",
        TEXT,
        Make::Words("No-till|Conventional|Strip-till|Reduced"),
    )
    .nulls(0.2),
    rule(
        "harvesting",
        "harvest method|harvesting method",
        TEXT,
        Make::Words("Combine|By hand|Forage harvester|Windrower"),
    )
    .nulls(0.2),
    rule(
        "pest",
        "pest|pests|pest observed|disease observed|pest name",
        TEXT,
        Make::Words("Aphids|Corn borer|Rust|Spider mites|None|Powdery mildew"),
    )
    .nulls(0.5),
    rule(
        "certificate of a farm",
        "certification|certifications|organic certification",
        TEXT,
        Make::Words("Organic|GlobalG.A.P.|Fairtrade|Rainforest Alliance|None"),
    )
    .of("farm field crop producer plantation coffee harvest")
    .nulls(0.4),
    // Meters.
    rule(
        "kind of a meter",
        "meter type|meter kind|metering type",
        TEXT,
        Make::Words("Smart|Electromechanical|Interval|Prepaid|Bidirectional"),
    ),
    rule("phases", "phase|phases|phase count", TEXT, Make::Words("1|3|A|B|C|ABC"))
        .of("meter transformer feeder circuit power energy grid"),
    rule(
        "class of voltage",
        "voltage class|voltage level|nominal voltage",
        TEXT,
        Make::Words("LV|MV|HV|230/400 V|11 kV|33 kV"),
    ),
    rule(
        "part of a power grid",
        "feeder|feeder name|circuit|circuit name",
        TEXT,
        Make::Templates(&["F-{number:10-99}", "Feeder {number:1-24}"]),
    ),
    rule(
        "part of a power grid",
        "substation|sub station|substation name",
        TEXT,
        Make::Words("Northgate|River Street|Eastfield|Harbor|Mill Road|Airport|Lakeside"),
    ),
    rule(
        "part of a power grid",
        "transformer|transformer name",
        TEXT,
        Make::Templates(&["T-{number:1000-9999}"]),
    ),
    rule(
        "way of reading",
        "read method|reading method|reading type|read type|reading source",
        TEXT,
        Make::Choice(&[("remote", 70.0), ("manual", 20.0), ("estimated", 10.0)]),
    ),
    rule(
        "register of a meter",
        "register type|register|register name|quantity type",
        TEXT,
        Make::Words("kWh import|kWh export|kVArh|Peak demand"),
    )
    .of("meter register reading energy"),
    rule(
        "code of a register",
        "obis code|obis",
        TEXT,
        Make::Words("1-0:1.8.0|1-0:2.8.0|1-0:1.8.1|1-0:1.8.2|1-0:16.7.0"),
    ),
    rule(
        "point of delivery",
        "service point|delivery point|metering point|connection point|mpan|mprn|premise",
        TEXT,
        Make::Pattern("SP[0-9]{8}"),
    ),
    rule(
        "tariff",
        "tariff|tariff code|tariff name|rate plan|rate schedule|rate code",
        TEXT,
        Make::Words("RES-1|RES-TOU|COM-2|IND-3|EV-NIGHT|AGR-1"),
    )
    .of("meter energy utility power electricity gas water consumption supply"),
    // Churches and clubs.
    rule(
        "denomination",
        "denomination|confession",
        TEXT,
        Make::Words("Catholic|Lutheran|Methodist|Baptist|Presbyterian|Anglican|Orthodox"),
    ),
    rule(
        "parish",
        "parish|congregation|church|church name|parish name",
        TEXT,
        Make::Words("St. Mary|St. John|Holy Trinity|Grace Church|St. Paul|Good Shepherd|Trinity"),
    )
    .nulls(0.1),
    rule(
        "ministry",
        "ministry|ministry name|small group|group ministry",
        TEXT,
        Make::Words("Youth|Music|Outreach|Children|Hospitality|Prayer|Seniors"),
    )
    .of("church member ministry congregation parish group"),
    rule(
        "sacrament",
        "sacrament|sacrament type",
        TEXT,
        Make::Words("Baptism|Confirmation|First Communion|Marriage"),
    ),
    rule(
        "gifts of a member",
        "spiritual gifts|talents|gifts",
        TEXT,
        Make::Words("Teaching|Music|Hospitality|Leadership|Service|Administration"),
    )
    .nulls(0.3),
    rule(
        "fund",
        "fund|fund name|donation purpose|appeal",
        TEXT,
        Make::Words("General Fund|Building Fund|Missions|Youth Fund|Relief Fund|Music Fund"),
    )
    .nulls(0.1),
    rule(
        "fund",
        "designation",
        TEXT,
        Make::Words("General Fund|Building Fund|Missions|Youth Fund|Relief Fund|Music Fund"),
    )
    .of("donation gift pledge contribution offering giving fund tithe appeal")
    .nulls(0.1),
    // Music.
    rule("recording number", "isrc|isrc code", TEXT, Make::Pattern("US[A-Z0-9]{3}2[0-5][0-9]{5}")),
    rule(
        "words of a song",
        "lyrics|song text",
        TEXT,
        Make::Words(
            "Walking home beneath the lights,\nsinging to the stars|Rivers run and days go \
             by,\nstill I hear your name|Hold the morning in your hand,\nlet the shadows \
             go|Every road will lead me back,\nback to you again",
        ),
    )
    .nulls(0.3),
    rule("mood", "mood|vibe", TEXT, Make::Words("Happy|Calm|Energetic|Melancholic|Romantic|Dark"))
        .of("song track music playlist album audio"),
    rule(
        "key of music",
        "musical key|key|song key|key signature",
        TEXT,
        Make::Words("C|G|D|Am|Em|F|Bb|F#m"),
    )
    .within(8)
    .of("song track music tune score"),
    rule("measure of music", "time signature|meter|metre", TEXT, Make::Words("4/4|3/4|6/8|2/4"))
        .of("song track music tune score")
        .within(10),
    rule("beats a minute", "tempo|tempo bpm|bpm", NUMBER, flat(68.0, 168.0)),
    rule(
        "label of records",
        "label|record label|label name",
        TEXT,
        Make::Words(
            "Blue Harbor Records|Northlight|Paper Moon|Red Door Music|Silver Lake Sound|\
             Echo Park",
        ),
    )
    .of("song track album release artist record"),
    rule("release of music", "name|title", TEXT, Make::Pool("album_title"))
        .of("release")
        .beside("barcode|packaging|artist credit|gid|catalog number"),
    rule(
        "version of a program",
        "name|version|release name|title",
        TEXT,
        Make::Templates(&["{number:1-6}.{number:0-9}", "{number:1-6}.{number:0-9}.{number:0-9}"]),
    )
    .of("release")
    .nulls(0.1),
    rule(
        "version of a program",
        "found in release|fixed in release|* in release|* release|release",
        TEXT,
        Make::Templates(&["{number:1-6}.{number:0-9}", "{number:1-6}.{number:0-9}.{number:0-9}"]),
    )
    .of("bug defect issue ticket")
    .nulls(0.1),
    rule(
        "codec",
        "audio codec|codec|video codec|audio format",
        TEXT,
        Make::Words("mp3|aac|flac|opus|h264|hevc"),
    ),
    rule(
        "address in a program",
        "spotify uri|spotify url|track uri|spotify id",
        TEXT,
        Make::Pattern("spotify:track:[A-Za-z0-9]{22}"),
    ),
    rule(
        "number in a catalog",
        "catalog number|catalogue number|cat number|matrix number",
        TEXT,
        Make::Pattern("[A-Z]{3} [0-9]{3,4}"),
    )
    .of("release album record recording music")
    .nulls(0.2),
    rule(
        "packaging",
        "packaging|packaging type|package type",
        TEXT,
        Make::Words("Jewel case|Digipak|Cardboard sleeve|Gatefold|Box|None"),
    )
    .of("release album record music medium"),
    rule(
        "carrier of music",
        "medium format|media format|medium|format",
        TEXT,
        Make::Words("CD|Vinyl|Digital Media|Cassette|12\" Vinyl"),
    )
    .of("release album record medium music")
    .nulls(0.1),
    rule(
        "writing",
        "script|writing system",
        TEXT,
        Make::Words("Latin|Cyrillic|Japanese|Greek|Arabic|Han"),
    )
    .of("release album book edition language record"),
];
