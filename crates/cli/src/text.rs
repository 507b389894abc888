//! Words for people: durations, moments, tables. Pure.

use std::time::Duration;

use slipway_engine::api::SizeChoice;
use slipway_engine::time::Timestamp;

/// Reads a duration: `90s`, `10m`, `1h30m`, or plain seconds.
///
/// # Errors
/// Says what is right when it is none of these, is zero, or is longer than 30 days.
pub fn duration(text: &str) -> Result<Duration, String> {
    const WRONG: &str = "must be a time such as 90s, 10m or 1h30m, at most 30 days";
    const SECONDS_MAX: u64 = 30 * 24 * 3600;
    let mut seconds: u64 = 0;
    let mut digits = String::new();
    let mut add = |digits: &mut String, unit: u64| -> Result<(), String> {
        let number: u64 = digits.parse().map_err(|_| WRONG.to_owned())?;
        digits.clear();
        seconds = seconds.saturating_add(number.saturating_mul(unit));
        Ok(())
    };
    for letter in text.chars() {
        match letter {
            '0'..='9' => digits.push(letter),
            's' => add(&mut digits, 1)?,
            'm' => add(&mut digits, 60)?,
            'h' => add(&mut digits, 3600)?,
            'd' => add(&mut digits, 24 * 3600)?,
            _ => return Err(WRONG.to_owned()),
        }
    }
    if !digits.is_empty() {
        add(&mut digits, 1)?;
    }
    if seconds == 0 || seconds > SECONDS_MAX { Err(WRONG.to_owned()) } else { Ok(Duration::from_secs(seconds)) }
}

/// A stretch of time as people read a stopwatch: `0:05`, `5:12`, `1:02:03`. Negative ones read as none.
pub fn stopwatch(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// How long ago: `now`, `4 s ago`, `12 min ago`, `3 h ago`, `5 days ago`.
pub fn ago(then: Timestamp, now: Timestamp) -> String {
    let seconds = now.ms_since(then) / 1000;
    match seconds {
        ..=0 => "now".to_owned(),
        1..=119 => format!("{seconds} s ago"),
        120..=7_199 => format!("{} min ago", seconds / 60),
        7_200..=172_799 => format!("{} h ago", seconds / 3600),
        _ => format!("{} days ago", seconds / 86_400),
    }
}

/// A moment in UTC: `2026-11-24 14:02:12Z`.
pub fn moment(at: Timestamp) -> String {
    let seconds = at.0.div_euclid(1000);
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil(days);
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60)
}

/// Year, month and day of a day counted from 1970-01-01 (the proleptic Gregorian calendar, years from March).
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// A table with a heading: columns as wide as their longest cell, two spaces between, no space at a line's end.
pub fn table(heading: &[&str], rows: &[Vec<String>]) -> String {
    let mut all: Vec<Vec<&str>> = vec![heading.to_vec()];
    all.extend(rows.iter().map(|row| row.iter().map(String::as_str).collect()));
    let widths: Vec<usize> = (0..heading.len())
        .map(|column| all.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0))
        .collect();
    let lines: Vec<String> = all
        .iter()
        .map(|row| {
            let cells: Vec<String> = row
                .iter()
                .zip(&widths)
                .map(|(cell, width)| format!("{cell}{}", " ".repeat(width.saturating_sub(cell.chars().count()))))
                .collect();
            cells.join("  ").trim_end().to_owned()
        })
        .collect();
    lines.join("\n")
}

/// `text` with every control character but the line's end and the tab made visible, so that nothing a server says can
/// steer the terminal.
pub fn harmless(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_control() && letter != '\n' && letter != '\t' { '\u{fffd}' } else { letter })
        .collect()
}

/// A node size and how many nodes: `KFK-PRD-r7g.large-250/3`.
///
/// # Errors
/// It has no size, or a number of nodes that is none.
pub fn size(text: &str) -> Result<SizeChoice, String> {
    let (size, nodes) = match text.rsplit_once('/') {
        Some((size, nodes)) => {
            (size, Some(nodes.parse::<u32>().map_err(|_| format!("«{nodes}» is no number of nodes: SIZE/3"))?))
        }
        None => (text, None),
    };
    if size.is_empty() {
        return Err("there is no node size: SIZE/3".to_owned());
    }
    Ok(SizeChoice { node_size: size.to_owned(), nodes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_with_and_without_their_nodes() {
        let told = |text: &str| size(text).map(|size| (size.node_size, size.nodes));
        assert_eq!(told("t2.small-20/3"), Ok(("t2.small-20".to_owned(), Some(3))));
        assert_eq!(told("KFK-DEV-t4g.small-5"), Ok(("KFK-DEV-t4g.small-5".to_owned(), None)));
        for text in ["", "/3", "a/", "a/b", "a/-1", "a/99999999999"] {
            assert!(size(text).is_err(), "{text}");
        }
    }

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (text, seconds) in [("90s", 90), ("10m", 600), ("1h30m", 5400), ("45", 45), ("2d", 172_800)] {
            assert_eq!(duration(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in ["", "0", "m", "10x", "-5", "1.5h", "31d", "99999999999999999999", "9999999999999999999d"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn moments_are_right_on_odd_days() {
        for (ms, text) in [
            (0, "1970-01-01 00:00:00Z"),
            (951_782_400_000, "2000-02-29 00:00:00Z"),
            (1_795_528_932_123, "2026-11-24 14:02:12Z"),
            (-1, "1969-12-31 23:59:59Z"),
        ] {
            assert_eq!(moment(Timestamp(ms)), text);
        }
    }

    #[test]
    fn stretches_read_like_a_stopwatch() {
        assert_eq!(stopwatch(312_000), "5:12");
        assert_eq!(stopwatch(3_723_999), "1:02:03");
        assert_eq!(stopwatch(-5), "0:00");
    }

    #[test]
    fn ages_round_down() {
        let now = Timestamp(1_000_000_000);
        for (seconds, text) in
            [(0, "now"), (4, "4 s ago"), (720, "12 min ago"), (10_900, "3 h ago"), (500_000, "5 days ago")]
        {
            assert_eq!(ago(now.plus_ms(-seconds * 1000), now), text);
        }
    }

    #[test]
    fn a_tables_columns_line_up_and_its_lines_end_clean() {
        let rows = vec![vec!["a".to_owned(), "b".to_owned()], vec!["longer".to_owned(), String::new()]];
        assert_eq!(table(&["ID", "NAME"], &rows), "ID      NAME\na       b\nlonger");
    }

    #[test]
    fn a_server_can_not_steer_the_terminal() {
        assert_eq!(harmless("a\u{1b}[2Jb\u{9b}c\r\nd"), "a\u{fffd}[2Jb\u{fffd}c\u{fffd}\nd");
    }
}
