package latchkey.contract;

import java.util.Set;
import latchkey.failure.AuthFailure;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * A published REST contract: which paths it answers and how it words failure.
 *
 * <p>To add one, add a package with an implementation of this interface and a JAX-RS resource below {@code /<name>}, each of
 * whose methods says what it {@link Does}. Nothing else changes.
 */
public interface Contract {

    /** Lower-case and URL-safe. The contract's resources are mounted below {@code /<name>}. */
    String name();

    /** What its backend is, and where its tokens are, in a sentence: OpenAPI, the contract's page and the playground say it. */
    String about();

    /**
     * The order in which contracts came: of those that claim a path, and that the operator did not choose, those that came first
     * have it. Those that were there from the start have 1, and the next one that is added has one more than the latest.
     */
    int since();

    /** The path prefixes that the contract's document promises, each with no trailing slash. */
    Set<String> roots();

    /** The root below which its refresh cookie, if it has one, is of use. */
    String refreshPath();

    /** The path at which it refreshes, with no trailing slash. */
    String refreshEndpoint();

    /** Whether it hands out its access token in a cookie, and so takes it back from there. */
    boolean usesAccessCookie();

    /** Whether it hands out its refresh token in a cookie. */
    default boolean usesRefreshCookie() {
        return true;
    }

    /** Where it hands out access tokens. */
    default Set<TokenPlace> accessTokenIn(ContractConfig settings) {
        return Set.of(usesAccessCookie() ? TokenPlace.COOKIE : TokenPlace.BODY);
    }

    /** Where it hands out refresh tokens. */
    default Set<TokenPlace> refreshTokenIn(ContractConfig settings) {
        return Set.of(usesRefreshCookie() ? TokenPlace.COOKIE : TokenPlace.BODY);
    }

    /** Fewest characters of a new password that its document promises to take. */
    default int shortestPassword() {
        return Password.SHORTEST;
    }

    /** The status and body with which this contract reports {@code failure}. */
    RestResponse<?> answer(AuthFailure failure);
}
