package latchkey.session;

import java.time.Duration;
import latchkey.account.Account;

/**
 * What a login or a refresh hands out.
 *
 * @param accessLifetime from now until the access token expires
 * @param refreshLifetime from now until the refresh token expires, if it is not used before
 */
public record Tokens(
        String access, String refresh, Duration accessLifetime, Duration refreshLifetime, Account account) {

    /** Of no session: empty, and expired at once, so that an answer keeps its shape and lets no client in. */
    public static Tokens none(Account account) {
        return new Tokens("", "", Duration.ZERO, Duration.ZERO, account);
    }
}
