//! The table of public holidays: Germany, Austria, Switzerland.
//!
//! A line is a day, the years and the parts of the country it holds in, and its names. Sources: the holiday laws of
//! the German Länder; the Austrian Feiertagsruhegesetz; for Switzerland the list of the Federal Office of Justice
//! of the cantonal days that equal a Sunday in law. Checked day by day for 2000 to 2050 against an independent data
//! set (`tests/time_holidays.rs`).
//!
//! Chosen where one may differ:
//! - Sundays count where a law names them (Easter and Whit Sunday in Brandenburg).
//! - Days of single communes are regions of their own: Assumption in mostly Catholic Bavaria, Corpus Christi in parts
//!   of Saxony and Thuringia, the Peace Festival in Augsburg.
//! - The Austrian Länder's patron saints close offices and schools, but are no public holidays in law, so `AT-1` to
//!   `AT-9` have the nationwide days.
//! - Swiss days that are half, customary or left to communes are not in the table; a desk adds them by date.

use jiff::civil::{Date, Weekday};

use super::easter::easter;

/// A country: its code, the codes of its parts and its holidays.
pub(super) struct Country {
    pub(super) code: &'static str,
    /// Separated by blanks.
    pub(super) parts: &'static str,
    pub(super) entries: &'static [Entry],
}

/// One line of the table.
pub(super) struct Entry {
    pub(super) day: Day,
    years: (i16, i16),
    /// Parts separated by blanks; empty for the whole country.
    parts: &'static str,
    pub(super) de: &'static str,
    pub(super) en: &'static str,
}

