//! Rows about promises: contacts, channels, lines, targets, rights, scope.

use super::super::catalogue::condition::When;
use super::super::catalogue::{Channel, Commitment, Milestone, Scope, Span, Stated, Target};
use super::super::resolve::Entitlements;
use super::{Cell, Group, Plans, Row, access, clock, hours, word};
use crate::explain::condition::{channel_name, condition};

/// Who may ask, and how.
pub(super) fn reach(plans: &Plans<'_>) -> Group {
    let mut rows: Vec<Row> = Vec::new();
    rows.extend(plans.row(plans.say("Ansprechpersonen", "Authorised contacts"), |_, held| match held.contacts {
        _ if let Some(steps) = access::contact_steps(plans, held) => Cell::Text(steps),
        Stated::NotStated => Cell::NotStated,
        other => Cell::Text(word::stated(&other, plans.language, |number| match plans.adds {
            true => format!("+{number}"),
            false => number.to_string(),
        })),
    }));
    rows.extend(access::contacts(plans));
    for (channel, _) in Channel::ALL {
        rows.extend(plans.row(channel_name(channel, plans.language), |_, held| {
            match held.channels.iter().find(|right| right.channel == channel) {
                Some(right) => window(plans, right.window).map_or(Cell::Included, Cell::Noted),
                None => Cell::NotIncluded,
            }
        }));
    }
    for (ix, line) in plans.catalogue.lines.iter().enumerate() {
        let row = plans.row(line.name.get(plans.language), |_, held| {
            if !held.lines.contains(&ix) {
                return Cell::NotIncluded;
            }
            let always = plans.say("rund um die Uhr", "around the clock").to_owned();
            Cell::Noted(window(plans, line.window).unwrap_or(always))
        });
        let on_call = plans.say("mit Rückruf aus der Rufbereitschaft", "with a call back from whoever is on call");
        rows.extend(row.map(|row| row.with_detail(if line.on_call { on_call } else { "" })));
    }
    Group { name: plans.say("So erreichen Sie uns", "How to reach us").to_owned(), rows }
}

/// The hours of a window in words.
fn window(plans: &Plans<'_>, window: Option<usize>) -> Option<String> {
    let window = plans.catalogue.windows.get(window?)?;
    Some(hours::of_window(plans, window))
}

/// Targets that stand in one row: the same milestone and channels, for the same severities.
#[derive(PartialEq, Eq)]
struct Kind {
    milestone: Milestone,
    /// None: all that there are.
    severities: Vec<usize>,
    channels: Vec<Channel>,
    /// None: targets under several conditions, which the cells say.
    when: Option<When>,
}

impl Kind {
    fn is_about(&self, target: &Target) -> bool {
        target.milestone == self.milestone
            && self.when.as_ref().is_none_or(|when| target.when == *when)
            && target.channels == self.channels
            && (target.severities.is_empty() || self.severities.iter().all(|one| target.severities.contains(one)))
    }
}

