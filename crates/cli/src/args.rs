//! What can be typed: the surface of the `slipway` command.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use slipway_engine::api::{Application, Colour, SizeChoice};
use slipway_sandbox::cloud::{Rate, Speed};
use slipway_sandbox::{Fault, Login};

mod change;

pub use change::*;

/// Launches Apache Kafka and Apache Cassandra on Instaclustr's managed platform and watches them come up.
#[derive(Parser, Debug)]
#[command(name = "slipway", version, arg_required_else_help = true, after_help = EXIT_CODES)]
pub struct Arguments {
    /// Folder with everything: store, sandbox state [default: the system's data folder]
    #[arg(long, global = true, env = "SLIPWAY_HOME", value_name = "DIR")]
    pub home: Option<PathBuf>,
    /// Print JSON on stdout: one document, or one object a line where something is followed
    #[arg(long, global = true)]
    pub json: bool,
    /// Log to stderr; twice for more
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  done as asked
  1  refused by the provider, or failed
  2  wrong usage, or an invalid profile
  3  not finished at --timeout; the run goes on and is found again
  4  outcome unclear, and looking has ended: a person decides (slipway resolve)
  5  not allowed: the account is read-only, or a confirmation is missing
  6  no access: the key is missing or refused, or there is no keyring
  7  the API or the network cannot be reached";

/// The commands.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Run the sandbox alone: the provider's API, imitated, on loopback
    Sandbox(SandboxArguments),
    /// Serve the page to a browser on this computer
    Serve(ServeArguments),
    /// Accounts: add, list, test, survey, change the key, remove
    #[command(subcommand)]
    Account(AccountCommand),
    /// Saved profiles
    #[command(subcommand)]
    Profile(ProfileCommand),
    /// Print the exact JSON that a launch would send; sends nothing
    Request(RequestArguments),
    /// Launch a cluster from a profile
    Launch(LaunchArguments),
    /// Drive and watch everything in the home until stopped
    Drive,
    /// The folder with everything
    #[command(subcommand)]
    Home(HomeCommand),
    /// List runs, newest first
    Runs {
        /// Only those that have not ended
        #[arg(long)]
        active: bool,
    },
    /// One run
    #[command(subcommand)]
    Run(RunCommand),
    /// Wait for runs
    Wait(WaitArguments),
    /// What happened in a run
    Events {
        /// Id, unique beginning of an id, or unique cluster name
        #[arg(value_name = "RUN")]
        run: String,
        /// Go on until the run has ended
        #[arg(long)]
        follow: bool,
    },
    /// Delete a cluster, whoever made it
    Delete(DeleteArguments),
    /// Give a cluster larger or more nodes
    Resize(ResizeArguments),
    /// Make a cluster from the backup of a Cassandra cluster
    Restore(RestoreArguments),
    /// Decide on a run whose outcome is unclear, or on the delete that its launch asked for
    Resolve(ResolveArguments),
    /// Every cluster of the accounts, whoever made it
    Clusters {
        /// Only this account's
        #[arg(long, value_name = "LABEL")]
        account: Option<String>,
    },
    /// This computer's own address, which «mine» in a profile stands for, and who may be asked for it
    Address(AddressArguments),
    /// Print the password of a user that a run made, from the keyring; or give one that is to be made its own
    Password(PasswordArguments),
    /// Ask the provider now
    Refresh {
        /// A run or a cluster; every account when absent
        #[arg(value_name = "RUN|CLUSTER")]
        what: Option<String>,
    },
}

/// `slipway password`.
#[derive(Args, Debug)]
pub struct PasswordArguments {
    /// The run that makes the user, by its id or the name of its cluster
    #[arg(value_name = "RUN")]
    pub run: String,
    /// The user's name
    #[arg(value_name = "USER")]
    pub user: String,
    /// Read the password of a user that is not made yet from stdin, and put it into the keyring
    #[arg(long)]
    pub give: bool,
}

