//! Switches beside what they switch: nothing is sent by mail where mail is off, who is new came of
//! late, who leads no class has none.

use seedbed_generate::plan::{Scalar, Source};

use super::gates::otherwise;
use super::{Sides, always};
use crate::formulas::expression;
use crate::names::ident;
use crate::recognise::is_of;
use crate::subject::Subject as S;
use crate::survey::{Class, ColumnFacts, KeyPart};

/// Sets what other columns of the row switch.
pub(super) fn fill(sides: &mut Sides<'_, '_, '_>) {
    channels(sides);
    newcomers(sides);
    leaders(sides);
    safety(sides);
}

fn is_flag(sides: &Sides<'_, '_, '_>, facts: &ColumnFacts<'_>) -> bool {
    facts.class == Class::Bool
        && facts.key == KeyPart::No
        && matches!(sides.source(facts), Some(Source::Choice(_)))
}

/// What a channel carries is off where the channel is: `email_booking_enabled` beside
/// `email_enabled`.
fn channels(sides: &mut Sides<'_, '_, '_>) {
    const CHANNELS: &[&str] =
        &["email", "sms", "push", "whatsapp", "notification", "notifications", "newsletter"];
    for channel in CHANNELS {
        let names = format!(
            "{channel} enabled|{channel} notifications|{channel} notifications enabled|\
             enable {channel}|{channel} notification|{channel} notification enabled|\
             {channel} alerts"
        );
        let free = sides.free();
        let master = names.split('|').find_map(|name| {
            let words: Vec<&str> = name.split(' ').collect();
            free.iter().copied().find(|facts| facts.words == words && is_flag(sides, facts))
        });
        let Some(master) = master else { continue };
        let off = format!("NOT coalesce({}, FALSE)", ident(master.name()));
        for facts in free {
            let part = facts.words.first().is_some_and(|first| first == channel)
                && facts.words.len() > 2
                && facts.name() != master.name()
                && !facts.words.iter().any(|word| word == "verified" || word == "confirmed");
            if !part || !is_flag(sides, facts) {
                continue;
            }
            let Some(own) = sides.source(facts).cloned() else { continue };
            let source = otherwise(off.clone(), always(Scalar::Bool(false)), own);
            let meaning = sides.meaning(facts).to_owned();
            sides.make(facts, source, &meaning, format!("{} switches it", master.name()));
        }
    }
}

/// Who is new came within the last year.
fn newcomers(sides: &mut Sides<'_, '_, '_>) {
    const NEW: &str = "is new admission|new admission|is new|is new student|is new customer|\
         is new patient|is new member|new student|is new user|is new joiner|is new hire|\
         is new employee|is new client|new joiner|is fresher|is newcomer";
    const SINCE: &str = "admission date|admitted at|enrollment date|enrolled at|joining date|\
         date joined|joined at|hire date|registration date|registered at|registered on|\
         date of joining|date of admission|member since|created at|created on|created";
    let Some(flag) = sides.named(NEW, |facts| is_flag(sides, facts)) else { return };
    let since = sides.named(SINCE, |facts| facts.class.is_moment() && facts.tick.is_none());
    let Some(since) = since else { return };
    let name = ident(since.name());
    let formula = format!("coalesce({name} >= current_date - interval '1 year', FALSE)");
    let reason = format!("{} says since when", since.name());
    sides.make(flag, expression(formula), "flag of a moment", reason);
}

/// Who leads no class has none.
fn leaders(sides: &mut Sides<'_, '_, '_>) {
    const LEADS: &str = "is class teacher|class teacher|is homeroom teacher|is form teacher|\
         is form tutor|is class advisor|is class adviser|is homeroom";
    const LED: &str = "class id|section id|class|section|homeroom id|homeroom|form id|form|\
         class section id|assigned class id|class name|section name";
    let Some(flag) = sides.named(LEADS, |facts| facts.class == Class::Bool) else { return };
    if !is_of(sides.draft.table, "teacher staff faculty employee instructor") {
        return;
    }
    let shut = format!("NOT coalesce({}, FALSE)", ident(flag.name()));
    for facts in sides.free() {
        if facts.is(LED) && facts.class != Class::Bool && !facts.linked {
            sides.absent(facts, &shut, &format!("{} says whether there is one", flag.name()));
        }
    }
}

/// Hardly a car is without brakes that hold and bags that fill.
fn safety(sides: &mut Sides<'_, '_, '_>) {
    const ALWAYS: &str = "has abs|abs|has airbag|has airbags|airbag|airbags|has seatbelts|\
         has power steering|power steering|has esp|esp|has central locking|has abs brakes|\
         anti lock brakes|has anti lock brakes";
    const MOSTLY: &str = "has air conditioning|air conditioning|has ac|ac|has bluetooth|bluetooth|\
         air conditioned|has aircon|has usb|has climate control|has radio";
    let table = sides.draft.table;
    if table.subject != S::Vehicle && !is_of(table, "car vehicle truck van auto bus") {
        return;
    }
    for facts in sides.free() {
        let share = match () {
            () if facts.is(ALWAYS) => 0.99,
            () if facts.is(MOSTLY) => 0.94,
            () => continue,
        };
        if is_flag(sides, facts) {
            let meaning = sides.meaning(facts).to_owned();
            sides.make(facts, crate::finish::flag(share), &meaning, facts.told_by());
        }
    }
}
