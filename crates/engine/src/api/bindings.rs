//! The page's types, made from the door's: `ui/src/lib/backend/bindings.ts`.
//!
//! `cargo xtask bindings` writes the file; without the variable the test compares, so a forgotten run fails.

use ts_rs::{Config, TS};

use super::*;

macro_rules! describe {
    ($($(#[$doc:meta])* $name:ident($input:ty) -> $output:ty;)+) => {
        fn command_lines() -> String {
            let config = Config::new();
            let mut lines = String::new();
            $(lines.push_str(&format!(
                "  {}: {{ input: {}; output: {} }};\n",
                stringify!($name), <$input>::name(&config), <$output>::name(&config),
            ));)+
            lines
        }

        fn command_names() -> Vec<&'static str> {
            vec![$(stringify!($name)),+]
        }

        fn visit_all(visitor: &mut Collector) {
            use ts_rs::TypeVisitor as _;
            $(visitor.visit::<$input>(); visitor.visit::<$output>();)+
            visitor.visit::<Event>();
        }
    };
}

crate::commands!(describe);

#[derive(Default)]
struct Collector(std::collections::BTreeMap<String, String>);

impl ts_rs::TypeVisitor for Collector {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Only types of ours have a file of their own to go to; numbers, texts and lists are written in place.
        if T::output_path().is_none() {
            T::visit_generics(self);
            T::visit_dependencies(self);
            return;
        }
        let config = Config::new();
        let name = T::name(&config);
        if self.0.contains_key(&name) {
            return;
        }
        let docs = T::docs().unwrap_or_default();
        self.0.insert(name, format!("{docs}export {}\n", T::decl(&config)));
        T::visit_generics(self);
        T::visit_dependencies(self);
    }
}

fn render() -> String {
    let mut types = Collector::default();
    visit_all(&mut types);
    let mut text = String::from(
        "// Made from crates/engine/src/api by `cargo xtask bindings`. Not to be edited.\n\n\
         /** Every command of the door: what it takes, what it gives. */\nexport interface Commands {\n",
    );
    text.push_str(&command_lines());
    text.push_str("}\n\n/** Their names, in the order of the list. */\nexport const COMMANDS = [\n");
    for name in command_names() {
        text.push_str(&format!("  \"{name}\",\n"));
    }
    text.push_str("] as const satisfies readonly (keyof Commands)[];\n");
    for declaration in types.0.values() {
        text.push('\n');
        text.push_str(declaration);
    }
    text
}

#[test]
fn the_pages_types_are_made_from_this_door() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/lib/backend/bindings.ts");
    let made = render();
    if std::env::var_os("SLIPWAY_WRITE_BINDINGS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == made, "bindings.ts is not what the door says: run `cargo xtask bindings`");
}
