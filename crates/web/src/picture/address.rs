//! Which addresses a server may be asked at: those of the open internet alone.
//!
//! A mail must not make us ask what only our own network can reach: the router, the database, the cloud's metadata.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address belongs to the open internet.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(mapped) => is_public_v4(mapped),
            None => is_public_v6(address),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let of_protocols = (a, b, c) == (192, 0, 0) || (a, b, c) == (192, 88, 99);
    let of_measurements = a == 198 && (b == 18 || b == 19);
    // 0.0.0.0/8 is this network, 224.0.0.0/4 and above are multicast, reserved and broadcast.
    let nobody = a == 0 || a >= 224;
    let own = address.is_loopback() || address.is_private() || address.is_link_local();
    !(nobody || own || shared || of_protocols || of_measurements || address.is_documentation())
}

/// Only 2000::/3 is given out, and what of it holds or leads to other addresses is left out: 2001::/23 (Teredo and the like),
/// 2002::/16 (6to4), and the two for documents. NAT64 (64:ff9b::/96), unique local, link-local and multicast lie beyond.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    let given_out = a & 0xe000 == 0x2000;
    let leads_elsewhere = (a == 0x2001 && b < 0x200) || a == 0x2002;
    let of_documents = (a == 0x2001 && b == 0xdb8) || (a == 0x3fff && b < 0x1000);
    given_out && !leads_elsewhere && !of_documents
}

#[cfg(test)]
mod tests {
    use super::is_public;

    #[test]
    fn only_the_open_internet_is_asked() {
        let check = |list: &[&str], expect: bool| {
            for address in list {
                assert_eq!(is_public(address.parse().unwrap()), expect, "{address}");
            }
        };
        check(
            &[
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2606:4700::1111",
                "2a00:1450::1",
                "2001:4860::8888",
                "::ffff:1.1.1.1",
            ],
            true,
        );
        check(
            &[
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.0",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.255",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
            ],
            false,
        );
        check(
            &[
                "::",
                "::1",
                "::7f00:1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:169.254.169.254",
                "::ffff:100.64.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:10::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "3fff::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1",
            ],
            false,
        );
    }
}