/// `slipway address`.
#[derive(Args, Debug)]
pub struct AddressArguments {
    /// Allow the finders, which are third parties, to be asked; then ask them
    #[arg(long, conflicts_with = "forbid")]
    pub allow: bool,
    /// Have nobody asked
    #[arg(long)]
    pub forbid: bool,
    /// Ask these instead: each an https URL that answers with the address alone; two have to agree
    #[arg(long, value_name = "URL")]
    pub finder: Vec<String>,
}

/// `slipway sandbox`.
#[derive(Args, Debug)]
pub struct SandboxArguments {
    /// Address to listen on; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDR")]
    pub listen: SocketAddr,
    /// User name to log in with
    #[arg(long, default_value = slipway_sandbox::embedded::USER)]
    pub user: String,
    /// Its key [default: made anew, or the one kept with the state]
    #[arg(long, value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub key: Option<String>,
    /// A further log-in, of the same account or of another; may be given several times
    #[arg(long, value_name = "[ACCOUNT/]USER:KEY[:read-only]")]
    pub also: Vec<Login>,
    /// How much faster than life: 1 takes minutes, 60 is sixty times faster
    #[arg(long, default_value = "1", value_name = "N")]
    pub speed: Speed,
    /// Requests per second that a user may make, or `off`
    #[arg(long, default_value = "35", value_name = "N|off")]
    pub rate: Rate,
    /// Requests per second that all users of an account may make together, or `off`
    #[arg(long, default_value = "off", value_name = "N|off")]
    pub account_rate: Rate,
    /// How late lists show what was created or is gone (`5s`, `1m`) [default: not at all]
    #[arg(long, value_parser = crate::text::duration, value_name = "D")]
    pub list_lag: Option<Duration>,
    /// An OpenAPI document to serve as the provider's: YAML or JSON, OpenAPI 3 or Swagger 2
    #[arg(long, value_name = "FILE")]
    pub openapi: Option<PathBuf>,
    /// Let nothing listen at the nodes' addresses, which is how it is today
    #[arg(long)]
    pub no_nodes: bool,
    /// Folder for its state; kept in memory alone when absent
    #[arg(long, value_name = "DIR")]
    pub state: Option<PathBuf>,
    /// A fault to cause; may be given several times (docs/sandbox.md)
    #[arg(long = "fault", value_name = "OP:FAULT[:COUNT]")]
    pub faults: Vec<Fault>,
}

/// `slipway serve`.
#[derive(Args, Debug)]
pub struct ServeArguments {
    /// Address to listen on: loopback only; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDR")]
    pub listen: SocketAddr,
}

/// `slipway home …`.
#[derive(Subcommand, Debug)]
pub enum HomeCommand {
    /// Make a home that came from another computer or place this one's own
    TakeOver,
    /// Say that a cluster whose mark is not known here is of a run that was lost with a damaged store
    TakeUp {
        /// Its id, or the beginning of it, or its name
        cluster: String,
        /// Only where this account sees it, where several do
        #[arg(long, value_name = "LABEL")]
        account: Option<String>,
    },
    /// Say that it is not: it is not offered any more
    Disown {
        /// Its id, or the beginning of it, or its name
        cluster: String,
        /// Only where this account sees it, where several do
        #[arg(long, value_name = "LABEL")]
        account: Option<String>,
    },
    /// Save what can be read of a damaged or lost store, and the rest from its newest daily copy
    Salvage,
}

