//! Documents that the names of their tables tell more of: federated activities, packages, films,
//! clusters, payments.

use seedbed_generate::plan::{JsonNode, Scalar};

use super::nodes::{
    decimal, list_of, moment, number, numbers, object, pattern, pool, template, words, yes,
};
use super::shapes::{Shape, shape};

/// Documents of trades; they come before those that any table may have.
pub(super) const SHAPES: &[Shape] = &[
    shape(
        "activity|object|activity json|as object|payload|json|data|body",
        "actor federation inbox outbox activity activitypub delivery federated remote",
        activity,
    ),
    shape("fields|profile fields|* fields", "actor account profile person user persona", || {
        list_of(
            object([
                ("name", words(&["Website", "Pronouns", "Location", "Blog", "Matrix"])),
                ("value", template("https://www.example.com/{noun}")),
            ]),
            0,
            3,
        )
    }),
    shape(
        "custom fields|custom attributes|extra fields|custom data|custom properties|custom|\
         user defined fields|additional fields|custom values",
        "",
        || {
            object([
                ("region", words(&["north", "south", "east", "west"])),
                ("renewal_month", number(1, 12)),
                ("contract_signed", yes(0.6)),
                ("account_tier", words(&["bronze", "silver", "gold"])),
            ])
        },
    ),
    shape("emojis|custom emojis|emoji", "", || {
        list_of(
            object([
                ("shortcode", pool("noun")),
                ("url", template("https://images.example.com/emoji/{hex:8}.png")),
            ]),
            0,
            2,
        )
    }),
    shape("reactions|reaction counts|* reactions", "", || {
        object([("like", number(0, 40)), ("heart", number(0, 25)), ("laugh", number(0, 9))])
    }),
    shape(
        "dependencies|dev dependencies|peer dependencies|* dependencies|requires|deps|\
         requirements|build dependencies",
        "package version release module plugin crate gem library artifact build component bundle",
        || {
            object([
                ("serde", template("^1.{number:0-9}.{number:0-200}")),
                ("http-client", template("^{number:1-4}.{number:0-9}")),
                ("logger", template(">={number:1-3}.{number:0-9}")),
            ])
        },
    ),
    shape("engines|engine requirements|* engines", "", || {
        object([
            ("node", words(&[">=16", ">=18", ">=20", "^18 || ^20"])),
            ("npm", words(&[">=8", ">=9"])),
        ])
    }),
    shape("features", "package version release crate module library", || {
        object([
            ("default", list_of(words(&["std"]), 1, 1)),
            ("std", list_of(words(&["alloc"]), 0, 1)),
            ("derive", list_of(words(&["macros", "syn"]), 0, 1)),
        ])
    }),
    shape(
        "metadata|meta|manifest",
        "package version release crate module library artifact",
        || {
            object([
                ("license", words(&["MIT", "Apache-2.0", "BSD-3-Clause"])),
                ("main", words(&["index.js", "src/lib.rs", "dist/main.js"])),
                ("os", words(&["any", "linux", "darwin"])),
            ])
        },
    ),
    shape(
        "chapters|* chapters|sections|markers|cue points",
        "video podcast episode recording lecture audio stream media book audiobook",
        || {
            list_of(
                object([
                    ("title", words(&["Introduction", "Setup", "Demo", "Questions", "Summary"])),
                    ("start_seconds", numbers(&[0, 45, 120, 300, 620])),
                ]),
                2,
                4,
            )
        },
    ),
    shape(
        "renditions|qualities|sources|streams|formats|variants|encodings|resolutions|outputs",
        "video movie clip stream recording film episode transcode media",
        || {
            list_of(
                object([
                    ("height", numbers(&[360, 480, 720, 1_080])),
                    ("bitrate_kbps", numbers(&[700, 1_200, 2_500, 5_000])),
                    ("url", template("https://media.example.com/video/{hex:10}.mp4")),
                ]),
                1,
                3,
            )
        },
    ),
    shape(
        "annotations|labels|selector|node selector|match labels|pod labels",
        "pod deployment node cluster service namespace container workload kubernetes job volume ingress replica daemon",
        || {
            object([
                ("app", pool("service_name")),
                ("environment", words(&["prod", "staging", "dev"])),
                ("team", words(&["platform", "payments", "search", "data"])),
            ])
        },
    ),
    shape(
        "resources|resource limits|resource requests|limits|requests",
        "pod deployment container workload node namespace job kubernetes replica",
        || {
            object([
                ("cpu", words(&["100m", "250m", "500m", "1"])),
                ("memory", words(&["128Mi", "256Mi", "512Mi", "1Gi"])),
            ])
        },
    ),
    shape("env|environment|env vars|environment variables|* env", "", || {
        object([
            ("LOG_LEVEL", words(&["debug", "info", "warn"])),
            ("PORT", words(&["3000", "8000", "8080"])),
            ("TZ", words(&["UTC", "Europe/Berlin"])),
        ])
    }),
    shape("ports|exposed ports|port mappings", "", || {
        list_of(
            object([
                ("name", words(&["http", "metrics", "grpc"])),
                ("port", numbers(&[80, 8_080, 9_090, 50_051])),
                ("protocol", words(&["TCP"])),
            ]),
            1,
            2,
        )
    }),
    shape(
        "conditions|status conditions",
        "pod deployment node cluster job workload kubernetes volume",
        || {
            list_of(
                object([
                    ("type", words(&["Ready", "Available", "Progressing"])),
                    ("status", words(&["True", "True", "False"])),
                    ("lastTransitionTime", moment()),
                ]),
                1,
                2,
            )
        },
    ),
    shape(
        "gateway response|processor response|raw response|provider response|response|\
         gateway data|provider data|authorization response",
        "payment charge refund transaction payout transfer capture authorization card claim",
        || {
            object([
                ("code", words(&["00", "00", "00", "05", "51"])),
                ("message", words(&["Approved", "Approved", "Approved", "Declined"])),
                ("reference", pattern("[A-Z0-9]{12}")),
            ])
        },
    ),
    shape("metadata|meta", "payment charge refund payout transaction invoice checkout", || {
        object([("order_id", pattern("ORD-[0-9]{6}")), ("channel", words(&["web", "app", "pos"]))])
    }),
    shape("breakdown|price breakdown|cost breakdown|fee breakdown|* breakdown", "", || {
        object([
            ("base", decimal(80.0, 0.5, 5.0, 900.0)),
            ("fees", decimal(6.0, 0.5, 0.0, 60.0)),
            ("tax", decimal(7.0, 0.5, 0.0, 90.0)),
        ])
    }),
    shape("exif|exif data|camera data", "", || {
        object([
            ("camera", words(&["Canon EOS R6", "Nikon Z6", "Sony A7 IV", "iPhone 15"])),
            ("iso", numbers(&[100, 200, 400, 800, 1_600])),
            ("f_number", words(&["1.8", "2.8", "4.0", "5.6"])),
            ("exposure", words(&["1/60", "1/125", "1/250", "1/1000"])),
        ])
    }),
    shape("bbox|bounding box|* bbox|extent|bounds", "", || {
        object([
            ("x", number(0, 800)),
            ("y", number(0, 600)),
            ("width", number(20, 400)),
            ("height", number(20, 400)),
        ])
    }),
    shape(
        "config|configuration|settings|connection|connection options|options|credentials|json data",
        "datasource connection database backend source warehouse",
        || {
            object([
                ("host", template("db-{number:1-9}.internal")),
                ("port", numbers(&[5_432, 3_306, 9_200])),
                ("database", pool("noun")),
                ("ssl", yes(0.8)),
            ])
        },
    ),
    shape("permissions|scopes|acl|grants", "role group policy team membership", || {
        object([
            ("read", yes(0.95)),
            ("write", yes(0.6)),
            ("delete", yes(0.25)),
            ("admin", yes(0.1)),
        ])
    }),
    shape(
        "changes|changed fields|diff|* diff|field changes|modifications|delta|audited changes|object changes",
        "",
        || {
            object([
                ("status", list_of(words(&["draft", "active", "closed"]), 2, 2)),
                ("title", list_of(template("{Adjective} {noun}"), 2, 2)),
            ])
        },
    ),
];

/// What servers of a federated network tell each other (`ActivityStreams` 2.0).
fn activity() -> JsonNode {
    let person = || template("https://social.example.com/users/{noun}{number:1-99}");
    object([
        ("@context", JsonNode::Constant(Scalar::from("https://www.w3.org/ns/activitystreams"))),
        ("type", words(&["Create", "Like", "Follow", "Announce", "Undo", "Update"])),
        ("actor", person()),
        (
            "object",
            template("https://social.example.com/users/{noun}{number:1-99}/statuses/11{digits:16}"),
        ),
        ("published", moment()),
    ])
}
