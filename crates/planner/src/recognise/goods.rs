//! Words of shops: goods, what they are like, how they are kept and sent.

use seedbed_generate::plan::EntityKind::Product;

use super::{Make, Rule, TEXT, rule};
use crate::subject::Subject as S;

pub(super) const RULES: &[Rule] = &[
    // Goods.
    rule(
        "product name",
        "label|title|name|item label|product label",
        TEXT,
        Make::Part(Product, "name"),
    )
    .about(&[S::Product])
    .beside("price|* price|sku|barcode|stock|weight|reference|price *|item code|description"),
    rule(
        "warranty",
        "warranty|warranty period|warranty terms|guarantee|* warranty",
        TEXT,
        Make::Words("1 year|2 years|3 years|5 years|6 months|Lifetime"),
    )
    .nulls(0.2),
    rule(
        "care of textiles",
        "care instructions|washing instructions|care|care label",
        TEXT,
        Make::Words(
            "Machine wash cold.|Hand wash only.|Do not tumble dry.|Wipe with a damp cloth.|\
             Dry clean only.|Iron on low heat.",
        ),
    )
    .nulls(0.3),
    rule(
        "pattern of a fabric",
        "pattern|pattern type|print",
        TEXT,
        Make::Words("Solid|Striped|Checked|Floral|Dotted|Plain"),
    )
    .about(&[S::Product, S::Inventory])
    .nulls(0.2),
    rule(
        "neckline",
        "neckline|collar|neck type|collar type",
        TEXT,
        Make::Words("Crew neck|V-neck|Polo|Turtleneck|Round neck|Button-down"),
    )
    .nulls(0.3),
    rule("fit", "fit|fit type|cut", TEXT, Make::Words("Regular|Slim|Relaxed|Loose|Tailored"))
        .about(&[S::Product, S::Inventory, S::Other])
        .nulls(0.3),
    rule(
        "sleeve",
        "sleeve|sleeve length|sleeve type",
        TEXT,
        Make::Words("Short|Long|Sleeveless|3/4"),
    )
    .nulls(0.3),
    rule(
        "closure",
        "closure|closure type|fastening",
        TEXT,
        Make::Words("Zipper|Buttons|Laces|Velcro|Buckle|Snap"),
    )
    .nulls(0.3),
    rule(
        "voltage",
        "voltage|input voltage|rated voltage|operating voltage|* voltage",
        TEXT,
        Make::Words("230 V|110 V|12 V|24 V|5 V|400 V"),
    )
    .nulls(0.2),
    rule(
        "battery",
        "battery type|battery|batteries",
        TEXT,
        Make::Words("Lithium-ion|AA|AAA|NiMH|CR2032|Built-in"),
    )
    .nulls(0.3),
    rule(
        "connections of a device",
        "connectivity|connectivity technology|interfaces|connections",
        TEXT,
        Make::Words("Bluetooth 5.3|Wi-Fi 6|USB-C|HDMI|Wi-Fi, Bluetooth|USB-A|Zigbee"),
    )
    .nulls(0.2),
    rule(
        "what goods go with",
        "compatible with|compatibility|compatible models|fits models",
        TEXT,
        Make::Words(
            "iOS and Android|Windows 11|All USB-C laptops|Universal|Models from 2021|macOS \
             13 and later",
        ),
    )
    .nulls(0.4),
    rule(
        "what is in the box",
        "package contents|box contents|contents of package|in the box|included items|\
             whats included",
        TEXT,
        Make::Words(
            "1 lamp, 1 cable|2 chairs, screws|1 set of 4|Charger and manual|1 pair|Case, \
             cable, quick guide",
        ),
    )
    .nulls(0.2),
    rule(
        "nutrition",
        "nutrition facts|nutrition|nutritional info|nutritional information|nutrition \
             information",
        TEXT,
        Make::Templates(&[
            "Energy {number:40-600} kcal, fat {number:0-30} g, protein {number:0-25} g per \
             100 g",
        ]),
    )
    .nulls(0.3),
    rule(
        "allergens",
        "allergen info|allergens|allergen information|contains allergens|allergy info",
        TEXT,
        Make::Words(
            "Contains milk|Contains gluten|May contain nuts|Contains soy|None|Contains eggs",
        ),
    )
    .nulls(0.3),
    rule(
        "features of goods",
        "features|highlights|key features|selling points|bullet points|usp|product \
             features",
        TEXT,
        Make::Words(
            "Lightweight, foldable|Dishwasher safe|Two-year warranty|Quick to set up|Water \
             resistant|Made from recycled material|Adjustable height|Quiet motor",
        ),
    )
    .about(&[S::Product, S::Inventory, S::Other])
    .nulls(0.2),
    rule(
        "whether goods can be had",
        "availability|stock status|availability status|stock availability|product \
             availability",
        TEXT,
        Make::Choice(&[
            ("in stock", 70.0),
            ("out of stock", 14.0),
            ("preorder", 8.0),
            ("backorder", 8.0),
        ]),
    ),
    rule(
        "class of shipping",
        "shipping class|freight class|delivery class|shipping type|shipping category",
        TEXT,
        Make::Choice(&[("standard", 60.0), ("bulky", 20.0), ("express", 12.0), ("fragile", 8.0)]),
    ),
    rule(
        "class of tax",
        "tax class|tax category|tax group|vat class|vat group|tax type",
        TEXT,
        Make::Choice(&[("standard", 70.0), ("reduced", 20.0), ("zero", 10.0)]),
    ),
    rule(
        "code of a tax",
        "tax code|vat code|tax key|sales tax code",
        TEXT,
        Make::Words("V20|V10|V0|S1|S0|EX"),
    )
    .within(8),
    rule(
        "ages",
        "age group|age range|target age|recommended age|age bracket",
        TEXT,
        Make::Words("adult|kids|teen|toddler|infant|all ages"),
    )
    .nulls(0.1),
    rule(
        "chart of sizes",
        "size chart|size guide|sizing",
        TEXT,
        Make::Words("S: 36-38, M: 40-42, L: 44-46|S 91 cm, M 99 cm, L 107 cm|One size"),
    )
    .nulls(0.4),
    rule(
        "badge on goods",
        "badge|badge text|product badge|product label|sticker|ribbon",
        TEXT,
        Make::Words("New|Sale|Bestseller|Limited|Eco|Last items"),
    )
    .about(&[S::Product, S::Category])
    .nulls(0.6),
    rule(
        "kind of goods",
        "product type|item type|* product type|detailed type|material request type|* \
             material request type",
        TEXT,
        Make::Choice(&[("consumable", 30.0), ("service", 20.0), ("storable", 50.0)]),
    )
    .beside("invoice policy|default code|item code|stock uom|sale ok|uom"),
    rule(
        "how goods are followed",
        "tracking|tracking type|tracking method",
        TEXT,
        Make::Choice(&[("none", 60.0), ("lot", 22.0), ("serial", 18.0)]),
    )
    .about(&[S::Product, S::Inventory]),
    rule(
        "how stock is valued",
        "valuation method|cost method|costing method|inventory valuation",
        TEXT,
        Make::Words("FIFO|Moving Average|LIFO|Standard"),
    ),
    rule(
        "what is invoiced",
        "invoice policy|purchase method|billing policy|* policy|expense policy",
        TEXT,
        Make::Words("order|delivery|receive|no|cost"),
    )
    .about(&[S::Product]),
    rule(
        "warning on a sale",
        "* warn|sale line warn|invoice warn|sale warn|warn",
        TEXT,
        Make::Choice(&[("no-message", 84.0), ("warning", 12.0), ("block", 4.0)]),
    ),
    rule(
        "text of a warning",
        "* warn message|warning message|warning text|alert text",
        TEXT,
        Make::Words(
            "Check the credit limit first.|Ask for prepayment.|Deliver only to the main \
             address.",
        ),
    )
    .nulls(0.8),
    rule(
        "tariff number",
        "hs code|customs code|customs tariff number|commodity code|tariff number|hts \
             code|customs number",
        TEXT,
        Make::Pattern("(39|42|61|62|64|84|85|94)[0-9]{2}\\.[0-9]{2}"),
    )
    .nulls(0.2),
    rule(
        "place in a store room",
        "stock location|stock loc|shelf|bin|bin code|storage bin|warehouse location|* \
             bin|storage position|rack location|stock place|storage location|* storage \
             location",
        TEXT,
        Make::Pattern("[A-H]-[0-9]{2}-[0-9]{2}"),
    )
    .nulls(0.2),
    rule("colors of eyes", "eye color|eyes", TEXT, Make::Words("Brown|Blue|Green|Hazel|Gray"))
        .nulls(0.1),
    rule(
        "colors of hair",
        "hair color|hair",
        TEXT,
        Make::Words("Brown|Black|Blond|Red|Gray|White"),
    )
    .nulls(0.1),
    rule(
        "colors of a car",
        "exterior color|* exterior color|vehicle color|car color|interior color|body \
             color|paint color",
        TEXT,
        Make::Words("White|Black|Gray|Silver|Blue|Red|Green|Beige"),
    )
    .nulls(0.05),
    rule(
        "colors of a car",
        "color",
        TEXT,
        Make::Words("White|Black|Gray|Silver|Blue|Red|Green|Beige"),
    )
    .about(&[S::Vehicle])
    .nulls(0.05),
    rule(
        "hex colour",
        "color|* color|brand color|calendar color|header color|colour code|hex color|\
             bg color|* bg color",
        TEXT,
        Make::Pattern("#[0-9a-f]{6}"),
    )
    .unless(
        "eye color|hair color|skin color|coat color|wall color|frame color|product \
             color|* color name|color name|interior color|exterior color",
    )
    .about(SCREEN)
    .nulls(0.2),
    rule("hex colour", "color|* color|brand color", TEXT, Make::Pattern("#[0-9a-f]{6}"))
        .within(9)
        .unless("color name|eye color|hair color")
        .about(SCREEN)
        .nulls(0.2),
    rule(
        "attribute of goods",
        "name|label|title|attribute|attribute name|frontend label|attribute label",
        TEXT,
        Make::Words(
            "Color|Size|Material|Weight|Processor|Memory|Width|Height|Capacity|Power|\
             Warranty|Finish|Voltage|Length",
        ),
    )
    .of("attribute feature characteristic specification")
    .nulls(0.0),
    rule(
        "code of an attribute",
        "attribute code|code|attribute key",
        TEXT,
        Make::Words(
            "color|size|material|weight|status|price|short_description|manufacturer|\
             country_of_manufacture|special_price|visibility|tax_class_id",
        ),
    )
    .of("attribute feature characteristic specification eav"),
];

/// Tables in which a color is one on a screen.
const SCREEN: &[S] = &[
    S::Setting,
    S::Person,
    S::Account,
    S::Tag,
    S::Status,
    S::Kind,
    S::Role,
    S::Team,
    S::Project,
    S::Company,
    S::Occasion,
    S::Conversation,
    S::Task,
    S::Ticket,
    S::Category,
    S::Department,
    S::Post,
    S::Session,
    S::Document,
    S::Course,
    S::Other,
];
