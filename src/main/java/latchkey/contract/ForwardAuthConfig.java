package latchkey.contract;

import java.util.List;
import java.util.Optional;

/** What else {@code /forward-auth} answers to a proxy than yes and no. */
public interface ForwardAuthConfig {

    /**
     * The kind of proxy that asks, and so where it says what the request is for that it holds. A proxy that passes on what a
     * client sent under that name has the client choose what is let through.
     */
    Optional<Proxy> proxy();

    /** The page that signs in, as a URL. Browsers that are not signed in are sent there, with where they came from as {@code rd}. */
    Optional<String> signInPage();

    /** Paths that are let through for every client, as {@code /health} or {@code /assets/*}, of every application behind the proxy. */
    Optional<List<String>> publicPaths();

    enum Proxy {
        /** {@code X-Original-Method} and {@code X-Original-URL}. It takes 401 for a refusal, and no redirection. */
        NGINX,
        /** {@code X-Forwarded-Method}, {@code -Proto}, {@code -Host} and {@code -Uri}. */
        TRAEFIK,
        /** The method and host of the question itself, and the path behind {@code /forward-auth} in it. */
        ENVOY
    }
}
