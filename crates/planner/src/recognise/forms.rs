//! Texts of a form that standards and trades give them: what the name asks for, whatever the table.

use seedbed_generate::plan::{ChoiceSource, Scalar, Source};

use super::{
    FRACTION, Field, Make, NUMBER, Rule, TEXT, WHOLE, flat, purposes, rule, small, template,
};

/// Words that a public key in PEM begins and ends with.
const PUBLIC_KEY: &[&str] =
    &["-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKC\
     AQEA{hex:64}{hex:64}\n{hex:64}{hex:64}QIDAQAB\n-----END PUBLIC KEY-----"];
const PRIVATE_KEY: &[&str] =
    &["-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwgg\
     Sj{hex:64}{hex:64}\n{hex:64}{hex:64}\n-----END PRIVATE KEY-----"];

pub(super) const RULES: &[Rule] = &[
    rule("preview of a picture in letters", "blurhash|* blurhash|blur hash|* blur hash", TEXT,
        Make::Pattern("L[0-9A-Z][A-Za-z0-9#$%*+,:;=?@_~]{26}")).nulls(0.15),
    rule("thumb hash", "thumbhash|* thumbhash|thumb hash", TEXT, Make::Pattern("[A-Za-z0-9+/]{28}==")),
    rule("answer to an address check", "avs|avs response|avs result|avs code|avs result code|\
        avs status|avs response code|avs check", TEXT,
        Make::Choice(&[("Y", 60.0), ("N", 8.0), ("A", 10.0), ("Z", 12.0), ("U", 10.0)])).nulls(0.05),
    rule("answer to a security code check", "cvv response|cvv result|cvv code result|cvc check|\
        cvv result code|cvv check|cvc result|cvv 2 response|cvv 2 result|cvv status|cvv response code|\
        cvc response", TEXT,
        Make::Choice(&[("M", 84.0), ("N", 5.0), ("P", 4.0), ("U", 4.0), ("S", 3.0)])).nulls(0.05),
    rule("indicator of an authentication", "eci|eci code|eci indicator|eci flag", TEXT,
        Make::Choice(&[("05", 62.0), ("02", 22.0), ("06", 6.0), ("07", 10.0)])).nulls(0.1),
    rule("version of an authentication", "three ds version|3 ds version|3 d secure version|\
        threeds version|three d secure version", TEXT,
        Make::Choice(&[("2.2.0", 60.0), ("2.1.0", 32.0), ("1.0.2", 8.0)])).nulls(0.1),
    rule("first digits of a card", "card bin|* card bin|bin|iin|card iin|issuer bin|card prefix", TEXT,
        Make::Words("411111|424242|400000|555555|510510|520082|222300|378282|601100|353011"))
        .beside("* last 4|last 4|last four|* brand|card *|masked *|pan"),
    rule("how a card is funded", "card funding|funding|funding type|card type funding|funding source type",
        TEXT, Make::Choice(&[("credit", 54.0), ("debit", 40.0), ("prepaid", 6.0)]))
        .beside("* last 4|last 4|card *|* brand").nulls(0.1),
    rule("text on a statement of an account", "statement descriptor|* statement descriptor|\
        soft descriptor|descriptor|billing descriptor", TEXT, Make::With(descriptor)).nulls(0.2),
    rule("answer of a bank in a code", "response code|decline code|issuer response code|\
        authorization response code|auth response code|bank response code", TEXT,
        Make::Choice(&[("00", 86.0), ("05", 6.0), ("51", 5.0), ("54", 2.0), ("91", 1.0)]))
        .within(3).beside("amount|auth code|card *|authorization code").nulls(0.05),
    rule("identifier of a legal entity", "lei|lei code|legal entity identifier|* lei", TEXT,
        Make::Pattern("[0-9]{4}00[A-Z0-9]{12}[0-9]{2}")).nulls(0.3),
    rule("identifier of a researcher", "orcid|orcid id|* orcid|orcid identifier", TEXT,
        Make::Pattern("0000-000[1-3]-[0-9]{4}-[0-9]{4}")).nulls(0.2),
    rule("identifier of a publication", "doi|* doi|doi number|digital object identifier", TEXT,
        Make::Pattern("10\\.[1-9][0-9]{3}/[a-z]{3,6}\\.20(1[5-9]|2[0-5])\\.[0-9]{4,6}")).nulls(0.15),
    rule("identifier of a publication", "pmid|pubmed id|pub med id", TEXT, Make::Pattern("3[0-9]{7}")),
    rule("identifier of a publication", "arxiv id|arxiv", TEXT, Make::Pattern("2[0-5](0[1-9]|1[0-2])\\.[0-9]{5}")),
    rule("identifier of an entry in a knowledge base", "wikidata id|wikidata|wikidata qid|qid", TEXT,
        Make::Pattern("Q[1-9][0-9]{3,7}")).nulls(0.3),
    rule("identifier of an author", "viaf id|viaf|ulan id|ulan|isni|gnd id|lcnaf id", TEXT,
        Make::Pattern("50[0-9]{7}")).within(12).nulls(0.3),
    rule("extension of a phone", "phone ext|phone extension|extension number|ext|* phone ext|\
        * phone extension|telephone extension|extension", TEXT, Make::Pattern("[1-9][0-9]{2,3}"))
        .beside("phone|* phone|telephone|phone *|mobile").unless("file *|* file *|file extension").nulls(0.6),
    rule("dialling code", "phone country code|dial code|dialing code|phone code|calling code|\
        country calling code|phone prefix|country dial code|mobile country code|* dial code|* calling code|\
        country phone code|phone country prefix", TEXT, Make::With(dial_code)),
    rule("rule of recurrence", "rrule|recurrence rule|* rrule|recurrence pattern|ical rule|repeat rule|\
        recurrence|recurring rule", TEXT,
        Make::Words("FREQ=WEEKLY;BYDAY=MO|FREQ=WEEKLY;BYDAY=TU,TH|FREQ=MONTHLY;BYMONTHDAY=1|\
            FREQ=DAILY;COUNT=10|FREQ=WEEKLY;INTERVAL=2;BYDAY=WE|FREQ=MONTHLY;BYDAY=1MO|FREQ=YEARLY"))
        .nulls(0.8),
    rule("direction of a call", "call direction|message direction|sms direction|traffic direction|\
        email direction|mail direction", TEXT, Make::Choice(&[("inbound", 48.0), ("outbound", 52.0)]))
        .nulls(0.1),
    rule("identifier of a notice of weakness", "ghsa|ghsa id", TEXT,
        Make::Pattern("GHSA(-[23456789cfghjmpqrvwx]{4}){3}")).nulls(0.1),
    rule("sum over a package", "integrity|subresource integrity|sri|integrity hash", TEXT,
        Make::Pattern("sha512-[A-Za-z0-9+/]{86}==")).nulls(0.05),
    rule("tag of a release", "git tag|release tag|tag name|* git tag|version tag|git tag name", TEXT,
        Make::Templates(&["v{version}"])).of("version release build package deployment repository git commit crate gem").nulls(0.1),
    rule("tag of a release", "git tag", TEXT, Make::Templates(&["v{version}"])).nulls(0.1),
    rule("version before a release", "prerelease|pre release|prerelease tag|semver prerelease|pre", TEXT,
        Make::Words("alpha.1|beta.1|beta.2|rc.1|rc.2")).of("version release package artifact crate gem").nulls(0.85),
    rule("part of a version", "semver major|major|major version|version major", WHOLE,
        small(1.1, 0.0, 9.0)).beside("minor|semver minor|minor version|version minor"),
    rule("part of a version", "semver minor|minor|minor version|version minor", WHOLE,
        small(0.6, 0.0, 24.0)).beside("major|semver major|major version|version major"),
    rule("part of a version", "semver patch|patch|patch version|version patch|micro", WHOLE,
        small(0.9, 0.0, 18.0)).beside("minor|semver minor|minor version|version minor"),
    rule("range of versions", "requires python|python requires|python version|requires python version", TEXT,
        Make::Words(">=3.8|>=3.9|>=3.10|>=3.7,<4.0|>=3.8,!=3.9.7|>=3.11")).nulls(0.1),
    rule("range of versions", "affected range|affected versions|version range|vulnerable range|\
        vulnerable version range|version constraint|version requirement|version spec|semver range|\
        supported versions|compatible versions", TEXT,
        Make::Templates(&["< {number:1-4}.{number:0-9}.{number:0-9}", ">= {number:0-2}.{number:0-9}.0, < 3.{number:0-9}.{number:0-9}",
            "^{number:1-4}.{number:0-9}.0", "~> {number:1-4}.{number:0-9}"])).nulls(0.05),
    rule("resource of a cloud", "arn|* arn|resource arn|role arn|topic arn|queue arn", TEXT, Make::With(arn)).nulls(0.05),
    rule("key of an object in a store", "s 3 key|* s 3 key|object key|storage key|s 3 path|gcs path|blob key|\
        * object key|s 3 object key|* storage key|bucket key|blob path", TEXT,
        Make::Templates(&["uploads/{number:2022-2025}/{number:10-12}/{hex:16}.{file_extension}",
            "{tag}/{number:2022-2025}/{file_stem}-{number:1-99}.{file_extension}"]))
        .unless("encryption key|api storage key"),
    rule("bucket of a store", "bucket|bucket name|s 3 bucket|* bucket|* bucket name|storage bucket", TEXT,
        Make::Templates(&["{noun}-{environment}-assets", "{noun}-{tag}-backups", "{noun}-uploads"]))
        .unless("rate bucket|token bucket|age bucket|time bucket|histogram bucket"),
    rule("image of a container", "container image|docker image|image ref|image reference|* container image|\
        base image|image tag full|runner image|* docker image|oci image|image uri", TEXT,
        Make::Templates(&["registry.example.com/{service_name}:{version}", "ghcr.example.com/{noun}/{service_name}:{version}",
            "docker.io/library/{noun}:{number:1-20}.{number:0-9}"])),
    rule("digest of an image", "image digest|* image digest|oci digest|manifest digest|layer digest", TEXT,
        Make::Templates(&["sha256:{hex:64}"])),
    rule("name in a cluster", "pod name|pod|replica set|replicaset name", TEXT,
        Make::Templates(&["{service_name}-{hex:9}-{hex:5}"])).unless("pod type"),
    rule("name in a cluster", "k 8 s namespace|kubernetes namespace|kube namespace", TEXT,
        Make::Words("default|kube-system|monitoring|ingress-nginx|production|staging|cert-manager|data")),
    rule("range of addresses", "cidr|* cidr|cidr block|* cidr block|ip range|ip ranges|* cidrs|cidrs|subnet|\
        allowed ips|ip whitelist|ip allowlist|network cidr|subnets|allowed ip ranges|* ip range", TEXT,
        Make::Pattern("(10\\.[1-9][0-9]?\\.[1-9]?[0-9]\\.0/24|192\\.168\\.[1-9][0-9]?\\.0/24|172\\.(1[6-9]|2[0-9])\\.0\\.0/16|203\\.0\\.113\\.0/24)"))
        .nulls(0.1),
    rule("beginning of a token", "token prefix|key prefix|api key prefix|secret prefix|prefix", TEXT,
        Make::Pattern("[a-z]{2}_[A-Za-z0-9]{4}")).of("token key credential secret api").within(12),
    rule("public key in PEM", "public key pem|public key|* public key|rsa public key|public key text", TEXT,
        Make::With(public_key)).beside("private key|* private key|inbox url|inbox|key id|pem|public key pem"),
    rule("private key in PEM", "private key pem|private key|* private key|rsa private key", TEXT,
        Make::With(private_key)).beside("public key|* public key").nulls(0.2),
    rule("machine readable line of a passport", "mrz|mrz line 1|mrz 1|mrz line|machine readable zone|mrz line one", TEXT,
        Make::Pattern("P<USA[A-Z]{7}<<[A-Z]{5}<{25}")).nulls(0.2),
    rule("machine readable line of a passport", "mrz line 2|mrz 2|mrz line two", TEXT,
        Make::Pattern("[0-9]{9}[0-9]USA[5-9][0-9]0[1-9]1[0-9][0-9][MF]2[6-9]0[1-9]2[0-8][0-9]<{14}0[0-9]")).nulls(0.2),
    rule("cell of the earth", "geohash|geo hash|* geohash", TEXT, Make::Pattern("(9q|dr|dp|9v|9x|c2|dn)[0-9bcdefghjkmnpqrstuvwxyz]{5}")),
    rule("cell of the earth", "h 3 index|h 3 cell", TEXT, Make::Pattern("8928308[0-9a-f]{4}ffff")),
    rule("plus code", "plus code|open location code|olc", TEXT, Make::Pattern("849V[2-9CFGHJMPQRVWX]{4}\\+[2-9CFGHJMPQRVWX]{2}")),
    rule("shape in well-known text", "wkt|* wkt|geometry wkt|geom wkt|well known text", TEXT,
        Make::Templates(&["POINT (-{number:70-120}.{digits:5} {number:28-47}.{digits:5})",
            "POLYGON ((-97.{digits:2} 30.{digits:2}, -96.{digits:2} 30.{digits:2}, -96.{digits:2} 31.{digits:2}, -97.00 30.00))"])),
    rule("position on a board", "fen|board fen|* fen|starting fen|chess position", TEXT,
        Make::Words("rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1|\
            rnbqkbnr/pppp1ppp/8/4p3/4P3/8/PPPP1PPP/RNBQKBNR w KQkq e6 0 2|\
            r1bqkbnr/pppp1ppp/2n5/1B2p3/4P3/5N2/PPPP1PPP/RNBQK2R b KQkq - 3 3|\
            r1bq1rk1/ppp2ppp/2np1n2/2b1p3/2B1P3/2NP1N2/PPP2PPP/R1BQ1RK1 w - - 0 7|\
            8/5pk1/6p1/8/3R4/6P1/r4PK1/8 w - - 2 41|6k1/5ppp/8/8/8/2r5/5PPP/3R2K1 b - - 1 34")),
    rule("moves of a game", "pgn|moves|move list|san moves", TEXT,
        Make::Words("1. e4 e5 2. Nf3 Nc6 3. Bb5 a6|1. d4 d5 2. c4 e6 3. Nc3 Nf6|1. e4 c5 2. Nf3 d6 3. d4 cxd4|1. c4 e5 2. Nc3 Nf6"))
        .beside("fen|white *|black *|* fen|opening|eco|result"),
    rule("sequence of bases", "dna sequence|sequence dna|nucleotide sequence|dna|primer sequence|forward primer|\
        reverse primer|* primer sequence|guide sequence|barcode sequence|index sequence", TEXT, Make::Pattern("[ACGT]{18,24}")),
    rule("sequence of amino acids", "protein sequence|amino acid sequence|peptide sequence|peptide", TEXT,
        Make::Pattern("M[ACDEFGHIKLMNPQRSTVWY]{18,40}")),
    rule("structure of a molecule", "smiles|* smiles|canonical smiles|isomeric smiles", TEXT,
        Make::Words("CC(=O)OC1=CC=CC=C1C(=O)O|CC(=O)NC1=CC=C(C=C1)O|CN1C=NC2=C1C(=O)N(C(=O)N2C)C|\
            CC(C)CC1=CC=C(C=C1)C(C)C(=O)O|CN(C)C(=N)NC(=N)N|C1=CC=CC=C1|CCO|CC(C)NCC(O)COC1=CC=CC2=CC=CC=C21|\
            C(C(=O)O)N|CC12CCC3C(C1CCC2O)CCC4=CC(=O)CCC34C")).nulls(0.1),
    rule("formula of a substance", "molecular formula|chemical formula|empirical formula", TEXT,
        Make::Words("C9H8O4|C8H9NO2|C8H10N4O2|C13H18O2|C4H11N5|C6H12O6|H2SO4|NaCl|C2H6O|C16H18N2O4S")),
    rule("number of a substance", "cas|cas number|cas rn|cas no|cas registry number", TEXT,
        Make::Words("50-78-2|103-90-2|58-08-2|15687-27-1|657-24-9|64-17-5|7647-14-5|67-64-1|71-43-2|50-99-7")),
    rule("key of a structure", "inchi key|inchikey", TEXT, Make::Pattern("[A-Z]{14}-[A-Z]{10}-N")),
    rule("concept of a clinical terminology", "snomed|snomed code|snomed ct|snomed ct code|sctid|snomed id|snomed concept|\
        snomed concept id|* snomed code", TEXT,
        Make::Words("119297000|122555007|119364003|258580003|122575003|119361006|73211009|38341003|195967001|22298006|84114007|13645005"))
        .nulls(0.1),
    rule("concept of drugs", "rxnorm|rxcui|rxnorm code|rxnorm cui|rx cui|rxnorm id", TEXT,
        Make::Words("860975|197361|314076|617312|198440|310798|308136|849574|866924|312961|198211|1049621")).nulls(0.1),
    rule("class of drugs in a code", "atc|atc code|atc class|atc classification|* atc code", TEXT,
        Make::Words("A10BA02|C09AA03|C10AA05|N02BE01|M01AE01|J01CA04|C07AB02|A02BC01|N06AB04|R03AC02|B01AC06|C08CA01")).nulls(0.05),
    rule("code of a service", "cpt|cpt code|* cpt code|procedure code cpt|hcpcs cpt", TEXT,
        Make::Words("80053|85025|84443|83036|80061|82306|81001|84153|82728|87086|36415|99213|99214|93000")).nulls(0.1),
    rule("number of a prescriber", "dea number|* dea number|dea|dea no|* dea|dea registration", TEXT,
        Make::Pattern("[AB][A-Z][0-9]{7}")).unless("dea schedule|dea class").nulls(0.3),
    rule("schedule of a drug", "dea schedule|controlled substance schedule|csa schedule|dea class|drug schedule", TEXT,
        Make::Choice(&[("II", 30.0), ("III", 20.0), ("IV", 35.0), ("V", 15.0)])).nulls(0.7),
    rule("vessel of a specimen", "container type|tube type|container|specimen container|vessel type|collection tube", TEXT,
        Make::Words("EDTA tube|Serum separator tube|Citrate tube|Heparin tube|Fluoride tube|Urine cup|Swab tube|Cryovial"))
        .of("specimen sample lab aliquot tube").nulls(0.05),
    rule("colour of a tube", "tube color|cap color|tube cap color|stopper color|tube cap", TEXT,
        Make::Words("lavender|gold|light blue|green|gray|red|pink|yellow")).nulls(0.05),
    rule("kind of specimen", "specimen|specimen type|sample type|* specimen type|specimen kind|sample material|specimen source", TEXT,
        Make::Words("Serum|Plasma|Whole blood|Urine|CSF|Saliva|Stool|Nasopharyngeal swab|Tissue")).of("test specimen lab sample order assay aliquot panel result analysis").nulls(0.05),
    rule("method of an analysis", "method|methodology|test method|assay method|analysis method|technique", TEXT,
        Make::Words("Immunoassay|Spectrophotometry|Flow cytometry|PCR|HPLC|LC-MS/MS|ELISA|Ion-selective electrode|Nephelometry|Turbidimetry"))
        .of("test lab assay analysis result analyte panel").beside("unit|specimen *|loinc *|reference *|specimen|turnaround *|* range").nulls(0.05),
    rule("rule of quality control", "westgard rule|westgard|qc rule|westgard rule violated", TEXT,
        Make::Words("1-2s|1-3s|2-2s|R-4s|4-1s|10x")).nulls(0.6),
    rule("how often a drug is taken in a code", "frequency code|sig code|dosing frequency code|frequency", TEXT,
        Make::Words("QD|BID|TID|QID|Q6H|Q8H|QHS|PRN")).of("prescription medication order drug dose sig rx administration").within(8),
    rule("directions of a prescription", "sig|sig text|directions|directions for use|dosage instructions|patient instructions|sig line", TEXT,
        Make::Words("Take 1 tablet by mouth daily|Take 1 tablet by mouth twice daily|Take 1 capsule by mouth every 8 hours|\
            Take 2 tablets by mouth at bedtime|Inhale 2 puffs every 4 to 6 hours as needed|Apply thinly to affected area twice daily|\
            Take 1 tablet by mouth every morning with food")).of("prescription medication rx drug dispense order sig"),
    rule("address of an aircraft", "icao 24|mode s|mode s code|icao hex|transponder code|hex ident|mode s hex", TEXT,
        Make::Pattern("a[0-9a-f]{5}")).nulls(0.05),
    rule("code of a type of aircraft", "aircraft type|type code|icao type|aircraft code|aircraft type code|iata type|equipment code|type designator|equipment type",
        TEXT, Make::Words("A319|A320|A321|A20N|B738|B38M|E190|E75L|A333|B789|B77W|CRJ9|AT76")).of("aircraft plane airplane fleet flight airframe tail leg").within(6),
    rule("type of aircraft", "aircraft type|type name|model|aircraft model|type|aircraft name|model name", TEXT,
        Make::Words("Airbus A319|Airbus A320|Airbus A321neo|Boeing 737-800|Boeing 737 MAX 8|Embraer E190|Embraer E175|Airbus A330-300|Boeing 787-9|Boeing 777-300ER|ATR 72-600"))
        .of("aircraft plane airplane airframe"),
    rule("maker of aircraft", "manufacturer|maker|make|oem", TEXT, Make::Words("Airbus|Boeing|Embraer|ATR|Bombardier|De Havilland"))
        .of("aircraft plane airplane airframe"),
    rule("number of a ticket", "ticket number|e ticket number|eticket number|e ticket|document number|ticket no", TEXT,
        Make::Pattern("(016|220|057|125|006|001)[0-9]{10}")).of("booking ticket passenger coupon reservation flight").within(16),
    rule("basis of a fare", "fare basis|fare basis code|fare code|fare class code", TEXT,
        Make::Pattern("[YBMHQKLVSTEW](LX|OX|NR|RT|SS|FL)[1-9A-Z]{2,4}")).nulls(0.05),
    rule("tag of a bag", "bag tag|baggage tag|bag tag number|baggage tag number|luggage tag", TEXT,
        Make::Pattern("0(016|220|057|125|006|001)[0-9]{6}")).nulls(0.2),
    rule("special services", "ssr|ssr codes|ssr code|special service requests|special services", TEXT,
        Make::Words("VGML|WCHR|CHML|UMNR|PETC|BLND|KSML|WCHS")).nulls(0.5),
    rule("code of a delay", "delay code|iata delay code|delay reason code", TEXT,
        Make::Words("11|15|18|31|34|41|51|63|72|81|89|93|96")).of("flight leg departure delay schedule sector").nulls(0.4),
    rule("callsign of a flight", "callsign|call sign|atc callsign|flight callsign", TEXT,
        Make::Pattern("(DLH|BAW|AFR|UAL|DAL|KLM|SWR|AAL)[1-9][0-9]{1,3}")).of("flight leg aircraft track sector").nulls(0.05),
    rule("belt for baggage", "baggage belt|belt|carousel|baggage carousel|baggage claim", NUMBER, flat(1.0, 18.0)).of("flight leg arrival"),
    rule("offset from Greenwich in minutes", "utc offset minutes|utc offset|tz offset|time zone offset|offset minutes|gmt offset|utc offset min", WHOLE,
        Make::Ints(&[(-480, 12.0), (-420, 8.0), (-360, 12.0), (-300, 20.0), (0, 14.0), (60, 20.0), (120, 8.0), (330, 4.0), (540, 2.0)])),
    rule("focus of a picture", "focus x|focus y|focal x|focal y|focal point x|focal point y", FRACTION, flat(-1.0, 1.0)),
    rule("path of a query into a document", "json path|jsonpath|* json path|json pointer|jq filter|json expression", TEXT,
        Make::Words("$.id|$.data[0].id|$.status|$.items[*].price|$.user.email|$.results[0].score|$.meta.total|$.payload.type")),
    rule("path of a query into a document", "xpath|* xpath|xpath expression|css selector|* selector|dom selector", TEXT,
        Make::Words("//h1|//div[@class='price']|//a/@href|h1.title|div.price > span|#main .content|ul.results li|table tr:nth-child(2)"))
        .unless("label selector|node selector|pod selector|event selector"),
    rule("text with blanks to fill", "template body|template text|subject template|body template|title template|\
        message template|name template|template content|template source", TEXT,
        Make::Words("Hello {{ first_name }}, your order {{ order_id }} has shipped.|{{ name }} commented on {{ title }}|\
            Reminder: {{ event }} starts at {{ time }}|Invoice {{ number }} is due on {{ due_date }}|Welcome to {{ site_name }}, {{ user.name }}!"))
        ,
    rule("token of three parts", "jwt|jwt token|* jwt|id token jwt|access token jwt", TEXT,
        Make::Templates(&["eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI{hex:20}.{hex:43}"])),
    rule("code that embeds", "embed code|embed html|iframe code|embed|embed snippet", TEXT,
        Make::Templates(&["<iframe src=\"https://video.example.com/embed/{hex:11}\" width=\"560\" height=\"315\" allowfullscreen></iframe>"])).nulls(0.1),
    rule("preset of a conversion", "preset|encoding preset|encoder preset|transcode preset|output preset|profile preset", TEXT,
        Make::Words("web-360p|web-480p|web-720p|web-1080p|hls-720p|mobile-480p|audio-only|archive")).of("transcode encoding video job render media conversion"),
    rule("codec", "codec|video codec|codec video|codec name", TEXT, Make::Choice(&[("h264", 60.0), ("hevc", 16.0), ("vp9", 14.0), ("av1", 10.0)]))
        .of("video movie clip stream rendition film recording").nulls(0.02),
    rule("rate of bits in kilobits", "bitrate kbps|bitrate|video bitrate|* bitrate kbps|bit rate|* kbps|bit rate kbps", WHOLE,
        super::stepped(2_800.0, 0.6, 300.0, 16_000.0, 50.0)).of("video stream clip rendition transcode recording movie media").nulls(0.05),
    rule("number of an instrument", "instrument serial|analyzer serial|device serial|equipment serial|machine serial|* serial", TEXT,
        Make::Pattern("SN[0-9]{7}")).unless("zone serial|soa serial|certificate serial|cert serial").nulls(0.1),
    rule("model of an instrument", "instrument model|analyzer model|analyzer|instrument|instrument name|analyzer name", TEXT,
        Make::Words("Cobas 6000|Architect i2000|AU5800|Sysmex XN-1000|Vitros 5600|Dimension EXL|Atellica CH|DxI 800")).of("result lab test qc specimen run assay instrument analyzer").nulls(0.05),
    rule("lot", "control lot|reagent lot|calibrator lot|qc lot|lot|lot code|* lot", TEXT, Make::Pattern("[1-9][0-9]{4}[A-Z]{1,2}"))
        .unless("parking lot|auction lot|* parking lot").of("qc reagent result run test lab calibration control"),
    rule("identifier of a key", "key id", TEXT, Make::With(key_id)).beside("inbox url|inbox|outbox url"),
    rule("license of a work", "license|license name|license code|content license", TEXT,
        Make::Words("CC0-1.0|CC-BY-4.0|CC-BY-SA-4.0|CC-BY-NC-4.0|Public domain|All rights reserved")).of("image photo media asset artwork picture video"),
    rule("statement of rights", "rights statement|rights|usage rights|copyright statement|rights holder statement|copyright status", TEXT,
        Make::Words("In copyright|Public domain|No known copyright|CC0 1.0|CC BY 4.0|In copyright - educational use permitted|Orphan work"))
        .unless("access rights|user rights").of("object artwork image media asset item work collection photo record"),
    rule("shorthand of a hash", "short sha|short hash|sha short|commit short|abbrev sha", TEXT, Make::Templates(&["{hex:8}"])),
    rule("what a card pays with", "wallet type|wallet|digital wallet", TEXT, Make::Words("apple_pay|google_pay|samsung_pay|paypal")).of("payment charge card transaction").nulls(0.6),
    rule("number of an identification", "ucr|iss number|ark|ark id", TEXT, Make::Pattern("ark:/12148/[a-z0-9]{10}")).within(60).nulls(0.3),
    rule("bin of an insurer", "bin number|rx bin|pharmacy bin|bin", TEXT, Make::Pattern("(610|004|015|020|003)[0-9]{3}")).within(6).of("claim insurance dispense pharmacy plan coverage card"),
    rule("number of a processor", "pcn|rx pcn|processor control number", TEXT, Make::Words("ADV|MEDDPRIME|9999|CLAIMCR|HDP|PXXPDMI|A4|MCAIDADV")),
    rule("kernel of a shared secret", "webhook secret|signing secret|hmac secret|* signing secret", TEXT, Make::Templates(&["whsec_{hex:32}"])),
    rule("text as it was written", "body raw|content raw|raw body|raw text|raw content|description md|* markdown|body md|\
        content md|content source|body source|source text|readme|readme md|readme text|bio raw|note raw|description raw|markdown", TEXT,
        Make::Pool("paragraph")).unless("is markdown|supports markdown").nulls(0.1),
    rule("stage of a sale", "name|title|label|stage name", TEXT,
        Make::Words("Prospecting|Qualification|Needs Analysis|Proposal|Negotiation|Closed Won|Closed Lost"))
        .of("stage").beside("probability|is won|is lost|win probability|closed won"),
    rule("kind of an account in the books", "type|account type|category|classification|account class", TEXT,
        Make::Words("asset|liability|equity|income|expense")).of("account ledger chart gl coa")
        .beside("normal balance|total debit|debit balance|normal side|debit total|is header|opening debit"),
    rule("fee in per cent", "fee percent|fee rate|* fee percent|* fee rate|surcharge percent|processing percent|fee pct", NUMBER,
        Make::With(fee_percent)).unless("management fee rate"),
    rule("fixed part of a fee", "fee fixed|fixed fee|flat fee|per transaction fee|fee per transaction", FRACTION, Make::With(fee_fixed))
        .beside("fee percent|fee rate|* fee percent|* fee rate"),
    rule("what rounding leaves", "rounding|round off|rounding amount|rounding adjustment|rounding difference|roundoff", NUMBER, Make::With(nothing)),
    rule("money on an account", "balance before|balance after|running balance|beginning balance|ending balance|starting balance|previous balance", FRACTION,
        super::money(2_400.0, 0.9, 0.0)),
    rule("number of instalments", "number of repayments|number of installments|number of instalments|term months|loan term months|number of payments|\
        tenure months|loan tenure|installment count|total installments", WHOLE, Make::Ints(&[(12, 24.0), (24, 24.0), (36, 22.0), (48, 14.0), (60, 16.0)])),
    rule("standard score", "z score|zscore|standard score|z value", FRACTION, super::bell(0.0, 1.0, -3.2, 3.2)),
    rule("temperature of a store in degrees Celsius", "storage temperature|storage temp|storage temperature c|storage temp c|freezer temperature|freezer temp", NUMBER,
        Make::Ints(&[(-80, 20.0), (-20, 26.0), (4, 34.0), (20, 20.0)])).unless("storage temp min|storage temp max").nulls(0.05),
    rule("hash of a commit", "git commit|commit sha|git sha|git hash|git commit hash|git commit sha|head sha|base sha|commit hash|source commit|merge commit sha|\
        git revision", TEXT, Make::Templates(&["{hex:40}"])).nulls(0.1),
    rule("name of an archive", "filename|file name|archive name|artifact name|dist filename", TEXT,
        Make::Templates(&["{noun}-{version}.tar.gz", "{noun}-{noun}-{version}.tar.gz", "{noun}_{noun}-{version}-py3-none-any.whl", "{noun}-{version}.zip"]))
        .of("version release dist package artifact crate gem").beside("semver major|tarball url|num|yanked|requires python|checksum|version|package id"),
    rule("name of a product", "name|item name|product name|title", TEXT,
        Make::Part(seedbed_generate::plan::EntityKind::Product, "name")).of("item line").beside("sku|hs code").unless("menu name"),
    rule("name of a package", "name|package name|crate name|gem name|module name|canonical name", TEXT,
        Make::Templates(&["{noun}-{noun}", "lib{noun}-{digits:2}", "{adjective}-{noun}", "py{noun}{digits:1}", "{noun}-{verb}"]))
        .of("package crate gem module library plugin")
        .beside("license|downloads|latest version|repository url|readme|keywords|homepage url"),
    rule("answer of a bank in words", "response text|response message|decline reason|issuer message|response description|\
        decline message", TEXT, Make::Choice(&[("Approved", 86.0), ("Do not honor", 6.0), ("Insufficient funds", 5.0),
        ("Expired card", 2.0), ("Issuer unavailable", 1.0)])).beside("response code|auth code|card *|decline code").nulls(0.05),
    rule("how a result lies", "abnormal flag|abnormal flags|result flag|interpretation flag|interpretation code", TEXT,
        Make::Choice(&[("N", 72.0), ("H", 13.0), ("L", 11.0), ("HH", 2.0), ("LL", 2.0)])).within(8).nulls(0.1),
    rule("result in words", "value text|result text|text result|qualitative result|result value text", TEXT,
        Make::Words("Negative|Negative|Not detected|Positive|Trace|Normal|Reactive|Non-reactive"))
        .of("result observation lab test analyte assay specimen").nulls(0.6),
    rule("unit of a result", "unit|units|result unit|unit of measure", TEXT,
        Make::Words("mg/dL|mmol/L|g/dL|U/L|%|ng/mL|pg/mL|10^9/L")).of("result observation analyte assay")
        .beside("reference *|abnormal *|value *|result value|loinc *|specimen id"),
    rule("usual range of a result", "reference range|normal range|ref range", TEXT,
        Make::Words("3.5-5.0|135-145|70-99|0.4-4.0|4.0-11.0|12.0-16.0|98-107|8.5-10.5")).nulls(0.1),
    rule("why a test is asked for", "clinical notes|clinical note|clinical information|indication|clinical history|\
        reason for test|clinical indication", TEXT,
        Make::Words("Routine check-up|Follow-up after treatment|Suspected anemia|Chest pain|Monitoring of therapy|\
        Fatigue for three weeks|Before surgery|Diabetes control")).nulls(0.4),
    rule("message of a laboratory", "hl 7 message|hl 7|raw hl 7|hl 7 payload|hl 7 data", TEXT,
        Make::Templates(&["MSH|^~\\&|LIS|LAB|EHR|HOSP|20250{number:1-9}1{number:0-9}0{digits:1}15||ORU^R01|{digits:8}|P|2.5.1"])).nulls(0.1),
    rule("person who treats", "provider name|* provider name|prescriber name|physician name|* physician name|* physician|\
        clinician name|* clinician|referring provider|ordering provider", TEXT,
        Make::Part(seedbed_generate::plan::EntityKind::Person, "full_name"))
        .beside("* npi|npi|mrn|patient *|* mrn|dea *|patient id"),
    rule("probability of a sale", "probability|win probability|close probability|probability percent", WHOLE,
        Make::Ints(&[(10, 24.0), (25, 22.0), (50, 22.0), (75, 18.0), (90, 14.0)])).of("deal opportunity lead quote pipeline stage sale"),
    rule("years since something", "age years|age in years|asset age|age yrs", NUMBER, flat(0.0, 24.0))
        .of("aircraft vehicle asset equipment machine building ship vessel truck device"),
    rule("counts of a small group", "n measurements|n observations|n samples|sample size|n replicates|replicates", WHOLE, small(0.5, 5.0, 60.0)),
];

