//! Animals and those who treat them: what is a person's elsewhere is a dog's or a bird's here.

use seedbed_generate::plan::{Case, ConditionalSource, Source};

use super::{Field, Make, NUMBER, Rule, TEXT, bell, choice, is_of, rule, skewed, written};
use crate::business::Business;
use crate::labels;
use crate::names::{ident, literal};
use crate::subject::Subject as S;
use crate::survey::Class;

const NOTES: &str =
    "note|notes|* note|* notes|remark|remarks|comment|comments|observations|* remarks";

pub(super) const RULES: &[Rule] = &[
    rule("breed", "breed|* breed|breed name|race", TEXT, Make::With(breed)).nulls(0.05),
    rule("weight of an animal", "weight|weight kg|current weight|body weight|* weight kg", NUMBER,
        skewed(9.0, 0.7, 0.8, 48.0))
        .of("pet dog cat puppy kitten")
        .nulls(0.05),
    rule("weight of a horse", "weight|weight kg|current weight|body weight", NUMBER,
        bell(510.0, 60.0, 220.0, 780.0))
        .of("horse mare stallion foal")
        .nulls(0.05),
    rule("weight of an animal", "weight|weight kg|body weight|body weight kg|current weight", NUMBER,
        Make::With(weight))
        .nulls(0.05),
    rule("what an animal doctor is versed in",
        "specialization|specialisation|specialty|speciality|medical specialty", TEXT,
        Make::With(|field| of_vets(field,
            "General practice|Surgery|Dentistry|Dermatology|Internal medicine|Exotic animals|\
             Cardiology|Ophthalmology|Orthopedics|Emergency care")))
        .nulls(0.1),
    rule("why an animal is seen",
        "reason|visit reason|reason for visit|purpose|chief complaint|appointment reason|motive|\
         presenting complaint", TEXT,
        Make::With(|field| of_vets(field,
            "Annual vaccination|Check-up|Limping|Vomiting|Not eating|Itching and hair loss|\
             Ear infection|Dental cleaning|Neutering|Deworming|Nail trim|Follow-up after surgery|\
             Diarrhea|Coughing|Swollen paw|Microchipping")))
        .nulls(0.1),
    rule("diagnosis of an animal",
        "diagnosis|* diagnosis|diagnosis name|condition|* diagnosis description", TEXT,
        Make::With(|field| of_vets(field,
            "Healthy|Otitis externa|Gastroenteritis|Flea allergy dermatitis|Dental tartar|\
             Conjunctivitis|Arthritis|Kennel cough|Urinary tract infection|Sprained leg|\
             Intestinal parasites|Skin infection|Overweight|Abscess|Upper respiratory infection")))
        .nulls(0.25),
    rule("medicine for animals",
        "medication|medication name|medicine|medicine name|drug|drug name", TEXT,
        Make::With(|field| of_vets(field,
            "Amoxicillin|Meloxicam|Carprofen|Metronidazole|Prednisolone|Doxycycline|Enrofloxacin|\
             Maropitant|Praziquantel|Fipronil|Gabapentin|Furosemide|Cephalexin|Ivermectin")))
        .nulls(0.05),
    rule("dose for an animal", "dosage|dose|* dosage|* dose", TEXT,
        Make::With(|field| of_vets(field,
            "1 tablet|Half a tablet|2 tablets|0.5 ml|1 ml|2.5 ml|5 ml|1 capsule|2 drops|1 pipette")))
        .nulls(0.05),
    rule("how often a medicine is given", "frequency|* frequency|schedule|interval", TEXT,
        Make::With(|field| treatment(field,
            "Every 12 hours|Every 8 hours|Once a day|Twice a day|Every 24 hours|With each meal")))
        .nulls(0.05),
    rule("how long a medicine is given", "duration|* duration|course length", TEXT,
        Make::With(|field| treatment(field, "5 days|7 days|10 days|14 days|3 days|21 days|30 days")))
        .nulls(0.1),
    rule("how a medicine is given",
        "instruction|instructions|* instructions|directions|administration", TEXT,
        Make::With(|field| treatment(field,
            "Give with food.|Give on an empty stomach.|Shake well before use.|Finish the full \
             course.|Apply to the clean ear.|Keep the area dry.|Call if vomiting occurs.|Wear \
             the collar for ten days.")))
        .nulls(0.2),
    rule("plan of a treatment",
        "treatment plan|treatment|plan|care plan|therapy|* plan", TEXT,
        Make::With(|field| visit(field,
            "Antibiotics for seven days.|Diet food for two weeks.|Rest and pain relief.|Ear \
             drops twice a day.|Check again in ten days.|Booster in four weeks.|Blood test at the \
             next visit.|No treatment needed.")))
        .nulls(0.2),
    rule("history of a complaint", "anamnesis|history|medical history|clinical history|symptoms",
        TEXT,
        Make::With(|field| visit(field,
            "Off food since yesterday.|Scratching for a week.|Vomited twice this morning.|Limping \
             after a walk.|Drinks more than usual.|Sneezing for three days.|No complaints, routine \
             visit.|Shakes its head a lot.")))
        .nulls(0.15),
    rule("outlook", "prognosis", TEXT,
        Make::Choice(&[("Good", 62.0), ("Guarded", 20.0), ("Fair", 14.0), ("Poor", 4.0)]))
        .nulls(0.15),
    rule("what an animal suffers from",
        "allergies|allergy|* allergies|allergies *|conditions|chronic conditions|medical conditions",
        TEXT,
        Make::With(|field| of_vets(field,
            "Chicken|Flea bites|Penicillin|Pollen|Beef|Hip dysplasia|Heart murmur|Diabetes|Epilepsy|\
             Sensitive stomach")))
        .nulls(0.6),
    rule("note on an animal", NOTES, TEXT,
        Make::With(|field| of_vets(field,
            "Calm during the examination.|Nervous with other dogs.|Needs a muzzle.|Weight stable \
             since the last visit.|Owner will call back with results.|Next vaccination due in a \
             year.|Prefers to be held.|Food changed last month.|Lives indoors.|Stitches removed.")))
        .nulls(0.4),
    rule("heart rate of an animal", "heart rate|pulse|* heart rate|hr|heart rate bpm", NUMBER,
        Make::With(|field| near(field, 122.0, 22.0, (66.0, 210.0)))).nulls(0.05),
    rule("temperature of an animal in degrees Celsius",
        "temperature|temp|body temperature|temperature c|temp c|* temperature|* temperature c",
        NUMBER,
        Make::With(|field| near(field, 38.6, 0.4, (37.6, 40.4)))).nulls(0.05),
    rule("breaths a minute of an animal",
        "respiratory rate|* respiratory rate|breathing rate|resp rate|respiration rate", NUMBER,
        Make::With(|field| near(field, 25.0, 5.0, (14.0, 44.0)))).nulls(0.05),
];

