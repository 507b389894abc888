//! Where in a body something stands: `dataCentres[].nodes[].status`.

/// A place, written as names with dots between them and `[]` behind each that is a list. A list on top is `[]` alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place<'a>(pub(super) &'a str);

/// One name of a place.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Step<'a> {
    /// Empty for the list on top.
    pub(super) name: &'a str,
    pub(super) is_list: bool,
}

impl<'a> Place<'a> {
    pub(super) fn steps(self) -> impl Iterator<Item = Step<'a>> {
        let steps = self.0.split('.').filter(|step| !step.is_empty());
        steps.map(|step| match step.strip_suffix("[]") {
            Some(name) => Step { name, is_list: true },
            None => Step { name: step, is_list: false },
        })
    }

    /// The place above, and the last name.
    pub(super) fn split(self) -> (Place<'a>, &'a str) {
        self.0.rsplit_once('.').map_or((Place(""), self.0), |(above, name)| (Place(above), name))
    }

    /// `name` at this place.
    pub(super) fn with(self, name: &str) -> String {
        if self.0.is_empty() { name.to_owned() } else { format!("{}.{name}", self.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_step_by_step() {
        let steps: Vec<(&str, bool)> =
            Place("[].clusters[].id").steps().map(|step| (step.name, step.is_list)).collect();
        assert_eq!(steps, [("", true), ("clusters", true), ("id", false)]);
        assert_eq!(Place("").steps().count(), 0);
        assert_eq!(Place("a[].b").split(), (Place("a[]"), "b"));
        assert_eq!(Place("a").split(), (Place(""), "a"));
        assert_eq!((Place("").with("a"), Place("a[]").with("b")), ("a".to_owned(), "a[].b".to_owned()));
    }
}
