//! Sentences by the noun of their table: what people write about a car, a restaurant, a deal.

use seedbed_generate::plan::Source;

use super::{Field, Make, Rule, TEXT, rule, template, written};
use crate::subject::Subject as S;
use crate::survey::Class;

/// Short sentences that are true of anything, for what has no vocabulary.
pub(super) const NEUTRAL: &str = "Details on request.|Further details to follow.|As agreed.|\
     See the attached document.|To be reviewed.|Up to date.|Checked and complete.|Added last year.|\
     Updated recently.";

/// What tells of a thing in a sentence.
const ABOUT: &str = "description|details|summary|about|long description|overview|short description";

/// Remarks.
const NOTES: &str = "note|notes|* note|* notes|remark|remarks|comment|comments|special requests|\
     special request|observations";

pub(super) const RULES: &[Rule] = &[
    rule(
        "note on someone's health",
        "medical note|medical notes|health note|health notes|medical info|medical information|\
         medical remarks|health info|health remarks|medical details",
        TEXT,
        Make::Words(
            "Asthma, carries an inhaler.|Allergic to peanuts.|Wears glasses.|Mild hay fever in \
             spring.|Type 1 diabetes, insulin twice a day.|No known conditions.|Lactose \
             intolerant.|Epilepsy, well controlled.|Allergic to penicillin.|Recovering from a \
             broken arm.",
        ),
    )
    .nulls(0.7),
    rule(
        "what happened to a vehicle",
        "accident description|accident history|accident details|damage history|accident record|\
         accident note|accident notes|accident info|damage description|damage notes",
        TEXT,
        Make::Words(
            "Rear bumper repainted.|Left door replaced after a parking accident.|Hail damage \
             repaired.|Scratch on the right fender.|Windshield replaced.|Front bumper and \
             headlight replaced.|Dent in the trunk lid removed.",
        ),
    )
    .about(&[S::Vehicle])
    .nulls(0.8),
    rule(
        "description of a vehicle",
        ABOUT,
        TEXT,
        Make::Words(
            "One owner, full service history.|Well kept, driven by non-smokers.|New tires last \
             autumn.|Comfortable on long trips.|Low consumption, ideal for the city.|Plenty of \
             room for luggage.|Recently serviced.|Small signs of use inside.",
        ),
    )
    .about(&[S::Vehicle])
    .nulls(0.3),
    rule(
        "description of a restaurant",
        ABOUT,
        TEXT,
        Make::Words(
            "Fresh dishes, cooked to order.|Family recipes in a relaxed room.|Small plates and \
             good wine.|A short menu that changes with the seasons.|Hearty portions and friendly \
             service.|Lunch specials every weekday.|A neighborhood favorite for twenty years.|\
             Local ingredients, simply prepared.|Terrace in summer, open fire in winter.",
        ),
    )
    .of("restaurant eatery diner bistro cafe")
    .nulls(0.2),
    rule(
        "description of a deal",
        ABOUT,
        TEXT,
        Make::Words(
            "Wants to start with one team.|Budget approved for this year.|Waiting for the offer \
             of a competitor.|Asked for references from the same industry.|Decision expected \
             after the next board meeting.|Needs a quote with volume discount.|Pilot went well, \
             contract in preparation.|Replaces a system that is being phased out.|Contact is the \
             head of purchasing.",
        ),
    )
    .of("opportunity deal lead prospect")
    .nulls(0.3),
    rule(
        "description of an activity",
        "description|details|summary|notes|note|outcome notes|about|content|body",
        TEXT,
        Make::Words(
            "Went through prices and open questions.|Sent the slides afterwards.|Left a message, \
             will call again.|Agreed on the next steps.|Customer asked for more time.|Wants a \
             second meeting with the technicians.|Showed the new features.|Terms of the contract \
             discussed.|Offer to follow by Friday.",
        ),
    )
    .of("activity interaction touchpoint engagement")
    .beside("contact id|lead id|deal id|opportunity id|account id|customer id|company id|person id")
    .nulls(0.3),
    rule(
        "note on a rental",
        NOTES,
        TEXT,
        Make::Words(
            "Child seat needed.|Arrives late, around 10 p.m.|Second driver to be added.|Pick-up \
             at the airport.|Regular customer.|Asked for an automatic.|Will return the car with \
             a full tank.|Flight may be delayed.",
        ),
    )
    .about(&[S::Booking])
    .beside("car id|vehicle id|car|vehicle|pickup branch id|vehicle class id")
    .nulls(0.7),
    rule(
        "remark on a pupil",
        "remark|remarks|comment|comments|teacher remark|teacher remarks|teacher comment|\
         teacher comments",
        TEXT,
        Make::Words(
            "Good progress this year.|Needs support in mathematics.|Regular attendance.|Takes \
             part actively in class.|Homework often late.|Improved since the last term.|Works \
             well in groups.|Parents informed.",
        ),
    )
    .of("promotion report result grade mark progress")
    .beside("student id|pupil id|class id|to class id")
    .nulls(0.6),
    rule("description of a role", "description|purpose|comment", TEXT, Make::With(of_role))
        .of("role permission privilege")
        .nulls(0.3),
    rule(
        "description of an offer",
        ABOUT,
        TEXT,
        Make::Words(
            "Ten percent off the first order.|Free shipping this week.|Volume discount for ten and \
             more.|For returning customers.|Two for the price of one.|While stocks last.|Only with \
             the newsletter's code.|Valid in all stores.",
        ),
    )
    .of("coupon offer promotion discount voucher")
    .beside(
        "discount *|* discount|percent|* percent|code|coupon code|valid from|valid until|\
         start date|end date|starts at|ends at|amount off|percent off",
    )
    .nulls(0.2),
];

/// What a role's name says, and no more: what it may do stands elsewhere.
fn of_role(field: Field<'_, '_>) -> Option<Source> {
    let named = field.table.find("role name|permission name|name|title|label").filter(|name| {
        name.class == Class::Text && !name.is_nullable() && name.name() != field.facts.name()
    });
    let room = field.facts.max_length().is_none_or(|most| most >= 80);
    match named {
        Some(name) if room && super::is_of(field.table, "role") => {
            let name = name.name();
            Some(template(&[
                &format!("Rights that come with the role {{column:{name}}}."),
                &format!("For users with the role {{column:{name}}}."),
                &format!("Everything that the role {{column:{name}}} needs."),
            ]))
        }
        _ => room.then(|| {
            written(
                "Granted on request.|Reviewed once a year.|Assigned by an administrator.|\
                 Agreed with the management.|Part of the standard setup.",
            )
        }),
    }
}
