package latchkey.directory;

import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which accounts an operator looks for. Null is any.
 *
 * @param search the beginning of a username, an e-mail address or a full name, in any letter case
 * @param joinedFrom the first moment
 * @param joinedUntil the first moment after the range
 */
public record AccountFilter(
        @Nullable String search,
        @Nullable String group,
        @Nullable State state,
        @Nullable SecondFactor factor,
        @Nullable Instant joinedFrom,
        @Nullable Instant joinedUntil) {

    /** Whether an account can sign in. */
    public enum State {
        ACTIVE,
        DISABLED,
        /** Active, but without a password: its user has been invited. */
        INVITED
    }

    /** Which second factor an account has. */
    public enum SecondFactor {
        NONE,
        ANY,
        TOTP,
        PASSKEY
    }

    /** Whether one index has exactly these accounts. */
    boolean isOneWalk() {
        long conditions = Stream.of(search, group, state, factor, joinedFrom == null ? joinedUntil : joinedFrom)
                .filter(Objects::nonNull)
                .count();
        return conditions == 0 || conditions == 1 && state != State.ACTIVE && factor != SecondFactor.NONE;
    }
}