/// What is promised in which time: a row for each milestone and each kind of request that is told apart. Severities that
/// no plan tells apart share a row, so that plans which group them in other ways stand side by side.
pub(super) fn targets(plans: &Plans<'_>) -> Group {
    let mut kinds: Vec<Kind> = Vec::new();
    let all = || plans.plans.iter().flat_map(|(_, held)| &held.targets);
    for target in all() {
        let when = (!share_row(plans, target)).then(|| target.when.clone());
        let like = |other: &&Target| {
            (other.milestone, &other.channels) == (target.milestone, &target.channels)
                && when.as_ref().is_none_or(|when| other.when == *when)
        };
        let lists: Vec<&[usize]> = all().filter(like).map(|other| other.severities.as_slice()).collect();
        for severities in together(plans.catalogue.severities.len(), &lists) {
            let (channels, when) = (target.channels.clone(), when.clone());
            let kind = Kind { milestone: target.milestone, severities, channels, when };
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
    }
    kinds.sort_by(|a, b| (&a.milestone, &a.severities, &a.channels).cmp(&(&b.milestone, &b.severities, &b.channels)));
    let mut rows = Vec::new();
    for kind in kinds {
        let row = plans.row(plans.catalogue.milestone_name(kind.milestone, plans.language), |_, held| {
            // A plan that knows only other severities never has such a request.
            let known = &held.frame.severities;
            if !known.is_empty()
                && !kind.severities.is_empty()
                && !kind.severities.iter().any(|one| known.contains(one))
            {
                return Cell::NotIncluded;
            }
            let of_kind = held.targets.iter().filter(|target| kind.is_about(target));
            let words: Vec<String> = of_kind.map(|target| promised(plans, &kind, target)).collect();
            if words.is_empty() { Cell::NotStated } else { Cell::Text(words.join("\n")) }
        });
        let words = |when: &When| condition(when, plans.catalogue, plans.language);
        let condition = kind.when.as_ref().map(words).unwrap_or_default();
        let details = [requests(plans, &kind.severities, &kind.channels), condition];
        let details: Vec<String> = details.into_iter().filter(|detail| !detail.is_empty()).collect();
        rows.extend(row.map(|row| row.with_detail(details.join("; "))));
    }
    rows.extend(clock::service(plans));
    Group { name: plans.say("Reaktion und Lösung", "Response and resolution").to_owned(), rows }
}

/// Whether the targets of a milestone share rows whatever they ask for: some plan asks for nothing where another does, or one
/// plan alone has several.
fn share_row(plans: &Plans<'_>, target: &Target) -> bool {
    let like = |other: &&Target| (other.milestone, &other.channels) == (target.milestone, &target.channels);
    let asked = |held: &Entitlements| -> Vec<When> {
        held.targets.iter().filter(like).map(|target| target.when.clone()).collect()
    };
    let asked: Vec<Vec<When>> = plans.plans.iter().map(|(_, held)| asked(held)).filter(|all| !all.is_empty()).collect();
    let mut each = asked.iter().flatten();
    let several = || asked.iter().flatten().any(|when| asked.iter().flatten().any(|other| other != when));
    several() && (asked.len() == 1 || each.any(When::is_always))
}

/// What is promised, with its condition where the row does not say it.
fn promised(plans: &Plans<'_>, kind: &Kind, target: &Target) -> String {
    let promise = promise(plans, target);
    if kind.when.is_some() || target.when.is_always() {
        return promise;
    }
    format!("{promise} ({})", condition(&target.when, plans.catalogue, plans.language))
}

/// The severities in groups: in one group are those that every list has together or has not. One empty group where no list
/// names any.
fn together(count: usize, lists: &[&[usize]]) -> Vec<Vec<usize>> {
    if lists.iter().all(|list| list.is_empty()) {
        return vec![Vec::new()];
    }
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let for_all = lists.iter().any(|list| list.is_empty());
    for severity in (0..count).filter(|one| for_all || lists.iter().any(|list| list.contains(one))) {
        let like = |other: usize| lists.iter().all(|list| list.contains(&severity) == list.contains(&other));
        match groups.iter_mut().find(|group| group.first().is_some_and(|first| like(*first))) {
            Some(group) => group.push(severity),
            None => groups.push(vec![severity]),
        }
    }
    groups
}

/// For which requests a target holds, empty for all.
fn requests(plans: &Plans<'_>, severities: &[usize], channels: &[Channel]) -> String {
    let severities = severities.iter().filter_map(|&ix| plans.catalogue.severities.get(ix));
    let severities = severities.map(|severity| severity.name.get(plans.language));
    let channels = channels.iter().map(|&channel| channel_name(channel, plans.language));
    severities.chain(channels).collect::<Vec<_>>().join(", ")
}

/// "24 Stunden, garantiert; gezählt werden Mo–Fr 9–18 Uhr, nicht an Feiertagen".
fn promise(plans: &Plans<'_>, target: &Target) -> String {
    let time = word::stated(&target.within, plans.language, |&span| word::span(span, plans.language));
    let promised = matches!(target.within, Stated::Value(_) | Stated::AsAgreed);
    if !promised {
        return time;
    }
    let firm = match target.commitment {
        Commitment::Guaranteed => plans.say(", garantiert", ", guaranteed"),
        Commitment::Target => "",
        Commitment::BestEffort => plans.say(", ohne Zusage", ", not promised"),
    };
    // Calendar lengths ask no window.
    let calendar = matches!(target.within, Stated::Value(Span::Days(_) | Span::Weeks(_) | Span::Months(_)));
    let hours = if calendar { None } else { window(plans, Some(target.counting)) };
    let counted = match target.within {
        Stated::Value(Span::NextOpening) => plans.say("das ist", "that is"),
        _ => plans.say("gezählt wird", "counted"),
    };
    let hours = hours.map(|hours| format!("; {counted} {hours}"));
    let more = target.terms.as_ref().map(|terms| clock::terms(plans, target.milestone, terms)).unwrap_or_default();
    format!("{time}{firm}{}{more}", hours.unwrap_or_default())
}

/// Rights, each with its note.
pub(super) fn rights(plans: &Plans<'_>) -> Group {
    let mut rows = Vec::new();
    for (ix, right) in plans.catalogue.rights.iter().enumerate() {
        rows.extend(plans.row(right.name.get(plans.language), |_, held| {
            match held.rights.iter().find(|(known, _)| *known == ix) {
                Some((_, note)) => {
                    let mut words = vec![note.get(plans.language).to_owned()];
                    let more = held.access.rights.iter().find(|(known, _)| *known == ix);
                    words.extend(more.into_iter().flat_map(|(_, terms)| access::right(plans, terms)));
                    words.retain(|word| !word.is_empty());
                    if words.is_empty() { Cell::Included } else { Cell::Noted(words.join(", ")) }
                }
                None => Cell::NotIncluded,
            }
        }));
    }
    Group { name: plans.say("Leistungen", "Services").to_owned(), rows }
}

/// What is covered.
pub(super) fn scope(plans: &Plans<'_>) -> Group {
    let language = plans.language;
    let count = |value: Stated<u32>| match value {
        Stated::NotStated => Cell::NotStated,
        other => Cell::Text(word::stated(&other, language, u32::to_string)),
    };
    let answer = plans.say("ja", "yes");
    let yes = |holds: fn(&Scope) -> bool| {
        move |_: usize, held: &Entitlements| match holds(&held.scope) {
            true => Cell::Text(answer.to_owned()),
            false => Cell::NotIncluded,
        }
    };
    let products = |held: &Entitlements| -> Vec<&str> {
        let products = held.scope.products.iter().filter_map(|&ix| plans.catalogue.products.get(ix));
        products.map(|product| product.name.get(language)).collect()
    };
    let all = plans.say("alle unsere Produkte", "all our products");
    let has_products = !plans.catalogue.products.is_empty();
    let rows = [
        plans.row(plans.say("Produkte", "Products"), |_, held| match products(held).as_slice() {
            [] if has_products => Cell::Text(all.to_owned()),
            [] => Cell::NotStated,
            names => Cell::Text(names.join(", ")),
        }),
        plans.row(plans.say("Produktivsysteme", "Production systems"), |_, held| count(held.scope.production_systems)),
        plans.row(plans.say("Entwicklungssysteme dazu", "Development systems that belong to it"), |_, held| {
            count(held.scope.development_systems)
        }),
        plans.row(plans.say("Gültige Lizenz nötig", "A valid licence is needed"), yes(|scope| scope.licence)),
        plans
            .row(plans.say("Neueste Version nötig", "The newest version is needed"), yes(|scope| scope.newest_version)),
        plans.row(plans.say("Angepasste Versionen", "Customised versions"), |_, held| {
            if held.scope.customised_best_effort {
                Cell::Text(word::stated::<()>(&Stated::BestEffort, language, |()| String::new()))
            } else {
                Cell::NotStated
            }
        }),
        plans.row(
            plans.say(
                "Was in der Laufzeit erscheint, bleibt zum Herunterladen",
                "What is published within the term stays downloadable",
            ),
            yes(|scope| scope.releases_within_term),
        ),
    ];
    Group { name: plans.say("Umfang", "Scope").to_owned(), rows: rows.into_iter().flatten().collect() }
}
