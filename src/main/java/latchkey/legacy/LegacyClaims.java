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
 * The claims of a token of another issuer, as older backends and other libraries write them. Of dates, {@code exp} and {@code nbf}
 * count; to {@code iat} nothing is held (RFC 7519, 4.1.6), so it may be anything.
 */
record LegacyClaims(JwtClaims claims) {

    private static final String ID = "jti";

    /** The digest of the password's hash, where simplejwt's CHECK_REVOKE_TOKEN is on. */
    private static final String PASSWORD = "hash_password";

    private static final String EXPIRY = "exp";
    private static final String START = "nbf";

    /** Seconds: the end of the year 9999. What is later, as milliseconds are, is taken for that. */
    private static final BigDecimal LATEST = BigDecimal.valueOf(253_402_300_799L);

    /** Characters of a date. */
    private static final int LONGEST_DATE = 64;

    /** Characters of all names of claims that are told. */
    private static final int MOST_NAMES = 200;

    /**
     * Whose it is.
     *
     * @param claim its name, or the names that lead to it: {@code user.id}, {@code user/id}
     * @throws Unfit where that is no text and no whole number
     */
    String user(String claim) throws Unfit {
        return text(value(claim))
                .orElseThrow(() -> new Unfit(String.format(
                        Locale.ROOT,
                        "has no \"%s\" that is a text or a whole number, but %s: set user-claim",
                        claim,
                        Unfit.told(claims.getClaimNames(), MOST_NAMES))));
    }

    /** @return null where it has none */
    @Nullable
    String id() throws Unfit {
        String id = optional(ID);
        return id == null || id.isBlank() ? null : id;
    }

    /** @return null where it has none */
    @Nullable
    String passwordDigest() throws Unfit {
        return optional(PASSWORD);
    }

    /** @return null where it does not say */
    @Nullable
    Instant expiry() throws Unfit {
        return date(EXPIRY);
    }

    /** Whether it is good at the second of {@code now}. */
    boolean isGoodAt(Instant now) throws Unfit {
        Instant expiry = expiry();
        Instant start = date(START);
        long second = now.getEpochSecond();
        return (expiry == null || second < expiry.getEpochSecond())
                && (start == null || second >= start.getEpochSecond());
    }

    /** @throws Unfit where it begins after its issuer's tokens have ended, as one does that counts milliseconds */
    void requireToBeginBefore(Instant end) throws Unfit {
        Instant start = date(START);
        if (start != null && !start.isBefore(end)) {
            throw new Unfit("begins after its issuer's \"until\", by its \"nbf\", which counts seconds");
        }
    }

    private @Nullable String optional(String claim) throws Unfit {
        if (!claims.getClaimNames().contains(claim)) {
            return null;
        }
        return text(claims.getClaimValue(claim))
                .orElseThrow(() -> new Unfit(
                        String.format(Locale.ROOT, "has a \"%s\" that is neither a text nor a whole number", claim)));
    }

    /** A claim's name may have dots and slashes itself, as one that is a URL. */
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
        // Of what PostgreSQL keeps as a text.
        return Optional.ofNullable(readable ? value : null)
                .map(Object::toString)
                .filter(text -> text.indexOf('\0') < 0 && UTF_8.newEncoder().canEncode(text));
    }

    /** Seconds since 1970 (RFC 7519, 2), or the same as a text, or RFC 3339's text. */
    private @Nullable Instant date(String claim) throws Unfit {
        Object value = claims.getClaimValue(claim);
        if (value == null) {
            return null;
        }
        String text = value instanceof Number || value instanceof String ? value.toString() : "";
        try {
            return text.indexOf('T') > 0
                    ? withinReach(BigDecimal.valueOf(OffsetDateTime.parse(text).toEpochSecond()))
                    : seconds(text);
        } catch (NumberFormatException | DateTimeException e) {
            throw new Unfit(String.format(Locale.ROOT, "has an \"%s\" that is no date", claim));
        }
    }

    private static Instant seconds(String text) {
        if (text.length() > LONGEST_DATE) {
            throw new NumberFormatException();
        }
        return withinReach(new BigDecimal(text));
    }

    /** What PostgreSQL can keep. */
    private static Instant withinReach(BigDecimal seconds) {
        return Instant.ofEpochSecond(seconds.min(LATEST)
                .max(BigDecimal.ONE)
                .setScale(0, RoundingMode.DOWN)
                .longValue());
    }
}
