package latchkey.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {

    @ParameterizedTest(name = "{0} is in {1}")
    @CsvSource({
        "203.0.113.5, 203.0.113.5",
        "2001:db8:0:7:1:2:3:4, 2001:db8:0:7::/64",
        "2001:db8:0:7::ffff, 2001:db8:0:7::/64",
        "2001:db8:0:8::ffff, 2001:db8:0:8::/64",
        "::1, 0:0:0:0::/64",
        "fe80:0:0:0:1:2:3:4%eth0, fe80:0:0:0::/64",
        "local, local",
    })
    void aNetworkIsAnIpv4AddressOrAnIpv6Prefix64(String address, String network) {
        assertThat(Network.of(address).name()).isEqualTo(network);
    }
}
