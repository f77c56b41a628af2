package latchkey.contract;

import java.util.Set;
import latchkey.password.PasswordConfig;

/**
 * A published REST contract: the paths it answers and how it words failures.
 *
 * <p>To add one, add a package with an implementation of this interface and a JAX-RS resource below {@code /<name>}, each
 * method annotated with what it {@link Performs}. Nothing else changes.
 */
public interface Contract extends Wording {

    /** Lower-case and URL-safe. The contract's resources are mounted below {@code /<name>}. */
    String name();

    /** One sentence on its backend and where its tokens are, for OpenAPI, the contract's page and the playground. */
    String about();

    /**
     * The generation of the contract: if several claim a path and the operator chose none of them, the earliest has it. The
     * original contracts have 1; each new one has one more than the latest. A new one is off until the operator names it.
     */
    int since();

    /** The path prefixes that the contract documents, each without a trailing slash. */
    Set<String> roots();

    /** The path of its refresh cookie, if it has one. */
    String refreshPath();

    /** A refresh that refuses a client without a session. */
    Endpoint refreshEndpoint();

    Endpoint signOutEndpoint();

    /** Whether it sends its access token in a cookie, and accepts it from there. */
    boolean usesAccessCookie();

    /** Whether it sends its refresh token in a cookie. */
    default boolean usesRefreshCookie() {
        return true;
    }

    /** Where it sends access tokens. */
    default Set<TokenLocation> accessTokenIn(ContractConfig settings) {
        return Set.of(usesAccessCookie() ? TokenLocation.COOKIE : TokenLocation.BODY);
    }

    /** Where it sends refresh tokens. */
    default Set<TokenLocation> refreshTokenIn(ContractConfig settings) {
        return Set.of(usesRefreshCookie() ? TokenLocation.COOKIE : TokenLocation.BODY);
    }

    /** The minimum length of a new password that the contract documents. */
    default int shortestPassword() {
        return PasswordConfig.MIN_LENGTH;
    }
}
