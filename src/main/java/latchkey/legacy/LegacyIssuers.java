package latchkey.legacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import latchkey.CompactJws;
import latchkey.LatchkeyConfig;
import latchkey.Transactions;
import latchkey.legacy.LegacyConfig.Use;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.NumericDateValidator;
import org.jspecify.annotations.Nullable;

/** Those who issued tokens before, whose users stay signed in through the move. Their tokens are read here, and none written. */
@ApplicationScoped
public class LegacyIssuers {

    /** Claims by which those who sign all their tokens with one key tell which is which: simplejwt's, and what most others do. */
    private static final List<String> TYPES = List.of("token_type", "type");

    private static final String ID = "jti";

    /** The digest of the password's hash, where simplejwt's CHECK_REVOKE_TOKEN is on. */
    private static final String PASSWORD = "hash_password";

    /** In characters: what is in a token is read before its signature is. */
    private static final int LONGEST = 16 * 1024;

    private final Map<String, LegacyConfig> settings;
    private final Verifications verifications = new Verifications();
    private final Clock clock;

    LegacyIssuers(LatchkeyConfig config, Clock clock) {
        settings = config.legacy();
        this.clock = clock;
    }

    /** Why they cannot be as they are set, in a sentence. */
    public Optional<String> flaw() {
        return settings.entrySet().stream()
                .flatMap(issuer -> flaw("latchkey.legacy.\"" + issuer.getKey() + "\"", issuer.getValue()))
                .findFirst();
    }

    public Collection<String> names() {
        return settings.keySet();
    }

    /**
     * What a token of one of them says; nothing where it is of nobody, not of that use, revoked, signed out, or not good any more.
     * Whether it was exchanged is another question.
     */
    public Optional<LegacyToken> read(@Nullable String token, Use use) {
        if (token == null || token.length() > LONGEST || settings.isEmpty() || !CompactJws.isCanonical(token)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Verifications.Showing showing = verifications.new Showing();
        Optional<LegacyToken> read = settings.entrySet().stream()
                .filter(issuer -> issuer.getValue().tokens() == use
                        && now.isBefore(issuer.getValue().until()))
                .flatMap(issuer -> read(issuer.getKey(), issuer.getValue(), token, now, showing))
                .findFirst();
        showing.end(token, now);
        return read;
    }

    /** Has no token with one of these ids be good, and says how many there are that were not known. */
    public int revoke(String issuer, Collection<String> ids) {
        return Transactions.statement(() -> LegacyToken.revoke(issuer, ids));
    }

    /** Removes what is remembered of tokens that have expired, and says how many there were, at most {@code most}. */
    public int purge(int most) {
        return Transactions.statement(() -> LegacyToken.purge(clock.instant(), most));
    }

    private Stream<LegacyToken> read(
            String name, LegacyConfig issuer, String token, Instant now, Verifications.Showing showing) {
        try {
            Key key = key(issuer);
            JwtClaims claims = consumer(issuer, key, now).processToClaims(token);
            showing.verified(name);
            Optional<String> user = text(claims, issuer.userClaim());
            if (!isFor(issuer.tokens(), claims) || user.isEmpty() || !isText(claims, ID) || !isText(claims, PASSWORD)) {
                return Stream.empty();
            }
            String jti = text(claims, ID).filter(id -> !id.isBlank()).orElse(null);
            String password = text(claims, PASSWORD).orElse(null);
            LegacyId id = LegacyId.of(name, token, jti, user.get(), key);
            NumericDate expiry = claims.getExpirationTime();
            return LegacyToken.holder(id, issuer.user(), user.get(), password)
                    .map(account -> new LegacyToken(
                            id, account, expiry == null ? null : Instant.ofEpochMilli(expiry.getValueInMillis())))
                    .stream();
        } catch (InvalidJwtException notItsToken) {
            showing.failed(name, notItsToken);
            return Stream.empty();
        } catch (MalformedClaimException | GeneralSecurityException notItsToken) {
            return Stream.empty();
        }
    }

    /** Dates are what it checks: jose4j's further rules ask for texts (RFC 7519, 4.1) where older backends wrote numbers. */
    private static JwtConsumer consumer(LegacyConfig issuer, Key key, Instant now) {
        NumericDateValidator dates = new NumericDateValidator();
        dates.setEvaluationTime(NumericDate.fromMilliseconds(now.toEpochMilli()));
        return new JwtConsumerBuilder()
                .setVerificationKey(key)
                .setJwsAlgorithmConstraints(
                        ConstraintType.PERMIT, issuer.algorithm().name())
                // Whatever its key was, it is its key.
                .setRelaxVerificationKeyValidation()
                .setSkipAllDefaultValidators()
                .registerValidator(dates)
                .build();
    }

    /** Whether the claim is absent or can be read as a text. */
    private static boolean isText(JwtClaims claims, String claim) {
        return !claims.getClaimNames().contains(claim) || text(claims, claim).isPresent();
    }

    private static Optional<String> text(JwtClaims claims, String claim) {
        Object value = claims.getClaimValue(claim);
        boolean readable = value instanceof String
                || value instanceof Long
                || value instanceof Integer
                || value instanceof BigInteger;
        // Of what PostgreSQL keeps as a text.
        return Optional.ofNullable(readable ? value.toString() : null)
                .filter(text -> text.indexOf('\0') < 0 && UTF_8.newEncoder().canEncode(text));
    }

    private static boolean isFor(Use use, JwtClaims claims) {
        return TYPES.stream()
                .map(claims::getClaimValue)
                .filter(Objects::nonNull)
                .allMatch(type -> type.equals(use.name().toLowerCase(Locale.ROOT)));
    }

    private static Stream<String> flaw(String setting, LegacyConfig issuer) {
        if (issuer.algorithm().symmetric()) {
            return issuer.secret().isPresent() && issuer.publicKey().isEmpty()
                    ? Stream.empty()
                    : Stream.of("%s.algorithm is %s, which needs %s.secret, and no public key."
                            .formatted(setting, issuer.algorithm(), setting));
        }
        try {
            issuer.algorithm().publicKey(issuer.publicKey().orElse(""));
            return Stream.empty();
        } catch (GeneralSecurityException e) {
            return Stream.of("%s.algorithm is %s, which needs %s.public-key, in PEM, that begins with BEGIN PUBLIC KEY."
                    .formatted(setting, issuer.algorithm(), setting));
        }
    }

    private Key key(LegacyConfig issuer) throws GeneralSecurityException {
        return issuer.algorithm().symmetric()
                ? new SecretKeySpec(issuer.secret().orElseThrow().getBytes(UTF_8), "HMAC")
                : issuer.algorithm().publicKey(issuer.publicKey().orElseThrow());
    }
}
