//! Sizes and rates, as people write them.

/// Reads a size in bytes: `16MB`, `512k`, `1.5 GiB`. Decimal prefixes are powers of 1000, binary ones (`KiB`) and
/// single letters powers of 1024.
///
/// # Errors
/// When it is not a number with one of these units; the text says which there are.
pub fn parse_size(text: &str) -> Result<usize, String> {
    let text = text.trim();
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let number: f64 = number.parse().map_err(|_| format!("'{text}' is not a size (try 512MB or 2GiB)"))?;
    let factor: f64 = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1.0,
        "kb" => 1e3,
        "mb" => 1e6,
        "gb" => 1e9,
        "tb" => 1e12,
        "k" | "kib" => 1024.0,
        "m" | "mib" => 1024.0 * 1024.0,
        "g" | "gib" => 1024.0 * 1024.0 * 1024.0,
        "t" | "tib" => 1024.0 * 1024.0 * 1024.0 * 1024.0,
        _ => return Err(format!("'{text}' has an unknown unit (there are B, KB, MB, GB, TB, KiB, MiB, GiB, TiB)")),
    };
    let bytes = number * factor;
    if !bytes.is_finite() || bytes < 1.0 || bytes > 2f64.powi(52) {
        return Err(format!("'{text}' is out of range"));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to lie between 1 and 2^52")]
    Ok(bytes as usize)
}

/// A size in decimal units with three digits: `4.21 MB`.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
pub fn size(bytes: u64) -> String {
    let units = ["B", "kB", "MB", "GB", "TB", "PB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 999.5 && unit + 1 < units.len() {
        value /= 1000.0;
        unit += 1;
    }
    let digits = if unit == 0 || value >= 99.95 {
        0
    } else if value >= 9.995 {
        1
    } else {
        2
    };
    format!("{value:.digits$} {}", units[unit])
}

/// A number with separators: `1,234,567`.
#[must_use]
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A time that is only guessed, in whole seconds: `7 s`, `3 min 20 s`.
#[must_use]
pub fn rough_seconds(guess: f64) -> String {
    if guess < 10.0 { format!("{:.0} s", guess.ceil()) } else { seconds(guess) }
}

/// A time: `0.12 s`, `3 min 20 s`.
#[must_use]
pub fn seconds(seconds: f64) -> String {
    if seconds < 10.0 {
        format!("{seconds:.2} s")
    } else if seconds < 120.0 {
        format!("{seconds:.0} s")
    } else {
        format!("{:.0} min {:.0} s", (seconds / 60.0).floor(), seconds % 60.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_they_are_written() {
        assert_eq!(parse_size("512MB"), Ok(512_000_000));
        assert_eq!(parse_size("1.5 GiB"), Ok(1_610_612_736));
        assert_eq!(parse_size("64k"), Ok(65_536));
        assert!(parse_size("many").is_err() && parse_size("5 apples").is_err() && parse_size("0").is_err());
    }

    #[test]
    fn numbers_are_shown_with_three_digits_and_separators() {
        assert_eq!(size(999), "999 B");
        assert_eq!(size(1_000), "1.00 kB");
        assert_eq!(size(302_400_000), "302 MB");
        assert_eq!(size(42_420_000), "42.4 MB");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(count(100), "100");
        assert_eq!(seconds(0.123), "0.12 s");
        assert_eq!(seconds(200.0), "3 min 20 s");
        assert_eq!(rough_seconds(6.2), "7 s");
    }
}
