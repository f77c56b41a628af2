package latchkey.legacy;

import io.smallrye.config.WithDefault;
import java.time.Instant;
import java.util.Optional;

/** An issuer of tokens that was here before, and issues no more. */
public interface LegacyConfig {

    /** What its tokens are signed with, and the only thing that is taken. */
    LegacyAlgorithm algorithm();

    /** What it signed with, for HS256, HS384 and HS512. */
    Optional<String> secret();

    /** What its signatures are checked with otherwise: PEM, SubjectPublicKeyInfo. */
    Optional<String> publicKey();

    /** The claim that says whose a token is. */
    @WithDefault("sub")
    String userClaim();

    /** What that claim has: the id that the account was imported with, or a name it signs in with. */
    @WithDefault("id")
    User user();

    /** What its tokens are good for: to be exchanged for a session, or to be shown as they are. */
    @WithDefault("refresh")
    Use tokens();

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
