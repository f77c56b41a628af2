package latchkey.http.request;

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
 * Passes {@code latchkey.proxies} on to Quarkus, each address as a network: Quarkus takes a plain IPv6 address for a host name
 * with a port, and resolves that name by DNS at each request.
 */
public final class QuarkusProxySettings implements ConfigSourceFactory {

    private static final String TRUSTED = "quarkus.http.proxy.trusted-proxies";

    /** Above application.properties, below every setting of the operator. */
    private static final int ORDINAL = 255;

    /** No request comes from this address: with an empty list, Quarkus believes every address. */
    private static final String NO_PROXY = "0.0.0.0";

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        ConfigValue setting = context.getValue("latchkey.proxies");
        String proxies = setting == null || setting.getValue() == null ? "" : setting.getValue();
        String trusted = Stream.concat(Stream.of(NO_PROXY), Stream.of(proxies.split(",")))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(QuarkusProxySettings::asNetwork)
                .collect(Collectors.joining(","));
        return List.of(new PropertiesConfigSource(Map.of(TRUSTED, trusted), "latchkey.proxies", ORDINAL));
    }

    /** Leaves other text as it is: a network, or a value that {@link TrustedProxies} refuses at the start. */
    private static String asNetwork(String proxy) {
        byte[] address = Inet.parseInetAddressToBytes(proxy);
        return address == null
                ? proxy
                : CidrAddress.create(address, address.length * Byte.SIZE).toString();
    }
}
