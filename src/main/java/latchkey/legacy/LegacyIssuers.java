package latchkey.legacy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import latchkey.CompactJws;
import latchkey.LatchkeyConfig;
import latchkey.Transactions;
import latchkey.legacy.LegacyConfig.Use;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;
import org.jspecify.annotations.Nullable;

/** Those who issued tokens before, whose users stay signed in through the move. Their tokens are read here, and none written. */
@ApplicationScoped
public class LegacyIssuers {

    /** In characters: what is in a token is read before its signature is. */
    private static final int LONGEST = 16 * 1024;

    /** A cookie's name: a token (RFC 6265, 4.1.1; RFC 9110, 5.6.2). */
    private static final Pattern COOKIE = Pattern.compile("[-!#$%&'*+.^_`|~0-9A-Za-z]+");

    private final Map<String, LegacyConfig> settings;
    private final LegacyRefusals refusals;
    private final Verifications verifications;
    private final Clock clock;

    LegacyIssuers(LatchkeyConfig config, LegacyRefusals refusals, Clock clock) {
        settings = config.legacy();
        this.refusals = refusals;
        verifications = new Verifications(config.issuer());
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
     * What a token of one of them says; nothing where it belongs to no account, is not of those uses, was revoked or signed out, or
     * is not good any more. Whether it was exchanged is not checked here.
     */
    public Optional<LegacyToken> read(@Nullable String token, Set<Use> uses) {
        if (token == null || token.length() > LONGEST || settings.isEmpty() || !CompactJws.isCanonical(token)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Verifications.Showing showing = verifications.new Showing();
        Optional<LegacyToken> found = read(token, uses, now, showing);
        found.ifPresentOrElse(taken -> refusals.taken(taken.issuer()), () -> tell(token, uses, now, showing));
        return found;
    }

    /** Has no token with one of these ids be good, and says how many there are that were not known. */
    public int revoke(String issuer, Collection<String> ids) {
        return Transactions.statement(() -> LegacyToken.revoke(issuer, ids));
    }

    /** Removes what is remembered of tokens that have expired, and says how many there were, at most {@code most}. */
    public int purge(int most) {
        return Transactions.statement(() -> LegacyToken.purge(clock.instant(), most));
    }

    private Optional<LegacyToken> read(String token, Set<Use> uses, Instant now, Verifications.Showing showing) {
        return settings.entrySet().stream()
                .filter(issuer -> uses.contains(issuer.getValue().tokens())
                        && now.isBefore(issuer.getValue().until()))
                .sorted(Comparator.comparing(issuer -> issuer.getValue().tokens()))
                .flatMap(issuer -> read(issuer.getKey(), issuer.getValue(), token, now, showing))
                .findFirst();
    }

    /** A token may be shown as one kind first, and as the other then: a good one of the other kind is no sign of wrong settings. */
    private void tell(String token, Set<Use> uses, Instant now, Verifications.Showing showing) {
        if (!showing.isDue(now) && showing.unfit().keySet().stream().noneMatch(refusals::isDue)) {
            return;
        }
        Verifications.Showing elsewhere = verifications.new Showing();
        boolean taken = read(token, EnumSet.complementOf(EnumSet.copyOf(uses)), now, elsewhere)
                .isPresent();
        if (!elsewhere.isKnown()) {
            showing.end(token, now);
        }
        if (!taken && (showing.isFitting() || !elsewhere.isFitting())) {
            showing.unfit().forEach(refusals::unfit);
        }
    }

    private Stream<LegacyToken> read(
            String name, LegacyConfig issuer, String token, Instant now, Verifications.Showing showing) {
        try {
            Key key = key(issuer);
            JwtContext read = consumer(issuer, key).process(token);
            showing.verified(name);
            LegacyClaims claims = new LegacyClaims(read.getJwtClaims());
            if (!claims.isGoodAt(now)) {
                claims.requireToBeginBefore(issuer.until());
                return Stream.empty();
            }
            new StatedUse(issuer, read).require();
            showing.fits();
            return found(name, issuer, token, key, claims).stream();
        } catch (Unfit e) {
            showing.unfit(name, requireNonNull(e.getMessage()));
            return Stream.empty();
        } catch (InvalidJwtException notItsToken) {
            showing.failed(name, notItsToken);
            return Stream.empty();
        } catch (GeneralSecurityException notItsToken) {
            return Stream.empty();
        }
    }

    private Optional<LegacyToken> found(String name, LegacyConfig issuer, String token, Key key, LegacyClaims claims)
            throws Unfit {
        String user = claims.user(issuer.userClaim());
        LegacyId id = LegacyId.of(name, token, claims.id(), user, key);
        Instant expiry = claims.expiry();
        Optional<LegacyToken> found = LegacyToken.holder(id, issuer.user(), user, claims.passwordDigest())
                .map(account -> new LegacyToken(id, account, expiry));
        if (found.isEmpty() && !refusals.hasTakenOneOf(name)) {
            throw new Unfit(String.format(
                    Locale.ROOT,
                    "is revoked, or its \"%s\" is no %s of an account that was imported and has its password since",
                    issuer.userClaim(),
                    issuer.user().name().toLowerCase(Locale.ROOT)));
        }
        return found;
    }

    /** Its signature is what it checks: jose4j's rules for claims are stricter than those who wrote them were. */
    private static JwtConsumer consumer(LegacyConfig issuer, Key key) {
        return new JwtConsumerBuilder()
                .setVerificationKey(key)
                .setJwsAlgorithmConstraints(
                        ConstraintType.PERMIT, issuer.algorithm().name())
                // Whatever its key was, it is its key.
                .setRelaxVerificationKeyValidation()
                .setSkipAllDefaultValidators()
                .build();
    }

    private static Stream<String> flaw(String setting, LegacyConfig issuer) {
        return Stream.concat(keyFlaw(setting, issuer), cookieFlaw(setting, issuer));
    }

    private static Stream<String> cookieFlaw(String setting, LegacyConfig issuer) {
        boolean good = issuer.cookie()
                .map(name ->
                        issuer.tokens() == Use.REFRESH && COOKIE.matcher(name).matches())
                .orElse(true);
        return good
                ? Stream.empty()
                : Stream.of(String.format(
                        Locale.ROOT,
                        "%s.cookie has to be the name of a cookie, and is for refresh tokens only.",
                        setting));
    }

    private static Stream<String> keyFlaw(String setting, LegacyConfig issuer) {
        if (issuer.algorithm().symmetric()) {
            return issuer.secret().isPresent() && issuer.publicKey().isEmpty()
                    ? Stream.empty()
                    : Stream.of(String.format(
                            Locale.ROOT,
                            "%s.algorithm is %s, which needs %s.secret, and no public key.",
                            setting,
                            issuer.algorithm(),
                            setting));
        }
        try {
            issuer.algorithm().publicKey(issuer.publicKey().orElse(""));
            return Stream.empty();
        } catch (GeneralSecurityException e) {
            return Stream.of(String.format(
                    Locale.ROOT,
                    "%s.algorithm is %s, which needs %s.public-key, in PEM, that begins with BEGIN PUBLIC KEY.",
                    setting,
                    issuer.algorithm(),
                    setting));
        }
    }

    private Key key(LegacyConfig issuer) throws GeneralSecurityException {
        return issuer.algorithm().symmetric()
                ? new SecretKeySpec(issuer.secret().orElseThrow().getBytes(UTF_8), "HMAC")
                : issuer.algorithm().publicKey(issuer.publicKey().orElseThrow());
    }
}
