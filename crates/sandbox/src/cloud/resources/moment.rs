//! Moments as they are sent: ISO 8601 with an offset, or milliseconds since 1970.

/// The moment that `text` names, milliseconds since 1970: `2026-11-24T14:15:22Z`, with a space for the T, a fraction, or an
/// offset (`+02:00`) as the provider's own examples have them `[openapi]`.
pub(super) fn parse(text: &str) -> Option<i64> {
    let (date, rest) = text.split_at_checked(10)?;
    let clock = rest.strip_prefix(['T', 't', ' '])?;
    let zone = clock.find(['Z', 'z', '+', '-'])?;
    let (clock, zone) = clock.split_at_checked(zone)?;
    let days = days_of(date)?;
    let seconds_ms = clock_of(clock)?;
    days.checked_mul(86_400_000)?.checked_add(seconds_ms)?.checked_sub(offset_of(zone)?)
}

fn number(text: &str, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
    let is_number = !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    text.parse().ok().filter(|number| is_number && range.contains(number))
}

/// Days from 1970-01-01 to `YYYY-MM-DD`. Years are counted from March, so that the leap day is the last of its year.
fn days_of(date: &str) -> Option<i64> {
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || (year.len(), month.len(), day.len()) != (4, 2, 2) {
        return None;
    }
    let (year, month) = (number(year, 0..=9_999)?, number(month, 1..=12)?);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let day = number(day, 1..=last)?;
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    Some(era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468)
}

/// Milliseconds since midnight of `HH:MM:SS`, with or without a fraction.
fn clock_of(clock: &str) -> Option<i64> {
    let mut parts = clock.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (second, fraction) = second.split_once('.').unwrap_or((second, "0"));
    if !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let thousandths = fraction.get(..fraction.len().min(3)).and_then(|digits| number(digits, 0..=999))?;
    let thousandths = (fraction.len()..3).fold(thousandths, |sum, _| sum * 10);
    let seconds = number(hour, 0..=23)? * 3_600 + number(minute, 0..=59)? * 60 + number(second, 0..=59)?;
    Some(seconds * 1_000 + thousandths)
}

/// How far a zone is ahead of UTC, milliseconds: `Z`, `+02:00`.
fn offset_of(zone: &str) -> Option<i64> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, digits) = zone.split_at_checked(1)?;
    let (hours, minutes) = digits.split_once(':')?;
    let ahead = (number(hours, 0..=23)? * 60 + number(minutes, 0..=59)?) * 60_000;
    Some(if sign == "-" { -ahead } else { ahead })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::utc;

    #[test]
    fn moments_are_read_in_all_forms_of_the_documents() {
        let table = [
            ("1970-01-01T00:00:00Z", 0),
            ("2023-01-21 04:03:32+00:00", 1_674_273_812_000),
            ("2023-11-05T13:15:30Z", 1_699_190_130_000),
            ("2000-02-29T12:34:56.9Z", 951_827_696_900),
            ("2026-11-25T01:00:00.1234567+02:00", 1_795_561_200_123),
            ("2026-11-24T18:00:00-05:00", 1_795_561_200_000),
        ];
        for (text, at_ms) in table {
            assert_eq!(parse(text), Some(at_ms), "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        for day in 0..60_000_i64 {
            let at_ms = (day - 20_000) * 86_400_000 + day * 1_000;
            assert_eq!(parse(&utc(at_ms)), Some(at_ms));
        }
    }

    #[test]
    fn other_texts_are_no_moments() {
        let texts = [
            "",
            "2026-11-24",
            "2026-11-24T14:15:22",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-11-24T24:00:00Z",
            "2026-11-24T14:15Z",
            "2026-11-24T14:15:22+2",
            "2026-11-24T14:15:22.Z",
            "2026-11-24T14:15:22.123xZ",
            "26-11-24T14:15:22Z",
            "2026-11-2éT14:15:22Z",
            "２026-11-24T14:15:22Z",
        ];
        for text in texts {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