/// What a shop is called on a customer's account, in capitals.
fn descriptor(_: Field<'_, '_>) -> Option<Source> {
    Some(template(&[
        "{company_noun}*ORDER {digits:4}",
        "SP {company_noun}",
        "{company_noun}.EXAMPLE",
    ]))
}

/// The dialling code of the rows' country.
fn dial_code(field: Field<'_, '_>) -> Option<Source> {
    let own = match field.table.locale {
        "en_GB" => "+44",
        "de_DE" => "+49",
        "fr_FR" => "+33",
        "es_ES" => "+34",
        "it_IT" => "+39",
        "ja_JP" => "+81",
        "pt_BR" => "+55",
        "zh_CN" => "+86",
        _ => "+1",
    };
    Some(super::written(own))
}

/// A resource of the kind that the name's first word is.
fn arn(field: Field<'_, '_>) -> Option<Source> {
    let has = |word: &str| field.facts.words.iter().any(|own| own == word);
    let account = "{digits:12}";
    let text = if has("role") {
        format!("arn:aws:iam::{account}:role/{{service_name}}-role")
    } else if has("topic") || has("sns") {
        format!("arn:aws:sns:us-east-1:{account}:{{service_name}}-events")
    } else if has("queue") || has("sqs") {
        format!("arn:aws:sqs:us-east-1:{account}:{{service_name}}-jobs")
    } else if has("function") || has("lambda") {
        format!("arn:aws:lambda:us-east-1:{account}:function:{{service_name}}")
    } else {
        "arn:aws:s3:::{noun}-media/{hex:12}".to_owned()
    };
    Some(template(&[&text]))
}

