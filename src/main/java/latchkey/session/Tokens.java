package latchkey.session;

import java.time.Duration;
import latchkey.account.Account;

/**
 * The tokens of a login or a refresh.
 *
 * @param accessLifetime from now until the access token expires
 * @param refreshLifetime from now until the refresh token expires, unless the client uses it before
 */
public record Tokens(
        String access, String refresh, Duration accessLifetime, Duration refreshLifetime, Account account) {

    /** Tokens of no session: empty and already expired, so that an answer keeps its shape but lets no client in. */
    public static Tokens none(Account account) {
        return new Tokens("", "", Duration.ZERO, Duration.ZERO, account);
    }
}
