package latchkey.client;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Programs that may introspect and revoke tokens, or use the admin API. */
@ConfigMapping(prefix = "latchkey.clients")
public interface ClientConfig {

    /** The programs by client id. */
    @WithParentName
    Map<String, Client> byId();

    interface Client {

        /** The SHA-256 of the client's secret, in hexadecimal. */
        String secretHash();

        /** What the client may do in the admin API: a stolen secret lets a thief do as much. */
        Optional<Set<String>> scopes();
    }
}
