package latchkey.failure;

import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The one exception of the core: an answer to the client, not a fault.
 *
 * <p>It has no stack trace, since it is expected, frequent, and never logged.
 */
public final class AuthFailure extends RuntimeException {

    /** The field name in {@link #flaws()} for the body as a whole. */
    public static final String WHOLE_BODY = "";

    private final Reason reason;
    private final transient SortedMap<String, FieldError> flaws;
    private final long retryAfter;

    private final Duration delay;

    private final @Nullable String mfaToken;

    private AuthFailure(
            Reason reason, Map<String, FieldError> flaws, long retryAfter, Duration delay, @Nullable String mfaToken) {
        super(reason.name(), null, false, false);
        this.mfaToken = mfaToken;
        this.reason = reason;
        this.flaws = new TreeMap<>(flaws);
        this.retryAfter = retryAfter;
        this.delay = delay;
    }

    public static AuthFailure because(Reason reason) {
        return new AuthFailure(reason, Map.of(), 0, Duration.ZERO, null);
    }

    /** {@link Reason#INVALID_FIELDS}, with what is wrong in each field that breaks a rule. */
    public static AuthFailure invalid(Map<String, FieldError> flaws) {
        return new AuthFailure(Reason.INVALID_FIELDS, flaws, 0, Duration.ZERO, null);
    }

    /** {@link Reason#ALREADY_TAKEN}, with {@link FieldError.Kind#TAKEN} for each such field. */
    public static AuthFailure taken(Map<String, FieldError> flaws) {
        return new AuthFailure(Reason.ALREADY_TAKEN, flaws, 0, Duration.ZERO, null);
    }

    /** {@link Reason#TOO_MANY_ATTEMPTS}, until {@code wait} is over. */
    public static AuthFailure tooManyAttempts(Duration wait) {
        return new AuthFailure(
                Reason.TOO_MANY_ATTEMPTS, Map.of(), wait.plusNanos(999_999_999).toSeconds(), Duration.ZERO, null);
    }

    /** {@link Reason#BAD_CREDENTIALS}, sent after {@code delay}, so that the time of the answer reveals nothing. */
    public static AuthFailure badCredentials(Duration delay) {
        return new AuthFailure(Reason.BAD_CREDENTIALS, Map.of(), 0, delay, null);
    }

    /**
     * {@link Reason#CODE_REQUIRED} or {@link Reason#CODE_REJECTED}.
     *
     * @param mfaToken to go on with; null if there is no sign-in to go on with
     */
    public static AuthFailure ofCode(Reason reason, @Nullable String mfaToken) {
        return new AuthFailure(reason, Map.of(), 0, Duration.ZERO, mfaToken);
    }

    /** The same failure with other field names, as far as {@code names} has them. */
    public AuthFailure spelled(Map<String, String> names) {
        Map<String, FieldError> renamed = new TreeMap<>();
        flaws.forEach((field, flaw) -> renamed.put(names.getOrDefault(field, field), flaw));
        return new AuthFailure(reason, renamed, retryAfter, delay, mfaToken);
    }

    public Reason reason() {
        return reason;
    }

    /** From the field name, as the client spelled it, to its error. Empty unless fields are the reason. */
    public SortedMap<String, FieldError> flaws() {
        return flaws;
    }

    /** In how many seconds the client may try again, rounded up. 0 unless the reason is a rate limit. */
    public long retryAfter() {
        return retryAfter;
    }

    /** A token to exchange with a code for a session; null unless the reason is a code. */
    public @Nullable String mfaToken() {
        return mfaToken;
    }

    /** How long to delay the answer. */
    public Duration delay() {
        return delay;
    }
}
