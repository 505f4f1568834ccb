//! Plan files for tests, beside those that ship.

/// Two plans: `full` promises a first response (1 h for severity `high`, 4 h for `low`), a next response within 4 h and a
/// resolution within 9 h, all Monday to Friday from nine to six; `free` promises nothing, has no phone, and three contacts.
pub const PROMISES: &str = r#"
mainstay = 1
version = "test-1"

[provider]
name = "Test Provider"
time-zone = "Europe/Berlin"
holidays = "DE-TH"
currency = "EUR"
languages = ["de", "en"]
tax = "19 %"
prices = "net"

[window.office]
name = { de = "Bürozeiten", en = "Office hours" }
hours = "Mo-Fr 09:00-18:00; PH off"

[severity.high]
name = { de = "Hoch", en = "High" }
examples = [{ de = "Nichts geht mehr", en = "Nothing works" }]

[severity.low]
name = { de = "Niedrig", en = "Low" }
examples = [{ de = "Es könnte besser gehen", en = "It could work better" }]

[line.support]
name = { de = "Telefonsupport", en = "Phone support" }
window = "office"
tariff = "support"

[allowance.phone]
name = { de = "Freiminuten", en = "Free minutes" }
unit = "minutes"
expires = "end-of-period"

[tariff.support]
name = { de = "Telefonsupport", en = "Phone support" }
price = "0.50 EUR / started minute"
burns = ["phone"]

[plan.full]
name = { de = "Voll", en = "Full" }
summary = { de = "Alles.", en = "Everything." }
price = "100.00 EUR / month"
channels = ["email", "portal", { channel = "phone", window = "office" }]
lines = ["support"]
allowances = { phone = "30 min / month" }
targets = [
  { milestone = "first-response", within = "1 h", window = "office", severities = ["high"], commitment = "guaranteed" },
  { milestone = "first-response", within = "4 h", window = "office", severities = ["low"], commitment = "guaranteed" },
  { milestone = "next-response", within = "4 h", window = "office", commitment = "target" },
  { milestone = "resolution", within = "9 h", window = "office", commitment = "target" },
]
rank = 10

[plan.free]
name = { de = "Frei", en = "Free" }
summary = { de = "Nur per E-Mail.", en = "By e-mail only." }
price = "free"
contacts = 3
channels = ["email"]
rank = 20
"#;

/// A catalogue whose promises and prices depend on facts, and that counts tickets.
pub const FACTS: &str = r#"
mainstay = 1
version = "test-1"

[provider]
name = "Test Provider"
time-zone = "Europe/Berlin"
holidays = "DE-TH"
currency = "EUR"
languages = ["de", "en"]
tax = "19 %"
prices = "net"

[window.office]
name = { de = "Bürozeiten", en = "Office hours" }
hours = "Mo-Fr 09:00-18:00; PH off"

[fact.user]
name = { de = "Benutzer", en = "Users" }

[fact.hosting]
name = { de = "Betrieb", en = "Hosting" }
values = ["cloud", "own"]

[allowance.requests]
name = { de = "Anfragen", en = "Requests" }
unit = "tickets"
expires = "end-of-period"
deduct = "opening"

[pack.five]
name = { de = "Fünf Anfragen", en = "Five requests" }
price = "50.00 EUR"
allowance = "requests"
quantity = "5 tickets"
expires = "12 months"

[item.travel]
name = { de = "Anfahrt", en = "Travel" }
price = "0.40 EUR / km"
unit = "km"

[tariff.extra]
name = { de = "Weitere Anfrage", en = "Further request" }
case = "30.00 EUR"
burns = ["requests"]

[plan.team]
name = { de = "Team", en = "Team" }
summary = { de = "Je Benutzer.", en = "By the user." }
price = "5.00 EUR / user / month"
channels = ["email", "portal"]
allowances = { requests = "2 tickets / month" }
work = "extra"
targets = [
  { milestone = "first-response", within = "4 h", window = "office" },
  { milestone = "workaround", within = "8 h", window = "office" },
]
covers = [
  { when = { hosting = "own" }, as = "best-effort", name = { de = "Eigener Betrieb", en = "Own hosting" } },
]
"#;