/// Whether a table is kept by those who treat animals, or is of animals.
fn is_of_animals(field: Field<'_, '_>) -> bool {
    field.table.business == Business::Animals
        || field.table.subject == S::Animal
        || field.table.find("pet id|animal id|horse id|dog id").is_some()
}

fn of_vets(field: Field<'_, '_>, words: &str) -> Option<Source> {
    const TREATED: &str = "treatment consultation visit appointment prescription diagnosis record \
         examination checkup vaccination surgery medication veterinarian vet pet animal history \
         hospitalization patient";
    let told = field.table.locale.starts_with("en");
    (told && is_of_animals(field) && is_of(field.table, TREATED)).then(|| written(words))
}

fn treatment(field: Field<'_, '_>, words: &str) -> Option<Source> {
    let given = is_of(field.table, "treatment prescription medication");
    if given { of_vets(field, words) } else { None }
}

fn visit(field: Field<'_, '_>, words: &str) -> Option<Source> {
    let seen =
        is_of(field.table, "consultation visit examination checkup record appointment treatment");
    if seen { of_vets(field, words) } else { None }
}

fn near(field: Field<'_, '_>, mean: f64, deviation: f64, reach: (f64, f64)) -> Option<Source> {
    let told = is_of_animals(field)
        && is_of(field.table, "consultation visit examination checkup record vital pet animal");
    let curve = seedbed_generate::plan::Distribution::Normal { mean, deviation };
    told.then(|| {
        let number = crate::finish::bounded(field.facts, curve, Some(reach.0), Some(reach.1));
        let scale = super::scale(field.facts).map(|digits| digits.min(1));
        Source::Number(seedbed_generate::plan::NumberSource { scale, ..number })
    })
}

