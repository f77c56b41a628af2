package latchkey.password;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** The rules for a new password. */
@ConfigMapping(prefix = "latchkey.password")
public interface PasswordConfig {

    /** The minimum length of a password, unless a contract sets another. */
    int MIN_LENGTH = 8;

    /** The minimum length of a new password, in every contract; never less than the contract's own 8 (express: 6). */
    Optional<Integer> minLength();

    /** Whether Latchkey refuses a new password that attackers guess first: one of some 94,000, or the user's own name. */
    @WithDefault("false")
    boolean blockCommon();

    /**
     * A file of further passwords that no user may choose: one a line, each of which takes 8 bytes of memory; or their sorted
     * SHA-1 hashes, as Pwned Passwords is published, which take none.
     */
    Optional<String> blockList();

    /** bcrypt's cost, 4 to 15: one more doubles the time of every login, and of every guess. */
    @WithDefault("10")
    int bcryptCost();

    /** Firebase's base64_signer_key, for imported hashes without it: Latchkey stores it beside each of them. */
    Optional<String> firebaseSignerKey();
}
