package latchkey.legacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwt.JwtClaims;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a token of another issuer, as older backends and other libraries write them. Of the dates, only {@code exp} and
 * {@code nbf} count; {@code iat} may be anything (RFC 7519, 4.1.6).
 */
record LegacyClaims(JwtClaims claims) {

    private static final String ID = "jti";

    /** The digest of the password's hash, from simplejwt with CHECK_REVOKE_TOKEN. */
    private static final String PASSWORD = "hash_password";

    private static final String EXPIRY = "exp";
    private static final String START = "nbf";

    /** Seconds: the end of the year 9999. Latchkey takes anything later, such as milliseconds, for this. */
    private static final BigDecimal LATEST = BigDecimal.valueOf(253_402_300_799L);

    /** The maximum characters of a date. */
    private static final int MAX_DATE_LENGTH = 64;

    /** The maximum characters of claim names in a log line. */
    private static final int MAX_NAMES_LENGTH = 200;

    /**
     * The user whom the token belongs to.
     *
     * @param claim its name, or the names that lead to it: {@code user.id}, {@code user/id}
     * @throws RefusedLegacyToken if the claim is neither a text nor a whole number
     */
    String user(String claim) throws RefusedLegacyToken {
        return text(value(claim))
                .orElseThrow(() -> new RefusedLegacyToken(String.format(
                        Locale.ROOT,
                        "has no \"%s\" that is a text or a whole number, but %s: set user-claim",
                        claim,
                        RefusedLegacyToken.printable(claims.getClaimNames(), MAX_NAMES_LENGTH))));
    }

    /** @return null if it has none */
    @Nullable
    String id() throws RefusedLegacyToken {
        String id = claims.getClaimValue(ID) == null ? null : optional(ID);
        return id == null || id.isBlank() ? null : id;
    }

    /** @return null if it has none */
    @Nullable
    String passwordDigest() throws RefusedLegacyToken {
        return optional(PASSWORD);
    }

    /** @return null if it does not expire */
    @Nullable
    Instant expiry() throws RefusedLegacyToken {
        return date(EXPIRY);
    }

    /** Whether the token is valid at the second of {@code now}. */
    boolean isValidAt(Instant now) throws RefusedLegacyToken {
        Instant expiry = expiry();
        Instant start = date(START);
        long second = now.getEpochSecond();
        return (expiry == null || second < expiry.getEpochSecond())
                && (start == null || second >= start.getEpochSecond());
    }

    /** @throws RefusedLegacyToken if it begins after its issuer's {@code until}, as does a date in milliseconds */
    void requireToBeginBefore(Instant end) throws RefusedLegacyToken {
        Instant start = date(START);
        if (start != null && !start.isBefore(end)) {
            throw new RefusedLegacyToken("begins after its issuer's \"until\", by its \"nbf\", which counts seconds");
        }
    }

    private @Nullable String optional(String claim) throws RefusedLegacyToken {
        if (!claims.getClaimNames().contains(claim)) {
            return null;
        }
        return text(claims.getClaimValue(claim))
                .orElseThrow(() -> new RefusedLegacyToken(
                        String.format(Locale.ROOT, "has a \"%s\" that is neither a text nor a whole number", claim)));
    }

    /** The value of a claim. A claim's name may itself have dots and slashes, as a URL has. */
    private @Nullable Object value(String claim) {
        if (claims.getClaimNames().contains(claim)) {
            return claims.getClaimValue(claim);
        }
        Object found = claims.getClaimsMap();
        for (String name : claim.replaceFirst("^/", "").split("[./]")) {
            found = found instanceof Map<?, ?> object ? object.get(name) : null;
        }
        return found;
    }

    private static Optional<String> text(@Nullable Object value) {
        boolean readable = value instanceof String
                || value instanceof Long
                || value instanceof Integer
                || value instanceof BigInteger;
        // Only what PostgreSQL can store as a text.
        return Optional.ofNullable(readable ? value : null)
                .map(Object::toString)
                .filter(text -> text.indexOf('\0') < 0 && UTF_8.newEncoder().canEncode(text));
    }

    /** Reads a date: seconds since 1970 (RFC 7519, 2), the same as a text, or a text of RFC 3339. */
    private @Nullable Instant date(String claim) throws RefusedLegacyToken {
        Object value = claims.getClaimValue(claim);
        if (value == null) {
            return null;
        }
        String text = value instanceof Number || value instanceof String ? value.toString() : "";
        try {
            return text.indexOf('T') > 0
                    ? clamped(BigDecimal.valueOf(OffsetDateTime.parse(text).toEpochSecond()))
                    : seconds(text);
        } catch (NumberFormatException | DateTimeException e) {
            throw new RefusedLegacyToken(String.format(Locale.ROOT, "has an \"%s\" that is no date", claim));
        }
    }

    private static Instant seconds(String text) {
        if (text.length() > MAX_DATE_LENGTH) {
            throw new NumberFormatException();
        }
        return clamped(new BigDecimal(text));
    }

    /** Limits a date to what PostgreSQL can store. */
    private static Instant clamped(BigDecimal seconds) {
        return Instant.ofEpochSecond(seconds.min(LATEST)
                .max(BigDecimal.ONE)
                .setScale(0, RoundingMode.DOWN)
                .longValue());
    }
}
