//! The edge where chance comes in: ids of launches, keys and tokens.

use rand::TryRng as _;
use rand::rngs::SysRng;
use slipway_engine::id::LaunchId;

use crate::exit::Failure;

fn bytes<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    SysRng
        .try_fill_bytes(&mut bytes)
        .map_err(|error| Failure::Local(format!("the operating system gave no random bytes: {error}")))?;
    Ok(bytes)
}

/// 256 random bits as 64 hexadecimal digits.
///
/// # Errors
/// The operating system has none to give.
pub fn hex_256() -> Result<String, Failure> {
    Ok(bytes::<32>()?.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The id of a new launch: a random UUID.
///
/// # Errors
/// The operating system has no random bytes to give.
pub fn new_launch_id() -> Result<LaunchId, Failure> {
    Ok(LaunchId(uuid::Builder::from_random_bytes(bytes()?).into_uuid().to_string()))
}

/// The id of the launch that `key` stands for: always the same for the same key, in the form of a UUID (version 8).
/// Keys are chosen by one person for one home, so a hash (FNV-1a, 128 bits) need not withstand an attacker.
pub fn launch_id_of(key: &str) -> LaunchId {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let hash = key.bytes().fold(OFFSET, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME));
    LaunchId(uuid::Builder::from_custom_bytes(hash.to_be_bytes()).into_uuid().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_always_stands_for_the_same_launch() {
        // Written out: an id that changed with a release would launch twice.
        assert_eq!(launch_id_of("deploy-42").as_str(), "6c0af3e0-9206-87a8-9c8b-7805114959ef");
        assert_ne!(launch_id_of("deploy-42"), launch_id_of("deploy-43"));
    }

    #[test]
    fn new_launches_differ() {
        assert_ne!(new_launch_id().unwrap(), new_launch_id().unwrap());
    }
}
