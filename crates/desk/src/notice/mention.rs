//! Mentions: `@Jana Winter` in a note, or `@Jana` where only one has that first name.

use crate::staff::Staff;

/// Who is mentioned in a text, each once. A full name goes before a first name, so `@Jana Winter` never means another Jana.
pub(crate) fn mentioned<'a>(text: &str, staff: &'a [Staff]) -> Vec<&'a Staff> {
    let here: Vec<&Staff> = staff.iter().filter(|person| person.deactivated_at.is_none()).collect();
    let mut found: Vec<&Staff> = Vec::new();
    let mut before = ' ';
    for (at, letter) in text.char_indices() {
        // What stands in an address of mail is no mention.
        if letter == '@' && !before.is_alphanumeric() {
            let rest = text[at + 1..].to_lowercase();
            let full = here.iter().filter(|person| names(&rest, &person.name)).max_by_key(|person| person.name.len());
            let first = || {
                let mut alike = here.iter().filter(|person| names(&rest, first_name(&person.name)));
                alike.next().filter(|_| alike.next().is_none())
            };
            let person = full.or_else(first).filter(|person| !found.iter().any(|known| known.id == person.id));
            found.extend(person.copied());
        }
        before = letter;
    }
    found
}

fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or_default()
}

/// Whether a text in lower case begins with a name and no longer word.
fn names(rest: &str, name: &str) -> bool {
    let name = name.to_lowercase();
    let after = rest.strip_prefix(name.as_str());
    !name.is_empty() && after.is_some_and(|after| !after.starts_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use engine::plan::catalogue::Language;

    use super::*;
    use crate::actor::Role;
    use crate::id::StaffId;

    fn staff(names: &[&str]) -> Vec<Staff> {
        let one = |(id, name): (i64, &&str)| Staff {
            id: StaffId(id),
            email: String::new(),
            name: (*name).to_owned(),
            role: Role::Agent,
            language: Language::De,
            deactivated_at: None,
        };
        (1..).zip(names).map(one).collect()
    }

    #[test]
    fn a_mention_is_a_whole_name_or_a_first_name_that_only_one_has() {
        let all = staff(&["Jana Winter", "Jana Wintersteiger", "Musa Okonkwo", "Zoë Ärmel"]);
        let who = |text: &str| mentioned(text, &all).iter().map(|person| person.id.0).collect::<Vec<_>>();
        assert_eq!(who("@Jana Winter, bitte"), [1]);
        assert_eq!(who("@jana wintersteiger: bitte, und @Musa."), [2, 3]);
        assert_eq!(who("@Jana bitte"), Vec::<i64>::new(), "two have this name");
        assert_eq!(who("musa@musa.example und @Musaik"), Vec::<i64>::new());
        assert_eq!(who("(@ZOË ÄRMEL) @musa @musa okonkwo"), [4, 3]);
        assert_eq!(who("@ @@ @"), Vec::<i64>::new());
    }
}