/// Of small animals: patients of a visit whose species the row does not have.
fn weight(field: Field<'_, '_>) -> Option<Source> {
    let told = is_of_animals(field)
        && is_of(field.table, "consultation visit examination checkup record vital animal");
    told.then(|| {
        let curve = seedbed_generate::plan::Distribution::LogNormal { median: 8.0, sigma: 0.7 };
        let number = crate::finish::bounded(field.facts, curve, Some(0.8), Some(46.0));
        Source::Number(seedbed_generate::plan::NumberSource {
            scale: super::scale(field.facts).map(|digits| digits.min(1)),
            ..number
        })
    })
}

/// Breeds by what they are breeds of, whose names a few languages have.
const BREEDS: &[(&str, &str)] = &[
    (
        "dog canine perro chien hund cane canino",
        "Labrador Retriever|Golden Retriever|German Shepherd|Beagle|Poodle|Mixed Breed|Dachshund|\
         French Bulldog|Border Collie|Chihuahua|Boxer|Yorkshire Terrier",
    ),
    (
        "cat feline gato chat katze gatto felino",
        "Domestic Shorthair|Maine Coon|Siamese|Bengal|Persian|Ragdoll|British Shorthair|Mixed Breed",
    ),
    (
        "bird avian ave oiseau vogel parrot",
        "Budgerigar|Cockatiel|Canary|Lovebird|African Grey|Zebra Finch",
    ),
    ("rabbit conejo lapin kaninchen", "Holland Lop|Netherland Dwarf|Mini Rex|Lionhead|Angora"),
    ("reptile reptil turtle lizard snake", "Leopard Gecko|Bearded Dragon|Corn Snake|Box Turtle"),
    (
        "rodent roedor hamster guinea gerbil rat mouse",
        "Syrian Hamster|Dwarf Hamster|Guinea Pig|Mongolian Gerbil|Chinchilla",
    ),
    (
        "horse equine caballo cheval pferd pony",
        "Thoroughbred|Quarter Horse|Arabian|Hanoverian|Warmblood|Welsh Pony",
    ),
    ("cattle cow bovine", "Holstein|Angus|Jersey|Hereford|Simmental"),
    ("sheep goat ovine caprine", "Merino|Suffolk|Dorset|Boer|Nubian"),
    ("pig swine porcine", "Duroc|Landrace|Large White|Hampshire"),
    ("fish pez", "Goldfish|Betta|Guppy|Neon Tetra"),
];

/// What species there are where nothing lists them.
const SPECIES: &[&str] = &["dog", "cat", "rabbit", "bird", "guinea pig", "reptile"];

/// Of the row's species, where the row has it.
fn breed(field: Field<'_, '_>) -> Option<Source> {
    let mixed = || choice(&[("Mixed Breed", 60.0), ("Crossbreed", 25.0), ("Purebred", 15.0)]);
    let of = |word: &str| BREEDS.iter().find(|(names, _)| names.split(' ').any(|own| own == word));
    if !field.table.locale.starts_with("en") || field.facts.is("race") && !is_of_animals(field) {
        return None;
    }
    if let Some((_, breeds)) = field.table.words.iter().find_map(|word| of(word)) {
        return Some(written(breeds));
    }
    let species = field
        .table
        .find("species|animal type|pet type|animal species|kind|type")
        .filter(|other| matches!(other.class, Class::Text | Class::Labels) && !other.linked)?;
    let listed = labels::texts(species);
    let names: Vec<String> =
        if listed.is_empty() { SPECIES.iter().map(ToString::to_string).collect() } else { listed };
    let column = ident(species.name());
    let case = |name: &String| {
        let lower = name.to_lowercase();
        let (_, breeds) = lower.split([' ', '_']).find_map(of)?;
        Some(Case { when: format!("{column} = {}", literal(name)), then: written(breeds) })
    };
    let cases: Vec<Case> = names.iter().filter_map(case).collect();
    (!cases.is_empty()).then(|| {
        Source::Conditional(ConditionalSource { cases, otherwise: Some(Box::new(mixed())) })
    })
}
