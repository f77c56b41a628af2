package latchkey.http.forwardauth;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** How {@code /forward-auth} answers requests without a valid access token. */
@ConfigMapping(prefix = "latchkey.forward-auth")
public interface ForwardAuthConfig {

    /**
     * The kind of proxy, which decides the headers that describe the client's request. If the proxy forwards a header of that
     * name from the client, the client chooses what passes.
     */
    Optional<Proxy> proxy();

    /**
     * The URL of the sign-in page. Browsers that are not signed in are redirected there, with the requested URL as {@code rd}.
     */
    Optional<String> signInPage();

    /**
     * Paths that pass for every client, such as {@code /health} or {@code /assets/*}, in every application behind the proxy.
     */
    Optional<List<String>> publicPaths();

    enum Proxy {
        /** {@code X-Original-Method} and {@code X-Original-URL}. nginx takes 401 for a refusal, and no redirect. */
        NGINX,
        /** {@code X-Forwarded-Method}, {@code -Proto}, {@code -Host} and {@code -Uri}. */
        TRAEFIK,
        /** The method and host of the proxy's own request, and the rest of its path after {@code /forward-auth}. */
        ENVOY
    }
}
