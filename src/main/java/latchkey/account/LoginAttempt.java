package latchkey.account;

import java.util.List;
import latchkey.attempt.CountedAttempt;
import org.jspecify.annotations.Nullable;

/** A counted attempt to sign in, with the account and the hash that the counting statement found. */
public final class LoginAttempt extends CountedAttempt {

    private final @Nullable Account account;
    private final @Nullable String hash;
    private final boolean secondFactor;

    /**
     * @param account null if no account has the name, as is {@code hash}
     * @param secondFactor whether the account has a second factor
     */
    LoginAttempt(@Nullable Account account, @Nullable String hash, boolean secondFactor, List<String> buckets) {
        super(buckets);
        this.account = account;
        this.hash = hash;
        this.secondFactor = secondFactor;
    }

    @Nullable
    Account account() {
        return account;
    }

    @Nullable
    String hash() {
        return hash;
    }

    boolean secondFactor() {
        return secondFactor;
    }
}
