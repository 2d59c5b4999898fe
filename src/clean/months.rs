//! Names of months and of days of the week in the languages that news is mostly written in.
//!
//! Crates that read dates know English names only, or a table of all languages of the world; a few hundred words of the
//! larger languages do for news. A name that means different months in two languages is left to the one with more readers.

/// Names of each month, in lower case and without a full stop: English first, then German, French, Spanish, Portuguese,
/// Italian, Dutch, the Nordic languages, Polish, Czech, Russian, Ukrainian, Turkish, Indonesian and Romanian.
const MONTHS: [&[&str]; 12] = [
    &[
        "january", "jan", "januar", "jänner", "janvier", "janv", "enero", "ene", "janeiro", "gennaio", "gen", "januari",
        "tammikuuta", "stycznia", "ledna", "января", "янв", "січня", "ocak", "oca", "ianuarie",
    ],
    &[
        "february", "feb", "februar", "février", "fevrier", "févr", "fév", "febrero", "fevereiro", "fev", "febbraio",
        "februari", "helmikuuta", "lutego", "února", "февраля", "фев", "лютого", "şubat", "pebruari", "februarie",
    ],
    &[
        "march", "mar", "märz", "maerz", "mär", "mrz", "mars", "marzo", "março", "marco", "maart", "mrt", "marts",
        "maaliskuuta", "marca", "března", "марта", "мар", "березня", "mart", "maret", "martie",
    ],
    &[
        "april", "apr", "avril", "avr", "abril", "abr", "aprile", "huhtikuuta", "kwietnia", "dubna", "апреля", "апр",
        "квітня", "nisan", "aprilie",
    ],
    &[
        "may", "mai", "mayo", "maio", "maggio", "mag", "mei", "maj", "toukokuuta", "maja", "května", "мая", "травня",
        "mayıs",
    ],
    &[
        "june", "jun", "juni", "juin", "junio", "junho", "giugno", "giu", "kesäkuuta", "czerwca", "června", "июня",
        "июн", "червня", "haziran", "iunie",
    ],
    &[
        "july", "jul", "juli", "juillet", "juil", "julio", "julho", "luglio", "lug", "heinäkuuta", "lipca", "července",
        "июля", "июл", "липня", "temmuz", "iulie",
    ],
    &[
        "august", "aug", "août", "aout", "agosto", "ago", "augustus", "augusti", "elokuuta", "sierpnia", "srpna",
        "августа", "авг", "серпня", "ağustos", "agustus",
    ],
    &[
        "september", "sep", "sept", "septembre", "septiembre", "setiembre", "setembro", "settembre", "set", "syyskuuta",
        "września", "září", "сентября", "сен", "сент", "вересня", "eylül", "septembrie",
    ],
    &[
        "october", "oct", "oktober", "okt", "octobre", "octubre", "outubro", "out", "ottobre", "ott", "lokakuuta",
        "października", "října", "октября", "окт", "жовтня", "ekim", "octombrie",
    ],
    &[
        "november", "nov", "novembre", "noviembre", "novembro", "marraskuuta", "listopada", "listopadu", "ноября",
        "ноя", "нояб", "листопада", "kasım", "nopember", "noiembrie",
    ],
    &[
        "december", "dec", "dezember", "dez", "décembre", "decembre", "déc", "diciembre", "dic", "dezembro", "dicembre",
        "desember", "des", "joulukuuta", "grudnia", "prosince", "декабря", "дек", "грудня", "aralık",
        "decembrie",
    ],
];

/// Days of the week, in the same languages where these write them before a date.
const DAYS: &[&str] = &[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "tues", "wed", "thu",
    "thur", "thurs", "fri", "sat", "sun", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag",
    "sonnabend", "sonntag", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "lunes", "martes",
    "miércoles", "jueves", "viernes", "sábado", "domingo", "segunda-feira", "terça-feira", "quarta-feira",
    "quinta-feira", "sexta-feira", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica",
    "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag", "måndag", "tisdag", "onsdag",
    "torsdag", "fredag", "lördag", "söndag", "mandag", "tirsdag", "lørdag", "søndag", "poniedziałek", "wtorek", "środa",
    "czwartek", "piątek", "sobota", "niedziela", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота",
    "воскресенье", "понеділок", "вівторок", "середа", "четвер", "п'ятниця", "субота", "неділя", "pazartesi", "salı",
    "çarşamba", "perşembe", "cuma", "cumartesi", "pazar", "senin", "selasa", "rabu", "kamis", "jumat", "sabtu",
    "minggu",
];

/// No name is longer than this, in bytes.
const LONGEST: usize = 24;

/// The number, from 1, of the month that `word` names, in any case and with or without a full stop.
pub(super) fn month(word: &str) -> Option<i8> {
    let word = lower(word)?;
    let index = MONTHS.iter().position(|names| names.contains(&word.as_str()))?;
    i8::try_from(index + 1).ok()
}

/// Whether `word` names a day of the week.
pub(super) fn is_weekday(word: &str) -> bool {
    lower(word).is_some_and(|word| DAYS.contains(&word.as_str()))
}

fn lower(word: &str) -> Option<String> {
    let word = word.trim_end_matches('.');
    // Cheap first: nearly all words that are asked for are no names.
    let could_be = (2..=LONGEST).contains(&word.len()) && !word.bytes().any(|byte| byte.is_ascii_digit());
    could_be.then(|| word.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_many_languages_are_known_in_any_case() {
        for (word, number) in [("Sept.", 9), ("AOÛT", 8), ("Августа", 8), ("Maret", 3), ("október", 0), ("out", 10)] {
            assert_eq!(month(word).unwrap_or(0), number, "{word}");
        }
        assert!(is_weekday("Lundi") && is_weekday("Thurs.") && !is_weekday("today"));
    }

    #[test]
    fn no_name_means_two_months() {
        for (index, names) in MONTHS.iter().enumerate() {
            for name in *names {
                let others = MONTHS.iter().enumerate().filter(|(other, names)| *other != index && names.contains(name));
                assert_eq!(others.count(), 0, "{name}");
                assert!(name.len() <= LONGEST && *name == name.to_lowercase(), "{name}");
            }
        }
    }
}
