package latchkey.failure;

import java.time.Duration;
import java.util.List;
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

    private final transient Demand demand;

    /**
     * What a client has to show before it may go on.
     *
     * @param mfaToken to exchange for a session, with a second factor; null if there is no sign-in to go on with
     * @param kinds the second factors that the user may show
     * @param acr the assurance level that the sign-in must have (RFC 9470); null for any
     * @param maxAge seconds since the sign-in (RFC 9470); null for any
     * @param scope that the access token must have (RFC 6750, 3); null for any
     */
    public record Demand(
            @Nullable String mfaToken,
            List<String> kinds,
            @Nullable String acr,
            @Nullable Long maxAge,
            @Nullable String scope) {

        static final Demand NONE = new Demand(null, List.of(), null, null, null);
    }

    private AuthFailure(Reason reason, Map<String, FieldError> flaws, long retryAfter, Duration delay, Demand demand) {
        super(reason.name(), null, false, false);
        this.demand = demand;
        this.reason = reason;
        this.flaws = new TreeMap<>(flaws);
        this.retryAfter = retryAfter;
        this.delay = delay;
    }

    public static AuthFailure because(Reason reason) {
        return new AuthFailure(reason, Map.of(), 0, Duration.ZERO, Demand.NONE);
    }

    /** {@link Reason#INVALID_FIELDS}, with what is wrong in each field that breaks a rule. */
    public static AuthFailure invalid(Map<String, FieldError> flaws) {
        return new AuthFailure(Reason.INVALID_FIELDS, flaws, 0, Duration.ZERO, Demand.NONE);
    }

    /** {@link Reason#ALREADY_TAKEN}, with {@link FieldError.Kind#TAKEN} for each such field. */
    public static AuthFailure taken(Map<String, FieldError> flaws) {
        return new AuthFailure(Reason.ALREADY_TAKEN, flaws, 0, Duration.ZERO, Demand.NONE);
    }

    /** {@link Reason#TOO_MANY_ATTEMPTS}, until {@code wait} is over. */
    public static AuthFailure tooManyAttempts(Duration wait) {
        return new AuthFailure(
                Reason.TOO_MANY_ATTEMPTS,
                Map.of(),
                wait.plusNanos(999_999_999).toSeconds(),
                Duration.ZERO,
                Demand.NONE);
    }

    /** {@link Reason#BAD_CREDENTIALS}, sent after {@code delay}, so that the time of the answer reveals nothing. */
    public static AuthFailure badCredentials(Duration delay) {
        return new AuthFailure(Reason.BAD_CREDENTIALS, Map.of(), 0, delay, Demand.NONE);
    }

    /**
     * {@link Reason#CODE_REQUIRED} or {@link Reason#CODE_REJECTED}.
     *
     * @param mfaToken to go on with
     * @param kinds the second factors that the user may show
     */
    public static AuthFailure ofCode(Reason reason, String mfaToken, List<String> kinds) {
        return new AuthFailure(reason, Map.of(), 0, Duration.ZERO, new Demand(mfaToken, kinds, null, null, null));
    }

    /**
     * {@link Reason#FRESH_SIGN_IN_REQUIRED}.
     *
     * @param acr the assurance level that the sign-in must have; null for any
     * @param maxAge seconds since the sign-in; null for any
     */
    public static AuthFailure freshSignInRequired(@Nullable String acr, @Nullable Long maxAge) {
        return new AuthFailure(
                Reason.FRESH_SIGN_IN_REQUIRED,
                Map.of(),
                0,
                Duration.ZERO,
                new Demand(null, List.of(), acr, maxAge, null));
    }

    /** {@link Reason#INSUFFICIENT_SCOPE}: the access token needs {@code scope}. */
    public static AuthFailure insufficientScope(String scope) {
        return new AuthFailure(
                Reason.INSUFFICIENT_SCOPE, Map.of(), 0, Duration.ZERO, new Demand(null, List.of(), null, null, scope));
    }

    /** The same failure with other field names, as far as {@code names} has them. */
    public AuthFailure spelled(Map<String, String> names) {
        Map<String, FieldError> renamed = new TreeMap<>();
        flaws.forEach((field, flaw) -> renamed.put(names.getOrDefault(field, field), flaw));
        return new AuthFailure(reason, renamed, retryAfter, delay, demand);
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

    public Demand demand() {
        return demand;
    }

    /** How long to delay the answer. */
    public Duration delay() {
        return delay;
    }
}
