package latchkey.legacy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The issuers of tokens that Latchkey replaced. */
@ConfigMapping(prefix = "latchkey.legacy")
public interface LegacyConfig {

    /** From the issuer's name, which the operator chooses, to its settings. */
    @WithParentName
    Map<String, Issuer> byName();

    /** An issuer that Latchkey replaced, and that issues no more tokens. */
    interface Issuer {

        /** The algorithm of its tokens, and the only one that Latchkey accepts. */
        LegacyAlgorithm algorithm();

        /** The secret that it signed with, for HS256, HS384 and HS512. */
        Optional<String> secret();

        /** The public key that verifies its signatures, for all other algorithms: PEM, SubjectPublicKeyInfo. */
        Optional<String> publicKey();

        /** The claim with the token's user, or the names that lead to it: {@code user.id}. */
        @WithDefault("sub")
        String userClaim();

        /** What that claim has: the id that the account was imported with, or one of its login names. */
        @WithDefault("id")
        User user();

        /** What its tokens are for: to be exchanged for a session, or to be used as access tokens. */
        @WithDefault("refresh")
        Use tokens();

        /**
         * The claims that distinguish refresh tokens from access tokens; token_type and type by default. Leave out a claim with
         * another meaning, such as the type of a user.
         */
        Optional<List<String>> typeClaims();

        /** The exact values of those claims in accepted tokens; by default the usual words. */
        Optional<Set<String>> types();

        /** The cookie with its refresh token in a browser, beside Latchkey's own cookie, if the contract reads a cookie. */
        Optional<String> cookie();

        /** When Latchkey stops accepting its tokens, as 2027-01-31T00:00:00Z. */
        Instant until();
    }

    enum User {
        ID,
        NAME
    }

    enum Use {
        REFRESH,
        ACCESS
    }
}
