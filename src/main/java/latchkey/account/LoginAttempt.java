package latchkey.account;

import java.util.List;
import latchkey.attempt.CountedAttempt;
import org.jspecify.annotations.Nullable;

/** A counted attempt to sign in, with the account and the hash that the counting statement found. */
public final class LoginAttempt extends CountedAttempt {

    private final @Nullable Account account;
    private final @Nullable String hash;

    /** @param account null if no account has the name, as is {@code hash} */
    LoginAttempt(@Nullable Account account, @Nullable String hash, List<String> buckets) {
        super(buckets);
        this.account = account;
        this.hash = hash;
    }

    @Nullable
    Account account() {
        return account;
    }

    @Nullable
    String hash() {
        return hash;
    }
}