/// A day that comes every year.
pub(super) enum Day {
    /// Month and day.
    On(i8, i8),
    /// Days after Easter Sunday.
    Easter(i16),
    /// The last such weekday before a month and day.
    Before(Weekday, i8, i8),
    /// Days after the nth such weekday of a month.
    After(i16, i8, Weekday, i8),
    /// Month and day, but only if it is one of these weekdays.
    OnlyOn(i8, i8, &'static [Weekday]),
    /// The first Thursday of April, a week later if that is in Holy Week.
    Naefels,
}

impl Entry {
    /// A part with a third word (`BY-CATHOLIC`) has the days of the part before it too.
    pub(super) fn holds_in(&self, part: &str, year: i16) -> bool {
        let wider = part.split_once('-').map_or(part, |(land, _)| land);
        let here = self.parts.is_empty() || self.parts.split(' ').any(|name| name == part || name == wider);
        here && (self.years.0..=self.years.1).contains(&year)
    }
}

impl Day {
    pub(super) fn in_year(&self, year: i16) -> Option<Date> {
        match *self {
            Self::On(month, day) => Date::new(year, month, day).ok(),
            Self::Easter(days) => shifted(easter(year), days),
            Self::Before(weekday, month, day) => Date::new(year, month, day).ok()?.nth_weekday(-1, weekday).ok(),
            Self::After(days, nth, weekday, month) => {
                shifted(Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()?, days)
            }
            Self::OnlyOn(month, day, weekdays) => {
                Date::new(year, month, day).ok().filter(|date| weekdays.contains(&date.weekday()))
            }
            Self::Naefels => {
                let first = Date::new(year, 4, 1).ok()?.nth_weekday_of_month(1, Thursday).ok()?;
                let holy = shifted(easter(year), -3) == Some(first);
                shifted(first, if holy { 7 } else { 0 })
            }
        }
    }
}

fn shifted(date: Date, days: i16) -> Option<Date> {
    date.checked_add(jiff::Span::new().days(days)).ok()
}

use Day::{After, Before, Easter, Naefels, On, OnlyOn};
use Weekday::{Friday, Monday, Sunday, Thursday, Wednesday};

const fn every(day: Day, parts: &'static str, de: &'static str, en: &'static str) -> Entry {
    Entry { day, years: (1, 9999), parts, de, en }
}

const fn from(year: i16, day: Day, parts: &'static str, de: &'static str, en: &'static str) -> Entry {
    Entry { day, years: (year, 9999), parts, de, en }
}

const fn once(year: i16, day: Day, parts: &'static str, de: &'static str, en: &'static str) -> Entry {
    Entry { day, years: (year, year), parts, de, en }
}

/// All countries.
pub(super) const COUNTRIES: &[Country] = &[
    Country {
        code: "DE",
        parts: "BB BE BW BY BY-AUGSBURG BY-CATHOLIC HB HE HH MV NI NW RP SH SL SN SN-CATHOLIC ST TH TH-CATHOLIC",
        entries: GERMANY,
    },
    Country { code: "AT", parts: "1 2 3 4 5 6 7 8 9", entries: AUSTRIA },
    Country {
        code: "CH",
        parts: "AG AI AR BE BL BS FR GE GL GR JU LU NE NW OW SG SH SO SZ TG TI UR VD VS ZG ZH",
        entries: SWITZERLAND,
    },
];

const GERMANY: &[Entry] = &[
    every(On(1, 1), "", "Neujahr", "New Year's Day"),
    every(On(1, 6), "BW BY ST", "Heilige Drei Könige", "Epiphany"),
    from(2019, On(3, 8), "BE", "Frauentag", "Women's Day"),
    from(2023, On(3, 8), "MV", "Frauentag", "Women's Day"),
    every(Easter(-2), "", "Karfreitag", "Good Friday"),
    every(Easter(0), "BB", "Ostersonntag", "Easter Sunday"),
    every(Easter(1), "", "Ostermontag", "Easter Monday"),
    every(On(5, 1), "", "Tag der Arbeit", "Labour Day"),
    once(2020, On(5, 8), "BE", "75. Jahrestag der Befreiung", "75th anniversary of the liberation"),
    once(2025, On(5, 8), "BE", "80. Jahrestag der Befreiung", "80th anniversary of the liberation"),
    every(Easter(39), "", "Christi Himmelfahrt", "Ascension Day"),
    every(Easter(49), "BB", "Pfingstsonntag", "Whit Sunday"),
    every(Easter(50), "", "Pfingstmontag", "Whit Monday"),
    every(Easter(60), "BW BY HE NW RP SL SN-CATHOLIC TH-CATHOLIC", "Fronleichnam", "Corpus Christi"),
    once(2028, On(6, 17), "BE", "75. Jahrestag des Volksaufstands", "75th anniversary of the uprising of 1953"),
    every(On(8, 8), "BY-AUGSBURG", "Augsburger Hohes Friedensfest", "Augsburg Peace Festival"),
    every(On(8, 15), "SL BY-CATHOLIC BY-AUGSBURG", "Mariä Himmelfahrt", "Assumption Day"),
    from(2019, On(9, 20), "TH", "Weltkindertag", "World Children's Day"),
    from(1990, On(10, 3), "", "Tag der Deutschen Einheit", "German Unity Day"),
    every(On(10, 31), "BB MV SN ST TH", "Reformationstag", "Reformation Day"),
    once(2017, On(10, 31), "", "Reformationstag", "Reformation Day"),
    from(2018, On(10, 31), "HB HH NI SH", "Reformationstag", "Reformation Day"),
    every(On(11, 1), "BW BY NW RP SL", "Allerheiligen", "All Saints' Day"),
    every(Before(Wednesday, 11, 23), "SN", "Buß- und Bettag", "Day of Repentance and Prayer"),
    every(On(12, 25), "", "Erster Weihnachtstag", "Christmas Day"),
    every(On(12, 26), "", "Zweiter Weihnachtstag", "Second Day of Christmas"),
];

const AUSTRIA: &[Entry] = &[
    every(On(1, 1), "", "Neujahr", "New Year's Day"),
    every(On(1, 6), "", "Heilige Drei Könige", "Epiphany"),
    every(Easter(1), "", "Ostermontag", "Easter Monday"),
    every(On(5, 1), "", "Staatsfeiertag", "Labour Day"),
    every(Easter(39), "", "Christi Himmelfahrt", "Ascension Day"),
    every(Easter(50), "", "Pfingstmontag", "Whit Monday"),
    every(Easter(60), "", "Fronleichnam", "Corpus Christi"),
    every(On(8, 15), "", "Mariä Himmelfahrt", "Assumption Day"),
    from(1967, On(10, 26), "", "Nationalfeiertag", "National Day"),
    every(On(11, 1), "", "Allerheiligen", "All Saints' Day"),
    every(On(12, 8), "", "Mariä Empfängnis", "Immaculate Conception"),
    every(On(12, 25), "", "Christtag", "Christmas Day"),
    every(On(12, 26), "", "Stefanitag", "St Stephen's Day"),
];

const GOOD_FRIDAY: &str = "AG AI AR BE BL BS FR GE GL JU LU NE NW OW SG SH SO SZ TG UR VD ZG ZH";
const EASTER_MONDAY: &str = "AG AI AR BE BL BS GE GL GR JU LU SG SH SZ TG TI UR VD ZH";
const LABOUR_DAY: &str = "AG BL BS JU NE SH TG TI ZH";
const CORPUS_CHRISTI: &str = "AG AI JU LU NE NW OW SZ TI UR VS ZG";
const ASSUMPTION: &str = "AG AI JU LU NW OW SZ TI UR VS ZG";
const ALL_SAINTS: &str = "AG AI GL JU LU NW OW SG SZ TI UR VS ZG";
const IMMACULATE: &str = "AG AI LU NW OW SZ TI UR VS ZG";
const ST_STEPHEN: &str = "AG BE BL BS GL GR LU SG SH SZ TG TI ZH";
/// In three cantons 26 December is left out where it would make three or four days off in a row.
const NOT_TUESDAY_OR_SATURDAY: &[Weekday] = &[Monday, Wednesday, Thursday, Friday, Sunday];

const SWITZERLAND: &[Entry] = &[
    every(On(1, 1), "", "Neujahr", "New Year's Day"),
    every(On(1, 2), "AG BE JU LU TG VD", "Berchtoldstag", "St Berchtold's Day"),
    every(OnlyOn(1, 2, &[Monday]), "NE", "Berchtoldstag", "St Berchtold's Day"),
    every(On(1, 6), "SZ TI UR", "Heilige Drei Könige", "Epiphany"),
    every(On(3, 1), "NE", "Ausrufung der Republik", "Republic Day"),
    every(On(3, 19), "NW SZ TI UR VS", "Josefstag", "St Joseph's Day"),
    every(Naefels, "GL", "Näfelser Fahrt", "Näfels Pilgrimage"),
    every(Easter(-2), GOOD_FRIDAY, "Karfreitag", "Good Friday"),
    every(Easter(1), EASTER_MONDAY, "Ostermontag", "Easter Monday"),
    every(On(5, 1), LABOUR_DAY, "Tag der Arbeit", "Labour Day"),
    every(Easter(39), "", "Auffahrt", "Ascension Day"),
    every(Easter(50), EASTER_MONDAY, "Pfingstmontag", "Whit Monday"),
    every(Easter(60), CORPUS_CHRISTI, "Fronleichnam", "Corpus Christi"),
    every(On(6, 23), "JU", "Fest der Unabhängigkeit", "Independence Day"),
    every(On(6, 29), "TI", "Peter und Paul", "Saints Peter and Paul"),
    every(On(8, 1), "", "Bundesfeier", "National Day"),
    every(On(8, 15), ASSUMPTION, "Mariä Himmelfahrt", "Assumption Day"),
    every(After(4, 1, Sunday, 9), "GE", "Genfer Bettag", "Genevan Fast"),
    every(After(1, 3, Sunday, 9), "VD", "Bettagsmontag", "Fast Monday"),
    every(On(9, 25), "OW", "Bruder Klaus", "St Nicholas of Flüe"),
    every(On(11, 1), ALL_SAINTS, "Allerheiligen", "All Saints' Day"),
    every(On(12, 8), IMMACULATE, "Mariä Empfängnis", "Immaculate Conception"),
    every(On(12, 25), "", "Weihnachten", "Christmas Day"),
    every(On(12, 26), ST_STEPHEN, "Stephanstag", "St Stephen's Day"),
    every(OnlyOn(12, 26, NOT_TUESDAY_OR_SATURDAY), "AI AR UR", "Stephanstag", "St Stephen's Day"),
    every(OnlyOn(12, 26, &[Monday]), "NE", "Stephanstag", "St Stephen's Day"),
    every(On(12, 31), "GE", "Wiederherstellung der Republik", "Restoration of the Republic"),
];