/// A public key, where a column has room for one.
fn public_key(field: Field<'_, '_>) -> Option<Source> {
    has_room(field).then(|| template(PUBLIC_KEY))
}

/// A private key, where a column has room for one.
fn private_key(field: Field<'_, '_>) -> Option<Source> {
    has_room(field).then(|| template(PRIVATE_KEY))
}

fn has_room(field: Field<'_, '_>) -> bool {
    field.facts.max_length().is_none_or(|most| most >= 400)
}

/// The key of an actor on a federated network: its address and a fragment.
fn key_id(field: Field<'_, '_>) -> Option<Source> {
    purposes::at_actor(field, "/users/{}#main-key")
}

/// Nothing: what rounding leaves is mostly that.
fn nothing(_: Field<'_, '_>) -> Option<Source> {
    Some(Source::Choice(ChoiceSource { values: vec![Scalar::Int(0)], weights: None }))
}

/// What a charge takes of an amount: about what the column's default says, else a few per cent.
fn fee_percent(field: Field<'_, '_>) -> Option<Source> {
    charged(field, 2.0)
}

/// What a charge takes beside that.
fn fee_fixed(field: Field<'_, '_>) -> Option<Source> {
    charged(field, 0.3)
}

fn charged(field: Field<'_, '_>, usual: f64) -> Option<Source> {
    let facts = field.facts;
    let told = crate::finish::default_number(facts).filter(|number| *number > 0.0);
    let usual = told.unwrap_or(usual);
    let near = [usual, usual, usual, usual * 0.8, usual * 1.2];
    let digits = facts.scale().unwrap_or(2).min(4);
    let rounded = |number: f64| {
        let factor = 10_f64.powi(i32::from(digits));
        crate::finish::scalar((number * factor).round() / factor)
    };
    let values = near.into_iter().map(rounded).collect();
    Some(Source::Choice(ChoiceSource { values, weights: None }))
}
