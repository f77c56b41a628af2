package latchkey.account;

import io.smallrye.config.WithDefault;
import java.util.Optional;

/** What a new password must be, under {@code latchkey.password}. */
public interface PasswordConfig {
    /** Fewest characters of a new password, in every contract; never less than the contract's own 8 (express: 6). */
    Optional<Integer> minLength();

    /** Whether Latchkey refuses a new password that attackers guess first: one of some 94,000, or the user's own name. */
    @WithDefault("false")
    boolean blockCommon();

    /**
     * A file of further passwords that no user may choose: one a line, of which each takes 8 bytes of memory; or their SHA-1
     * hashes in order, as Pwned Passwords is published, which take none.
     */
    Optional<String> blockList();

    /** bcrypt's cost, 4 to 15: one more doubles the time of every login, and of every guess. */
    @WithDefault("10")
    int bcryptCost();

    /** Firebase's base64_signer_key, for imported hashes that were stored without it: it is stored beside each of them. */
    Optional<String> firebaseSignerKey();
}
