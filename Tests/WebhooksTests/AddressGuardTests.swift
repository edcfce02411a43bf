import Testing

@testable import Webhooks

@Suite struct AddressGuardTests {
    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1",
        "127.255.255.254", "169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1",
        "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1",
        "239.255.255.250", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "::ffff:169.254.169.254", "::127.0.0.1", "::10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1", "100::1", "2001:db8::1", "2001:10::1", "2001:20::1", "2002:7f00:1::", "2002:a00:1::1",
        "2001:0:1:2:3:4:80ff:fffe", "fc00::1", "fd00:ec2::254", "fe80::1", "febf::1", "fec0::1", "ff02::1", "3fff::1",
    ]) func whatIsNotPublicIsRefused(_ text: String) throws {
        #expect(!AddressGuard().allows(try #require(IPAddress(text))))
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.1", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255",
        "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111", "2001:4860:4860::8888",
        "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1", "fbff::1",
    ]) func whatIsPublicIsAllowed(_ text: String) throws {
        #expect(AddressGuard().allows(try #require(IPAddress(text))))
    }

    @Test func aRangeIsAllowedWhereItIsNamedAndNothingBesides() throws {
        let addresses = AddressGuard(allowing: ["10.1.0.0/16", "127.0.0.1", "fd00::/8"].compactMap(AddressRange.init))
        for text in ["10.1.0.0", "10.1.255.255", "127.0.0.1", "::ffff:127.0.0.1", "fdff::1", "64:ff9b::a01:1"] {
            #expect(addresses.allows(try #require(IPAddress(text))), "\(text)")
        }
        for text in ["10.0.255.255", "10.2.0.0", "127.0.0.2", "fc00::1", "169.254.169.254"] {
            #expect(!addresses.allows(try #require(IPAddress(text))), "\(text)")
        }
    }

    @Test func whatIsNoRangeIsNone() {
        for text in ["", "10", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8/8", "::/129", "0x7f.1", "a/8"] {
            #expect(AddressRange(text) == nil, "\(text)")
        }
        #expect(AddressRange("0.0.0.0/0")?.contains(IPAddress("8.8.8.8")!) == true)
        #expect(AddressRange("0.0.0.0/0")?.contains(IPAddress("2001::1")!) == false)
        #expect(AddressRange("::/0")?.contains(IPAddress("8.8.8.8")!) == true)
    }

    @Test func anAddressIsWrittenAsItIsRead() {
        for text in ["10.0.0.1", "::1", "fd00::1"] { #expect(IPAddress(text)?.description == text) }
        #expect(IPAddress("::ffff:10.0.0.1")?.description == "10.0.0.1")
    }
}