/// `slipway account …`.
#[derive(Subcommand, Debug)]
pub enum AccountCommand {
    /// Add an account at the provider
    Add(AddAccountArguments),
    /// List the accounts
    List,
    /// Try an account link by link, reading only
    Test {
        /// Its label
        label: String,
    },
    /// Give an account another key, or let its key come from elsewhere
    Key(AccountKeyArguments),
    /// Say how often in a second an account is asked at most
    Rate {
        /// Its label
        label: String,
        /// Requests per second, 1 to 35
        #[arg(value_name = "N")]
        rate: u32,
    },
    /// Read all that the account's API shows, for whoever makes Slipway: shapes and codes, nothing of your own
    Survey {
        /// Its label
        label: String,
        /// Write the report here, as JSON
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Take an account away, and its key in the keyring
    Remove {
        /// Its label
        label: String,
    },
}

/// `slipway account add`.
#[derive(Args, Debug)]
pub struct AddAccountArguments {
    /// Its name here
    pub label: String,
    /// Base URL of the API
    #[arg(long)]
    pub url: String,
    /// User name at the provider
    #[arg(long)]
    pub user: String,
    /// Where the key comes from.
    #[command(flatten)]
    pub key: KeyArguments,
    /// Refuse every write here
    #[arg(long)]
    pub read_only: bool,
    /// Requests per second that it is asked at most, 1 to 35
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub rate: u32,
    /// Colour of its pennant
    #[arg(long, value_enum)]
    pub colour: Option<ColourWord>,
}

/// `slipway account key`.
#[derive(Args, Debug)]
pub struct AccountKeyArguments {
    /// The account's label
    pub label: String,
    /// Where the key comes from.
    #[command(flatten)]
    pub key: KeyArguments,
}

/// Where an account's key comes from. With none of these, `SLIPWAY_KEY_<LABEL>` is read when the key is needed.
#[derive(Args, Debug)]
#[group(required = false, multiple = false)]
pub struct KeyArguments {
    /// Read the key from stdin and put it into the keyring
    #[arg(long)]
    pub key_stdin: bool,
    /// Read it from this environment variable when needed
    #[arg(long, value_name = "VAR")]
    pub key_env: Option<String>,
    /// Run this command when needed (a password manager) and take what it prints
    #[arg(long, value_name = "CMD")]
    pub key_command: Option<String>,
    /// Read it from this file, which only its owner can read, when needed
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
}

impl KeyArguments {
    /// Whether one of them is there.
    pub fn is_given(&self) -> bool {
        self.key_stdin || self.key_env.is_some() || self.key_command.is_some() || self.key_file.is_some()
    }
}

/// Colours of pennants.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the words say it")]
pub enum ColourWord {
    Oxide,
    Moss,
    Slate,
    Harbour,
    Plum,
    Ochre,
}

impl From<ColourWord> for Colour {
    fn from(word: ColourWord) -> Self {
        match word {
            ColourWord::Oxide => Self::Oxide,
            ColourWord::Moss => Self::Moss,
            ColourWord::Slate => Self::Slate,
            ColourWord::Harbour => Self::Harbour,
            ColourWord::Plum => Self::Plum,
            ColourWord::Ochre => Self::Ochre,
        }
    }
}

/// `slipway profile …`.
#[derive(Subcommand, Debug)]
pub enum ProfileCommand {
    /// Print a complete, valid, commented profile (TOML)
    Template {
        /// What it launches
        #[arg(value_enum)]
        application: ApplicationWord,
    },
    /// Save a profile from a file
    Add {
        /// TOML, or JSON when its name ends in .json
        file: PathBuf,
    },
    /// List saved profiles
    List,
    /// Print a saved profile
    Show {
        /// Its name
        name: String,
    },
    /// Check a profile without sending anything
    Check {
        /// A saved profile, or a file (with a `/`, or ending in .toml or .json)
        #[arg(value_name = "NAME|FILE")]
        profile: String,
    },
    /// Change fields of a saved profile
    Edit {
        /// Its name
        name: String,
        /// Field and value: dataCentres.0.nodes=6
        #[arg(long = "set", value_name = "PATH=VALUE", required = true)]
        set: Vec<String>,
    },
    /// Copy a saved profile
    Copy {
        /// The one there is
        from: String,
        /// Name of the copy
        to: String,
    },
    /// Take a saved profile away; runs made from it stay
    Remove {
        /// Its name
        name: String,
    },
}

/// What can be launched.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the words say it")]
pub enum ApplicationWord {
    Kafka,
    Cassandra,
}

impl From<ApplicationWord> for Application {
    fn from(word: ApplicationWord) -> Self {
        match word {
            ApplicationWord::Kafka => Self::Kafka,
            ApplicationWord::Cassandra => Self::Cassandra,
        }
    }
}

/// `slipway request`.
#[derive(Args, Debug)]
pub struct RequestArguments {
    /// A saved profile, or a file (with a `/`, or ending in .toml or .json)
    #[arg(value_name = "PROFILE|FILE")]
    pub profile: String,
    /// The account it would go to
    #[arg(long, value_name = "LABEL")]
    pub account: Option<String>,
    /// As a curl command; the key is read from the environment
    #[arg(long)]
    pub curl: bool,
}

/// `slipway launch`.
#[derive(Args, Debug)]
pub struct LaunchArguments {
    /// A saved profile, or a file (with a `/`, or ending in .toml or .json)
    #[arg(value_name = "PROFILE|FILE")]
    pub profile: String,
    /// The account it goes to [default: the profile's, or the only one]
    #[arg(long, value_name = "LABEL")]
    pub account: Option<String>,
    /// A node size, and how many nodes, instead of the profile's; given several times, that many clusters
    #[arg(long = "size", value_name = "SIZE[/NODES]", value_parser = crate::text::size)]
    pub sizes: Vec<SizeChoice>,
    /// How many clusters of each size; names and networks are counted on
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=50))]
    pub copies: u32,
    /// Name of the cluster instead of the profile's; of several, what their names begin with
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Once one is refused, do not send those that were not sent yet
    #[arg(long)]
    pub stop_on_refusal: bool,
    /// The same key is the same launch: a second call makes nothing new and follows the first
    #[arg(long, value_name = "KEY", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub once: Option<String>,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
    /// Stay until the cluster is RUNNING at the provider
    #[arg(long, value_enum, value_name = "STATE", num_args = 0..=1, require_equals = true, default_missing_value = "running")]
    pub wait: Option<WaitWord>,
    /// Give up staying after so long (90s, 10m, 1h30m); the run goes on
    #[arg(long, value_name = "D", value_parser = crate::text::duration)]
    pub timeout: Option<Duration>,
    /// Delete the cluster by itself so long after it was accepted (2h, 90m); told well before, and can be called off
    #[arg(long, value_name = "D", value_parser = crate::text::duration)]
    pub delete_after: Option<Duration>,
    /// Send in spite of warnings: the provider decides
    #[arg(long)]
    pub accept_warnings: bool,
    /// Confirms a range of the profile that lets everybody in, by naming it: 0.0.0.0/0
    #[arg(long, value_name = "CIDR")]
    pub open_to: Vec<String>,
}

/// What a launch can wait for.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum WaitWord {
    /// RUNNING at the provider
    Running,
}

/// `slipway run …`.
#[derive(Subcommand, Debug)]
pub enum RunCommand {
    /// Print a run with its nodes
    Show {
        /// Id, unique beginning of an id, or unique cluster name
        #[arg(value_name = "RUN")]
        run: String,
    },
}

/// `slipway wait`.
#[derive(Args, Debug)]
pub struct WaitArguments {
    /// Ids, unique beginnings of ids, or unique cluster names
    #[arg(value_name = "RUN", required = true)]
    pub runs: Vec<String>,
    /// What to wait for
    #[arg(long = "for", value_enum, value_name = "STATE", default_value = "running")]
    pub wish: WishWord,
    /// Give up after so long (90s, 10m, 1h30m); the runs go on
    #[arg(long, value_name = "D", value_parser = crate::text::duration)]
    pub timeout: Option<Duration>,
}

/// What can be waited for.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum WishWord {
    /// RUNNING at the provider
    Running,
    /// The cluster is gone, or never came to be
    Gone,
}

#[cfg(test)]
mod tests;
