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
import latchkey.LatchkeyConfig;
import latchkey.database.Batches;
import latchkey.database.Transactions;
import latchkey.legacy.LegacyConfig.Use;
import latchkey.text.CompactJws;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;
import org.jspecify.annotations.Nullable;

/** The issuers that Latchkey replaced. Their users stay signed in: Latchkey reads their tokens, and writes none. */
@ApplicationScoped
public class LegacyIssuers {

    /** The maximum length in characters: a token is parsed before its signature is checked. */
    private static final int MAX_LENGTH = 16 * 1024;

    /** A cookie's name: a token (RFC 6265, 4.1.1; RFC 9110, 5.6.2). */
    private static final Pattern COOKIE = Pattern.compile("[-!#$%&'*+.^_`|~0-9A-Za-z]+");

    private final Map<String, LegacyConfig.Issuer> settings;
    private final LegacyRefusals refusals;
    private final VerifiedIssuers verifications;
    private final Clock clock;

    LegacyIssuers(LatchkeyConfig config, LegacyConfig legacy, LegacyRefusals refusals, Clock clock) {
        settings = legacy.byName();
        this.refusals = refusals;
        verifications = new VerifiedIssuers(config.issuer());
        this.clock = clock;
    }

    /** The first error of the settings, in a sentence. */
    public Optional<String> flaw() {
        return settings.entrySet().stream()
                .flatMap(issuer -> flaw("latchkey.legacy.\"" + issuer.getKey() + "\"", issuer.getValue()))
                .findFirst();
    }

    public Collection<String> names() {
        return settings.keySet();
    }

    /**
     * Verifies a token of one of these issuers; nothing if it belongs to no account, is not for these uses, was revoked or
     * signed out, or has expired. The exchange for a session is not checked here.
     */
    public Optional<VerifiedLegacyToken> read(@Nullable String token, Set<Use> uses) {
        if (token == null || token.length() > MAX_LENGTH || settings.isEmpty() || !CompactJws.isCanonical(token)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        VerifiedIssuers.Check check = verifications.new Check();
        Optional<VerifiedLegacyToken> found = read(token, uses, now, check);
        found.ifPresentOrElse(
                accepted -> refusals.recordAccepted(accepted.issuer()), () -> logRefusal(token, uses, now, check));
        return found;
    }

    /** Revokes tokens by their ids, and returns how many of them were not revoked before. */
    public int revoke(String issuer, Collection<String> ids) {
        return Transactions.statement(() -> LegacyToken.revoke(issuer, ids));
    }

    /** Removes records of tokens that have expired. */
    public void purge() {
        Batches.remove("tokens", limit -> LegacyToken.purge(clock.instant(), limit));
    }

    private Optional<VerifiedLegacyToken> read(String token, Set<Use> uses, Instant now, VerifiedIssuers.Check check) {
        return settings.entrySet().stream()
                .filter(issuer -> uses.contains(issuer.getValue().tokens())
                        && now.isBefore(issuer.getValue().until()))
                .sorted(Comparator.comparing(issuer -> issuer.getValue().tokens()))
                .flatMap(issuer -> read(issuer.getKey(), issuer.getValue(), token, now, check))
                .findFirst();
    }

    /**
     * Logs why a token was refused. A client may try a token as one kind, then as the other: a good token of the other kind
     * does not mean that the settings are wrong.
     */
    private void logRefusal(String token, Set<Use> uses, Instant now, VerifiedIssuers.Check check) {
        if (!check.isDue(now) && check.refused().keySet().stream().noneMatch(refusals::isDue)) {
            return;
        }
        VerifiedIssuers.Check otherUses = verifications.new Check();
        boolean accepted = read(token, EnumSet.complementOf(EnumSet.copyOf(uses)), now, otherUses)
                .isPresent();
        if (!otherUses.isVerified()) {
            check.logUnverified(token, now);
        }
        if (!accepted && (check.isUsable() || !otherUses.isUsable())) {
            check.refused().forEach(refusals::logRefused);
        }
    }

    private Stream<VerifiedLegacyToken> read(
            String name, LegacyConfig.Issuer issuer, String token, Instant now, VerifiedIssuers.Check check) {
        try {
            Key key = key(issuer);
            JwtContext read = consumer(issuer, key).process(token);
            check.recordVerified(name);
            LegacyClaims claims = new LegacyClaims(read.getJwtClaims());
            if (!claims.isValidAt(now)) {
                claims.requireToBeginBefore(issuer.until());
                return Stream.empty();
            }
            new TokenUse(issuer, read).require();
            check.markUsable();
            return found(name, issuer, token, key, claims).stream();
        } catch (RefusedLegacyToken e) {
            check.recordRefused(name, requireNonNull(e.getMessage()));
            return Stream.empty();
        } catch (InvalidJwtException notItsToken) {
            check.recordInvalid(name, notItsToken);
            return Stream.empty();
        } catch (GeneralSecurityException notItsToken) {
            return Stream.empty();
        }
    }

    private Optional<VerifiedLegacyToken> found(
            String name, LegacyConfig.Issuer issuer, String token, Key key, LegacyClaims claims)
            throws RefusedLegacyToken {
        String user = claims.user(issuer.userClaim());
        LegacyId id = LegacyId.of(name, token, claims.id(), user, key);
        Instant expiry = claims.expiry();
        Optional<VerifiedLegacyToken> found = LegacyToken.holder(id, issuer.user(), user, claims.passwordDigest())
                .map(account -> new VerifiedLegacyToken(id, account, expiry));
        if (found.isEmpty() && !refusals.hasAcceptedTokenOf(name)) {
            throw new RefusedLegacyToken(String.format(
                    Locale.ROOT,
                    "is revoked, or its \"%s\" is no %s of an imported account with an unchanged password",
                    issuer.userClaim(),
                    issuer.user().name().toLowerCase(Locale.ROOT)));
        }
        return found;
    }

    /** Checks only the signature: jose4j's rules for claims are stricter than the old issuers were. */
    private static JwtConsumer consumer(LegacyConfig.Issuer issuer, Key key) {
        return new JwtConsumerBuilder()
                .setVerificationKey(key)
                .setJwsAlgorithmConstraints(
                        ConstraintType.PERMIT, issuer.algorithm().name())
                // Accepts any key that the old issuer used, even a weak one.
                .setRelaxVerificationKeyValidation()
                .setSkipAllDefaultValidators()
                .build();
    }

    private static Stream<String> flaw(String setting, LegacyConfig.Issuer issuer) {
        return Stream.concat(keyFlaw(setting, issuer), cookieFlaw(setting, issuer));
    }

    private static Stream<String> cookieFlaw(String setting, LegacyConfig.Issuer issuer) {
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

    private static Stream<String> keyFlaw(String setting, LegacyConfig.Issuer issuer) {
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

    private Key key(LegacyConfig.Issuer issuer) throws GeneralSecurityException {
        return issuer.algorithm().symmetric()
                ? new SecretKeySpec(issuer.secret().orElseThrow().getBytes(UTF_8), "HMAC")
                : issuer.algorithm().publicKey(issuer.publicKey().orElseThrow());
    }
}
