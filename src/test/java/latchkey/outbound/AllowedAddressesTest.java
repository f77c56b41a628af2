package latchkey.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses are public. */
class AllowedAddressesTest {

    private static boolean isAllowed(String address, String... networks) throws UnknownHostException {
        return new AllowedAddresses(List.of(networks)).isAllowed(InetAddress.getByName(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "100.100.100.200",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.255",
                "168.63.129.16",
                "169.254.0.1",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
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
                // without a prefix, and mapped or compatible IPv4 addresses
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:169.254.169.254",
                "::ffff:0:127.0.0.1",
                "::127.0.0.1",
                "::8.8.8.8",
                // NAT64, local NAT64, Teredo, 6to4
                "64:ff9b::127.0.0.1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b::10.0.0.1",
                "64:ff9b:1::8.8.8.8",
                "2001::1",
                "2001:0:7f00:1::",
                "2002:7f00:1::",
                "2002:a9fe:a9fe::1",
                "2002:808:808::1",
                // benchmarks, ORCHID, documentation, discard, segment routing
                "2001:2::1",
                "2001:20::1",
                "2001:db8::1",
                "3fff::1",
                "100::1",
                "5f00::1",
                // unique local, metadata, link-local, site-local, multicast
                "fc00::1",
                "fd00:ec2::254",
                "fd12:3456:789a::1",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "ff02::1",
                "ff0e::1"
            })
    void otherThanPublicAddressesAreRefused(String address) throws Exception {
        assertThat(isAllowed(address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2001:200::1",
                "2001:4860:4860::8888",
                "2606:4700::1111",
                "2a00:1450::1",
                "3ffe::1",
                "64:ff9b::8.8.8.8",
                "::ffff:8.8.8.8"
            })
    void publicAddressesAreAllowed(String address) throws Exception {
        assertThat(isAllowed(address)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 10.1.0.0/16, true",
        "10.2.2.3, 10.1.0.0/16, false",
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.2, 127.0.0.1, false",
        "fd12::1, fd12::/16, true",
        "fd13::1, fd12::/16, false",
        "8.8.8.8, 10.1.0.0/16, true",
    })
    void theOperatorsNetworksAreAllowedToo(String address, String network, boolean allowed) throws Exception {
        assertThat(isAllowed(address, network)).isEqualTo(allowed);
    }

    @Test
    void aNetworkThatCannotBeReadIsNamed() {
        assertThat(AllowedAddresses.flaw(WebhookClientTest.config("10.0.0.0/8", "shop.example")))
                .contains(
                        "latchkey.webhooks.allowed-networks has \"shop.example\", which is neither an address nor a network such as"
                                + " 10.0.0.0/8.");
        assertThat(AllowedAddresses.flaw(WebhookClientTest.config("10.0.0.0/8", "::1")))
                .isEmpty();
    }
}
