package latchkey.contract;

import io.smallrye.common.net.CidrAddress;
import io.smallrye.common.net.Inet;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Tells Quarkus of the proxies that {@code latchkey.proxies} names. It takes an IPv6 address by itself for a name and a port, and
 * asks DNS for that name at each request.
 */
public final class QuarkusProxies implements ConfigSourceFactory {

    private static final String TRUSTED = "quarkus.http.proxy.trusted-proxies";

    /** Above application.properties, below all that an operator sets. */
    private static final int ORDINAL = 255;

    /** No request comes from this address: with an empty list, Quarkus believes every address. */
    private static final String NO_PROXY = "0.0.0.0";

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        ConfigValue named = context.getValue("latchkey.proxies");
        String proxies = named == null || named.getValue() == null ? "" : named.getValue();
        String trusted = Stream.concat(Stream.of(NO_PROXY), Stream.of(proxies.split(",")))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(QuarkusProxies::asNetwork)
                .collect(Collectors.joining(","));
        return List.of(new PropertiesConfigSource(Map.of(TRUSTED, trusted), "latchkey.proxies", ORDINAL));
    }

    /** What is no address stays as it is: a network, or what {@link Proxies} refuses at the start. */
    private static String asNetwork(String proxy) {
        byte[] address = Inet.parseInetAddressToBytes(proxy);
        return address == null
                ? proxy
                : CidrAddress.create(address, address.length * Byte.SIZE).toString();
    }
}
