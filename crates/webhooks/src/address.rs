//! Which addresses belong to everybody's Internet.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether packets to an address leave for the public Internet: it is globally reachable by the
/// registries of special addresses (RFC 6890 and those after it), is no group of receivers, and
/// holds no other address that a gateway would translate it to.
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        // What is mapped is what it stands for.
        IpAddr::V6(address) => {
            address.to_ipv4_mapped().map_or_else(|| is_public_v6(address), is_public_v4)
        }
    }
}

/// The first bits of the IPv4 addresses that are not public.
const SPECIAL_V4: [([u8; 4], u32); 15] = [
    ([0, 0, 0, 0], 8),       // this network
    ([10, 0, 0, 0], 8),      // private
    ([100, 64, 0, 0], 10),   // shared by a carrier's customers
    ([127, 0, 0, 0], 8),     // this machine
    ([169, 254, 0, 0], 16),  // this link, where clouds tell machines their credentials
    ([172, 16, 0, 0], 12),   // private
    ([192, 0, 0, 0], 24),    // protocols
    ([192, 0, 2, 0], 24),    // documentation
    ([192, 88, 99, 0], 24),  // 6to4 relays
    ([192, 168, 0, 0], 16),  // private
    ([198, 18, 0, 0], 15),   // measurements
    ([198, 51, 100, 0], 24), // documentation
    ([203, 0, 113, 0], 24),  // documentation
    ([224, 0, 0, 0], 4),     // groups
    ([240, 0, 0, 0], 4),     // reserved
];

fn is_public_v4(address: Ipv4Addr) -> bool {
    let begins = |first: [u8; 4], bits: u32| {
        (address.to_bits() ^ Ipv4Addr::from(first).to_bits()) >> (32 - bits) == 0
    };
    // Some clouds have services of the machine itself at public addresses.
    let is_metadata = address == Ipv4Addr::new(168, 63, 129, 16);
    !is_metadata && !SPECIAL_V4.iter().any(|(first, bits)| begins(*first, *bits))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    // Only 2000::/3 is given out; everything else is special.
    first >> 13 == 1
        // Protocols, Teredo among them, which holds IPv4 addresses.
        && !(first == 0x2001 && second < 0x200)
        // Documentation.
        && !(first == 0x2001 && second == 0xdb8)
        && !(first == 0x3fff && second < 0x1000)
        // 6to4, which holds IPv4 addresses.
        && first != 0x2002
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_internet_is_public() {
        let public = ["1.1.1.1", "8.8.8.8", "100.63.255.255", "172.32.0.1", "192.0.1.1"];
        let public6 = ["2606:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8", "2001:200::1"];
        for address in public.into_iter().chain(public6) {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.19.0.1",
            "198.51.100.9",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.250",
            "240.0.0.1",
            "255.255.255.255",
            "168.63.129.16",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "5f00::1",
            "fec0::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }
}
