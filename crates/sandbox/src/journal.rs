//! The state on disk: one JSON object a line, on the disk before the answer leaves.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::cloud::Record;

/// A file that accepted changes are appended to.
#[derive(Debug)]
pub struct Journal {
    file: File,
    /// Where the last whole line ends, bytes.
    length: u64,
    is_broken: bool,
}

/// The name of the file in its directory.
const FILE: &str = "journal.jsonl";

impl Journal {
    /// The records in `directory`; none where there is no journal. A torn last line, from a process that died while it
    /// wrote, is left out: its answer never left.
    ///
    /// # Errors
    /// When the file can't be read, or a line before the last is no record ([`io::ErrorKind::InvalidData`]).
    pub fn read(directory: &Path) -> io::Result<Vec<Record>> {
        match std::fs::read(directory.join(FILE)) {
            Ok(bytes) => parse(&bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// Appends to the journal in `directory` from now on, behind its last whole line.
    ///
    /// # Errors
    /// When the file can't be read or written.
    pub(crate) fn resume(directory: &Path) -> io::Result<Self> {
        let mut file = OpenOptions::new().read(true).append(true).open(directory.join(FILE))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let length = whole(&bytes).len() as u64;
        if length < bytes.len() as u64 {
            file.set_len(length)?;
            file.sync_data()?;
        }
        Ok(Self { file, length, is_broken: false })
    }

    /// Writes `records` anew into `directory`, as a whole or not at all, and appends to them from now on.
    ///
    /// # Errors
    /// When the directory or the file can't be written.
    pub fn begin(directory: &Path, records: &[Record]) -> io::Result<Self> {
        let mut bytes = Vec::new();
        for record in records {
            bytes.extend(line(record)?);
        }
        write_whole(&directory.join(FILE), &bytes)?;
        let file = OpenOptions::new().append(true).open(directory.join(FILE))?;
        Ok(Self { length: file.metadata()?.len(), file, is_broken: false })
    }

    /// A journal whose disk is full.
    #[cfg(all(test, target_os = "linux"))]
    pub(crate) fn on_a_full_disk() -> io::Result<Self> {
        let file = OpenOptions::new().append(true).open("/dev/full")?;
        Ok(Self { file, length: 0, is_broken: false })
    }

    /// Appends `record` and waits until it is on the disk.
    ///
    /// # Errors
    /// When it can't be written; nothing of it is left in the file then. Where even that fails, every later call fails.
    pub fn append(&mut self, record: &Record) -> io::Result<()> {
        if self.is_broken {
            return Err(io::Error::other("an earlier write left the journal torn"));
        }
        let bytes = line(record)?;
        let written = self.file.write_all(&bytes).and_then(|()| self.file.sync_data());
        match written {
            Ok(()) => self.length += bytes.len() as u64,
            Err(_) => self.is_broken = self.file.set_len(self.length).is_err(),
        }
        written
    }
}

fn line(record: &Record) -> io::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec(record)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The records of whole lines. What follows the last line's end was torn off.
fn parse(bytes: &[u8]) -> io::Result<Vec<Record>> {
    let lines = whole(bytes).split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let record = |(number, line): (usize, &[u8])| {
        record_in(line).map_err(|error| {
            io::Error::new(io::ErrorKind::InvalidData, format!("line {} of {FILE}: {error}", number + 1))
        })
    };
    lines.enumerate().map(record).collect()
}

fn whole(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    bytes.get(..end).unwrap_or_default()
}

/// The two kinds of lines that are long and many are read straight into what they hold: by way of the tagged enum
/// everything in them would be laid aside once before, which is half the time of a start.
fn record_in(line: &[u8]) -> serde_json::Result<Record> {
    if line.starts_with(br#"{"event":"created","#) {
        serde_json::from_slice(line).map(Record::Created)
    } else if line.starts_with(br#"{"event":"updated","#) {
        serde_json::from_slice(line).map(Record::Updated)
    } else {
        serde_json::from_slice(line)
    }
}

/// Writes a file that only its owner may read, so that a reader sees the old one or the whole new one.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&beside, path)?;
    // The rename itself must be on the disk; Windows knows no such thing for a directory.
    #[cfg(unix)]
    if let Some(directory) = path.parent() {
        File::open(directory)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::{Created, FORMAT, Fate, Speed, Updated};

    fn records() -> Vec<Record> {
        let deleted = |id: &str| Record::Deleted { id: id.to_owned(), at_ms: 1, gone_at_ms: 2 };
        vec![Record::Start { format: FORMAT, seed: u64::MAX, next_number: 3, next_host: 9 }, deleted("a"), deleted("ü")]
    }

    #[test]
    fn what_is_appended_is_read_back() {
        let directory = tempfile::tempdir().unwrap();
        assert_eq!(Journal::read(directory.path()).unwrap(), []);
        let records = records();
        let mut journal = Journal::begin(directory.path(), &records[..1]).unwrap();
        records[1..].iter().for_each(|record| journal.append(record).unwrap());
        assert_eq!(Journal::read(directory.path()).unwrap(), records);
    }

    #[test]
    fn a_last_line_cut_at_any_byte_is_left_out_and_nothing_else() {
        let records = records();
        let before: Vec<u8> = records[..2].iter().flat_map(|record| line(record).unwrap()).collect();
        let last = line(&records[2]).unwrap();
        for cut in 0..last.len() {
            let bytes = [before.as_slice(), &last[..cut]].concat();
            assert_eq!(parse(&bytes).unwrap(), records[..2], "cut at {cut}");
        }
        assert_eq!(parse(&[before, last].concat()).unwrap(), records);
    }

    #[test]
    fn a_journal_goes_on_behind_its_last_whole_line() {
        let directory = tempfile::tempdir().unwrap();
        let records = records();
        Journal::begin(directory.path(), &records[..1]).unwrap();
        let mut torn = OpenOptions::new().append(true).open(directory.path().join(FILE)).unwrap();
        torn.write_all(b"{\"event\":\"del").unwrap();
        let mut journal = Journal::resume(directory.path()).unwrap();
        journal.append(&records[1]).unwrap();
        assert_eq!(Journal::read(directory.path()).unwrap(), records[..2]);
    }

    #[test]
    fn long_lines_are_read_like_all_others() {
        let body = crate::testing::kafka_create("demo");
        let spec = body.as_object().unwrap().clone();
        let updated = Updated {
            id: "a".to_owned(),
            number: 1,
            at_ms: 2,
            seed: 3,
            speed: Speed::LIFE,
            first_host: 4,
            concurrency: 5,
            spec: spec.clone(),
        };
        let created = Created {
            number: 0,
            at_ms: 1,
            account: 0,
            application: instaclustr_api::Application::Kafka,
            seed: 2,
            speed: Speed::LIFE,
            fate: Fate::Runs,
            hidden_until_ms: i64::MIN,
            first_host: 0,
            spec,
        };
        for record in [Record::Created(Box::new(created)), Record::Updated(Box::new(updated))] {
            let written = line(&record).unwrap();
            assert_eq!(record_in(&written).unwrap(), record);
            assert_eq!(serde_json::from_slice::<Record>(&written).unwrap(), record);
        }
    }

    #[test]
    fn a_line_in_the_middle_that_is_no_record_is_an_error_with_its_place() {
        let mut bytes = line(&records()[0]).unwrap();
        bytes.extend(b"{}\n");
        bytes.extend(line(&records()[1]).unwrap());
        let error = parse(&bytes).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        assert!(error.to_string().starts_with("line 2 "), "{error}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn after_a_write_that_left_the_journal_torn_nothing_is_written() {
        let mut journal = Journal::on_a_full_disk().unwrap();
        let first = journal.append(&records()[0]).unwrap_err();
        assert_eq!(first.kind(), io::ErrorKind::StorageFull);
        // A device can't be cut back to its last whole line.
        assert_eq!(journal.append(&records()[0]).unwrap_err().kind(), io::ErrorKind::Other);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        Journal::begin(directory.path(), &records()).unwrap();
        let mode = std::fs::metadata(directory.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