/// A catalogue that promises availability, credits what lacks of it unasked or when it is claimed, and a plan that begins with a
/// payment.
pub const UPTIME: &str = r#"
mainstay = 1
version = "test-1"

[provider]
name = "Test Provider"
time-zone = "Europe/Berlin"
holidays = "DE-TH"
currency = "EUR"
languages = ["de", "en"]
tax = "19 %"
prices = "net"

[window.office]
name = { de = "Bürozeiten", en = "Office hours" }
hours = "Mo-Fr 09:00-18:00; PH off"

[product.shop]
name = { de = "Shop", en = "Shop" }

[product.mail]
name = { de = "Mail", en = "Mail" }

[remedy.uptime]
name = { de = "Gutschrift für Ausfälle", en = "Credit for downtime" }
measure = "availability"
when = { cause = "not maintenance, force-majeure" }
steps = [{ below = "99.9 %", credit = "5 %" }, { below = "99 %", credit = "10 %" }]

[remedy.asked]
name = { de = "Gutschrift auf Antrag", en = "Credit on request" }
measure = "availability"
steps = [{ below = "99.9 %", credit = "20.00 EUR" }]
claim-within = "30 days"

[plan.hosting]
name = { de = "Betrieb", en = "Hosting" }
summary = { de = "Mit Gutschrift.", en = "With credit." }
price = "100.00 EUR / month"
contacts = 2
channels = ["email", "portal"]
scope = { products = ["shop"] }
availability = [{ objective = "99.9 %", per = "month", when = { cause = "not maintenance, force-majeure" } }]
remedies = ["uptime"]

[plan.claiming]
name = { de = "Betrieb auf Antrag", en = "Hosting on request" }
summary = { de = "Wer fragt, bekommt.", en = "Who asks is given." }
price = "100.00 EUR / month"
contacts = 2
channels = ["email", "portal"]
availability = [{ objective = "99.9 %", per = "month" }]
remedies = ["asked"]

[plan.prepaid]
name = { de = "Vorausbezahlt", en = "Prepaid" }
summary = { de = "Beginnt mit der Zahlung.", en = "Begins with the payment." }
price = "10.00 EUR / month"
contacts = 2
channels = ["email", "portal"]
starts = { on = "payment" }
"#;

/// Work by the hour, for nothing included: `hourly` at 90.00 EUR, `dear` at 120.00 EUR. Who has the role `reader` may not accept prices.
pub const CHARGED: &str = r#"
mainstay = 1
version = "test-1"

[provider]
name = "Test Provider"
time-zone = "Europe/Berlin"
holidays = "DE-TH"
currency = "EUR"
languages = ["de", "en"]
tax = "19 %"
prices = "net"

[role.reader]
name = { de = "Leserin", en = "Reader" }
may = ["ask", "read"]

[role.buyer]
name = { de = "Einkäuferin", en = "Buyer" }
may = ["ask", "read", "accept"]

[tariff.hourly]
name = { de = "Arbeit", en = "Work" }
price = "90.00 EUR / h in started min"

[tariff.dear]
name = { de = "Arbeit", en = "Work" }
price = "120.00 EUR / h in started min"

[plan.hourly]
name = { de = "Nach Aufwand", en = "By the hour" }
summary = { de = "Nichts ist enthalten.", en = "Nothing is included." }
price = "free"
contacts = 5
channels = ["email", "portal", "phone"]
work = "hourly"

[plan.dear]
name = { de = "Teurer", en = "Dearer" }
summary = { de = "Nichts ist enthalten.", en = "Nothing is included." }
price = "free"
contacts = 5
channels = ["email", "portal", "phone"]
work = "dear"
"#;
