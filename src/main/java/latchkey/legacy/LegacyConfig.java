package latchkey.legacy;

import io.smallrye.config.WithDefault;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An issuer of tokens that was here before, and issues no more. */
public interface LegacyConfig {

    /** What its tokens are signed with, and the only thing that is taken. */
    LegacyAlgorithm algorithm();

    /** What it signed with, for HS256, HS384 and HS512. */
    Optional<String> secret();

    /** What its signatures are checked with otherwise: PEM, SubjectPublicKeyInfo. */
    Optional<String> publicKey();

    /** The claim that says whose a token is, or the names that lead to it: {@code user.id}. */
    @WithDefault("sub")
    String userClaim();

    /** What that claim has: the id that the account was imported with, or a name it signs in with. */
    @WithDefault("id")
    User user();

    /** What its tokens are good for: to be exchanged for a session, or to be shown as they are. */
    @WithDefault("refresh")
    Use tokens();

    /**
     * The claims that say which of the two a token is; token_type and type, where none are set. One that says something else, as
     * what its user is, is none of them.
     */
    Optional<List<String>> typeClaims();

    /** What those say in the tokens that are taken, letter for letter; where none are set, the usual words. */
    Optional<Set<String>> types();

    /** The cookie that has its refresh token in a browser, where the contract takes one from a cookie, beside that of our name. */
    Optional<String> cookie();

    /** When all of that ends, as 2027-01-31T00:00:00Z. */
    Instant until();

    enum User {
        ID,
        NAME
    }

    enum Use {
        REFRESH,
        ACCESS
    }
}
