package latchkey.platform;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.Map;

/** Which services may introspect and revoke tokens. */
@ConfigMapping(prefix = "latchkey.clients")
public interface ClientConfig {

    /** The services by client id. */
    @WithParentName
    Map<String, Client> byId();

    interface Client {
        /** The SHA-256 of the client's secret, in hexadecimal. */
        String secretHash();
    }
}
