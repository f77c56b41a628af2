package latchkey.http.request;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.List;
import java.util.Optional;

/** The trusted proxies. */
@ConfigMapping(prefix = "latchkey.proxies")
public interface ProxyConfig {
    /**
     * Addresses and networks (CIDR) of the proxies in front. Latchkey trusts their forwarding headers, so they can claim any
     * client address.
     */
    @WithParentName
    Optional<List<String>> trusted();
}
