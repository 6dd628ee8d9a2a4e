//! Stays in a hospital: who still lies there is not yet gone anywhere, who came long ago is gone,
//! and who has died went nowhere else.

use seedbed_generate::plan::{Case, ConditionalSource, Scalar, Source};

use super::{Sides, always};
use crate::names::{ident, literal};
use crate::survey::{Class, ColumnFacts, KeyPart};
use crate::time::Today;

const CAME: &str = "admit time|admittime|admission time|admitted at|admission date|admitted on|\
     admission at|admit date";
const LEFT: &str = "discharge time|discharged at|discharge date|disch time|dischtime|discharged|\
     date of discharge|discharged on";
const DIED: &str = "death time|death date|deathtime|date of death|died at|deceased at";
const WHERE: &str = "discharge location|discharge disposition|discharged to|\
     discharge destination|discharge status|disposition";

/// Ties where a patient went to when.
pub(super) fn fill(sides: &mut Sides<'_, '_, '_>, today: Today) {
    let moment = |facts: &ColumnFacts<'_>| facts.class.is_moment() && facts.key == KeyPart::No;
    let Some(came) = sides.named(CAME, |facts| facts.class.is_moment() && !facts.is_nullable())
    else {
        return;
    };
    let Some(left) = sides.named(LEFT, moment) else { return };
    if left.is_nullable() {
        let recent = format!("{} > {}", ident(came.name()), literal(&today.day(-6)));
        sides.absent(left, &recent, "who came lately is still there");
        sides.spare(left, 0.0);
    }
    let text = |facts: &ColumnFacts<'_>| facts.class == Class::Text && !facts.linked;
    let Some(place) = sides.named(WHERE, text) else { return };
    let gone = format!("{} IS NULL", ident(left.name()));
    sides.absent(place, &gone, &format!("{} says when", left.name()));
    let died = sides.named(DIED, moment).filter(|died| died.is_nullable());
    let (Some(died), Some(source)) = (died, sides.source(place).cloned()) else { return };
    let dead = "Died";
    let plain = matches!(source, Source::Pool(_) | Source::Choice(_));
    if plain && crate::finish::admits(place, dead) {
        let source = Source::Conditional(ConditionalSource {
            cases: vec![Case {
                when: format!("{} IS NOT NULL", ident(died.name())),
                then: always(Scalar::from(dead)),
            }],
            otherwise: Some(Box::new(source)),
        });
        let reason = format!("{} says so", died.name());
        sides.make(place, source, "where a patient went", reason);
    }
}
