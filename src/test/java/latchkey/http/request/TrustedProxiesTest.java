package latchkey.http.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client address of a request, from its connection and headers. */
class TrustedProxiesTest {

    private static final String NAMED = "10.0.0.0/8,192.0.2.7,fd00::/8,::1";

    @ParameterizedTest(name = "{0} says \"{1}\": {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # nobody forwards
            203.0.113.5  |                                        | 203.0.113.5
            10.0.0.1     |                                        | 10.0.0.1
            # whoever is no proxy of ours says nothing
            203.0.113.5  | 198.51.100.1                           | 203.0.113.5
            203.0.113.5  | 10.0.0.2                               | 203.0.113.5
            192.0.2.8    | 198.51.100.1                           | 192.0.2.8
            # one proxy, or several
            10.0.0.1     | 198.51.100.1                           | 198.51.100.1
            192.0.2.7    | 198.51.100.1                           | 198.51.100.1
            10.0.0.1     | 198.51.100.1, 10.2.3.4, 192.0.2.7      | 198.51.100.1
            10.0.0.1     | 198.51.100.1 / 10.2.3.4                | 198.51.100.1
            10.0.0.1     | 10.9.9.9, 10.2.3.4                     | 10.9.9.9
            # what the client wrote itself stands before what a proxy added
            10.0.0.1     | 127.0.0.1, 198.51.100.1                | 198.51.100.1
            10.0.0.1     | 127.0.0.1 / 10.1.1.1, 198.51.100.1     | 198.51.100.1
            10.0.0.1     | 203.0.113.9, 198.51.100.1, 10.2.3.4    | 198.51.100.1
            # ports, brackets, quotes, letter case
            10.0.0.1     | 198.51.100.1:51234                     | 198.51.100.1
            10.0.0.1     | [2001:db8::1]:443                      | 2001:db8::1
            10.0.0.1     | 2001:DB8::1                            | 2001:db8::1
            10.0.0.1     | "[2001:db8::1]"                        | 2001:db8::1
            fd00::1      | 2001:db8::1, fd12::34                  | 2001:db8::1
            ::1          | 198.51.100.1                           | 198.51.100.1
            10.0.0.1     | ::ffff:198.51.100.1, ::ffff:10.0.0.2   | 198.51.100.1
            ::ffff:10.0.0.1 | 198.51.100.1                        | 198.51.100.1
            # garbage ends the search at whoever passed it on
            10.0.0.1     | unknown                                | 10.0.0.1
            10.0.0.1     | 198.51.100.1, garbage, 10.2.3.4        | 10.2.3.4
            10.0.0.1     | 198.51.100.1,                          | 10.0.0.1
            10.0.0.1     | 198.51.100.1, 1.2.3                    | 10.0.0.1
            10.0.0.1     | 198.51.100.256                         | 10.0.0.1
            10.0.0.1     | localhost                              | 10.0.0.1
            10.0.0.1     | 198.51.100.1:123456                    | 10.0.0.1
            10.0.0.1     | ' OR 1=1                               | 10.0.0.1
            local        | 198.51.100.1                           | local
            """)
    void theLastUntrustedAddressIsTheClient(String peer, @Nullable String lines, String client) {
        assertThat(proxies(NAMED).client(peer, lines(lines), List.of())).isEqualTo(client);
    }

    @ParameterizedTest(name = "{0} says \"{1}\": {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            203.0.113.5 | for=198.51.100.1                                             | 203.0.113.5
            10.0.0.1    | for=198.51.100.1                                             | 198.51.100.1
            10.0.0.1    | by=10.0.0.1;For="198.51.100.1:4711";proto=https;host=a.test  | 198.51.100.1
            10.0.0.1    | proto=https; for = "[2001:db8::1]:4711"                      | 2001:db8::1
            10.0.0.1    | for=127.0.0.1, for=198.51.100.1;proto=http, for=10.2.3.4     | 198.51.100.1
            10.0.0.1    | for=127.0.0.1 / for=198.51.100.1                             | 198.51.100.1
            10.0.0.1    | for="127.0.0.1, for=198.51.100.1                             | 198.51.100.1
            10.0.0.1    | for=127.0.0.1;host="x, for=198.51.100.1                      | 198.51.100.1
            10.0.0.1    | for=198.51.100.1, for=_hidden                                | 10.0.0.1
            10.0.0.1    | for=198.51.100.1, proto=https                                | 10.0.0.1
            10.0.0.1    | for=198.51.100.1, for=unknown, for=10.2.3.4                  | 10.2.3.4
            10.0.0.1    | x-for=198.51.100.1                                           | 10.0.0.1
            """)
    void theForwardedHeaderIsReadLikeXForwardedFor(String peer, String lines, String client) {
        assertThat(proxies(NAMED).client(peer, List.of(), lines(lines))).isEqualTo(client);
    }

    /** A client can send the header that its proxy does not overwrite; almost every proxy overwrites X-Forwarded-For. */
    @Test
    void theForwardedHeaderIsIgnoredBesideXForwardedFor() {
        assertThat(proxies(NAMED).client("10.0.0.1", List.of("198.51.100.1"), List.of("for=127.0.0.1")))
                .isEqualTo("198.51.100.1");
    }

    @Test
    void noForwardedHeaderIsTrustedWithoutConfiguredProxies() {
        assertThat(proxies("").client("10.0.0.1", List.of("198.51.100.1"), List.of()))
                .isEqualTo("10.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example", "10.0.0.0/33", "fd00::/129", "10.0.0", " 10.0.0.2", "10.0.0.2:80", "*"})
    void anInvalidProxyAddressIsRejected(String named) {
        assertThatThrownBy(() -> proxies("10.0.0.1," + named))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("latchkey.proxies has \"" + named + "\"");
    }

    private static TrustedProxies proxies(String named) {
        return new TrustedProxies(new SmallRyeConfigBuilder()
                .withMapping(ProxyConfig.class)
                .withDefaultValues(Map.of("latchkey.proxies", named))
                .build()
                .getConfigMapping(ProxyConfig.class));
    }

    private static List<String> lines(@Nullable String lines) {
        return lines == null ? List.of() : Stream.of(lines.split(" / ")).toList();
    }
}
